"""The application: routes, problems, access control."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI

from api.audiobooks import routes as audiobooks
from api.batches import routes as batches
from api.collections import documents
from api.collections import routes as collections
from api.conversions import routes as conversions
from api.document import openapi
from api.files import routes as files
from api.health import routes as health
from api.http import problems, session
from api.http.auth import AccessControl
from api.http.connections import SteadyBodies
from api.http.head import HeadAsGet
from api.http.links import PREFIX
from api.http.metrics import RequestMetrics
from api.http.queries import KnownQueries
from api.jobs import routes as jobs
from api.owners import codec
from api.owners import routes as owners
from api.podcasts import editing, parts
from api.podcasts import routes as podcasts
from api.profiles import routes as profiles
from api.providers import routes as providers
from api.services import Services
from api.subtitles import routes as subtitles
from api.transcriptions import routes as transcriptions
from api.web import routes as web

ROUTERS = (
    podcasts.router,
    parts.router,
    editing.router,
    conversions.router,
    audiobooks.router,
    transcriptions.router,
    subtitles.router,
    batches.router,
    collections.router,
    documents.router,
    profiles.router,
    jobs.router,
    files.router,
    providers.router,
    owners.router,
    codec.router,
    session.router,
    health.router,
)
"""Everything below /api/v1."""


def build_app(
    services: Services,
    *,
    hosts: frozenset[str],
    only_hosts: bool = False,
    codec_origin: str | None = None,
    on_start: Callable[[], None] | None = None,
) -> FastAPI:
    """`hosts`: the names that this server answers to without a key, or at all with `only_hosts`.

    `codec_origin`: the Web UI that may decode.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if on_start is not None:
            on_start()
        yield
        await services.watchers.close()
        await services.stalls.close()

    app = FastAPI(
        title="Podwright",
        version="1",
        summary="Documents in, finished podcasts out.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        lifespan=lifespan,
        separate_input_output_schemas=False,
    )
    app.state.services = services
    problems.install(app)
    known_queries = [Depends(KnownQueries())]
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX, dependencies=known_queries)
    app.include_router(health.router, include_in_schema=False, dependencies=known_queries)
    app.include_router(web.router)
    app.openapi = lambda: openapi(app)  # type: ignore[method-assign]  # FastAPI's own way to change the document
    app.add_middleware(HeadAsGet)
    app.add_middleware(SteadyBodies)
    app.add_middleware(AccessControl, keys=services.keys, hosts=hosts, only_hosts=only_hosts, codec_origin=codec_origin)
    app.add_middleware(RequestMetrics, metrics=services.metrics)
    return app
