"""Transcripts as files: text, Markdown, captions, and JSON with every word."""

import html
import json
import textwrap
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property

from domain.transcribe.words import Word, joined
from domain.value import Value

LINE, CUE_CHARACTERS, CUE_SECONDS = 42, 84, 7.0
"""Two lines of 42 characters, at most seven seconds: what broadcasters' subtitle guides agree on."""

PAUSE, PARAGRAPH_PAUSE, PARAGRAPH_WORDS = 0.8, 2.0, 120
"""Seconds of a pause that ends a caption, and a paragraph; words after which the next sentence begins a new one."""

Ends = Callable[[list[Word], Word], bool]
"""Whether a part ends before the word that follows."""

_SENTENCE = tuple(".!?…。！？")


class TranscriptFormat(StrEnum):
    TXT = "txt"
    JSON = "json"
    SRT = "srt"
    VTT = "vtt"
    MD = "md"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    TranscriptFormat.TXT: "text/plain",
    TranscriptFormat.JSON: "application/json",
    TranscriptFormat.SRT: "application/x-subrip",
    TranscriptFormat.VTT: "text/vtt",
    TranscriptFormat.MD: "text/markdown",
}


class Transcript(Value):
    """`estimated`: the recogniser gives no times of words."""

    title: str
    language: str = ""
    seconds: float = 0.0
    recognizer: str = ""
    estimated: bool = False
    words: tuple[Word, ...] = ()

    def written(self, kind: TranscriptFormat) -> str:
        match kind:
            case TranscriptFormat.JSON:
                return self._json()
            case TranscriptFormat.SRT | TranscriptFormat.VTT:
                return self._captions(kind)
            case TranscriptFormat.TXT:
                return (
                    "".join(f"{self._named(each)}{_text(each)}\n\n" for each in self._paragraphs()).rstrip("\n") + "\n"
                )
            case TranscriptFormat.MD:
                blocks = [f"# {_plain(self.title)}"]
                for each in self._paragraphs():
                    name = f"**{name}** " if (name := self.name_of(each[0])) else ""
                    blocks.append(f"{name}({_clock(each[0].start, '.')[:8]}) {_plain(_text(each))}")
                return "\n\n".join(blocks) + "\n"

    @cached_property
    def _names(self) -> dict[str, str]:
        """What each speaker is called, in the order in which they begin."""
        labels = dict.fromkeys(each.speaker for each in self.words if each.speaker)
        return {label: f"Speaker {number}" for number, label in enumerate(labels, start=1)}

    def name_of(self, word: Word) -> str:
        return self._names.get(word.speaker, "")

    def _named(self, paragraph: Sequence[Word]) -> str:
        name = self.name_of(paragraph[0])
        return f"{name}: " if name else ""

    def _paragraphs(self) -> Iterator[list[Word]]:
        def ends(part: list[Word], following: Word) -> bool:
            pause = following.start - part[-1].end
            full = len(part) >= PARAGRAPH_WORDS and part[-1].text.endswith(_SENTENCE)
            return following.speaker != part[0].speaker or pause >= PARAGRAPH_PAUSE or full

        return _parts(self.words, ends)

    def _cues(self) -> Iterator[list[Word]]:
        def ends(part: list[Word], following: Word) -> bool:
            text, last = _text([*part, following]), part[-1]
            sentence = last.text.endswith(_SENTENCE) and len(_text(part)) >= CUE_CHARACTERS // 3
            long = len(text) > CUE_CHARACTERS or following.end - part[0].start > CUE_SECONDS
            return long or sentence or following.speaker != last.speaker or following.start - last.end >= PAUSE

        return _parts(self.words, ends)

    def _captions(self, kind: TranscriptFormat) -> str:
        vtt, blocks, speaker = kind is TranscriptFormat.VTT, list[str](), ""
        for number, cue in enumerate(self._cues(), start=1):
            name = self.name_of(cue[0])
            text = f"{name}: {_text(cue)}" if name and name != speaker and not vtt else _text(cue)
            body, speaker = "\n".join(textwrap.wrap(text, LINE, break_on_hyphens=False)), name
            body = html.escape(body, quote=False) if vtt else body.translate(_SAFE)
            body = f"<v {name}>{body}</v>" if vtt and name else body
            point = "." if vtt else ","
            times = f"{_clock(cue[0].start, point)} --> {_clock(max(cue[-1].end, cue[0].start + 0.1), point)}"
            blocks.append(f"{times}\n{body}" if vtt else f"{number}\n{times}\n{body}")
        return "\n\n".join(["WEBVTT", *blocks] if vtt else blocks) + "\n"

    def _json(self) -> str:
        words = [
            {
                "text": each.text,
                "start": round(each.start, 3),
                "end": round(each.end, 3),
                **({"speaker": self.name_of(each)} if each.speaker else {}),
                **({"doubt": each.doubt.value} if each.doubt else {}),
            }
            for each in self.words
        ]
        whole = {
            "version": "1.0.0",
            "title": self.title,
            "language": self.language,
            "seconds": self.seconds,
            "stt": self.recognizer,
            "times": "estimated" if self.estimated else "heard",
            "text": joined(each.text for each in self.words),
            "words": words,
        }
        return json.dumps(whole, ensure_ascii=False) + "\n"


_SAFE = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})
"""SubRip knows no escape, so what players would take for markup is shown by look-alikes."""

_MARKDOWN = str.maketrans({each: f"\\{each}" for each in "\\`*_[]<>#"})


def _parts(words: Sequence[Word], ends: Ends) -> Iterator[list[Word]]:
    part: list[Word] = []
    for each in words:
        if part and ends(part, each):
            yield part
            part = []
        part.append(each)
    if part:
        yield part


def _text(words: Sequence[Word]) -> str:
    return joined(each.text for each in words)


def _plain(text: str) -> str:
    return " ".join(text.split()).translate(_MARKDOWN)


def _clock(seconds: float, point: str) -> str:
    whole, fraction = divmod(round(max(0.0, seconds) * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{point}{fraction:03d}"
