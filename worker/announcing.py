"""The announcements of a worker: what it serves, and what it would serve if a vendor were not away."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from adapters.vendor import NotConfigured, NotServed
from domain.errors import CatalogUnavailable, Fault
from domain.vendors.declarations import (
    Announcement,
    EmbeddingsDeclaration,
    ProviderRole,
    RecognitionDeclaration,
    SpeechDeclaration,
    WriterDeclaration,
)
from domain.vendors.ports import Providers
from domain.vendors.prices import UNCHANGED, PriceTable
from worker.vendors import Served

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)
"""A third of ANNOUNCEMENT_FRESH_SECONDS."""

FIRST_PAUSE = timedelta(seconds=1)
"""Before a catalog or vendor that is away is asked again; doubled up to EVERY."""

_FIELDS = {
    WriterDeclaration: "writer",
    SpeechDeclaration: "speech",
    EmbeddingsDeclaration: "embeddings",
    RecognitionDeclaration: "recognition",
}
"""Where each declaration stands in an announcement."""

Key = tuple[str, ProviderRole]


def _now() -> datetime:
    return datetime.now(UTC)


class Announcer:
    """Announces every vendor served here, again and again.

    It logs once what is missing, and once that it is back. What another process serves is not announced as missing.
    """

    def __init__(
        self,
        providers: Providers,
        served: Sequence[Served],
        *,
        prices: PriceTable = UNCHANGED,
        clock: Callable[[], datetime] = _now,
        every: timedelta = EVERY,
        first_pause: timedelta = FIRST_PAUSE,
    ) -> None:
        self._providers, self._served, self._prices = providers, served, prices
        self._clock, self._every, self._first_pause = clock, every.total_seconds(), first_pause.total_seconds()
        self._announced_at: dict[Key, datetime] = {}
        self._started = clock()
        self._missing: dict[Key, str] = {}
        self._differing: dict[Key, int] = {}

    async def run(self) -> None:
        """For ever, whatever is away."""
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
        outcomes = await asyncio.gather(
            *(self._announce(one, known.get((one.vendor, one.role))) for one in self._served), return_exceptions=True
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return not self._missing

    async def _announce(self, one: Served, known: Announcement | None) -> None:
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
        missing = ""
        try:
            declared = self._prices.of(one.vendor, await one.service.declare())
        except (NotServed, NotConfigured, Fault) as error:
            missing = f"{error} {error.advice}".strip() if isinstance(error, Fault) else str(error)
            self._note_missing(key, missing)
            if other is not None and not other.missing:
                return
            announcement = announcement.model_copy(update={"missing": missing})
        else:
            announcement = announcement.model_copy(update={_FIELDS[type(declared)]: declared})
        if other is not None and not one.local:
            self._compare(one, other.slots)
        await self._providers.announce(announcement)
        self._announced_at[key] = now
        if not missing:
            self._note_served(key)

    def _is_anothers(self, key: Key, known: Announcement) -> bool:
        """Whether another process that runs now announced it, and not one that this one replaces."""
        return known.seen_at > self._started and known.seen_at != self._announced_at.get(key)

    def _note_missing(self, key: Key, reason: str) -> None:
        if self._missing.get(key) != reason:
            log.warning("%s (%s) cannot be served, and is asked again automatically: %s", key[0], key[1].value, reason)
        self._missing[key] = reason

    def _note_served(self, key: Key) -> None:
        if self._missing.pop(key, None) is not None:
            log.info("%s (%s) is served now", key[0], key[1].value)

    def _compare(self, one: Served, theirs: int) -> None:
        """Says once that workers are not of one mind about the fleet's slots."""
        key = (one.vendor, one.role)
        if one.slots != theirs and self._differing.get(key) != theirs:
            log.warning(
                "this worker counts %d slots at %s (%s) for the whole fleet, another worker %d: set %s alike for all",
                one.slots,
                one.vendor,
                one.role.value,
                theirs,
                one.slots_variable,
            )
        self._differing[key] = theirs
