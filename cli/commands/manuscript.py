"""A script as a text for an editor, and the edit that is read from what a person made of it."""

import re
from typing import Any

from cli.client.answers import Script
from cli.output import CliExit, Exit

HELP = """\
# Every turn begins with who speaks it and its id, and ends with an empty line. To add a turn, write one without an id.
# To leave one out, delete it. Lines that begin with a single # are left out; ## is the title of a segment.
# When nothing was changed, nothing is sent.
"""

_TITLE = re.compile(r"^=\s*(.*)$")
_SEGMENT = re.compile(r"^##\s+(.*)$")
_TURN = re.compile(r"^(?P<speaker>[^\[\]:#=][^\[\]:]{0,39}?)\s*(?:\[(?P<id>[^\]\s]{1,80})\])?:\s*(?P<text>.*)$")


def manuscript(script: Script) -> str:
    """`= title`, then `## segment` and `SPEAKER [id]: text` in order."""
    lines = [HELP, f"= {script.title or 'Untitled'}"]
    segment = 0
    for turn in script.turns:
        while segment < turn.segment:
            segment += 1
            titles = script.outline.segments
            lines += ["", f"## {titles[segment - 1].title if segment <= len(titles) else segment}"]
        lines += ["", f"{turn.speaker} [{turn.id}]: {' '.join(turn.text.split())}"]
    return "\n".join(lines) + "\n"


def read_manuscript(text: str, script: Script) -> dict[str, Any]:
    """The edit, as the API takes it. Raises CliExit for a line that is part of nothing."""
    title, segments, turns = script.title or "", list[str](), list[dict[str, Any]]()
    speakers = {turn.speaker for turn in script.turns}
    open_turn = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            open_turn = False
        elif found := _SEGMENT.match(line):
            segments.append(found[1].strip())
            open_turn = False
        elif line.startswith("#"):
            continue
        elif (found := _TITLE.match(line)) and not turns:
            title = found[1].strip()
        elif (found := _TURN.match(line)) and (found["id"] or found["speaker"].strip() in speakers or not open_turn):
            turn = {
                "segment": max(1, len(segments)),
                "speaker": found["speaker"].strip(),
                "text": found["text"].strip(),
            }
            turns.append({"id": found["id"], **turn} if found["id"] else turn)
            open_turn = True
        elif open_turn:
            turns[-1]["text"] = f"{turns[-1]['text']} {line.strip()}".strip()
        else:
            raise CliExit(
                Exit.BAD_INPUT, f"Line {number} belongs to no turn: {line.strip()[:60]!r}. Write it as SPEAKER: text"
            )
    known = {turn.id: turn.text for turn in script.turns}
    for turn in turns:
        before = known.get(turn.get("id", ""))
        if before is not None and before.split() == turn["text"].split():
            turn["text"] = before
    summaries = [each.summary for each in script.outline.segments]
    outline = [
        {"title": each, "summary": summaries[n] if n < len(summaries) else ""} for n, each in enumerate(segments)
    ]
    return {"title": title, "outline": {"segments": outline}, "turns": turns}
