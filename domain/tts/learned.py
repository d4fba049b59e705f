"""Learned rates: how fast voices speak and what models deliver, by what they did before."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.value import Value

ENOUGH_SECONDS = 20.0
"""Of a voice: two or three turns. What one short question lasts says little."""
ENOUGH_WORDS = 150.0
"""Asked of a model: one segment."""

VOICE_STEP, DELIVERY_STEP = 0.1, 0.05
"""Rates are rounded to these, so that two podcasts in a row are asked for alike, and find what was answered before."""


class Rate(Value):
    """What was given for what was taken: letters for seconds, words said for words asked."""

    gave: float
    took: float


class LearnedRates(Protocol):
    """Rates by key, in the catalog. Every method raises CatalogUnavailable."""

    async def learn(self, more: Mapping[str, Rate]) -> None:
        """Adds to what is known. Of much that is known, the older half counts for less and less."""
        ...

    async def known(self, keys: Sequence[str]) -> dict[str, Rate]: ...


def voice_key(*, vendor: str, model: str, voice: str, language: str, speed: float) -> str:
    return _key("voice", vendor, model, voice, language, f"{speed:g}")


def writer_key(*, vendor: str, model: str, language: str) -> str:
    return _key("writer", vendor, model, language)


def letters_per_second(rate: Rate | None) -> float:
    """0 while too little is known."""
    if rate is None or rate.took < ENOUGH_SECONDS:
        return 0.0
    return round(round(rate.gave / rate.took / VOICE_STEP) * VOICE_STEP, 4)


def delivery(rate: Rate | None) -> float:
    """Words said for each word asked; 1 while too little is known."""
    if rate is None or rate.took < ENOUGH_WORDS:
        return 1.0
    return round(round(rate.gave / rate.took / DELIVERY_STEP) * DELIVERY_STEP, 4)


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()
