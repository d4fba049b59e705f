"""Who speaks, and what is wished for, as prompts say it."""

import json
import math
from collections.abc import Sequence

from domain.script.model import Brief, Outline, Part, SegmentDraft
from domain.script.prompted.prompts.material import enclosable, in_one_line
from domain.tts.speaker import Role

FEWEST_WORDS_A_PART = 40
"""Of a segment: one question with its answer for each who speaks; with less, some wait for the next segment."""


def quoted(name: str) -> str:
    return json.dumps(in_one_line(name), ensure_ascii=False)


def speaker_lines(brief: Brief) -> list[str]:
    return ["Speakers: " + ", ".join(f"{quoted(part.name)} ({part.role})" for part in brief.parts)]


def speaking_parts(brief: Brief, outline: Outline, index: int, before: Sequence[SegmentDraft] = ()) -> tuple[Part, ...]:
    """Those who speak in a segment: the host, and of many others as many as have room, in turn, and all by the end.

    The last segment is for those too who, against the plan, said nothing `before`.
    """
    hosts = [part for part in brief.parts if part.role is Role.HOST][:1] or list(brief.parts[:1])
    others = [part for part in brief.parts if part not in hosts]
    chosen = [*hosts, *(others[n] for n in _places(brief, outline, len(others))[index])]
    if before and index == len(outline.segments) - 1:
        heard = {turn.speaker for draft in before for turn in draft.turns}
        chosen += [part for part in others if part.name not in heard]
    return tuple(part for part in brief.parts if part in chosen)


def _places(brief: Brief, outline: Outline, count: int) -> list[set[int]]:
    """For each segment, which of so many others speak in it. An opening is told by the host and one of them."""
    places: list[set[int]] = []
    begin = 0
    for n, segment in enumerate(outline.segments):
        opens = brief.opened and n == 0
        unheard, left = max(0, count - begin), len(outline.segments) - n
        room = 1 if opens else max(1, segment.words // FEWEST_WORDS_A_PART - 1, math.ceil(unheard / left))
        places.append({(begin + k) % count for k in range(min(room, count))})
        begin += 0 if opens else room
    return places


def wishes(brief: Brief) -> str:
    """What is known of the speakers and wished of the episode; empty when that is nothing."""
    lines = [line for part in brief.parts if (line := _about(part))]
    if brief.instructions and brief.instructions.strip():
        lines.append(enclosable(brief.instructions.strip()))
    if not lines:
        return ""
    return "How the episode should be, within the rules:\n<wishes>\n" + "\n".join(lines) + "\n</wishes>"


def _about(part: Part) -> str:
    """In one line; empty when nothing is known."""
    known: Sequence[str] = [
        in_one_line(part.character),
        in_one_line(part.persona),
        f"The name is pronounced: {in_one_line(part.note)}" if part.note.strip() else "",
    ]
    said = " ".join(one if one.endswith((".", "!", "?")) else f"{one}." for one in known if one)
    return f"{quoted(part.name)}: {said}" if said else ""
