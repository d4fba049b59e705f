"""Commands for a person in the loop: edit a script, approve it, look at versions and restore one."""

from typing import Annotated, Any

import typer

from cli.client.answers import Provider, Script, plain
from cli.client.server import connect
from cli.commands.arguments import LastPodcastId, Yes
from cli.commands.lookup import on_podcast, with_versions
from cli.commands.manuscript import manuscript, read_manuscript
from cli.commands.mending import in_editor
from cli.commands.showing import print_job
from cli.output import AsJson, CliExit, Exit, agreed, clock, echo_json, note, table

PANEL = "Podcasts"


def add_to(app: typer.Typer) -> None:
    for command in (edit, approve, versions, restore):
        app.command(rich_help_panel=PANEL)(command)


def edit(
    podcast_id: LastPodcastId = None,
    *,
    replace: Annotated[
        list[str] | None, typer.Option(help="OLD=NEW: put a text in the place of another, without an editor.")
    ] = None,
    chapter: Annotated[int | None, typer.Option(min=1, help="Of an audiobook: the chapter to edit.")] = None,
    voice: Annotated[
        list[str] | None, typer.Option(help="PASSAGE=VOICE, of an audiobook: who says the passage with this id.")
    ] = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Edit the script of a podcast, or of a chapter of an audiobook, in your editor.

    Under review, the new script takes the place of the old one. Of a finished podcast or book it becomes the next
    version: only what was changed is spoken again, and until then the old version is served. What will be spoken, and
    what it costs, is shown before it is sent.

    Examples: `podwright edit ID` · `podwright edit ID --replace "Curie=Skłodowska Curie"` ·
    `podwright edit BOOK --chapter 3 --voice t012=anna`
    """
    with connect() as client:
        jobs, found = with_versions(client, podcast_id, lambda *named: named)
        part = _part(jobs.name == "audiobooks", chapter, voice)
        script, tag = jobs.tagged_script(found, *part)
        if replace or voice:
            wanted = _replaced(script, replace or [])
        else:
            wanted = read_manuscript(in_editor("script.txt", manuscript(script)), script)
        if voice:
            _recast(script, wanted, voice)
        changed = _changed(script, wanted)
        if not changed and not _moved(script, wanted):
            raise CliExit(Exit.BAD_INPUT, "Nothing was changed, so nothing was sent.")
        for each in changed:
            note(f"{each.get('id') or 'new'}  {each['speaker']}: {each['text']}")
        note(_price(changed, client.providers()))
        if not agreed("Send it?", yes=yes or as_json):
            raise CliExit(Exit.DONE, "Nothing was sent.")
        print_job(client, jobs.put_script(found, wanted, tag, *part), as_json=as_json)


def approve(podcast_id: LastPodcastId = None, as_json: AsJson = False) -> None:
    """Have a script under review spoken as it stands.

    Example: `podwright approve ID`
    """
    with connect() as client:
        print_job(client, on_podcast(client, podcast_id, client.podcasts.approve), as_json=as_json)


def versions(podcast_id: LastPodcastId = None, as_json: AsJson = False) -> None:
    """List the finished versions of a podcast or an audiobook.

    Example: `podwright versions ID`
    """
    with connect() as client:
        listed = with_versions(client, podcast_id, lambda jobs, found: jobs.versions(found))
    if as_json:
        echo_json([plain(each) for each in listed])
        return
    rows = [
        [
            str(each.version),
            "serving" if each.serving else "",
            clock(each.duration_seconds),
            each.created_at.astimezone().strftime("%Y-%m-%d %H:%M") if each.created_at else "",
            each.title,
        ]
        for each in listed
    ]
    table(["version", "", "length", "made", "title"], rows)


def restore(
    podcast_id: Annotated[str, typer.Argument(metavar="ID", help="The podcast or audiobook.")],
    version: Annotated[int, typer.Argument(min=1, help="The version to serve; `podwright versions` lists them.")],
    as_json: AsJson = False,
) -> None:
    """Serve an earlier version of a podcast or an audiobook again. Nothing is made anew.

    Example: `podwright restore ID 1`
    """
    with connect() as client:
        restored = with_versions(client, podcast_id, lambda jobs, found: jobs.restore(found, version))
        print_job(client, restored, as_json=as_json)


def _part(book: bool, chapter: int | None, voice: list[str] | None) -> tuple[str, ...]:
    if book and chapter is None:
        raise CliExit(Exit.BAD_INPUT, "It is an audiobook: say which chapter, as --chapter 3.")
    if not book and (chapter is not None or voice):
        raise CliExit(Exit.BAD_INPUT, "--chapter and --voice are for audiobooks, and this is a podcast.")
    return ("chapters", str(chapter)) if book else ()


def _recast(script: Script, wanted: dict[str, Any], pairs: list[str]) -> None:
    """Passages that others say, each of whom is called as their voice."""
    turns, names = {each.get("id"): each for each in wanted["turns"]}, {each.speaker for each in script.turns}
    speakers = dict[str, dict[str, str]]()
    for pair in pairs:
        passage, _, voice = pair.partition("=")
        if not voice or passage not in turns:
            ids = f"Its passages are {script.turns[0].id} to {script.turns[-1].id}."
            raise CliExit(Exit.BAD_INPUT, f"--voice {pair!r} is not of the form PASSAGE=VOICE. {ids}")
        name = voice[:40]
        if name not in names:
            speakers[name] = {"name": name, "voice": voice}
        turns[passage]["speaker"] = name
    wanted["speakers"] = list(speakers.values())


def _replaced(script: Script, pairs: list[str]) -> dict[str, Any]:
    turns = [
        {"id": each.id, "segment": each.segment, "speaker": each.speaker, "text": each.text} for each in script.turns
    ]
    for pair in pairs:
        old, separator, new = pair.partition("=")
        if not separator or not old:
            raise CliExit(Exit.BAD_INPUT, f"--replace {pair!r} is not of the form OLD=NEW.")
        for turn in turns:
            turn["text"] = str(turn["text"]).replace(old, new)
    return {"turns": turns}


def _changed(script: Script, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """Turns that will be spoken otherwise than before."""
    before = {each.id: (each.speaker, each.text) for each in script.turns}
    return [each for each in wanted["turns"] if before.get(each.get("id", "")) != (each["speaker"], each["text"])]


def _moved(script: Script, wanted: dict[str, Any]) -> bool:
    """Whether turns were left out or moved, or titles were changed."""
    titles = [each["title"] for each in wanted.get("outline", {}).get("segments", [])]
    same_titles = not titles or titles == [each.title for each in script.outline.segments]
    same_order = [(each.id, each.segment) for each in script.turns] == [
        (each.get("id"), each["segment"]) for each in wanted["turns"]
    ]
    return not (same_order and same_titles and wanted.get("title", script.title) == script.title)


def _price(changed: list[dict[str, Any]], providers: list[Provider]) -> str:
    characters = sum(len(each["text"]) for each in changed)
    if not characters:
        return "nothing is spoken again"
    turns = f"{len(changed)} turn{'s' if len(changed) > 1 else ''}, {characters} characters, will be spoken"
    speaks = [each for each in providers if each.role == "speech" and each.default]
    if speaks and all(each.local for each in speaks):
        return f"{turns}; with local voices that costs nothing"
    cost = max((each.usd_per_1000_characters for each in speaks), default=0.0) * characters / 1000
    return (
        f"{turns}, for about ${max(cost, 0.01):.2f} at the usual voices" if cost else f"{turns}, at your plan's price"
    )
