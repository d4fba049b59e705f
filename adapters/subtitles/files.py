"""Subtitle files by pysubs2, which makes those of another format; in one that keeps its format only texts change."""

import html
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pysubs2
from pysubs2.formats.subrip import MAX_REPRESENTABLE_TIME as LAST_OF_SUBRIP
from pysubs2.formats.substation import MAX_REPRESENTABLE_TIME as LAST_OF_SUBSTATION

from adapters.subtitles.encoding import Encoding, decoded, shown
from adapters.subtitles.places import Place, format_of, line_end_of, places_in
from domain.captions.cues import MOST_BYTES, MOST_CUES, Cue, SubtitleFormat, Subtitles
from domain.errors import PermanentFault

_SUBSTATION = (SubtitleFormat.ASS, SubtitleFormat.SSA)
_STYLED = re.compile(r"<\s*(/?)\s*([ibus])\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>|</>|<\d[\d:.]*>")
_SAFE = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")", "\\": "∖"})
"""SubRip and SubStation Alpha know no escapes, so what players would take for markup is shown by look-alikes."""


MOST_LINES = 40 * MOST_CUES
"""Twice as many with both letters of a line end; files have five or six lines a cue."""


@dataclass(frozen=True, slots=True)
class _File:
    text: str
    encoding: Encoding
    format: SubtitleFormat
    places: list[Place]


class SubtitleFileAdapter:
    """Implements `SubtitleFiles`."""

    def read(self, data: bytes, *, name: str) -> Subtitles:
        file = _opened(data, name)
        return Subtitles(format=file.format, cues=tuple(_cues(file)))

    def rewritten(self, data: bytes, texts: Mapping[int, str], *, to: SubtitleFormat) -> bytes:
        file = _opened(data, "the file")
        text, end, behind = file.text, line_end_of(file.text), len(file.text)
        parts: list[str] = []
        for number, place in reversed(list(enumerate(file.places, start=1))):
            if number in texts:
                new = texts[number].replace("\n", r"\N" if file.format in _SUBSTATION else end)
                parts += [text[place.stop : behind], new]
                behind = place.begin
        text = "".join([text[:behind], *reversed(parts)])
        if to is file.format:
            return file.encoding.encoded(text)
        return _converted(_File(text, file.encoding, file.format, places_in(text, file.format)), to)

    def written(self, cues: Sequence[Cue], *, to: SubtitleFormat) -> bytes:
        made = pysubs2.SSAFile()
        made.events = [_event(each.start, each.end, each.text.translate(_SAFE)) for each in cues]
        return _written(made, to)


def _opened(data: bytes, name: str) -> _File:
    if len(data) > MOST_BYTES:
        message = f"{name} has {len(data) / 1e6:.1f} MB; subtitles of at most {MOST_BYTES / 1e6:.0f} MB are read."
        raise PermanentFault("source_too_large", message)
    try:
        text, encoding = decoded(data)
    except UnicodeDecodeError as error:
        raise PermanentFault("source_damaged", f"{name} cannot be read as {error.encoding}.") from error
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise PermanentFault("source_too_large", f"{name} has more than {MOST_LINES:,} lines.")
    kind = format_of(text)
    if kind is None:
        message = f"{name} holds no subtitles."
        raise PermanentFault("source_not_supported", message, advice="SubRip, WebVTT, ASS and SSA are read.")
    places = places_in(text, kind)
    if not places:
        raise PermanentFault("no_cues", f"There is not one cue in {name}.")
    if len(places) > MOST_CUES:
        raise PermanentFault("source_too_large", f"{name} has {len(places)} cues; at most {MOST_CUES} are read.")
    return _File(text, encoding, kind, places)


def _cues(file: _File) -> list[Cue]:
    cues: list[Cue] = []
    for number, place in enumerate(file.places, start=1):
        text = shown(file.text[place.begin : place.stop])
        lines = re.split(r"\\N", text) if file.format in _SUBSTATION else re.split(r"\r\n|\r|\n", text)
        cues.append(Cue(id=number, start=place.start, end=place.end, text="\n".join(lines)))
    return cues


def _converted(file: _File, to: SubtitleFormat) -> bytes:
    if file.format in _SUBSTATION:
        try:
            text = re.sub(r"\r\n|\r", "\n", shown(file.text))
            with warnings.catch_warnings(action="ignore"):  # of fields that it replaces by its defaults
                made = pysubs2.SSAFile.from_string(text, format_=file.format.value)
        except (ValueError, TypeError, KeyError, IndexError, AssertionError) as error:
            message = f"Its styles or events cannot be read: {error}"
            raise PermanentFault("not_convertible", message, advice="Leave out the format to keep it.") from error
    else:
        made = pysubs2.SSAFile()
        is_web = file.format is SubtitleFormat.VTT
        made.events = [_event(each.start, each.end, _substation(each.text, is_web=is_web)) for each in _cues(file)]
    return _written(made, to)


def _substation(text: str, *, is_web: bool) -> str:
    """Bold, italic and the like stay; other tags go."""
    text = _STYLED.sub(lambda tag: f"{{\\{tag[2].lower()}{0 if tag[1] else 1}}}", text)
    text = _TAG.sub("", text)
    return html.unescape(text) if is_web else text


def _event(start: int, end: int, text: str) -> pysubs2.SSAEvent:
    return pysubs2.SSAEvent(start=start, end=end, text=text.replace("\n", r"\N"))


def _written(made: pysubs2.SSAFile, to: SubtitleFormat) -> bytes:
    last = LAST_OF_SUBSTATION if to in _SUBSTATION else LAST_OF_SUBRIP
    if any(max(each.start, each.end) > last for each in made.events):
        hours = round((last + 1000) / 3_600_000)
        raise PermanentFault("not_convertible", f"{to.value} holds times up to {hours} hours; some cues are later.")
    if to is SubtitleFormat.VTT:
        for each in made.events:
            each.text = each.text.replace("&", "&amp;").replace("<", "&lt;")
    return made.to_string(to.value, header_notice="").encode()
