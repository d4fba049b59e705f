"""What calls of a job that speaks were billed that did not tell its run, found in the ledger."""

from collections.abc import AsyncIterator, Collection

from domain.artifacts.documents import Documents
from domain.artifacts.layout import uses_folder
from domain.artifacts.ledger import Ledger, LedgerKind
from domain.artifacts.ports import ArtifactMissing, Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.jobs.late_bills import Traces
from domain.jobs.progress import Usage
from domain.jobs.record import Job
from domain.jobs.spec import JobSpec
from domain.jobs.specs import spec_of
from domain.jobs.spending import Spending
from domain.money import speech_cost
from domain.script.frozen import FrozenSegment, FrozenTurn
from domain.tts.clip import Clip
from domain.tts.speaker import Speaker


class SpokenSpec(JobSpec):
    """What the specs of all kinds say that speak."""

    speakers: tuple[Speaker, ...] = ()


class LateSpeechSpending:
    """Implements `domain.jobs.late_bills.LateSpending`. Clips say who paid for them; all else left its bill."""

    def __init__(self, *, blobs: Blobs, names: Names) -> None:
        self._blobs, self._names, self._ledger = blobs, names, Ledger(names)

    async def traces(self, job: Job) -> Traces:
        """Of all turns that the job ever froze."""
        spec = await spec_of(self._blobs, self._names, job.id, job.attempt, SpokenSpec)
        prices = {each.name: each.usd_per_1000_characters for each in spec.speakers} if spec is not None else {}
        clips = {turn.key: prices.get(turn.turn.speaker, 0.0) async for turn in self._turns(job)}
        return Traces(clips=clips, usd_per_1000_characters=max(prices.values(), default=0.0))

    async def counted(self, usage: Usage, payers: Collection[str], traces: Traces) -> Usage:
        money = Spending(usage=usage)
        said: dict[str, set[int]] = {payer: set() for payer in payers}
        for key, price in traces.clips.items():
            clip = await self._ledger.find(LedgerKind.CLIP, key, Clip)
            payer, _, attempt = clip.paid_by.partition("-") if clip is not None else ("", "", "")
            if clip is not None and payer in said and int(attempt or 0) not in said[payer]:
                said[payer].add(int(attempt or 0))
                cost = speech_cost(clip.characters, usd_per_1000_characters=price)
                money.spoke(reused=False, characters=clip.characters, repeated=0, cost_usd=cost)
        for payer, attempts in said.items():
            for bill in await self._ledger.bills(payer, other_than=attempts):
                money.failed(bill, usd_per_1000_characters=traces.usd_per_1000_characters)
        return money.usage

    async def _turns(self, job: Job) -> AsyncIterator[FrozenTurn]:
        for name in await self._names.list(uses_folder(job.id)):
            record = await self._names.get(name)
            if record is None:
                continue
            try:
                segment = await Documents(self._blobs).read(ArtifactRef.model_validate_json(record), FrozenSegment)
            except ArtifactMissing:
                continue
            for turn in segment.turns:
                yield turn
