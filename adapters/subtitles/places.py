"""Where the texts of cues stand in a subtitle file, so that they can be replaced and all else stays as it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.captions.cues import SubtitleFormat

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t].*)?$")
_STAMP = re.compile(rf"^\s*-?{_TIME}\s*$")
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")
_NUMBER = re.compile(r"^[ \t]*\d+[ \t]*$")
_SECTION = re.compile(r"^\s*\[([^\]]+)\]\s*$")
_DRAWING = re.compile(r"\{[^{}]*\\p[1-9][^{}]*\}")


@dataclass(frozen=True, slots=True)
class Place:
    """A cue: the characters [begin, stop) of the file are its text. `start` and `end` in milliseconds."""

    start: int
    end: int
    begin: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    begin: int
    stop: int


def format_of(text: str) -> SubtitleFormat | None:
    """By its first lines; None for a text that holds no subtitles."""
    head = text[:2_000].lstrip("\ufeff \t\r\n")
    if head.startswith("WEBVTT"):
        return SubtitleFormat.VTT
    sections = [found[1].lower() for line in text.splitlines() if (found := _SECTION.match(line))]
    if "events" in sections and head.startswith(("[", ";", "!")):
        return SubtitleFormat.SSA if "v4 styles" in sections else SubtitleFormat.ASS
    return SubtitleFormat.SRT if any(_TIMING.match(each.text) for each in _lines(text)) else None


def places_in(text: str, kind: SubtitleFormat) -> list[Place]:
    """In the order of the file. Comments, drawings and lines that cannot be read are none."""
    if kind in (SubtitleFormat.ASS, SubtitleFormat.SSA):
        return list(_events(text))
    return list(_blocks(list(_lines(text)), ends_at_empty_line=kind is SubtitleFormat.VTT))


def line_end_of(text: str) -> str:
    """The one that the file has most of."""
    ends = [each for each in re.findall(r"\r\n|\r|\n", text[:100_000]) if each]
    return max(("\n", "\r\n", "\r"), key=ends.count)


def _lines(text: str) -> Iterator[_Line]:
    for found in _LINE.finditer(text):
        yield _Line(found[1], found.start(1), found.end(1))
        if not found[2]:
            return


def _blocks(lines: list[_Line], *, ends_at_empty_line: bool) -> Iterator[Place]:
    """Of SubRip and WebVTT: what stands below the times, up to an empty line or the head of the next cue."""
    heads = [(at, found) for at, line in enumerate(lines) if (found := _TIMING.match(line.text))]
    nexts = [*(at for at, _ in heads), len(lines)][1:]
    for (at, found), following in zip(heads, nexts, strict=True):
        body = lines[at + 1 : following]
        empty = next((n for n, line in enumerate(body) if not line.text.strip()), len(body))
        if ends_at_empty_line:
            body = body[:empty]
        elif following < len(lines) and body and _NUMBER.match(body[-1].text) and (empty == 0 or len(body) > 1):
            body = body[:-1]
        full = [n for n, line in enumerate(body) if line.text.strip()]
        body = body[full[0] : full[-1] + 1] if full else []
        start, end = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:8])
        begin = body[0].begin if body else lines[at].stop
        yield Place(start, end, begin, body[-1].stop if body else begin)


def _events(text: str) -> Iterator[Place]:
    """Dialogue of SubStation Alpha: the text is the last of the fields that a line above them names."""
    section, fields = "", ["", "start", "end", *[""] * 6, "text"]
    for line in _lines(text):
        if found := _SECTION.match(line.text):
            section = found[1].strip().lower()
            continue
        name, colon, rest = line.text.partition(":")
        if section != "events" or not colon:
            continue
        if name.strip().lower() == "format":
            fields = [each.strip().lower() for each in rest.split(",")]
        elif name.strip().lower() == "dialogue":
            values = rest.split(",", len(fields) - 1)
            if len(values) < len(fields) or fields[-1] != "text":
                continue
            times = [
                _STAMP.match(value) for field, value in zip(fields, values, strict=True) if field in ("start", "end")
            ]
            if len(times) == 2 and times[0] and times[1] and not _DRAWING.search(values[-1]):
                begin = line.stop - len(values[-1])
                yield Place(_milliseconds(times[0].groups()), _milliseconds(times[1].groups()), begin, line.stop)


def _milliseconds(groups: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = (each or "0" for each in groups)
    return (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))
