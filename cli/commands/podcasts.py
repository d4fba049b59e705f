"""Commands about podcasts alone: make one, read its script, open its page."""

import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.client.answers import Estimate, plain
from cli.client.api import Api
from cli.client.problem import Problem
from cli.client.server import connect
from cli.commands.arguments import LastPodcastId, Output, Quiet, To
from cli.commands.basing import basis_of, check_basis
from cli.commands.lookup import on_podcast
from cli.commands.podcast_text import estimate_lines, script_lines
from cli.commands.request import NewOptions, body, check, names, needed
from cli.commands.result import Ending, follow_to_end, saver
from cli.commands.saving import destination
from cli.commands.speaker_options import SpeakerWishes, lexicon_of, words_of
from cli.commands.yaml_files import lexicon_in
from cli.output import AsJson, CliExit, Exit, echo, echo_json, note

PANEL = "Podcasts"


def add_to(app: typer.Typer) -> None:
    for command in (new, script):
        app.command(rich_help_panel=PANEL)(command)
    app.command(name="open", rich_help_panel=PANEL)(open_page)


def new(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="Files, URLs, collection:NAME, or - for text on stdin."),
    ] = None,
    *,
    minutes: Annotated[float | None, typer.Option(help="Length in minutes, 0.5 to 180.")] = None,
    title: Annotated[str | None, typer.Option(help="Title of the episode.")] = None,
    topic: Annotated[
        str | None, typer.Option(help="What the episode should be about, of all that the sources say.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language of the episode, e.g. en.")] = None,
    style: Annotated[
        str | None,
        typer.Option(
            help="Form: conversational_interview, narrative, educational, discussion, debate, critique or brief."
        ),
    ] = None,
    complexity: Annotated[str | None, typer.Option(help="Whom it is for: beginner, intermediate or advanced.")] = None,
    grounding: Annotated[str | None, typer.Option(help="What checks turns against passages: code or llm.")] = None,
    instructions: Annotated[
        str | None, typer.Option(help="Wishes for the writer; @FILE reads them from a file.")
    ] = None,
    speaker: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME[:ROLE[:VOICE]]", help="One of one to four speakers; repeat it for several."),
    ] = None,
    persona: Annotated[
        list[str] | None,
        typer.Option(help="NAME=TEXT: who a speaker is and how it talks; NAME=@FILE reads it from a file."),
    ] = None,
    name_note: Annotated[
        list[str] | None, typer.Option("--note", help="NAME=TEXT: how the name of a speaker is pronounced.")
    ] = None,
    speed: Annotated[list[str] | None, typer.Option(help="NAME=NUMBER: how fast a speaker talks; 1 is usual.")] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option(help="NAME.SETTING=VALUE: a speaker's setting of its vendor, e.g. stability."),
    ] = None,
    say: Annotated[
        list[str] | None,
        typer.Option(help="WRITTEN=SPOKEN: how a word is said, which the transcript keeps as written."),
    ] = None,
    lexicon: Annotated[
        Path | None, typer.Option(help="File with how words are said, in YAML: `written: spoken`, a line each.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="Episode profile; `podwright profiles` lists them. Options win over it.")
    ] = None,
    speaker_profile: Annotated[str | None, typer.Option(help="Speaker profile: who speaks.")] = None,
    host_voice: Annotated[str | None, typer.Option(help="Voice of the host; `podwright voices` lists them.")] = None,
    expert_voice: Annotated[str | None, typer.Option(help="Voice of the expert.")] = None,
    llm: Annotated[str | None, typer.Option(help="Writer, as vendor:model or local.")] = None,
    tts: Annotated[str | None, typer.Option(help="Vendor of the voices, as vendor:model or local.")] = None,
    local: Annotated[
        bool, typer.Option("--local", help="Stay on this machine: nothing is sent, nothing is paid.")
    ] = False,
    budget: Annotated[
        float | None, typer.Option(help="Highest cost in USD; the podcast asks before it costs more.")
    ] = None,
    priority: Annotated[int | None, typer.Option(help="From 1 (first) to 5 (last); 3 is usual.")] = None,
    skip_unreadable: Annotated[
        bool, typer.Option("--skip-unreadable", help="Go on without a source that cannot be read.")
    ] = False,
    review: Annotated[
        bool, typer.Option("--review", help="Stop before it is spoken, so that you can edit and approve the script.")
    ] = False,
    based_on: Annotated[
        str | None, typer.Option(metavar="ID", help="Podcast whose script or sources are reused, in place of SOURCE.")
    ] = None,
    reuse: Annotated[
        str | None,
        typer.Option(
            metavar="script|sources",
            help="Of --based-on: its script, in other voices (usual), or its sources, as they were read.",
        ),
    ] = None,
    of_version: Annotated[
        int | None, typer.Option(min=1, help="Version of the script that is reused; the served one is usual.")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Follow it until it is done.")] = True,
    save: Annotated[bool, typer.Option("--save/--no-save", help="Save audio and transcripts when it is done.")] = True,
    to: To = None,
    output: Output = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what it would come to: writer, voices, length, cost.")
    ] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Make a podcast from documents.

    Writer, voices and the highest cost are shown before anything is paid for. Ctrl-C stops the following only:
    the podcast goes on.

    Examples: `podwright new paper.pdf --minutes 5` · `podwright new notes.md https://example.org/essay --topic tides` ·
    `podwright new paper.pdf --dry-run` · `podwright new notes.md -o tides.mp3` · `pbpaste | podwright new - --local` ·
    `podwright new paper.pdf --style debate --speaker Ann:host --speaker Bob:advocate --speaker Cy:sceptic` ·
    `podwright new essay.md --style narrative --speaker Ann::heart --speed Ann=1.1` ·
    `podwright new paper.pdf --speaker Ann:host --speaker Ito --persona "Ann=Quick and dry." --note Ito=EE-toh` ·
    `podwright new paper.pdf --tts elevenlabs --setting EXPERT.stability=0.4` ·
    `podwright new guide.md --say nginx="engine ex" --say "GIF=jif"` ·
    `podwright new paper.pdf --complexity beginner --instructions @wishes.txt` ·
    `podwright new paper.pdf --profile lesson --speaker-profile "teacher and student"` ·
    `podwright new --based-on ID --expert-voice heart` · `podwright new --based-on ID --reuse sources --minutes 20`
    """
    target = destination(to, output)
    sources = sources or []
    check_basis(sources, based_on, reuse=reuse, version=of_version)
    check(sources)
    if local and (llm or tts):
        raise CliExit(Exit.BAD_INPUT, "--local chooses the writer and the voices: leave out --llm and --tts.")
    if speaker and (host_voice or expert_voice):
        raise CliExit(
            Exit.BAD_INPUT, "--speaker NAME:ROLE:VOICE names the voice: leave --host-voice and --expert-voice out."
        )
    options = NewOptions(
        minutes=minutes,
        title=title,
        topic=topic,
        language=language,
        host_voice=host_voice,
        expert_voice=expert_voice,
        llm=llm,
        tts=tts,
        local=local,
        budget=budget,
        priority=priority,
        skip_unreadable=skip_unreadable,
        style=style,
        complexity=complexity,
        grounding=grounding,
        instructions=words_of(instructions, "--instructions"),
        speakers=speaker or (),
        wishes=SpeakerWishes(personas=persona or (), notes=name_note or (), speeds=speed or (), settings=setting or ()),
        lexicon=[*(lexicon_in(lexicon) if lexicon else ()), *lexicon_of(say or ())],
        profile=profile,
        speaker_profile=speaker_profile,
        review=review,
    )
    with connect(names(sources, options.speakers)) as client:
        if based_on is not None:
            options = replace(options, basis=basis_of(client, based_on, reuse=reuse, version=of_version))
        request = body(client, sources, options)
        estimate = _estimate(client, request, llm, tts)
        if dry_run:
            _print_estimate(estimate, as_json=as_json)
            return
        if not as_json and not quiet:
            for line in estimate_lines(estimate):
                note(line)
        podcast = client.podcasts.create(request)
        if not wait:
            if as_json:
                echo_json(plain(podcast))
            else:
                echo(podcast.id)
                if not quiet:
                    note(f"follow it with: podwright watch {podcast.id}")
            return
        ending = Ending(saver(client, target) if save else None, pipe=target.is_pipe, quiet=quiet, as_json=as_json)
        follow_to_end(client, client.podcasts, podcast, ending)


def _estimate(client: Api, request: dict[str, Any], *vendors: str | None) -> Estimate:
    try:
        return client.estimate(request)
    except Problem as problem:
        if problem.code == "provider_not_configured" and (advice := needed(*vendors)):
            problem.body["advice"] = advice
        raise


def _print_estimate(estimate: Estimate, *, as_json: bool) -> None:
    if as_json:
        echo_json(plain(estimate))
        return
    for line in estimate_lines(estimate):
        echo(line)


def script(
    podcast_id: LastPodcastId = None,
    sources: Annotated[bool, typer.Option("--sources", help="Show what each turn comes from, and where.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the script of a podcast, as far as it is written. Turns to look at are marked with what to check.

    Examples: `podwright script` · `podwright script ID > script.md` · `podwright script ID --sources`
    """
    with connect() as client:
        written = on_podcast(client, podcast_id, client.script)
    if as_json:
        echo_json(plain(written))
    else:
        echo("\n".join(script_lines(written, sources=sources)))


def open_page(
    podcast_id: LastPodcastId = None,
    temporal: Annotated[bool, typer.Option("--temporal", help="Open its workflow in Temporal's Web UI.")] = False,
    as_json: AsJson = False,
) -> None:
    """Open the page in the browser.

    Examples: `podwright open` · `podwright open ID --temporal`
    """
    with connect() as client:
        address = f"{client.url}/"
        if temporal:
            address = on_podcast(client, podcast_id, client.podcasts.get).temporal_url or ""
        elif podcast_id:
            address += f"#{on_podcast(client, podcast_id, client.podcasts.get).id}"
    if not address:
        raise CliExit(
            Exit.FAILED,
            "The server does not know the address of Temporal's Web UI. Set PODWRIGHT_TEMPORAL_UI_URL on it.",
        )
    opened = webbrowser.open(address)
    if as_json:
        echo_json({"url": address, "opened": opened})
    else:
        echo(address)
