"""Who speaks, and what is wished for, as prompts say it."""

import json
from collections.abc import Sequence

from domain.script.model import Brief, Part
from domain.script.prompted.prompts.material import enclosable, in_one_line
from domain.tts.speaker import Role

FEWEST_WORDS_A_PART = 40
"""Of a segment: one question with its answer for each who speaks; with less, some wait for the next segment."""


def quoted(name: str) -> str:
    return json.dumps(in_one_line(name), ensure_ascii=False)


def speaker_lines(brief: Brief) -> list[str]:
    return ["Speakers: " + ", ".join(f"{quoted(part.name)} ({part.role})" for part in brief.parts)]


def speaking_parts(brief: Brief, *, words: int, index: int = 0) -> tuple[Part, ...]:
    """Those who speak in a segment of so many words: the host, and of many others as many as have room, in turn."""
    hosts = [part for part in brief.parts if part.role is Role.HOST][:1] or list(brief.parts[:1])
    others = [part for part in brief.parts if part not in hosts]
    room = max(1, words // FEWEST_WORDS_A_PART - 1)
    if len(others) <= room:
        return brief.parts
    begin = index * room % len(others)
    chosen = [*hosts, *(others[(begin + n) % len(others)] for n in range(room))]
    return tuple(part for part in brief.parts if part in chosen)


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
