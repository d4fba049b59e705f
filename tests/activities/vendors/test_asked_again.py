"""A worker that dies between two answers of a writer: the next attempt pays for the second one only."""

import asyncio
import dataclasses

import pytest
from temporalio.testing import ActivityEnvironment

from activities.script import OutlineMade, ScriptActivities, WriteOutline
from activities.vendors.completions import CachedLanguageModel
from activities.vendors.purchases import Purchases
from adapters.artifacts.memory import MemoryArtifacts
from adapters.fake.language import FakeLanguageModel
from domain.artifacts.ledger import Ledger
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.retrieve.source import Block, BlockKind, Corpus, Locator, Passage, SourceKind, SourceSummary
from domain.script.ports import Ask, Completion
from domain.script.prompted.answers import is_usable
from domain.script.prompted.writer import PromptedWriter
from domain.tts.speaker import Role, Speaker
from tests.activities.running import run_activity
from tests.fakevendor.author import author

ANN = Speaker(
    name="ANN", role=Role.HOST, vendor="fake", model="buzz", engine="in-process/1", voice="ada",
    words_per_minute=150, maximum_characters=4000,
)  # fmt: skip


class Model(FakeLanguageModel):
    """The first answer is not JSON. The worker stops in the call with the number `stops_at`."""

    def __init__(self, *, stops_at: int) -> None:
        super().__init__(author=self._write)
        self._stops_at = stops_at
        self.usage = TokenUsage()

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
        completion = await super().complete(ask, on_progress=on_progress)
        if len(self.asks) == self._stops_at:
            raise asyncio.CancelledError
        self.usage += completion.usage
        return completion

    def _write(self, ask: Ask) -> str:
        if len(self.asks) == 1:
            return "Let me think about that."
        return author({"messages": [message.model_dump() for message in ask.messages]})


class Desk:
    def __init__(self, model: Model) -> None:
        self.model, store = model, MemoryArtifacts()
        purchases = Purchases(Ledger(store))
        self._store = store
        self._script = ScriptActivities(
            writer_for=lambda _, attempt: PromptedWriter(
                CachedLanguageModel(model, purchases, accept=is_usable, attempt=attempt)
            ),
            blobs=store,
            names=store,
        )

    async def write(self, *, attempt: int) -> OutlineMade:
        block = Block(kind=BlockKind.PARAGRAPH, text="Bread rises because yeast eats sugar and breathes out gas.")
        passage = Passage(id="s1-p0001", source=1, locator=Locator(), blocks=(block,))
        source = SourceSummary(index=1, title="Bread", author=None, kind=SourceKind.BOOK, words=10)
        corpus = Corpus(sources=(source,), passages=(passage,))
        ref = await self._store.put(corpus.model_dump_json().encode(), media_type="application/json")
        order = WriteOutline(
            podcast_id="p1", corpus=ref, title=None, topic=None, language="en", minutes=0.5, model="m", speakers=(ANN,)
        )
        environment = ActivityEnvironment()
        environment.info = dataclasses.replace(environment.info, attempt=attempt)
        return await run_activity(environment, self._script.write_outline, order)


async def test_an_answer_that_could_not_be_used_is_not_paid_for_again_after_a_crash() -> None:
    desk = Desk(Model(stops_at=2))
    with pytest.raises(asyncio.CancelledError):
        await desk.write(attempt=1)
    made = await desk.write(attempt=2)
    assert [ask.messages for ask in desk.model.asks][1] == [ask.messages for ask in desk.model.asks][2]
    assert len(desk.model.asks) == 3, "the second one twice: it was in flight"
    told = made.usage.bill + made.failed
    assert (told.input_tokens, told.output_tokens) == (desk.model.usage.input, desk.model.usage.output)


async def test_an_outline_whose_result_was_lost_is_reported_once() -> None:
    """The worker died when all was kept."""
    desk = Desk(Model(stops_at=0))
    first = await desk.write(attempt=1)
    again = await desk.write(attempt=2)
    assert again.usage == first.usage
    assert again.usage.bill + again.failed == first.usage.bill + first.failed == desk.model.usage.bill
    assert not again.usage.reused
