"""The services of a process that routes use, and the dependencies that every route has."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Header, Request

from adapters.temporal.codec import JsonCodec
from api.health.stalls import StallWatch
from api.http.events import Watchers
from api.http.keyring import KeyRing
from api.http.links import Links, caller_of
from api.http.metrics import Metrics
from api.jobs.views import ViewContext
from domain.access import ApiKeys, Caller
from domain.artifacts.files import Files
from domain.artifacts.ports import Blobs
from domain.indexing.use_cases import CollectionUseCases
from domain.jobs.ports import Jobs, UsageByDay
from domain.jobs.runs import Runs
from domain.jobs.use_cases import JobUseCases
from domain.podcast.amending import PodcastCorrections
from domain.podcast.kind import PodcastKind
from domain.podcast.reading import ScriptReader
from domain.podcast.reviewing import Reviews
from domain.podcast.revising import Revisions
from domain.podcast.samples import VoiceSamples
from domain.profiles.use_cases import ProfileBook
from domain.retrieve.uploads import Uploads
from domain.upkeep.retention import Retention
from domain.vendors.ports import Gates, Providers


@dataclass(frozen=True)
class Check:
    """A part without which this API cannot serve."""

    name: str
    ask: Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Services:
    keys: KeyRing
    key_rows: ApiKeys
    usage: UsageByDay
    codec: JsonCodec | None
    links: Links
    metrics: Metrics
    stalls: StallWatch
    jobs: Jobs
    files: Files
    providers: Providers
    gates: Gates
    blobs: Blobs
    runs: Runs
    use_cases: JobUseCases
    podcasts: PodcastKind
    corrections: PodcastCorrections
    scripts: ScriptReader
    reviews: Reviews
    revisions: Revisions
    samples: VoiceSamples
    uploads: Uploads
    collections: CollectionUseCases
    profiles: ProfileBook
    maximum_upload_bytes: int
    retention: Retention
    watchers: Watchers
    checks: Sequence[Check]

    def view_context(self, request: Request) -> ViewContext:
        return ViewContext(self.links, self.links.base(request), self.use_cases.kinds, self.retention)


def services_of(request: Request) -> Services:
    return cast(Services, request.app.state.services)


ServicesDep = Annotated[Services, Depends(services_of)]


CallerDep = Annotated[Caller, Depends(caller_of)]


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="The same key with the same body gives the same resource again, for seven days.",
    ),
]
