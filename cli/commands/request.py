"""The body of `POST /podcasts`, made from what was typed."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.vendors import vendors
from cli.client.api import Api
from cli.commands.basing import Basis
from cli.commands.speaker_options import SpeakerWishes, speakers_of
from cli.output import CliExit, Exit

INLINE_CHARACTERS = 500_000
"""Longer text from stdin is uploaded as a file: at four bytes a character, this much fits into the API's 2 MB."""


OPTIONS = {
    "duration_minutes": "--minutes",
    "title": "--title",
    "topic": "--topic",
    "language": "--language",
    "llm": "--llm",
    "budget_usd": "--budget",
    "priority": "--priority",
    "style": "--style",
    "complexity": "--complexity",
    "grounding": "--grounding",
    "instructions": "--instructions",
    "lexicon": "--lexicon",
    "episode_profile": "--profile",
    "speaker_profile": "--speaker-profile",
    "speakers": "--speaker",
    "skip_unreadable": "--skip-unreadable",
    "based_on.podcast_id": "--based-on",
    "based_on.version": "--of-version",
    "speakers.0.voice": "--host-voice",
    "speakers.1.voice": "--expert-voice",
    "speakers.0.tts": "--tts",
    "speakers.1.tts": "--tts",
}
"""The option of each field."""

WISHES = {"persona": "--persona", "note": "--note", "speed": "--speed", "settings": "--setting"}
MOST_SPEAKERS = 4
"""The option of each field of a speaker, of whom there are so many at most."""


def names(sources: Sequence[str], speakers: Sequence[str] = ()) -> dict[str, str]:
    """The options, and the sources as they were typed; of named speakers, the option that named them."""
    cast = {f"speakers.{at}.voice": f"--speaker {each}" for at, each in enumerate(speakers)}
    cast |= {f"speakers.{at}.{field}": option for at in range(MOST_SPEAKERS) for field, option in WISHES.items()}
    return OPTIONS | cast | {f"sources.{at}": "stdin" if source == "-" else source for at, source in enumerate(sources)}


def needed(*named: str | None) -> str:
    """What has to be set for the vendors that were named; empty when that is not known."""
    wanted = {each.partition(":")[0] for each in named if each}
    lines = []
    for vendor in vendors():
        needs = dict.fromkeys(name for terms in vendor.roles.values() for name in terms.needs)
        if vendor.name in wanted and needs:
            lines.append(f"{vendor.name} is served once {' or '.join(needs)} is set where the worker runs.")
    return " ".join(lines)


@dataclass(frozen=True)
class NewOptions:
    """The options of `podwright new`."""

    minutes: float | None = None
    title: str | None = None
    topic: str | None = None
    language: str | None = None
    host_voice: str | None = None
    expert_voice: str | None = None
    llm: str | None = None
    tts: str | None = None
    local: bool = False
    budget: float | None = None
    priority: int | None = None
    basis: Basis | None = None
    skip_unreadable: bool = False
    review: bool = False
    style: str | None = None
    complexity: str | None = None
    grounding: str | None = None
    instructions: str | None = None
    speakers: Sequence[str] = ()
    wishes: SpeakerWishes = field(default_factory=SpeakerWishes)
    lexicon: Sequence[Mapping[str, Any]] = ()
    profile: str | None = None
    speaker_profile: str | None = None


def check(sources: Sequence[str]) -> None:
    """Raises CliExit, before anything is sent, unless every source is a URL, `-`, a collection or a file."""
    if sources.count("-") > 1:
        raise CliExit(Exit.BAD_INPUT, "`-` (text on stdin) can be given only once.")
    for source in sources:
        if source == "-" or is_url(source) or source.startswith(COLLECTION):
            continue
        path = Path(source).expanduser()
        if path.is_dir():
            raise CliExit(Exit.BAD_INPUT, f"{source} is a folder. Name the files in it.")
        if not path.is_file():
            raise CliExit(Exit.BAD_INPUT, f"There is no file {source}, and it is not a URL (https://…).")


COLLECTION = "collection:"
"""Before the name or id of a collection, where a source is named."""

SOURCE = "source-"
"""How the ids of a podcast's sources begin, where they need attention; their number follows."""


def number(source_id: str) -> str:
    """The number of a source, of `source-002` or of `2`. Raises CliExit."""
    digits = source_id.removeprefix(SOURCE)
    if not digits.isdecimal():
        raise CliExit(
            Exit.BAD_INPUT, f"{source_id!r} is not a source: type source-002, as `podwright status` shows it."
        )
    return str(int(digits))


def is_url(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def body(
    api: Api, sources: Sequence[str], options: NewOptions, *, stdin: Callable[[], str] | None = None
) -> dict[str, Any]:
    """Uploads the files. Options that were not given are left to the server's defaults."""
    request: dict[str, Any]
    if options.basis is None:
        request = {"sources": [source(api, each, stdin or sys.stdin.read) for each in sources]}
    else:
        request = {"based_on": dict(options.basis.given)}
    wanted: dict[str, object] = {
        "duration_minutes": options.minutes,
        "title": options.title,
        "topic": options.topic,
        "language": options.language,
        "budget_usd": options.budget,
        "priority": options.priority,
        "skip_unreadable": options.skip_unreadable or None,
        "review": options.review or None,
        "style": options.style,
        "complexity": options.complexity,
        "grounding": options.grounding,
        "instructions": options.instructions,
        "lexicon": list(options.lexicon) or None,
        "episode_profile": options.profile,
        "speaker_profile": options.speaker_profile,
    }
    request |= {name: value for name, value in wanted.items() if value is not None}
    llm, tts = ("local", "local") if options.local else (options.llm, options.tts)
    keeps_script = options.basis is not None and options.basis.keeps_script
    if llm and not (options.local and keeps_script):  # nothing is written
        request["llm"] = llm
    if cast := _cast(api, options, tts):
        request["speakers"] = cast
    return request


def _cast(api: Api, options: NewOptions, tts: str | None) -> list[dict[str, Any]]:
    """The speakers that were named; without names, those of the profile or the usual ones where something was said of
    them: `tts` speaks for each."""
    if options.speakers:
        return options.wishes.applied(speakers_of(options.speakers, tts=tts))
    if options.basis is not None and not options.speaker_profile:
        cast = options.basis.cast(host_voice=options.host_voice, expert_voice=options.expert_voice, tts=tts)
        if options.wishes and not cast:
            cast = [{"name": each["name"]} for each in options.basis.speakers]
        return options.wishes.applied(cast)
    if options.host_voice or options.expert_voice:
        pair = [
            _speaker("HOST", "host", options.host_voice, tts),
            _speaker("EXPERT", "expert", options.expert_voice, tts),
        ]
        return options.wishes.applied(pair)
    if not tts and not options.wishes:
        return []
    if options.speaker_profile:
        speakers = api.profile("speakers", options.speaker_profile).given.get("speakers", ())
        return options.wishes.applied([{"name": each["name"], **({"tts": tts} if tts else {})} for each in speakers])
    style = options.style
    if style is None and options.profile:
        style = api.profile("episodes", options.profile).given.get("style")
    usual = ["NARRATOR"] if style == "narrative" else ["HOST:host", "EXPERT:expert"]
    return options.wishes.applied(speakers_of(usual, tts=tts))


def _speaker(name: str, role: str, voice: str | None, tts: str | None) -> dict[str, str]:
    given = {"name": name, "role": role, "voice": voice, "tts": tts}
    return {key: value for key, value in given.items() if value}


def source(api: Api, named: str, stdin: Callable[[], str] = sys.stdin.read) -> dict[str, str]:
    """What was typed as the API takes it; a file is uploaded."""
    if named == "-":
        text = stdin()
        if not text.strip():
            raise CliExit(Exit.BAD_INPUT, "There was no text on stdin.")
        if len(text) > INLINE_CHARACTERS:
            return {"type": "file", "file_id": api.upload_text("stdin.txt", text).file_id}
        return {"type": "text", "text": text}
    if is_url(named):
        return {"type": "url", "url": named}
    if named.startswith(COLLECTION):
        found = api.collections.named(named.removeprefix(COLLECTION))
        return {"type": "collection", "collection_id": found.collection_id}
    try:
        return {"type": "file", "file_id": api.upload(Path(named).expanduser()).file_id}
    except OSError as error:
        raise CliExit(Exit.BAD_INPUT, f"{named} could not be read: {error.strerror}.") from None
