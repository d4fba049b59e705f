"""Commands about podcasts."""

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from cli import show
from cli.answers import Podcast, plain
from cli.client import Api
from cli.follow import display, follow
from cli.request import NewOptions, body, check
from cli.server import api
from cli.speaking import CliExit, Exit, put, put_json, say, settings

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Id = Annotated[str, typer.Argument(help="The podcast's id.")]
LastId = Annotated[str | None, typer.Argument(help="The podcast's id; the newest when left out.")]
Folder = Annotated[
    Path | None, typer.Option("--to", help="Folder for the files; default: podcasts/ in the data folder.")
]


def add_to(app: typer.Typer) -> None:
    app.command()(new)
    app.command(name="list")(list_podcasts)
    for command in (status, watch, script, resume, retry, cancel, delete, fetch):
        app.command()(command)
    app.command(name="open")(open_page)


def new(
    sources: Annotated[list[str], typer.Argument(help="Files, URLs, or - for text on stdin.")],
    *,
    minutes: Annotated[float | None, typer.Option(help="Length, 0.5 to 180.")] = None,
    title: Annotated[str | None, typer.Option(help="Title of the episode.")] = None,
    topic: Annotated[str | None, typer.Option(help="What of the sources it should be about.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the episode, e.g. en.")] = None,
    host_voice: Annotated[str | None, typer.Option(help="Voice of the host; `podwright voices` lists them.")] = None,
    expert_voice: Annotated[str | None, typer.Option(help="Voice of the expert.")] = None,
    llm: Annotated[str | None, typer.Option(help="Writer as vendor:model, or local.")] = None,
    tts: Annotated[str | None, typer.Option(help="Voices' vendor as vendor:model, or local.")] = None,
    local: Annotated[
        bool, typer.Option("--local", help="Stay on this machine: nothing is sent, nothing is paid.")
    ] = False,
    budget: Annotated[
        float | None, typer.Option(help="USD it may cost; when reached it asks instead of going on.")
    ] = None,
    priority: Annotated[int | None, typer.Option(help="1 comes first, 3 is usual, 5 comes last.")] = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Follow until it is done.")] = True,
    save: Annotated[bool, typer.Option("--save/--no-save", help="Save audio and transcript when done.")] = True,
    to: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Make a podcast from documents. Ctrl-C stops only the watching.

    Examples: `podwright new paper.pdf --minutes 5` · `podwright new notes.md https://example.org/essay --topic tides` ·
    `pbpaste | podwright new - --local`
    """
    check(sources)
    if local and (llm or tts):
        raise CliExit(Exit.BAD_INPUT, "--local already chooses writer and voices; leave out --llm and --tts.")
    options = NewOptions(minutes, title, topic, language, host_voice, expert_voice, llm, tts, local, budget, priority)
    with api() as client:
        request = body(client, sources, options)
        estimate = client.estimate(request)
        if not as_json:
            for line in show.estimate_lines(estimate):
                say(line)
        podcast = client.create(request)
        if not wait:
            if as_json:
                put_json(plain(podcast))
            else:
                put(podcast.podcast_id)
                say(f"follow it with: podwright watch {podcast.podcast_id}")
            return
        _follow_to_the_end(client, podcast.podcast_id, save=save, to=to, as_json=as_json)


def list_podcasts(
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many at most.")] = 20,
    status: Annotated[str | None, typer.Option(help="Only those with this status, e.g. COMPLETED.")] = None,
    as_json: AsJson = False,
) -> None:
    """List podcasts, newest first. Example: `podwright list --status FAILED`"""
    with api() as client:
        page = client.podcasts(limit=limit, status=status.upper() if status else None)
    if as_json:
        put_json(plain(page))
    elif page.items:
        show.table(["id", "status", "done", "length", "made", "title"], show.podcast_rows(page.items))
    else:
        say("no podcasts yet; make one with: podwright new FILE")


def status(podcast_id: LastId = None, as_json: AsJson = False) -> None:
    """Show how far a podcast is."""
    with api() as client:
        podcast = client.podcast(podcast_id or _newest(client))
    _tell(podcast, as_json=as_json)


def watch(
    podcast_id: LastId = None,
    save: Annotated[bool, typer.Option("--save/--no-save", help="Save audio and transcript when done.")] = True,
    to: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Follow a podcast until it is done. Ctrl-C stops only the watching."""
    with api() as client:
        _follow_to_the_end(client, podcast_id or _newest(client), save=save, to=to, as_json=as_json)


def script(podcast_id: LastId = None, as_json: AsJson = False) -> None:
    """Print the script, as far as it is written."""
    with api() as client:
        written = client.script(podcast_id or _newest(client))
    if as_json:
        put_json(plain(written))
    else:
        put("\n".join(show.script_lines(written)))


def resume(
    podcast_id: Id,
    *,
    voice: Annotated[list[str] | None, typer.Option(help="SPEAKER=VOICE: another voice for a speaker.")] = None,
    turn: Annotated[list[str] | None, typer.Option(help="ID=TEXT: other words for a turn.")] = None,
    skip: Annotated[list[str] | None, typer.Option(help="ID: leave a turn out.")] = None,
    tts: Annotated[str | None, typer.Option(help="Another vendor of voices, as vendor:model.")] = None,
    budget: Annotated[float | None, typer.Option(help="USD it may cost from now on, in all.")] = None,
    as_json: AsJson = False,
) -> None:
    """Go on where a podcast needs attention; what was made is kept. Without options: try again.

    Examples: `podwright resume ID --voice EXPERT=rachel` · `podwright resume ID --turn tts-007="In other words."`
    """
    change: dict[str, object] = {}
    if voice:
        change["voices"] = dict(_pair(entry, "--voice", "SPEAKER=VOICE") for entry in voice)
    if turn:
        change["turns"] = dict(_pair(entry, "--turn", "ID=TEXT") for entry in turn)
    if skip:
        change["skip_turns"] = skip
    if tts:
        change["tts"] = tts
    if budget is not None:
        change["budget_usd"] = budget
    with api() as client:
        _tell(client.resume(podcast_id, change), as_json=as_json)


def retry(podcast_id: Id, as_json: AsJson = False) -> None:
    """Run a failed or cancelled podcast again under the same id; what was made is kept."""
    with api() as client:
        _tell(client.retry(podcast_id), as_json=as_json)


def cancel(podcast_id: Id, as_json: AsJson = False) -> None:
    """Stop a podcast. `podwright retry` takes it up again."""
    with api() as client:
        _tell(client.cancel(podcast_id), as_json=as_json)


def delete(podcast_id: Id, as_json: AsJson = False) -> None:
    """Remove a podcast and its files for good."""
    with api() as client:
        client.delete(podcast_id)
    if as_json:
        put_json({"deleted": podcast_id})
    else:
        put(f"deleted {podcast_id}")


def fetch(podcast_id: LastId = None, to: Folder = None, as_json: AsJson = False) -> None:
    """Save a finished podcast's audio and transcripts in a folder."""
    with api() as client:
        podcast = client.podcast(podcast_id or _newest(client))
        if podcast.status != "COMPLETED":
            raise CliExit(Exit.BAD_INPUT, f"It is not finished ({podcast.status} {podcast.progress_percentage} %).")
        files = _save(client, podcast, to)
    if as_json:
        put_json({name: str(path) for name, path in files.items()})
    else:
        for name, path in files.items():
            put(f"{name}: {path}")


def open_page(
    podcast_id: LastId = None,
    temporal: Annotated[bool, typer.Option("--temporal", help="The workflow in Temporal's Web UI instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Open the page in the browser. Examples: `podwright open` · `podwright open ID --temporal`"""
    with api() as client:
        address = f"{client.url}/"
        if temporal:
            address = client.podcast(podcast_id or _newest(client)).temporal_url or ""
        elif podcast_id:
            address += f"#{client.podcast(podcast_id).podcast_id}"
    if not address:
        raise CliExit(Exit.FAILED, "This server knows no Temporal Web UI; PODWRIGHT_TEMPORAL_UI_URL tells it.")
    opened = webbrowser.open(address)
    if as_json:
        put_json({"url": address, "opened": opened})
    else:
        put(address)


def _follow_to_the_end(client: Api, podcast_id: str, *, save: bool, to: Path | None, as_json: bool) -> None:
    try:
        with display(quiet=as_json) as shown:
            podcast = follow(client, podcast_id, shown)
    except KeyboardInterrupt:
        raise CliExit(
            Exit.INTERRUPTED,
            f"\nThe podcast goes on. Come back with: podwright watch {podcast_id}\n"
            f"Stop it with: podwright cancel {podcast_id}",
        ) from None
    files = _save(client, podcast, to) if save and podcast.status == "COMPLETED" else {}
    if as_json:
        put_json({**plain(podcast), "files": {name: str(path) for name, path in files.items()}})
    else:
        _tell_the_end(client, podcast, files)
    _end_as(podcast)


def _tell_the_end(client: Api, podcast: Podcast, files: dict[str, Path]) -> None:
    for note in podcast.warnings:
        say(f"note: {note.message}")
    if podcast.status != "COMPLETED":
        for line in show.state_lines(podcast):
            put(line)
        return
    length = f", {show.clock(podcast.duration_seconds)}" if podcast.duration_seconds else ""
    put(f"{podcast.title or podcast.podcast_id}{length}")
    for name, path in files.items():
        put(f"{name}: {path}")
    put(f"page: {client.url}/")
    if podcast.temporal_url:
        put(f"workflow: {podcast.temporal_url}")


def _end_as(podcast: Podcast) -> None:
    if podcast.status == "NEEDS_ATTENTION":
        raise CliExit(Exit.NEEDS_ATTENTION)
    if podcast.status in {"FAILED", "CANCELLED"}:
        raise CliExit(Exit.FAILED)


def _tell(podcast: Podcast, *, as_json: bool) -> None:
    if as_json:
        put_json(plain(podcast))
        return
    for line in show.state_lines(podcast):
        put(line)


def _save(client: Api, podcast: Podcast, to: Path | None) -> dict[str, Path]:
    name = show.slug(podcast.title or "podcast")
    folder = to or settings().home.resolve() / "podcasts" / f"{name}-{podcast.podcast_id[-6:]}"
    files = {"audio": client.audio(podcast.podcast_id, folder / f"{name}.mp3")}
    for form, label in (("txt", "transcript"), ("vtt", "captions")):
        files[label] = client.transcript(podcast.podcast_id, form, folder / f"{name}.{form}")
    return files


def _newest(client: Api) -> str:
    page = client.podcasts(limit=1)
    if not page.items:
        raise CliExit(Exit.BAD_INPUT, "There is no podcast yet; make one with: podwright new FILE")
    return page.items[0].podcast_id


def _pair(entry: str, option: str, form: str) -> tuple[str, str]:
    name, separator, value = entry.partition("=")
    if not separator or not name.strip() or not value.strip():
        raise CliExit(Exit.BAD_INPUT, f"{option} {entry!r} is not of the form {form}.")
    return name.strip(), value.strip()
