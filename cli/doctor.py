"""`podwright doctor`: what was found, what each missing piece means, and what to type."""

import asyncio
import os
import platform
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

import typer

from adapters.settings import Settings
from cli.client import Api, NoServer, Problem
from cli.findings import Finding, Verdict, providers, stalled, standing
from cli.server import base_url
from cli.speaking import CliExit, Exit, put, put_json, settings
from cli.stack import laptop, ports, ready, temporal
from cli.stack.folder import Folder
from domain.errors import CatalogUnavailable

ENOUGH_DISK = 2_000_000_000
"""Bytes. An hour of finished audio with its clips takes about 250 MB; the Temporal database and logs grow beside it."""

HTTP_TIMEOUT = 3.0


def add_to(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False) -> None:
    """Look at everything Podwright needs and say what is missing and what to type."""
    findings = list(examine(settings()))
    if as_json:
        put_json([finding._asdict() for finding in findings])
    else:
        for finding in findings:
            put(f"{finding.verdict:<8}{finding.what}: {finding.found}")
            if finding.means:
                put(f"        {finding.means}")
            if finding.do:
                put(f"        type: {finding.do}")
    if any(finding.verdict is Verdict.BAD for finding in findings):
        raise CliExit(Exit.FAILED)


def examine(found: Settings) -> Iterator[Finding]:
    folder = Folder(found.home)
    yield python()
    yield environment()
    yield disk(folder.home)
    yield artifacts(found)
    yield catalog(found)
    yield from one_place(found)
    yield from port_findings(found, folder)
    yield temporal_server(found, folder)
    yield from running(found, folder)
    yield local_voices()
    yield ffmpeg()
    yield from keys(found)


def python() -> Finding:
    return Finding("Python", Verdict.OK, f"{platform.python_version()} at {sys.executable}")


def environment() -> Finding:
    if sys.prefix == sys.base_prefix:
        means = "Its packages are shared with the system's; an update there can break Podwright."
        return Finding("virtual environment", Verdict.NOTE, "none", means, "make setup")
    return Finding("virtual environment", Verdict.OK, sys.prefix)


def disk(home: Path) -> Finding:
    there = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(there).free
    shown = f"{free / 1e9:.1f} GB free at {home}"
    if free < ENOUGH_DISK:
        means = "An hour of audio with its clips takes about 250 MB; a full disk fails podcasts in the middle."
        return Finding("disk", Verdict.BAD, shown, means, "PODWRIGHT_HOME=/another/disk podwright up")
    return Finding("disk", Verdict.OK, shown)


def artifacts(found: Settings) -> Finding:
    parts = urlsplit(found.artifacts_url)
    if parts.scheme != "file":
        return Finding("artifacts", Verdict.OK, f"{parts.scheme}://{parts.hostname or ''} (asked for by the API)")
    path = Path(unquote(parts.path))
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return Finding("artifacts", Verdict.OK, f"{path} can be written")
    except OSError as error:
        means = "Nothing can be kept: every podcast would fail."
        return Finding("artifacts", Verdict.BAD, f"{path}: {error.strerror}", means, f"sudo chown -R $USER {path}")


def catalog(found: Settings) -> Finding:
    from adapters.catalog import schema  # noqa: PLC0415 - the database library, for the two commands that need it

    kind = found.database_url.partition(":")[0].partition("+")[0]
    try:
        revision = asyncio.run(schema.current(found.database_url))
        schema.check(revision)
    except CatalogUnavailable as error:
        return Finding("catalog", Verdict.BAD, f"{kind}: {error}", "Podcasts cannot be listed or started.")
    except schema.CatalogNotMigrated as error:
        verdict = Verdict.NOTE if revision is None and kind == "sqlite" else Verdict.BAD
        return Finding(
            "catalog", verdict, f"{kind}: {error}", "`podwright up` does it for SQLite.", "podwright migrate"
        )
    return Finding("catalog", Verdict.OK, f"{kind}, revision {revision}")


def port_findings(found: Settings, folder: Folder) -> Iterator[Finding]:
    ours = laptop.our_ports(folder)
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


def temporal_server(found: Settings, folder: Folder) -> Finding:
    if found.temporal_address:
        host, _, port = found.temporal_address.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=HTTP_TIMEOUT).close()
        except (OSError, ValueError) as error:
            means = "TEMPORAL_ADDRESS names it; without it nothing runs."
            return Finding(
                "Temporal", Verdict.BAD, f"{found.temporal_address}: {error}", means, "unset TEMPORAL_ADDRESS"
            )
        return Finding("Temporal", Verdict.OK, f"{found.temporal_address} (TEMPORAL_ADDRESS) takes connections")
    try:
        program = temporal.program()
    except temporal.NoTemporal as error:
        return Finding("Temporal", Verdict.BAD, "not installed", str(error), "make setup")
    known = folder.addresses()
    if known and known.temporal and "temporal" in laptop.living(folder) and ready.temporal(known):
        return Finding(
            "Temporal", Verdict.OK, f"answers at {known.temporal_address}; its page: {known.temporal_ui_url}"
        )
    return Finding("Temporal", Verdict.NOTE, f"not running ({program})", "Podcasts rest until it runs.", "podwright up")


def running(found: Settings, folder: Folder) -> Iterator[Finding]:
    url = base_url(found)
    key = found.api_key.get_secret_value() if found.api_key else None
    alive = laptop.living(folder)
    try:
        with Api(url, key) as api:
            health = api.health()
            yield from standing(url, health)
            yield from stalled(health, folder)
            yield from providers(api.providers(), found)
            voices = api.voices()
    except NoServer:
        yield Finding("API", Verdict.NOTE, f"nothing answers at {url}", "Podcasts cannot be asked for.", "podwright up")
        voices = None
    except Problem as problem:
        yield Finding("API", Verdict.BAD, f"{url}: {problem.words()}", "", f"less {folder.log('api')}")
        voices = None
    if "worker" in alive:
        yield Finding("worker", Verdict.OK, f"process {alive['worker'].pid}")
    else:
        means = "Podcasts that were asked for wait, unless a worker runs elsewhere."
        yield Finding("worker", Verdict.NOTE, "none of this folder", means, "podwright up")
    if voices is not None:
        vendors = ", ".join(sorted({voice.tts for voice in voices if voice.tts}))
        if voices:
            yield Finding("voices", Verdict.OK, f"{len(voices)} announced ({vendors})")
        else:
            yield Finding("voices", Verdict.BAD, "none announced", "No podcast can be spoken.", "make setup")


def one_place(found: Settings) -> Iterator[Finding]:
    """A catalog file on this machine, and workers that may be on others."""
    host = (found.temporal_address or "").rpartition(":")[0].strip("[]")
    if found.database_url.startswith("sqlite") and host not in ("", "localhost", "::1") and not host.startswith("127."):
        means = f"Temporal is at {host}: workers on other machines would each have a catalog of their own."
        yield Finding("catalog", Verdict.NOTE, "SQLite, a file", means, "PODWRIGHT_CATALOG_URL=postgresql://…")


def local_voices() -> Finding:
    from adapters.local.speech import available  # noqa: PLC0415 - numpy, for this command only

    missing = available()
    if missing:
        means = "Without them every podcast needs ELEVENLABS_API_KEY or another vendor."
        return Finding("local voices", Verdict.NOTE, missing, means, "make setup")
    return Finding("local voices", Verdict.OK, "installed")


def ffmpeg() -> Finding:
    from adapters.audio.ffmpeg import FfmpegError, ffmpeg_program  # noqa: PLC0415 - for this command only

    try:
        program = Path(ffmpeg_program())
    except FfmpegError as error:
        return Finding("ffmpeg", Verdict.BAD, str(error), "No MP3 can be made.", "make setup")
    if not os.access(program, os.X_OK):
        return Finding("ffmpeg", Verdict.BAD, f"{program} cannot be run", "No MP3 can be made.", f"chmod +x {program}")
    return Finding("ffmpeg", Verdict.OK, str(program))


def keys(found: Settings) -> Iterator[Finding]:
    """Found or not; never shown."""
    uses = {
        "OPENAI_API_KEY": (found.openai_api_key, "writes the script; else the local writer, which quotes the sources"),
        "ELEVENLABS_API_KEY": (found.elevenlabs_api_key, "speaks; else the local voices, English only"),
        "PODWRIGHT_API_KEY": (found.api_key, "protects the API; without it only this machine can reach it"),
    }
    for name, (value, use) in uses.items():
        yield Finding(name, Verdict.OK, "found") if value else Finding(name, Verdict.NOTE, "not set", f"It {use}.")
    if found.openai_base_url:
        yield Finding("OPENAI_BASE_URL", Verdict.OK, found.openai_base_url)
