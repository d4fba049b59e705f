"""The command that reads a book aloud."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from cli.client.answers import BookEstimate, plain
from cli.client.server import connect
from cli.commands.arguments import Quiet
from cli.commands.request import COLLECTION, check, source
from cli.commands.result import Ending, follow_to_end, saver
from cli.commands.saving import PIPE, Destination, check_file
from cli.output import AsJson, CliExit, Exit, clock, echo, echo_json, table

FORMATS = ("m4b", "m4a", "mp3", "opus", "wav", "epub")
OPTIONS = {
    "formats": "--to",
    "voice": "--voice",
    "quotes_voice": "--quotes-voice",
    "tts": "--tts",
    "speed": "--speed",
    "language": "--language",
    "chapters": "--chapters",
    "title": "--title",
    "author": "--author",
    "intro_text": "--intro",
    "outro_text": "--outro",
    "budget_usd": "--budget",
    "priority": "--priority",
}
"""The option of each field."""

_RANGE = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?")


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel="Audiobooks")(audiobook)


def audiobook(
    book: Annotated[str, typer.Argument(metavar="BOOK", help="EPUB, PDF, DOCX, Markdown or text; a URL; - is stdin.")],
    *,
    to: Annotated[list[str] | None, typer.Option(help=f"Format: {', '.join(FORMATS)}. Repeat it for several.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File, or folder for several; - is a pipe.")
    ] = None,
    estimate: Annotated[bool, typer.Option("--estimate", help="List the chapters; speak nothing.")] = False,
    chapters: Annotated[str | None, typer.Option(help="Numbers of chapters: 3-7,9.")] = None,
    front_matter: Annotated[
        bool, typer.Option("--front-matter", help="Read covers, legal pages, contents and indexes too.")
    ] = False,
    voice: Annotated[str | None, typer.Option(help="Who reads; podwright voices lists them.")] = None,
    quotes_voice: Annotated[str | None, typer.Option(help="Who says what stands between quotation marks.")] = None,
    tts: Annotated[str | None, typer.Option(help="Speech vendor: vendor or vendor:model.")] = None,
    speed: Annotated[float | None, typer.Option(help="1 is the voice's usual pace.")] = None,
    language: Annotated[str | None, typer.Option(help="Left out: the book's own.")] = None,
    title: Annotated[str | None, typer.Option(help="Left out: the book's own.")] = None,
    author: Annotated[str | None, typer.Option(help="Left out: the book's own.")] = None,
    intro: Annotated[str | None, typer.Option(help="Said before the first chapter.")] = None,
    outro: Annotated[str | None, typer.Option(help="Said after the last one.")] = None,
    budget: Annotated[float | None, typer.Option(help="USD; it asks before it spends more.")] = None,
    priority: Annotated[int | None, typer.Option(help="1 comes first … 5 last.")] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Read a book aloud: M4B with chapters, titles and cover, or other formats.

    Each chapter can be played as soon as it is spoken. Files are saved in the working folder unless `-o` says where.

    Examples: `podwright audiobook novel.epub --estimate` · `podwright audiobook novel.epub --chapters 3-5 -o novel.m4b`
    · `podwright audiobook report.pdf --to mp3 --voice anna`
    """
    check([book])
    if book.startswith(COLLECTION):
        raise CliExit(Exit.BAD_INPUT, "A collection is no book: name a file or a URL.")
    if output == PIPE:
        check_file(output)
    named = output is not None and (output == PIPE or output.suffix[1:] in (*FORMATS, "zip"))
    by_name = [output.suffix[1:]] if output is not None and output.suffix[1:] in FORMATS else []
    formats = to or by_name
    if named and len(formats) > 1:
        raise CliExit(Exit.BAD_INPUT, "-o names one file, and several formats are asked for: name a folder.")
    asked: dict[str, Any] = {
        "formats": formats or None,
        "voice": voice,
        "quotes_voice": quotes_voice,
        "tts": tts,
        "speed": speed,
        "language": language,
        "chapters": numbers(chapters) if chapters else None,
        "skip_front_matter": False if front_matter else None,
        "title": title,
        "author": author,
        "intro_text": intro,
        "outro_text": outro,
        "budget_usd": budget,
        "priority": priority,
    }
    options = {name: value for name, value in asked.items() if value is not None}
    with connect({"source": book, **OPTIONS}) as client:
        body = {"source": source(client, book), **options}
        if estimate:
            show(client.book_estimate(body), as_json=as_json)
            return
        target = Destination(file=output) if named else Destination(folder=output or Path())
        ending = Ending(saver(client, target), pipe=target.is_pipe, quiet=quiet, as_json=as_json)
        follow_to_end(client, client.audiobooks, client.audiobooks.create(body), ending)


def numbers(typed: str) -> list[int]:
    """Of `3-7,9`. Raises CliExit."""
    found: list[int] = []
    for part in typed.replace(" ", "").split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise CliExit(Exit.BAD_INPUT, f"--chapters takes numbers such as 3-7,9, not {typed!r}.")
        found += range(int(match[1]), int(match[2] or match[1]) + 1)
    if not found:
        raise CliExit(Exit.BAD_INPUT, f"--chapters {typed} names no chapter.")
    return found


def show(estimate: BookEstimate, *, as_json: bool) -> None:
    if as_json:
        echo_json(plain(estimate))
        return
    by = f" by {estimate.author}" if estimate.author else ""
    echo(f"{estimate.title}{by}")
    rows: list[list[str | Text]] = []
    for each in estimate.chapters:
        note = f"skipped: {each.reason}" if each.skipped else ""
        cost = f"${each.cost_usd:.2f}" if each.cost_usd else ""
        rows.append([str(each.n), each.title, f"{each.words:,}", clock(each.minutes * 60), cost, note])
    table(["", "chapter", "words", "length", "cost", ""], rows)
    cost = f", about ${estimate.cost_usd:.2f}" if estimate.cost_usd else ""
    echo(f"{estimate.words:,} words, {clock(estimate.minutes * 60)}{cost}")
    for voice in estimate.voices:
        echo(f"{voice.speaker.lower()}: {voice.voice} ({voice.tts})")
    for note in estimate.notes:
        echo(f"note: {note}")
