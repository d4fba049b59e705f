"""The command that makes a job of each of many inputs."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.client.server import connect
from cli.commands.arguments import Quiet
from cli.commands.request import COLLECTION, check, source
from cli.commands.result import Ending, follow_to_end, saver
from cli.commands.saving import PIPE, Destination, check_file
from cli.output import AsJson, CliExit, Exit

FIELDS = {"conversion": "outputs", "audiobook": "formats", "transcription": "formats", "subtitles": "format"}
"""What --to fills, by kind."""


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel="Batches")(batch)


def batch(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="podcast, audiobook, transcription, subtitles or conversion.")
    ],
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="INPUT...", help="Files or URLs: one job each; of a ZIP, one of each file in it."),
    ] = None,
    *,
    collection: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="One job of each document of this collection, by name or id."),
    ] = None,
    to: Annotated[list[str] | None, typer.Option(help="Format of what is made, but for podcasts.")] = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Of every job, as in the HTTP contract: duration_minutes=5."),
    ] = None,
    at_once: Annotated[int, typer.Option("--at-once", help="Jobs that run at the same time.")] = 4,
    title: Annotated[str | None, typer.Option(help="Left out: the name of the first input.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="ZIP with all results and a manifest; - is a pipe.")
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Make a job of each input, some at once; one that fails stops none of the others.

    All results are one ZIP: `-o` saves it at the end, `podwright fetch` at any time. What failed is run again with
    `podwright retry`.

    Examples: `podwright batch conversion *.wav --to mp3 -o clips.zip` ·
    `podwright batch podcast papers/*.pdf --set duration_minutes=5 --at-once 2` ·
    `podwright batch transcription interviews.zip` · `podwright batch podcast --collection tides`
    """
    named = [*(inputs or []), *(f"{COLLECTION}{each}" for each in collection or [])]
    if not named:
        raise CliExit(Exit.BAD_INPUT, "Name files or URLs, or a collection with --collection.")
    check(named)
    if output is not None:
        check_file(output)
    options = _options(kind, to or [], option or [])
    typed = {f"inputs.{at}": each for at, each in enumerate(named)}
    with connect({**typed, "concurrency": "--at-once", "title": "--title", "kind": "KIND"}) as client:
        body: dict[str, Any] = {
            "kind": kind,
            "inputs": [source(client, each) for each in named],
            "options": options,
            "concurrency": at_once,
        }
        if title is not None:
            body["title"] = title
        save = saver(client, Destination(file=output)) if output is not None else None
        ending = Ending(save, pipe=output == PIPE, quiet=quiet, as_json=as_json)
        follow_to_end(client, client.batches, client.batches.create(body), ending)


def _options(kind: str, formats: list[str], given: list[str]) -> dict[str, Any]:
    """Raises CliExit."""
    options: dict[str, Any] = {}
    for each in given:
        name, found, value = each.partition("=")
        if not found or not name:
            raise CliExit(Exit.BAD_INPUT, f"--set takes NAME=VALUE, not {each!r}.")
        try:
            options[name] = json.loads(value)
        except ValueError:
            options[name] = value
    if formats:
        if kind not in FIELDS:
            raise CliExit(Exit.BAD_INPUT, f"--to is for {' and '.join(FIELDS)}, not for {kind}.")
        if kind == "subtitles" and len(formats) > 1:
            raise CliExit(Exit.BAD_INPUT, f"Subtitles are made in one format, not in {len(formats)}.")
        by_kind = {"conversion": [{"format": each} for each in formats], "subtitles": formats[0]}
        options[FIELDS[kind]] = by_kind.get(kind, formats)
    return options
