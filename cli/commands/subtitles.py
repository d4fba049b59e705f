"""The commands that make subtitles, and correct or translate those that there are."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from cli.client.server import connect
from cli.commands.arguments import Quiet
from cli.commands.request import check, source
from cli.commands.result import Ending, follow_to_end, saver
from cli.commands.saving import PIPE, Destination, check_file
from cli.output import AsJson, CliExit, Exit

FORMATS = ("srt", "vtt", "ass", "ssa")

OPTIONS = {
    "format": "--format",
    "language": "--language",
    "stt": "--stt",
    "prompt": "--prompt",
    "llm": "--llm",
    "instructions": "--instructions",
    "title": "--title",
    "ttl_hours": "--ttl-hours",
    "budget_usd": "--budget",
}
"""The option of each field."""

group = typer.Typer(help="Make subtitles; correct or translate those that there are.", no_args_is_help=True)

Form = Annotated[str | None, typer.Option("--format", help=f"{', '.join(FORMATS)}; left out: by -o, else as it is.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="File, or folder; - is a pipe.")]
Llm = Annotated[str | None, typer.Option(help="The model: vendor or vendor:model.")]
Instructions = Annotated[str | None, typer.Option(help="A system message of your own: terms, tone, names.")]
Title = Annotated[str | None, typer.Option(help="Left out: the name of the file.")]
Ttl = Annotated[int | None, typer.Option(help="Hours until it is removed; left out: 24.")]
Budget = Annotated[float | None, typer.Option(help="The most it may cost, in US dollars.")]
File = Annotated[str, typer.Argument(metavar="FILE", help="SubRip, WebVTT, ASS or SSA, or its URL.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(group, name="subtitles", rich_help_panel="Subtitles")


@group.command()
def generate(
    media: Annotated[str, typer.Argument(metavar="MEDIA", help="An audio or video file, or its URL.")],
    *,
    form: Form = None,
    output: Output = None,
    language: Annotated[str | None, typer.Option(help="As en or de; left out: found out.")] = None,
    stt: Annotated[str | None, typer.Option(help="The recogniser: vendor or vendor:model.")] = None,
    prompt: Annotated[str | None, typer.Option(help="Names and words that occur.")] = None,
    title: Title = None,
    ttl_hours: Ttl = None,
    budget: Budget = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Make subtitles of what is said in audio or video.

    Examples: `podwright subtitles generate film.mp4` · `podwright subtitles generate talk.mp3 -o talk.vtt`
    """
    asked = {"language": language, "stt": stt, "prompt": prompt, "title": title, "ttl_hours": ttl_hours}
    _make("generate", media, form, output, {**asked, "budget_usd": budget}, quiet=quiet, as_json=as_json)


@group.command()
def fix(
    file: File,
    *,
    form: Form = None,
    output: Output = None,
    llm: Llm = None,
    instructions: Instructions = None,
    title: Title = None,
    ttl_hours: Ttl = None,
    budget: Budget = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Correct the lines of a file of subtitles; numbers, times and markup stay.

    Examples: `podwright subtitles fix film.srt -o fixed.srt` ·
    `podwright subtitles fix film.srt --instructions "The captain is called Ahab." -o -`
    """
    asked = {"llm": llm, "instructions": instructions, "title": title, "ttl_hours": ttl_hours, "budget_usd": budget}
    _make("fix", file, form, output, asked, quiet=quiet, as_json=as_json)


@group.command()
def translate(
    file: File,
    language: Annotated[str, typer.Argument(metavar="LANGUAGE", help="That it becomes, as de or pt-BR.")],
    *,
    form: Form = None,
    output: Output = None,
    llm: Llm = None,
    instructions: Instructions = None,
    title: Title = None,
    ttl_hours: Ttl = None,
    budget: Budget = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Translate a file of subtitles; numbers, times and markup stay.

    Example: `podwright subtitles translate film.srt de -o film.de.srt`
    """
    asked = {"llm": llm, "instructions": instructions, "title": title, "ttl_hours": ttl_hours, "budget_usd": budget}
    _make("translate", file, form, output, {**asked, "language": language}, quiet=quiet, as_json=as_json)


def _make(
    operation: str,
    given: str,
    form: str | None,
    output: Path | None,
    asked: Mapping[str, object],
    *,
    quiet: bool,
    as_json: bool,
) -> None:
    check([given])
    if given == "-":
        raise CliExit(Exit.BAD_INPUT, "A file or URL is needed: it cannot be read from stdin.")
    if output == PIPE:
        check_file(output)
    suffix = output.suffix[1:] if output is not None else ""
    named = output is not None and (output == PIPE or suffix in FORMATS)
    wanted = {"format": form or (suffix if suffix in FORMATS else None), **asked}
    target = Destination(file=output) if named else Destination(folder=output or Path())
    options = {**OPTIONS, "language": "LANGUAGE"} if operation == "translate" else OPTIONS
    with connect({"source": given, **options}) as client:
        fields = {name: each for name, each in wanted.items() if each is not None}
        body = {"operation": operation, "source": source(client, given), **fields}
        ending = Ending(saver(client, target), pipe=target.is_pipe, quiet=quiet, as_json=as_json)
        follow_to_end(client, client.subtitles, client.subtitles.create(body), ending)
