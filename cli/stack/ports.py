"""The ports of the stack. One that the user set is used or refused; a default moves to the next free port."""

import errno
import socket

from adapters.settings import Settings
from cli.stack.folder import Addresses

TRIES = 100
LOCAL = "127.0.0.1"


class PortTaken(Exception):
    """A port that the user set is held by another program; the message says what to type."""


def held(host: str, port: int) -> bool:
    """Whether a program listens there. It connects and binds: some systems let two programs bind one port."""
    reach = LOCAL if host in {"0.0.0.0", "", "localhost"} else host  # noqa: S104 - compared, not bound
    family = socket.AF_INET6 if ":" in reach else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        if probe.connect_ex((reach, port)) == 0:
            return True
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a closed connection does not hold the port
        try:
            probe.bind((reach, port))
        except OSError as error:
            return error.errno in {errno.EADDRINUSE, errno.EACCES}
    return False


def choose(settings: Settings, *, remembered: Addresses | None, ours: frozenset[int], ui: bool = True) -> Addresses:
    """Ports for this start. `ours` are ports that running parts of this folder hold already; `ui`: with a Web UI.

    Raises:
        PortTaken: a port that was set cannot be used, or no default is free.
    """
    picked: set[int] = set()

    def pick(field: str, host: str, before: int | None) -> int:
        wanted: int = getattr(settings, field)
        if field in settings.model_fields_set:
            if wanted in picked:
                raise PortTaken(f"Port {wanted} is set for two parts; give PODWRIGHT_{field.upper()} another.")
            if wanted not in ours and held(host, wanted):
                raise PortTaken(
                    f"Port {wanted} is held by another program. PODWRIGHT_{field.upper()} names it: "
                    f"stop that program, or set PODWRIGHT_{field.upper()} to a free port."
                )
            picked.add(wanted)
            return wanted
        candidates = [before] if before else []
        candidates += range(wanted, min(wanted + TRIES, 65536))
        for port in candidates:
            if port not in picked and (port in ours or not held(host, port)):
                picked.add(port)
                return port
        raise PortTaken(f"No port from {wanted} on is free. Set PODWRIGHT_{field.upper()} to one that is.")

    before = remembered
    api = pick("api_port", settings.api_host, before.api if before else None)
    shown = LOCAL if settings.api_host in {"0.0.0.0", "::", ""} else settings.api_host  # noqa: S104 - compared, not bound
    api_url = f"http://{f'[{shown}]' if ':' in shown else shown}:{api}"
    if settings.temporal_address:
        return Addresses(
            api=api,
            api_url=api_url,
            temporal_address=settings.temporal_address,
            temporal_ui_url=settings.temporal_ui_url,
        )
    server = pick("temporal_port", LOCAL, before.temporal if before else None)
    page = pick("temporal_ui_port", LOCAL, before.temporal_ui if before else None)
    return Addresses(
        api=api,
        api_url=api_url,
        temporal=server,
        temporal_ui=page,
        ui=ui,
        temporal_address=f"{LOCAL}:{server}",
        temporal_ui_url=settings.temporal_ui_url or (f"http://{LOCAL}:{page}" if ui else None),
    )
