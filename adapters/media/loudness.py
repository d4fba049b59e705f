"""Loudness of a stream as ffmpeg's meter prints it (EBU R 128), and the gain that brings it to a target."""

import re
from typing import NamedTuple

FLOOR_LUFS = -70.0
"""The absolute gate of BS.1770: below it nothing counts."""

CEILING_DBTP = -1.0
"""True peak that a decoded result should not exceed (EBU R 128)."""

LIMIT_DBTP, LOWEST_LIMIT_DBTP = -1.5, -3.0
"""Where the limiter begins, since lossy encoders raise peaks, and how far it is lowered for the sake of the ceiling."""

MAXIMUM_GAIN_DB = 40.0
"""More would only raise the noise of what is nearly silence."""

CLOSE_LU, TOLERANCE_LU = 0.25, 0.5
"""A result nearer than the first is not made again; one further than the second is reported."""

_LIMITED, _LEAST_ANSWER = 0.7, 0.25
"""Of a dB of gain, what is expected to come out as loudness of speech that is limited, and what must at least."""

_INTEGRATED = re.compile(r"^ +I: +(-?[\d.]+|-?inf|nan) LUFS", re.MULTILINE)
_PEAK = re.compile(r"^ +Peak: +(-?[\d.]+|-?inf|nan) dBFS", re.MULTILINE)


class Level(NamedTuple):
    """`lufs` None: silence, or less than 400 ms."""

    lufs: float | None
    dbtp: float


def level_of(log: str) -> Level:
    """The last summary in a log."""
    integrated, peak = _INTEGRATED.findall(log), _PEAK.findall(log)
    lufs = _number(integrated[-1]) if integrated else None
    dbtp = _number(peak[-1]) if peak else None
    return Level(None if lufs is None or lufs <= FLOOR_LUFS else lufs, -200.0 if dbtp is None else dbtp)


class Levelling(NamedTuple):
    """`limit_dbtp` None: a constant gain alone, and no limiter. `answer`: dB of loudness that a dB of gain is expected
    to give: less than one where the limiter takes a part of it back."""

    gain_db: float
    limit_dbtp: float | None
    answer: float = 1.0


def first(source: Level, target: float) -> Levelling:
    gain = 0.0 if source.lufs is None else _bounded(target - source.lufs)
    limited = source.dbtp + gain > LIMIT_DBTP
    return Levelling(gain, LIMIT_DBTP if limited else None, _LIMITED if limited else 1.0)


def following(
    tried: Levelling, made: Level, target: float, *, before: tuple[Levelling, Level] | None
) -> Levelling | None:
    """What to try after a result, and the one before it; None: it is close enough, or nothing would change."""
    if made.lufs is None:
        return None
    off, over = target - made.lufs, made.dbtp - CEILING_DBTP
    if abs(off) <= CLOSE_LU and (over <= 0 or tried.limit_dbtp == LOWEST_LIMIT_DBTP):
        return None
    limit, answer = tried.limit_dbtp, tried.answer
    if before is not None and before[0].limit_dbtp == limit and before[1].lufs is not None:
        gained = tried.gain_db - before[0].gain_db
        answer = (made.lufs - before[1].lufs) / gained if gained else answer
    if over > 0:
        limit = max(LOWEST_LIMIT_DBTP, (LIMIT_DBTP if limit is None else limit) - over - 0.2)
        answer = min(answer, _LIMITED)
    elif limit is None and made.dbtp + off > LIMIT_DBTP:
        limit, answer = LIMIT_DBTP, _LIMITED
    answer = min(1.0, max(_LEAST_ANSWER, answer))
    chosen = Levelling(_bounded(tried.gain_db + off / answer), limit, answer)
    return None if chosen[:2] == tried[:2] else chosen


def _bounded(gain_db: float) -> float:
    return round(min(MAXIMUM_GAIN_DB, max(-MAXIMUM_GAIN_DB, gain_db)), 3)


def _number(text: str) -> float | None:
    return None if text.endswith(("inf", "nan")) else float(text)
