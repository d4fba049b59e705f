"""The budget bounds what is called: outline, segments, what is asked for again, and speech."""

from collections.abc import AsyncIterator

import pytest

from adapters.fake.language import FakeLanguageModel
from domain.jobs.progress import Progress
from domain.jobs.status import JobStatus
from domain.podcast.messages import ResumeChange
from domain.podcast.spec import PodcastSpec
from domain.progress import OnProgress
from domain.script.ports import Ask, Completion
from tests.fakevendor.author import author
from tests.workflows.harness import PodcastHarness

USD_PER_MILLION = 100.0
"""A cent for a hundred tokens."""


class PricedModel(FakeLanguageModel):
    """Bills what it is asked and answers. `unusable` answers are not JSON."""

    def __init__(self) -> None:
        super().__init__(author=self._write)
        self.unusable = 0
        self.billed_usd = 0.0

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
        completion = await super().complete(ask, on_progress=on_progress)
        usage = completion.usage
        usage = usage.model_copy(update={"cost_usd": (usage.input + usage.output) * USD_PER_MILLION / 1e6})
        self.billed_usd += usage.cost_usd
        return completion.model_copy(update={"usage": usage})

    def _write(self, ask: Ask) -> str:
        if self.unusable:
            self.unusable -= 1
            return "Let me think about that. " * 900
        return author({"messages": [message.model_dump() for message in ask.messages]})


@pytest.fixture
async def model(patient_studio: PodcastHarness) -> AsyncIterator[PricedModel]:
    patient_studio.model = PricedModel()
    yield patient_studio.model


async def priced(harness: PodcastHarness, *, budget_usd: float | None) -> PodcastSpec:
    spec = await harness.spec(minutes=0.5, budget_usd=budget_usd)
    prices = {"usd_per_million_input": USD_PER_MILLION, "usd_per_million_output": USD_PER_MILLION}
    return spec.model_copy(update={"writer": spec.writer.model_copy(update=prices)})


def parked(progress: Progress) -> bool:
    return bool(progress.attention)


async def test_with_nothing_to_spend_nothing_is_called(patient_studio: PodcastHarness, model: PricedModel) -> None:
    harness = patient_studio
    handle = await harness.start(await priced(harness, budget_usd=0.0))
    progress = await harness.until(handle, parked)
    assert progress.attention[0].code == "budget_reached"
    assert (model.asks, progress.usage.cost_usd) == ([], 0.0)

    await harness.resume(handle, ResumeChange(budget_usd=100))
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert progress.usage.cost_usd == pytest.approx(model.billed_usd)


async def test_no_answer_is_asked_for_again_beyond_the_budget(
    patient_studio: PodcastHarness, model: PricedModel
) -> None:
    """The budget covers one outline. The first one cannot be used, and costs half a dollar."""
    harness = patient_studio
    model.unusable = 100
    handle = await harness.start(await priced(harness, budget_usd=0.9))
    progress = await harness.until(handle, parked)
    assert progress.attention[0].code == "budget_reached"
    assert len(model.asks) == 1
    assert progress.usage.cost_usd == pytest.approx(model.billed_usd)

    model.unusable = 0
    await harness.resume(handle, ResumeChange(budget_usd=100))
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert progress.usage.cost_usd == pytest.approx(model.billed_usd)


async def test_without_a_budget_an_answer_is_asked_for_three_times(
    patient_studio: PodcastHarness, model: PricedModel
) -> None:
    harness = patient_studio
    model.unusable = 3
    handle = await harness.start(await priced(harness, budget_usd=None))
    progress = await harness.until(handle, parked)
    assert progress.attention[0].code == "answer_unusable"
    assert len(model.asks) == 3
    assert progress.usage.cost_usd == pytest.approx(model.billed_usd)
    await harness.resume(handle)
    assert (await handle.result()).usage.cost_usd == pytest.approx(model.billed_usd)
