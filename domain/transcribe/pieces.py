"""Pieces: where a recording is cut for a recogniser, by its levels alone."""

from collections.abc import Iterator

from domain.artifacts.reference import ArtifactRef
from domain.value import Value
from domain.vendors.declarations import RecognitionTraits

SAMPLE_RATE, BYTES_A_SECOND = 16_000, 32_000
"""Of what recognisers get: mono, 16 bit. They are trained at this rate, and resample everything else to it."""

FLAC_SHARE = 0.95
"""FLAC never grows noise by more than a few bytes a block."""

WINDOW = 0.02
"""Seconds of one level. Levels are bytes: decibels below full scale, 0 the loudest and 127 silence."""

LOUD_SHARE, QUIET_DB, SILENT_DB = 0.05, 35, 90
"""What is 35 dB below the loudest twentieth of a recording is its silence: speech itself spans about 30 dB
(ITU-T P.56 counts as speech what is within 16 dB of its active level); below -90 dBFS is always."""

PAUSE, LONG_SILENCE = 0.3, 15.0
"""Seconds of a silence in which a piece may end, and of one that is not sent: no sentence holds so long a pause, and
recognisers tend to invent there."""

EDGE = 0.3
"""Seconds of silence that stay before and behind speech."""

TOLD = 1.0
"""Seconds of a silence in which no word can be heard."""

LONGEST, LONGEST_WITH_SPEAKERS, LONGEST_UNTIMED = 300.0, 3600.0, 60.0
"""Seconds of a piece: at five minutes an hour is twelve calls at once, and a lost one costs little. Labels of speakers
hold within a call only, so that few and long pieces are better there."""

OVERLAP, OVERLAP_WITH_SPEAKERS = 4.0, 20.0
"""Seconds that two pieces share where none of them can end in a pause: ten words to find the seam by. Speakers of both
are matched by what they say there, also in pauses."""

Span = tuple[float, float]
"""Start and end in seconds."""


class Piece(Value):
    """From `start` to `end` of the recording, in seconds. `lead`: at its beginning, what the piece before holds too.
    `silences` from its start. `audio`: FLAC."""

    start: float
    end: float
    lead: float = 0.0
    silences: tuple[Span, ...] = ()
    audio: ArtifactRef | None = None

    @property
    def seconds(self) -> float:
        return self.end - self.start


class Pieces(Value):
    """All of a recording of `seconds`; none where nothing is heard."""

    seconds: float
    pieces: tuple[Piece, ...] = ()


def plan_pieces(levels: bytes, *, longest: float, overlap: float = OVERLAP, always: bool = False) -> Pieces:
    """Pieces of at most `longest` seconds that hold everything but long silences. They end in pauses where there are
    any, else they overlap; with `always` they overlap there too."""
    total, quiet = len(levels) * WINDOW, silences(levels)
    spans = [
        span
        for start, end in _islands(quiet, total)
        for span in _cut(levels, quiet, (start, end), longest=longest, overlap=overlap, always=always)
    ]
    told = [silence for silence in quiet if silence[1] - silence[0] >= TOLD]
    return Pieces(
        seconds=round(total, 2),
        pieces=tuple(
            Piece(
                start=_exact(start),
                end=_exact(end),
                lead=_exact(max(0.0, before - start)),
                silences=tuple(
                    (_exact(max(each[0], start) - start), _exact(min(each[1], end) - start))
                    for each in told
                    if min(each[1], end) - max(each[0], start) >= TOLD
                ),
            )
            for (start, end), before in zip(spans, [0.0, *(end for _, end in spans)], strict=False)
        ),
    )


def silences(levels: bytes, *, least: float = PAUSE) -> list[Span]:
    """Where the recording is silent for at least so many seconds."""
    if not levels:
        return []
    loud = sorted(levels[::5])[int(len(levels[::5]) * LOUD_SHARE)]
    limit = min(loud + QUIET_DB, SILENT_DB)
    found: list[Span] = []
    start: int | None = None
    for at, level in enumerate((*levels, 0)):
        if level >= limit and at < len(levels):
            start = at if start is None else start
        elif start is not None:
            if (at - start) * WINDOW >= least:
                found.append((start * WINDOW, at * WINDOW))
            start = None
    return found


def _islands(quiet: list[Span], total: float) -> Iterator[Span]:
    """What lies between long silences, with a little of them."""
    at = 0.0
    for start, end in quiet:
        if end - start >= LONG_SILENCE or start == 0.0 or end >= total - WINDOW / 2:
            if start > at:
                yield max(0.0, at - EDGE), min(total, start + EDGE)
            at = end
    if at < total - WINDOW / 2:
        yield max(0.0, at - EDGE), total


def _cut(
    levels: bytes, quiet: list[Span], island: Span, *, longest: float, overlap: float, always: bool
) -> Iterator[Span]:
    start, end = island
    while end - start > longest:
        at, last = start + longest / 2, start + longest - overlap / 2
        pauses = [each for each in quiet if at <= (each[0] + each[1]) / 2 <= last]
        if pauses:
            best = max(pauses, key=lambda each: (round(min(each[1] - each[0], 2.0), 1), each[0]))
            seam, shared = (best[0] + best[1]) / 2, overlap if always else 0.0
        else:
            windows = range(round(at / WINDOW), round(last / WINDOW))
            seam, shared = max(windows, key=lambda each: sum(levels[each - 2 : each + 3])) * WINDOW, overlap
        yield start, seam + shared / 2
        start = seam - shared / 2
    yield start, end


def _exact(seconds: float) -> float:
    """At a window, so that a piece begins and ends with a whole sample."""
    return round(round(seconds / WINDOW) * WINDOW, 2)


def piece_limits(traits: RecognitionTraits, *, speakers: bool) -> tuple[float, float]:
    """Seconds of the longest piece, and of an overlap. What tells no times is asked in short pieces: then a word is at
    most some seconds from its place."""
    usual = LONGEST_WITH_SPEAKERS if speakers else LONGEST if traits.word_times else LONGEST_UNTIMED
    fits = min(traits.maximum_seconds, traits.maximum_bytes / BYTES_A_SECOND * FLAC_SHARE)
    return min(usual, fits), OVERLAP_WITH_SPEAKERS if speakers else OVERLAP
