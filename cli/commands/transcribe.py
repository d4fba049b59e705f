"""The command that writes down what is said."""

from pathlib import Path
from typing import Annotated

import typer

from cli.client.server import connect
from cli.commands.arguments import Quiet
from cli.commands.request import check, source
from cli.commands.result import Ending, follow_to_end, saver
from cli.commands.saving import PIPE, Destination, check_file
from cli.output import AsJson, CliExit, Exit

FORMATS = ("txt", "json", "srt", "vtt", "md")

OPTIONS = {
    "formats": "--format",
    "language": "--language",
    "stt": "--stt",
    "prompt": "--prompt",
    "speakers": "--speakers",
    "title": "--title",
    "ttl_hours": "--ttl-hours",
    "delete_on_read": "--delete-on-read",
    "budget_usd": "--budget",
}
"""The option of each field."""


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel="Transcriptions")(transcribe)


def transcribe(
    media: Annotated[str, typer.Argument(metavar="MEDIA", help="An audio or video file, or its URL.")],
    *,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help=f"{', '.join(FORMATS)}. Repeat it for several; left out: txt.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File, or folder for several; - is a pipe.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="As en or de; left out: found out.")] = None,
    stt: Annotated[str | None, typer.Option(help="The recogniser: vendor or vendor:model.")] = None,
    prompt: Annotated[str | None, typer.Option(help="Names and words that occur.")] = None,
    speakers: Annotated[bool, typer.Option("--speakers", help="Say who speaks; not all recognisers tell.")] = False,
    title: Annotated[str | None, typer.Option(help="Left out: the name of the file.")] = None,
    ttl_hours: Annotated[int | None, typer.Option(help="Hours until it is removed; left out: 24.")] = None,
    delete_on_read: Annotated[
        bool, typer.Option("--delete-on-read", help="Have it removed as soon as it is saved.")
    ] = False,
    budget: Annotated[float | None, typer.Option(help="The most it may cost, in US dollars.")] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Write down what is said in audio or video.

    Files are saved in the working folder unless `-o` says where; those that are there already are not overwritten.

    Examples: `podwright transcribe talk.mp3` · `podwright transcribe film.mp4 -o film.srt` ·
    `podwright transcribe call.m4a --speakers --format md --format json -o notes/`
    """
    check([media])
    if output == PIPE:
        check_file(output)
    named = output is not None and (output == PIPE or output.suffix[1:] in FORMATS)
    wanted = formats or ([output.suffix[1:]] if output is not None and output.suffix and named else ["txt"])
    if media == "-":
        raise CliExit(Exit.BAD_INPUT, "A file or URL is needed: media cannot be read from stdin.")
    if len(wanted) > 1 and (named or delete_on_read):
        words = "--delete-on-read removes it with the first file" if delete_on_read else "-o names one file"
        raise CliExit(Exit.BAD_INPUT, f"{len(wanted)} formats are asked for, and {words}. Ask for one.")
    asked = {
        "formats": wanted,
        "language": language,
        "stt": stt,
        "prompt": prompt,
        "speakers": speakers or None,
        "title": title,
        "ttl_hours": ttl_hours,
        "delete_on_read": delete_on_read or None,
        "budget_usd": budget,
    }
    target = Destination(file=output) if named else Destination(folder=output or Path())
    with connect({"source": media, **OPTIONS}) as client:
        body = {"source": source(client, media), **{name: each for name, each in asked.items() if each is not None}}
        ending = Ending(saver(client, target), pipe=target.is_pipe, quiet=quiet, as_json=as_json)
        follow_to_end(client, client.transcriptions, client.transcriptions.create(body), ending)
