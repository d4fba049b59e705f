"""Tells the catalog what this process serves, and what it would serve if a vendor were not away."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from domain.errors import CatalogUnavailable, Fault
from domain.vendors.declarations import Announcement, ProviderRole
from domain.vendors.ports import Providers
from domain.vendors.prices import UNCHANGED, PriceTable
from worker.vendors import Missing, NothingConfigured, ServedSpeech, ServedWriter

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)
"""A third of ANNOUNCEMENT_FRESH_SECONDS."""

FIRST_PAUSE = timedelta(seconds=1)
"""Before a catalog or vendor that is away is asked again; doubled up to EVERY."""

Key = tuple[str, ProviderRole]


def _now() -> datetime:
    return datetime.now(UTC)


class Announcer:
    """Says once what is missing, and once that it is there. A vendor that another process serves is not called away."""

    def __init__(
        self,
        providers: Providers,
        *,
        writers: Sequence[ServedWriter],
        speech: Sequence[ServedSpeech],
        prices: PriceTable = UNCHANGED,
        clock: Callable[[], datetime] = _now,
        every: timedelta = EVERY,
        first_pause: timedelta = FIRST_PAUSE,
    ) -> None:
        self._providers, self._writers, self._speech, self._prices = providers, writers, speech, prices
        self._clock, self._every, self._first_pause = clock, every.total_seconds(), first_pause.total_seconds()
        self._told_at: dict[Key, datetime] = {}
        self._started = clock()
        self._missing: dict[Key, str] = {}
        self._differing: dict[Key, int] = {}

    async def run(self) -> None:
        """For ever; podcasts go on, whatever is away."""
        pause, away = self._first_pause, False
        while True:
            try:
                complete = await self.announce()
                away = False
            except CatalogUnavailable as error:
                complete = False
                if not away:
                    log.warning("could not announce what this worker serves: %s", error)
                away = True
            except Exception:
                complete = False
                log.exception("could not announce what this worker serves")
            await asyncio.sleep(self._every if complete else pause)
            pause = self._first_pause if complete else min(pause * 2, self._every)

    async def announce(self) -> bool:
        """Once, each vendor as soon as it is known. False: something is missing.

        Raises:
            CatalogUnavailable
        """
        known = {(each.vendor, each.role): each for each in await self._providers.all()}
        served: list[ServedWriter | ServedSpeech] = [*self._writers, *self._speech]
        told = await asyncio.gather(
            *(self._tell(one, known.get((one.vendor, one.role))) for one in served), return_exceptions=True
        )
        for one in told:
            if isinstance(one, BaseException):
                raise one
        return not self._missing

    async def _tell(self, one: ServedWriter | ServedSpeech, known: Announcement | None) -> None:
        key, now = (one.vendor, one.role), self._clock()
        other = known if known is not None and self._is_anothers(key, known) else None
        announcement = Announcement(
            vendor=one.vendor,
            role=one.role,
            slots=one.slots,
            default=one.default,
            why=one.why,
            local=one.local,
            seen_at=now,
        )
        try:
            declared = await self._declared(one)
        except (Missing, NothingConfigured, Fault) as error:
            words = f"{error} {error.advice}".strip() if isinstance(error, Fault) else str(error)
            self._is_missing(key, words)
            if other is not None and not other.missing:
                return
            declared = {"missing": words}
        else:
            self._is_there(key)
        if other is not None and not one.local:
            self._compare(key, mine=one.slots, theirs=other.slots)
        await self._providers.announce(announcement.model_copy(update=declared))
        self._told_at[key] = now

    async def _declared(self, one: ServedWriter | ServedSpeech) -> dict[str, object]:
        if isinstance(one, ServedWriter):
            return {"writer": await one.declare()}
        return {"speech": self._prices.of_speech(one.vendor, await one.synthesizer.declare())}

    def _is_anothers(self, key: Key, known: Announcement) -> bool:
        """Told by a process that lives: not by the one that this one replaces, nor by itself."""
        return known.seen_at > self._started and known.seen_at != self._told_at.get(key)

    def _is_missing(self, key: Key, words: str) -> None:
        if self._missing.get(key) != words:
            log.warning("%s (%s) cannot be served, and is asked again by itself: %s", key[0], key[1].value, words)
        self._missing[key] = words

    def _is_there(self, key: Key) -> None:
        if self._missing.pop(key, None) is not None:
            log.info("%s (%s) is served now", key[0], key[1].value)

    def _compare(self, key: Key, *, mine: int, theirs: int) -> None:
        if mine != theirs and self._differing.get(key) != theirs:
            setting = "PODWRIGHT_LLM_CONCURRENCY" if key[1] is ProviderRole.WRITER else _speech_setting(key[0])
            log.warning(
                "this worker's places at %s (%s) are %d of the whole fleet, another worker's %d: give all the same %s",
                key[0],
                key[1].value,
                mine,
                theirs,
                setting,
            )
        self._differing[key] = theirs


def _speech_setting(vendor: str) -> str:
    return f"PODWRIGHT_TTS_CONCURRENCY_{vendor.upper()}"
