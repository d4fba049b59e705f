"""`python -P -m api`: serves until SIGTERM or Ctrl-C, ending event streams first. Exit code 2: a setting is wrong."""

import signal
import sys

import uvicorn

from activities.runtime.copies import remove_abandoned
from adapters import logs
from adapters.catalog.schema import CatalogNotMigrated
from adapters.home import keep_private
from adapters.settings import Settings, SettingsError, load
from adapters.temporal.main import run_main
from api.bootstrap import open_app
from api.http.connections import LimitedConnection
from api.services import Services
from domain.errors import ArtifactsUnavailable
from domain.upkeep.installation import InstallationMismatch

GRACE_SECONDS = 5
"""Requests under way at SIGTERM are finished; a download longer than this is cut and can be resumed by range."""


class Server(uvicorn.Server):
    """Ends the event streams at once when it has to stop, since it waits for all connections."""

    def __init__(self, config: uvicorn.Config, services: Services) -> None:
        super().__init__(config)
        self._services = services

    async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]  # the base class types its sockets, which are only passed on here
        self._services.watchers.end_streams()
        await super().shutdown(sockets)  # type: ignore[arg-type]  # see above


async def serve(settings: Settings) -> int:
    app, services, close = await open_app(settings)
    try:
        config = uvicorn.Config(
            app,
            host=settings.api_host,
            port=settings.api_port,
            http=LimitedConnection,
            ws="none",
            log_level=settings.log_level.lower(),
            access_log=False,
            proxy_headers=False,  # a proxy's address is PODWRIGHT_PUBLIC_URL
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            timeout_keep_alive=30,
        )
        server = Server(config, services)
        # Once stopped, uvicorn raises the signal again for the previous handler, which would kill the process.
        for stopping in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stopping, lambda _number, _frame: None)
        await server.serve()
        return 0 if server.started else 1
    finally:
        await close()


def main() -> int:
    try:
        settings = load()
        keep_private(settings.home)
        remove_abandoned()
        logs.configure(settings.log_level)
        return run_main(serve(settings))
    except (SettingsError, InstallationMismatch, CatalogNotMigrated, ArtifactsUnavailable, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
