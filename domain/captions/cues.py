"""Cues of subtitles, and the port of what reads and writes their files."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from domain.value import Value

MOST_BYTES, MOST_CUES, MOST_CHARACTERS = 5_000_000, 20_000, 2_000
"""Of a file; of one cue. Ten hours of dialogue are about 10,000 cues and half a megabyte."""


class SubtitleFormat(StrEnum):
    SRT = "srt"
    VTT = "vtt"
    ASS = "ass"
    SSA = "ssa"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    SubtitleFormat.SRT: "application/x-subrip",
    SubtitleFormat.VTT: "text/vtt",
    SubtitleFormat.ASS: "text/x-ssa",
    SubtitleFormat.SSA: "text/x-ssa",
}


class Cue(Value):
    """`id`: its place in the file, from 1. `start` and `end` in milliseconds. `text` with markup, lines end in \\n."""

    id: int
    start: int
    end: int
    text: str

    @property
    def characters(self) -> int:
        """As read: without line ends."""
        return len(self.text.replace("\n", " "))


class Subtitles(Value):
    """A file as it was read. `cues` in its own order, drawings and comments left out."""

    format: SubtitleFormat
    cues: tuple[Cue, ...]


class SubtitleFiles(Protocol):
    """Reads and writes the files. All of it takes a processor only, milliseconds for a film."""

    def read(self, data: bytes, *, name: str) -> Subtitles:
        """Raises PermanentFault: `source_not_supported`, `source_damaged`, `source_too_large`, `no_cues`."""
        ...

    def rewritten(self, data: bytes, texts: Mapping[int, str], *, to: SubtitleFormat) -> bytes:
        """The file with other texts in some of its cues, by their ids. All other bytes of it stay, unless it becomes
        one of another format, or its charset lacks a letter: then it is UTF-8.

        Raises:
            PermanentFault: `not_convertible`, besides what `read` raises.
        """
        ...

    def written(self, cues: Sequence[Cue], *, to: SubtitleFormat) -> bytes:
        """A new file, in UTF-8, of plain texts. Raises PermanentFault `not_convertible`."""
        ...
