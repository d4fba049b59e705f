"""Show notes of a finished podcast: its chapters, and every place in the sources that it rests on, as Markdown."""

import re
from collections.abc import Mapping

from domain.combine.timeline import Timeline
from domain.script.document import ScriptDocument, ScriptReference

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#+!|~])")


def show_notes(script: ScriptDocument, timeline: Timeline) -> str:
    """Times are those of the audio. A place that is cited again is listed once, where it is heard first."""
    starts = {placed.turn: timeline.seconds(placed.start) for placed in timeline.placed}
    blocks = [f"# {_plain(script.title)}", *_chapters(script, starts)]
    if sources := _sources(script, starts):
        blocks += ["## Sources", *sources]
    return "\n\n".join(blocks) + "\n"


def _chapters(script: ScriptDocument, starts: Mapping[int, float]) -> list[str]:
    first: dict[int, float] = {}
    for turn in script.turns:
        if turn.index in starts:
            first.setdefault(turn.segment, starts[turn.index])
    lines = []
    for number, segment in enumerate(script.outline.segments, 1):
        if number in first:
            summary = f" – {_plain(segment.summary)}" if segment.summary else ""
            lines.append(f"- {_clock(first[number])} **{_plain(segment.title)}**{summary}")
    return ["## Chapters", "\n".join(lines)] if lines else []


def _sources(script: ScriptDocument, starts: Mapping[int, float]) -> list[str]:
    """A heading for each document, and a line for each place in it."""
    found: dict[str, dict[ScriptReference, float]] = {}
    for turn in script.turns:
        if turn.index in starts:
            for one in turn.references:
                found.setdefault(one.source, {}).setdefault(one, starts[turn.index])
    return [
        f"### {_plain(source) or 'Untitled'}\n\n" + "\n".join(_line(one, at) for one, at in places.items())
        for source, places in found.items()
    ]


def _line(one: ScriptReference, at: float) -> str:
    words = f": “{_plain(one.words)}”" if one.words else ""
    place = _plain(one.place)
    return f"- {_clock(at)} {place}{words}" if place else f"- {_clock(at)}{words}"


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
