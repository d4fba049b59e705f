"""The budget bounds what is called: outline, segments, what is asked for again, and speech."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.common import RetryPolicy

from adapters.fake.language import FakeLanguageModel
from domain.jobs.progress import Progress
from domain.jobs.status import JobStatus
from domain.podcast.messages import ResumeChange
from domain.podcast.spec import PodcastSpec
from domain.progress import OnProgress
from domain.script.ports import Ask, Completion
from tests.fakevendor.author import author
from tests.workflows.harness import PodcastHarness
from tests.workflows.job_harness import Run
from workflows.jobs import policies

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


async def made_with_plenty(harness: PodcastHarness, run: Run, model: PricedModel) -> None:
    """It goes on with a higher budget, and its usage is the bill."""
    await harness.resume(run, ResumeChange(budget_usd=100))
    progress = await run.result()
    assert progress.status is JobStatus.COMPLETED
    assert progress.usage.cost_usd == pytest.approx(model.billed_usd)


def parked(progress: Progress) -> bool:
    return bool(progress.attention)


async def test_with_nothing_to_spend_nothing_is_called(patient_studio: PodcastHarness, model: PricedModel) -> None:
    harness = patient_studio
    handle = await harness.start(await priced(harness, budget_usd=0.0))
    progress = await harness.until(handle, parked)
    assert progress.attention[0].code == "budget_reached"
    assert (model.asks, progress.usage.cost_usd) == ([], 0.0)
    await made_with_plenty(harness, handle, model)


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
    await made_with_plenty(harness, handle, model)


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


class HangsAtLast(PricedModel):
    """Its first answer cannot be used, and its second never comes, until it is `mended`."""

    mended = False

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
        if self.asks and not self.mended:
            await asyncio.Event().wait()
        return await super().complete(ask, on_progress=on_progress)


async def test_what_a_call_was_billed_that_timed_out_is_not_spent_again(
    harness: PodcastHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = policies.WRITING["retry_policy"]
    once = RetryPolicy(initial_interval=once.initial_interval, maximum_attempts=1)
    quick = {**policies.WRITING, "start_to_close_timeout": timedelta(seconds=2), "retry_policy": once}
    monkeypatch.setattr(policies, "WRITING", quick)
    harness.model = model = HangsAtLast()
    model.unusable = 1
    spec = await priced(harness, budget_usd=None)
    handle = await harness.start(spec)
    progress = await harness.until(handle, parked)
    assert progress.attention[0].code == "timed_out"
    assert progress.usage.cost_usd == pytest.approx(model.billed_usd) and model.billed_usd > 0

    model.mended = True
    await harness.resume(handle, ResumeChange(budget_usd=model.billed_usd + 0.001))
    progress = await harness.until(handle, parked)
    assert (progress.attention[0].code, len(model.asks)) == ("budget_reached", 1)
    await handle.cancel()
    with pytest.raises(WorkflowFailureError):
        await handle.result()
    usage = (await harness.outcome(spec.podcast_id)).progress.usage
    assert usage.cost_usd == pytest.approx(model.billed_usd), "counted once"
