"""Captions (WebVTT, SubRip, SubStation Alpha) as paragraphs of what is said, without cue numbers, times and marks."""

import html
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from adapters.readers.content import Content, Piece
from adapters.readers.text.lines import Joiner
from adapters.readers.text.timestamps import stamps, title_of
from domain.retrieve.words import count_words

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
_YOUTUBE = r"\d{1,3}:\d\d:\d\d\.\d{3}"
_TIMING = re.compile(rf"^\s*({_TIME})\s*-->\s*({_TIME})(?:\s.*)?$|^({_YOUTUBE}),({_YOUTUBE})$")
_HEAD = re.compile(r"^WEBVTT(?:[ \t]+-?[ \t]*(.*))?$")
_START = re.compile(
    rf"\s*(?:WEBVTT\b|\[Script Info\]|(?:\d+[ \t]*\n\s*)?[ \t]*{_TIME}[ \t]*-->|{_YOUTUBE},{_YOUTUBE}\n"
    rf"|(?:<\?xml[^>]{{0,200}}>\s*)?(?:<!--.{{0,500}}?-->\s*)?<(?:tt:)?tt[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_PARAGRAPH_TAG = re.compile(r"<(?:\w{1,10}:)?p(?=[\s>])[^<>]{0,1000}>")
_CLOSED_PARAGRAPH = re.compile(r"</(?:\w{1,10}:)?p\s*>")
_ATTRIBUTE = re.compile(r"\b(begin|end)\s*=\s*[\"']([^\"']{0,40})")
_BREAK = re.compile(r"<(?:\w{1,10}:)?br\b[^<>]{0,200}>")
_NO_CUE = re.compile(r"^(?:NOTE|STYLE|REGION)\b")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>|</>|<\d[\d:.]*>", re.IGNORECASE)
_OVERRIDE = re.compile(r"\{[^{}]*\\[^{}]*\}")
_UNSEEN = re.compile(r"\{[^{}]*\\(?:(?:alpha|1a)&HFF?&?|(?:fs|fscx|fscy)0(?![\d.]))[^{}]*\}", re.IGNORECASE)
_UNSEEN_PARAGRAPH = re.compile(
    r"\bvisibility\s*=\s*[\"']hidden|\bopacity\s*=\s*[\"']0(?:\.0*)?[\"']|\bdisplay\s*=\s*[\"']none"
)
_DRAWN = re.compile(r"\\p[1-9]")
_SOUND = re.compile(r"^[-\s]*(?:[\[(（【][^\])）】]{1,60}[\])）】]|[♪♫#*\s]+|[♪♫].*[♪♫])[.\s]*$")
_ASIDE = re.compile(r"\[[^\[\]]{1,80}\]|【[^【】]{1,80}】|[(（][^()（）a-z]{2,80}[)）](?=\W*(?:\n|$))")
"""Brackets within a line. Round ones hold what is said, too, unless it stands in capitals at the end of a line."""
_NOTE, _SAID = re.compile("[♪♫🎵🎶]+"), re.compile(r"\w")
_NEW_SPEAKER = re.compile(r"^(?:>>+|[-–—‐]\s?(?=[^\W\d_\"“¿¡]))\s*")
_SENTENCE_END = re.compile(r"[.!?…。！？؟][\"”’)»]*$")
_PAUSE = 3.0  # seconds of silence behind a sentence that begin a paragraph
_PARAGRAPH = 90  # words after which one ends with the next sentence
_ROLLING = 0.3  # of the cues: where so many begin with the end of the cue before, lines roll up


class Cue(NamedTuple):
    """`speaker`: as the file names it; a line of `lines` may begin with the mark of another speaker."""

    start: float
    end: float
    speaker: str
    lines: tuple[str, ...]


def is_captions(start: str) -> bool:
    """Whether a text that begins so holds captions."""
    start = start.removeprefix("\ufeff")
    return _START.match(start) is not None or bool(stamps(start, cut=True))


def read_captions(text: str) -> Content:
    """The lines of all cues, joined to paragraphs. Descriptions of sounds are left out and counted."""
    text = text.removeprefix("\ufeff")
    start = text.lstrip()[:14].lower()
    if _START.match(text):
        read = _script if start.startswith("[script info]") else _timed_text if start.startswith("<") else _cues
    else:
        read = _stamped
    title, cues = read(text)
    content = Content(title=title)
    spoken = list(_spoken(_without_repeats(cues), content))
    joiner = Joiner(line for cue in spoken for line in cue.lines)
    content.pieces = [Piece("paragraph", said) for said in _paragraphs(spoken, joiner) if said]
    return content


def _cues(text: str) -> tuple[str | None, list[Cue]]:
    lines = text.split("\n")
    head = _HEAD.match(lines[0].rstrip()) if lines else None
    title = head[1].strip() if head and head[1] and ":" not in head[1] else None
    cues: list[Cue] = []
    at = 0
    while at < len(lines):
        timing = _TIMING.match(lines[at])
        at += 1
        if timing is None:
            continue
        while at < len(lines) and not lines[at].strip() and not _begins_cue(lines, at + 1):
            at += 1  # programs that put an empty line behind each line
        first = at
        while at < len(lines) and lines[at].strip() and not _begins_cue(lines, at):
            at += 1
        cues.append(_cue(_seconds(timing[1] or timing[3]), _seconds(timing[2] or timing[4]), lines[first:at]))
    return title, cues


def _timed_text(text: str) -> tuple[str | None, list[Cue]]:
    """TTML: paragraphs with the times of their beginning and end."""
    cues: list[Cue] = []
    at = 0
    while (opened := _PARAGRAPH_TAG.search(text, at)) and (end := text.find("</", opened.end())) >= 0:
        closed = _CLOSED_PARAGRAPH.search(text, end)
        if closed is None:
            break
        if _UNSEEN_PARAGRAPH.search(opened[0]):
            at = closed.end()
            continue
        times = dict(_ATTRIBUTE.findall(opened[0]))
        lines = _BREAK.split(" ".join(text[opened.end() : closed.start()].split()))
        cues.append(_cue(_seconds(times.get("begin", "")), _seconds(times.get("end", "")), lines))
        at = closed.end()
    return None, cues


def _stamped(text: str) -> tuple[str | None, list[Cue]]:
    """Lyrics and copied transcripts: what stands below a time lasts until the next."""
    groups = stamps(text)
    ends = [*(stamp.start for stamp, _ in groups[1:]), groups[-1][0].start if groups else 0.0]
    return title_of(text), [
        _cue(stamp.start, end, lines, speaker=stamp.speaker) for (stamp, lines), end in zip(groups, ends, strict=True)
    ]


def _begins_cue(lines: list[str], at: int) -> bool:
    """Whether a cue, or the number of one, stands here although no empty line does."""
    if at >= len(lines):
        return False
    following = next((line for line in lines[at + 1 : at + 4] if line.strip()), "")
    return bool(_TIMING.match(lines[at]) or (lines[at].strip().isdecimal() and _TIMING.match(following)))


def _script(text: str) -> tuple[str | None, list[Cue]]:
    """SubStation Alpha: `Dialogue` lines, whose fields the `Format` line of their section names."""
    title, fields, cues = None, ["start", "end", "text"], []
    for line in text.split("\n"):
        key, _, value = line.partition(":")
        match key.strip().lower():
            case "title":
                title = value.strip() or None
            case "format":
                fields = [name.strip().lower() for name in value.split(",")]
            case "dialogue":
                cue = dict(zip(fields, value.split(",", len(fields) - 1), strict=False))
                said = cue.get("text", "")
                if not _DRAWN.search(said) and not _UNSEEN.search(said):
                    lines = re.split(r"\\[Nn]", said.replace("\\h", " "))
                    start, end = _seconds(cue.get("start", "")), _seconds(cue.get("end", ""))
                    cues.append(_cue(start, end, lines, speaker=cue.get("name", "").strip()))
    return title, sorted(cues, key=lambda cue: cue.start)


def _cue(start: float, end: float, lines: Iterable[str], *, speaker: str = "") -> Cue:
    shown: list[str] = []
    first = speaker
    for line in lines:
        for at, part in enumerate(_VOICE.split(line)):
            if at % 2 and part.strip() != speaker:
                shown += [">>"] if shown else []
                speaker = part.strip()
                first = first or speaker
            elif not at % 2:
                clean = " ".join(html.unescape(_OVERRIDE.sub("", _TAG.sub("", part))).split())
                if clean and shown and shown[-1] == ">>":
                    shown[-1] = f">> {clean}"
                elif clean:
                    shown.append(clean)
    return Cue(start, end, first, tuple(line for line in shown if line != ">>"))


def _seconds(time: str) -> float:
    total = 0.0
    for part in time.strip().replace(",", ".").split(":"):
        total = total * 60 + (float(part) if re.fullmatch(r"\d+(?:\.\d*)?", part) else 0.0)
    return total


def _without_repeats(cues: list[Cue]) -> list[Cue]:
    """Where lines roll up, a cue shows the end of the one before it again: each line counts once."""
    grown = [_grows(before, after) for before, after in pairwise(cues)]
    if sum(grown) >= _ROLLING * len(cues):  # captions that show a sentence word by word
        cues = [cue for cue, grows in zip(cues, [*grown, False], strict=True) if not grows]
    overlaps = [0, *(_overlap(before.lines, after.lines) for before, after in pairwise(cues))]
    if sum(overlap > 0 for overlap in overlaps) < _ROLLING * len(cues):
        return cues
    return [cue._replace(lines=cue.lines[overlap:]) for cue, overlap in zip(cues, overlaps, strict=True)]


def _grows(before: Cue, after: Cue) -> bool:
    """Whether a cue shows all of the one before it, and more behind it."""
    return bool(before.lines) and " ".join(after.lines).startswith(" ".join(before.lines) + " ")


def _overlap(before: tuple[str, ...], after: tuple[str, ...]) -> int:
    longest = min(len(before), len(after))
    return next((count for count in range(longest, 0, -1) if before[-count:] == after[:count]), 0)


def _spoken(cues: list[Cue], content: Content) -> Iterable[Cue]:
    """What is said. Whole lines of sounds go, and within a line, or over two, what stands in brackets or is sung."""
    for cue in cues:
        told = "\n".join(line for line in cue.lines if not _SOUND.match(line))
        rest = _ASIDE.sub(" ", told)
        rest = _without_songs(rest)
        said = tuple(line for line in (" ".join(each.split()) for each in rest.split("\n")) if _SAID.search(line))
        before, after = (count_words(" ".join(lines)) for lines in (cue.lines, said))
        if said != cue.lines and (before != after or len(said) < len(cue.lines)):
            content.leave_out("sounds", "descriptions of sounds", words=before - after)
        if said:
            yield cue._replace(lines=said)


def _without_songs(text: str) -> str:
    """Without what stands between two notes, or between one and the end of the cue at which it stands. A note within
    is a mark alone: nothing says on which side of it is sung."""
    parts = _NOTE.split(text)
    begins, ends = not parts[0].strip(), not parts[-1].strip()
    if len(parts) % 2 == 0 and not begins and not ends:
        return " ".join(parts)
    first_said = int(len(parts) % 2 == 0 and not begins)
    return "".join(part for at, part in enumerate(parts) if at % 2 == first_said)


def _paragraphs(cues: list[Cue], joiner: Joiner) -> Iterable[str]:
    """A new one where another speaker begins, after a pause, and where one has become long."""
    said, speaker, ended = "", "", 0.0
    for cue in cues:
        whole = _SENTENCE_END.search(said) is not None
        if said and (
            (cue.speaker and speaker and cue.speaker != speaker)
            or (whole and (cue.start - ended > _PAUSE or count_words(said) > _PARAGRAPH))
        ):
            yield joiner.paragraph([said])
            said = ""
        speaker, ended = cue.speaker or speaker, cue.end
        for line in cue.lines:
            mark = _NEW_SPEAKER.match(line)
            if mark and said:
                yield joiner.paragraph([said])
                said = ""
            words = line[mark.end() :] if mark else line
            said = joiner.joined(said, words) if said else words
    yield joiner.paragraph([said])
