"""The ports and the Temporal server that `podwright up` would use."""

import socket
from collections.abc import Iterator

from adapters.settings import Settings
from cli.operate.doctor.finding import Finding, Verdict
from cli.stack import databases, ports, readiness, temporal
from cli.stack.folder import Folder
from cli.stack.parts import our_ports, running

CONNECT_SECONDS = 3.0


def port_findings(found: Settings, folder: Folder) -> Iterator[Finding]:
    ours = our_ports(folder)
    fields = {"api_port": found.api_host}
    if not found.temporal_address:
        fields |= {"temporal_port": ports.LOCAL, "temporal_ui_port": ports.LOCAL}
    for field, host in fields.items():
        port: int = getattr(found, field)
        name = f"PODWRIGHT_{field.upper()}"
        if port in ours or not ports.held(host, port):
            yield Finding(f"port {port}", Verdict.OK, "ours" if port in ours else "free")
        elif field in found.model_fields_set:
            means = f"{name} names it, so `podwright up` will not start."
            yield Finding(
                f"port {port}", Verdict.BAD, "held by another program", means, f"{name}=FREE_PORT podwright up"
            )
        else:
            yield Finding(f"port {port}", Verdict.OK, "held by another program; `up` takes the next free one")


def open_to_all(found: Settings, folder: Folder) -> Iterator[Finding]:
    """Temporal asks for no key: with keys on, what the API keeps apart can be read beside it by every local user."""
    known = folder.addresses()
    if not (known and known.temporal and "temporal" in running(folder) and databases.asks_for_keys(found)):
        return
    what = "port and Web UI" if known.ui else "port"
    shown = f"{what} answer to every user of this machine" if known.ui else f"{what} answers every user of this machine"
    means = "The API asks for keys, Temporal does not: titles, costs and messages of all owners can be read there."
    if known.ui:
        do = "podwright down && podwright up --detach --no-ui"
        yield Finding("Temporal", Verdict.NOTE, shown, means, do)
    elif found.encryption_keys is None:
        do = 'PODWRIGHT_ENCRYPTION_KEYS="1:$(openssl rand -base64 32)"'
        yield Finding("Temporal", Verdict.NOTE, shown, means, f"echo {do} >> .env")


def temporal_server(found: Settings, folder: Folder) -> Finding:
    if found.temporal_address:
        host, _, port = found.temporal_address.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS).close()
        except (OSError, ValueError) as error:
            means = "TEMPORAL_ADDRESS names it, and no job runs without it."
            return Finding(
                "Temporal", Verdict.BAD, f"{found.temporal_address}: {error}", means, "unset TEMPORAL_ADDRESS"
            )
        return Finding("Temporal", Verdict.OK, f"{found.temporal_address} (TEMPORAL_ADDRESS) accepts connections")
    try:
        program = temporal.program()
    except temporal.NoTemporal as error:
        return Finding("Temporal", Verdict.BAD, "not installed", str(error), "make setup")
    known = folder.addresses()
    if known and known.temporal and "temporal" in running(folder) and readiness.temporal(known):
        return Finding(
            "Temporal", Verdict.OK, f"answers at {known.temporal_address}; its page: {known.temporal_ui_url}"
        )
    return Finding("Temporal", Verdict.NOTE, f"not running ({program})", "Jobs wait until it runs.", "podwright up")
