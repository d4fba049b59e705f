"""What calls of a podcast were billed that did not tell its run, found in the ledger."""

from collections.abc import AsyncIterator, Collection

from domain.artifacts.documents import Documents
from domain.artifacts.layout import uses_folder
from domain.artifacts.ledger import Ledger, LedgerKind
from domain.artifacts.ports import ArtifactMissing, Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.jobs.progress import Usage
from domain.jobs.record import Job
from domain.jobs.specs import spec_of
from domain.jobs.spending import Spending
from domain.money import speech_cost
from domain.podcast.frozen import FrozenSegment, FrozenTurn
from domain.podcast.spec import PodcastSpec
from domain.tts.clip import Clip


class LatePodcastSpending:
    """Implements `domain.jobs.late_bills.LateSpending`. Clips say who paid for them; all else left its bill."""

    def __init__(self, *, blobs: Blobs, names: Names) -> None:
        self._blobs, self._names, self._ledger = blobs, names, Ledger(names)

    async def counted(self, job: Job, usage: Usage, payers: Collection[str]) -> Usage:
        money, prices = Spending(usage=usage), await self._prices(job)
        said: dict[str, set[int]] = {payer: set() for payer in payers}
        async for turn, clip in self._clips(job):
            payer, _, attempt = clip.paid_by.partition("-")
            if payer in said and int(attempt or 0) not in said[payer]:
                said[payer].add(int(attempt or 0))
                cost = speech_cost(clip.characters, usd_per_1000_characters=prices.get(turn.turn.speaker, 0.0))
                money.spoke(reused=False, characters=clip.characters, repeated=0, cost_usd=cost)
        for payer, attempts in said.items():
            for bill in await self._ledger.bills(payer, other_than=attempts):
                money.failed(bill, usd_per_1000_characters=max(prices.values(), default=0.0))
        return money.usage

    async def _prices(self, job: Job) -> dict[str, float]:
        """Of each speaker, in US dollars for 1000 characters."""
        spec = await spec_of(self._blobs, self._names, job.id, job.attempt, PodcastSpec)
        return {each.name: each.usd_per_1000_characters for each in spec.speakers} if spec is not None else {}

    async def _clips(self, job: Job) -> AsyncIterator[tuple[FrozenTurn, Clip]]:
        """The clips of all turns that the podcast ever froze and that were spoken, each key once."""
        keys: set[str] = set()
        for name in await self._names.list(uses_folder(job.id)):
            record = await self._names.get(name)
            if record is None:
                continue
            try:
                segment = await Documents(self._blobs).read(ArtifactRef.model_validate_json(record), FrozenSegment)
            except ArtifactMissing:
                continue
            for turn in segment.turns:
                clip = None if turn.key in keys else await self._ledger.find(LedgerKind.CLIP, turn.key, Clip)
                keys.add(turn.key)
                if clip is not None:
                    yield turn, clip
