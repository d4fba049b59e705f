"""Captions, transcripts and chapters of one timeline: every text has the time at which it is heard."""

import html
import json
import re
import textwrap
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from domain.combine.references import Numbered, References
from domain.combine.timeline import Placed, Timeline
from domain.sentences import CLOSING_MARKS, SENTENCE_MARKS
from domain.value import Value

LINE_CHARACTERS = 42
CUE_CHARACTERS = 2 * LINE_CHARACTERS
"""Two lines of 42 characters: what broadcasters' subtitle guides agree on."""

_CLAUSE_MARKS = ",;:—–、，；："
_CLOSING = f"[{re.escape(CLOSING_MARKS)}]*$"
_SENTENCE_END = re.compile(f"[{SENTENCE_MARKS}]{_CLOSING}")
_CLAUSE_END = re.compile(f"[{_CLAUSE_MARKS}]{_CLOSING}")
_LETTER, _DIGIT, _SENTENCE_PAUSE, _CLAUSE_PAUSE, _OTHER = 2, 8, 20, 10, 1
"""Time of a character, in halves of a letter's. The times that it predicts for 39 pauses of a real voice
missed the true ones by 0.18 s (root mean square); by 0.52 s when every character counted the same."""

_MARKDOWN = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~]) | ` | (?<!\s)\* | \*(?!\s) | (?<!\w)_ | _(?!\w) | <(?=[A-Za-z/!?]) | &(?=\#?\w{1,31};)
    | !(?=\[) | \[(?=[^\[\]]*\]) | ~(?=~) | (?<=~)~ | ^[#>+-] | (?<=^\d)[.)](?=\s) | (?<=^\d\d)[.)](?=\s)
    | (?<=^\d\d\d\d)[.)](?=\s) | (?<=\s)\#(?=\#*$)""",
    re.VERBOSE,
)
"""What would be read as markup where it stands; `snake_case`, `well-known` and `C++` would not."""


class TranscriptFormat(StrEnum):
    VTT = "vtt"
    SRT = "srt"
    JSON = "json"
    TXT = "txt"
    MD = "md"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    TranscriptFormat.VTT: "text/vtt",
    TranscriptFormat.SRT: "application/x-subrip",
    TranscriptFormat.JSON: "application/json",
    TranscriptFormat.TXT: "text/plain",
    TranscriptFormat.MD: "text/markdown",
}


class Cue(Value):
    """One caption: `text` on one line, `start` and `end` in milliseconds; `first` in its turn."""

    turn: int
    speaker: str
    text: str
    start: int
    end: int
    first: bool


def cues(timeline: Timeline) -> tuple[Cue, ...]:
    """Cuts every turn at sentence and clause ends; time within a turn is shared out by characters and pauses."""
    return tuple(cue for placed in timeline.placed for cue in _cues_of(placed, timeline.sample_rate))


def chapters(timeline: Timeline, titles: Sequence[str]) -> tuple[tuple[float, str], ...]:
    """Start in seconds and title of every segment that has a turn; the first begins at 0."""
    found: list[tuple[float, str]] = []
    segment: int | None = None
    for placed in timeline.placed:
        if placed.segment == segment:
            continue
        segment = placed.segment
        title = _one_line(titles[segment]) if segment < len(titles) else ""
        start = round(timeline.seconds(placed.start), 3) if found else 0.0
        found.append((start, title or f"Part {segment + 1}"))
    return tuple(found)


def transcript(
    timeline: Timeline,
    kind: TranscriptFormat | str,
    *,
    title: str = "",
    segment_titles: Sequence[str] = (),
    references: References | None = None,
) -> str:
    """The transcript in one format. Raises ValueError for a format that is not written.

    `references` stand in JSON and Markdown; captions and plain text hold only what is said.
    """
    kind = TranscriptFormat(kind)
    if kind is TranscriptFormat.VTT:
        return _vtt(cues(timeline))
    if kind is TranscriptFormat.SRT:
        return _srt(cues(timeline))
    if kind is TranscriptFormat.JSON:
        return _json(cues(timeline), references or {})
    if kind is TranscriptFormat.TXT:
        return "\n\n".join(f"{_one_line(p.speaker)}: {_one_line(p.text)}" for p in timeline.placed) + "\n"
    return _markdown(timeline, title, segment_titles, references or {})


def _cues_of(placed: Placed, rate: int) -> list[Cue]:
    start, end = placed.start * 1000 // rate, (placed.start + placed.samples) * 1000 // rate
    texts = split_caption(_one_line(placed.text))
    if end - start < len(texts):  # a turn too short to show its parts one after the other
        texts = [" ".join(texts)] if end > start else []
    weights = [_weight(text) for text in texts]
    if weights and texts[-1][-1] in SENTENCE_MARKS:  # the turn ends with the last sound, without its pause
        weights[-1] -= _SENTENCE_PAUSE - _OTHER
    made, passed, at = [], 0, start
    for number, (text, weight) in enumerate(zip(texts, weights, strict=True)):
        passed += weight
        left = len(texts) - number - 1  # each cue that follows keeps at least a millisecond
        until = end - left if not left else min(end - left, max(at + 1, start + (end - start) * passed // sum(weights)))
        made.append(
            Cue(
                turn=placed.turn,
                speaker=_one_line(placed.speaker),
                text=text,
                start=at,
                end=until,
                first=number == 0,
            )
        )
        at = until
    return made


def split_caption(text: str) -> list[str]:
    """Parts of at most `CUE_CHARACTERS`, cut at the last sentence end that fits, else clause end, else word."""
    words = [
        word[at : at + CUE_CHARACTERS] for word in text.split() for at in range(0, len(word), CUE_CHARACTERS)
    ]  # a "word" longer than a caption is a URL or a script without spaces
    parts: list[str] = []
    while words:
        fits, length = 0, -1
        while fits < len(words) and length + 1 + len(words[fits]) <= CUE_CHARACTERS:
            length += 1 + len(words[fits])
            fits += 1
        if fits < len(words):
            fits = _last_end(words[:fits], _SENTENCE_END) or _last_end(words[:fits], _CLAUSE_END) or fits
        parts.append(" ".join(words[:fits]))
        words = words[fits:]
    return parts


def _last_end(words: list[str], end: re.Pattern[str]) -> int:
    """Number of words up to the last one that ends so, if that fills at least a third of the caption; else 0."""
    for count in range(len(words), 0, -1):
        if len(" ".join(words[:count])) < CUE_CHARACTERS // 3:
            return 0
        if end.search(words[count - 1]):
            return count
    return 0


def _weight(text: str) -> int:
    weight = 0
    for character in text:
        if character in SENTENCE_MARKS:
            weight += _SENTENCE_PAUSE
        elif character in _CLAUSE_MARKS:
            weight += _CLAUSE_PAUSE
        elif character.isdigit():
            weight += _DIGIT
        else:
            weight += _LETTER if character.isalpha() else _OTHER
    return weight


def _one_line(text: str) -> str:
    """Text with one space for any white space, without control characters and lone surrogates."""
    spaced = " ".join(text.split())
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs"))


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, LINE_CHARACTERS, break_on_hyphens=False)) or text


def _clock(milliseconds: int, point: str) -> str:
    seconds, fraction = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{fraction:03d}"


def _vtt(captions: Sequence[Cue]) -> str:
    blocks = ["WEBVTT"]
    for cue in captions:
        speaker = html.escape(cue.speaker, quote=False)
        body = html.escape(_wrapped(cue.text), quote=False)
        blocks.append(f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n<v {speaker}>{body}</v>")
    return "\n\n".join(blocks) + "\n"


def _srt(captions: Sequence[Cue]) -> str:
    """SubRip knows no escape, so what players would take for markup is shown by look-alikes."""
    safe = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})
    blocks = []
    for number, cue in enumerate(captions, 1):
        text = f"{cue.speaker}: {cue.text}" if cue.first else cue.text
        body = _wrapped(text.translate(safe))
        blocks.append(f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{body}")
    return "\n\n".join(blocks) + "\n"


def _json(captions: Sequence[Cue], references: References) -> str:
    """The JSON transcript of the Podcasting 2.0 namespace; times in seconds.

    The first segment of a turn also has what the turn comes from, in `references`, where it cites something.
    """
    segments: list[dict[str, object]] = []
    for cue in captions:
        segment: dict[str, object] = {
            "speaker": cue.speaker,
            "startTime": cue.start / 1000,
            "endTime": cue.end / 1000,
            "body": cue.text,
        }
        if cue.first and (cited := references.get(cue.turn)):
            segment["references"] = [one.model_dump() for one in cited]
        segments.append(segment)
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1) + "\n"


def _markdown(timeline: Timeline, title: str, segment_titles: Sequence[str], references: References) -> str:
    numbered = Numbered()

    def plain(text: str) -> str:
        return _MARKDOWN.sub(r"\\\g<0>", _one_line(text))

    blocks = [f"# {plain(title)}"] if title else []
    segment: int | None = None
    for placed in timeline.placed:
        if placed.segment != segment:
            segment = placed.segment
            if segment < len(segment_titles) and segment_titles[segment].strip():
                blocks.append(f"## {plain(segment_titles[segment])}")
        clock = _clock(placed.start * 1000 // timeline.sample_rate, ".").split(".")[0]
        notes = "".join(f"[^{number}]" for number in numbered.numbers(references.get(placed.turn, ())))
        blocks.append(f"**{plain(placed.speaker)}** ({clock}): {plain(placed.text)}{notes}")
    blocks += [f"[^{number}]: {plain(one.line)}" for number, one in numbered.listed]
    return "\n\n".join(blocks) + "\n"
