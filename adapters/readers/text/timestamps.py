"""Transcripts of speech as people copy them: lyrics (LRC), times in brackets, times on lines of their own, or behind
the name of who speaks. They are told from timetables by how they begin: within the first minute, or in brackets."""

import re
from itertools import pairwise
from typing import NamedTuple

_CLOCK = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[.,:]\d{1,3})?"
_TAG = re.compile(r"^\[(?:ar|al|ti|by|au|lr|length|offset|re|ve|tool|la|id|#)\s*:([^\]]*)\]\s*$", re.IGNORECASE)
_BRACKETED = re.compile(rf"^\s*((?:[\[(]{_CLOCK}(?:\s*[-–—]+\s*{_CLOCK})?[\])]\s*)+)[-–—:]?\s*(.*)$")
_WORD_TIME = re.compile(rf"<{_CLOCK}>")
_BARE = re.compile(rf"^\s*({_CLOCK})(?:\s*[-–—]+\s*{_CLOCK})?\s*(?:[-–—|]\s*)?((?:\s\S.*)?)$")
_BEHIND_NAME = re.compile(rf"^\s*([^\W\d_][^\n:\[\](){{}}]{{0,40}}?)[\s,:·|-]+[\[(]?({_CLOCK})[\])]?\s*:?$")
_FEWEST = 3  # times: two may be chance
_SHARE = 0.2  # of the lines that are not empty: paragraphs of five lines have one time each
_FIRST = 60.0  # seconds


class Stamp(NamedTuple):
    """A time in seconds, who speaks from then on if that is said, and what stands beside it."""

    start: float
    speaker: str
    said: str


def stamps(text: str, *, cut: bool = False) -> list[tuple[Stamp, list[str]]]:
    """Times with the lines below each, in order; empty for any other text.

    `cut`: the text is the beginning of one, whose last line may be incomplete.
    """
    lines = [_WORD_TIME.sub("", line) for line in text.split("\n") if line.strip() and not _TAG.match(line)]
    for read in (_bracketed, _bare, _behind_name):
        found = [read(line) for line in (lines[:-1] if cut and not text.endswith("\n") else lines)]
        times = [stamp.start for stamp in found if stamp is not None]
        if (
            len(times) >= _FEWEST
            and len(times) >= _SHARE * len(found)
            and found[0] is not None
            and (read is _bracketed or times[0] < _FIRST)
            and all(before <= after for before, after in pairwise(times))
            and times[0] < times[-1]
        ):
            groups: list[tuple[Stamp, list[str]]] = []
            for line, stamp in zip(lines, [*found, *map(read, lines[len(found) :])], strict=True):
                if stamp is not None:
                    groups.append((stamp, [stamp.said] if stamp.said.strip() else []))
                else:
                    groups[-1][1].append(line)
            return groups
    return []


def title_of(text: str) -> str | None:
    """The title that the tags of lyrics name."""
    tag = re.search(r"^\[ti\s*:([^\]]{1,200})\]\s*$", text[:4000], re.IGNORECASE | re.MULTILINE)
    return tag[1].strip() or None if tag else None


def _bracketed(line: str) -> Stamp | None:
    found = _BRACKETED.match(line)
    return Stamp(_first(found[1]), "", found[2]) if found else None


def _bare(line: str) -> Stamp | None:
    found = _BARE.match(line)
    return Stamp(_first(found[1]), "", found[2].strip()) if found else None


def _behind_name(line: str) -> Stamp | None:
    found = _BEHIND_NAME.match(line)
    return Stamp(_first(found[2]), found[1].strip(), "") if found else None


def _first(times: str) -> float:
    """Seconds of the first time; behind a second or third colon, hundredths are meant where minutes came before."""
    clock = re.search(_CLOCK, times)
    assert clock is not None
    seconds = 0.0
    for part in clock[0].replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
