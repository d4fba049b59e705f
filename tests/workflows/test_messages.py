"""Every message, in every state that a podcast can be in: it ends in a result or in words, and the podcast goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError, WorkflowHandle, WorkflowUpdateFailedError, WorkflowUpdateStage
from temporalio.testing import WorkflowEnvironment

from adapters.artifacts.memory import MemoryArtifacts
from adapters.catalog.catalog import Catalog
from adapters.fake.speech import EXPERT
from adapters.temporal.messages import TemporalMessages
from adapters.temporal.runs import TemporalRuns
from domain.artifacts.reference import ArtifactRef
from domain.errors import AccountFault, ItemFault, PermanentFault, TransientFault
from domain.jobs.messages import ResumeOrder
from domain.jobs.progress import Progress
from domain.jobs.runs import OrderRejected
from domain.jobs.status import JobStatus
from domain.jobs.wire import PROGRESS_QUERY, RESUME_UPDATE
from domain.podcast.details import details_of
from domain.podcast.messages import SCRIPT_QUERY, ResumeChange, ScriptView
from domain.podcast.spec import PodcastSpec
from domain.retrieve.source import SourceRef, SourceType
from tests.workflows.harness import PodcastHarness
from workflows.podcast import PodcastWorkflow

NO, CLOSED = ItemFault("content_refused", "No.", provider="fake"), AccountFault("key_rejected", "No.", provider="fake")
URL = "https://example.org/bread"
FOR_EVER = 10_000

Prepare = Callable[[PodcastHarness], Mapping[str, object]]
"""Makes the podcast stop somewhere; what it changes in the spec."""


def source_parked(harness: PodcastHarness) -> Mapping[str, object]:
    harness.web.pages[URL] = NO
    return {"sources": (SourceRef(type=SourceType.URL, name="Bread", url=URL),)}


def outline_parked(harness: PodcastHarness) -> Mapping[str, object]:
    harness.writer.fail("outline", NO, times=FOR_EVER)
    return {}


def outline_waits(harness: PodcastHarness) -> Mapping[str, object]:
    harness.writer.fail("outline", CLOSED, times=FOR_EVER)
    return {}


def first_segment_parked(harness: PodcastHarness) -> Mapping[str, object]:
    harness.writer.fail(0, NO, times=FOR_EVER)
    return {}


def second_segment_waits(harness: PodcastHarness) -> Mapping[str, object]:
    harness.writer.fail(1, CLOSED, times=FOR_EVER)
    return {}


def second_segment_and_a_turn_parked(harness: PodcastHarness) -> Mapping[str, object]:
    harness.writer.fail(1, NO, times=FOR_EVER)
    harness.speech.fail(NO, text="turn 2", times=FOR_EVER)
    return {}


def all_turns_parked(harness: PodcastHarness) -> Mapping[str, object]:
    harness.speech.fail(NO, times=FOR_EVER)
    return {}


def all_turns_wait(harness: PodcastHarness) -> Mapping[str, object]:
    harness.speech.fail(CLOSED, times=FOR_EVER)
    return {}


def some_turns_of_each_kind(harness: PodcastHarness) -> Mapping[str, object]:
    harness.speech.fail(NO, text="Segment 1 comes to its turn 2", times=FOR_EVER)
    harness.speech.fail(CLOSED, text="Segment 2", times=FOR_EVER)
    return {"speech_window": 1}


def rendering_parked(harness: PodcastHarness) -> Mapping[str, object]:
    harness.renderer.faults.extend([NO] * FOR_EVER)
    return {}


def budget_reached(harness: PodcastHarness) -> Mapping[str, object]:
    return {"budget_usd": 0.0}


STATES: list[Prepare] = [
    source_parked, outline_parked, outline_waits, first_segment_parked, second_segment_waits,
    second_segment_and_a_turn_parked, all_turns_parked, all_turns_wait, some_turns_of_each_kind, rendering_parked,
    budget_reached,
]  # fmt: skip


def changes_for(spec: PodcastSpec) -> dict[str, ResumeChange | None]:
    other = spec.speakers[0].model_copy(update={"voice": EXPERT})
    return {
        "nothing": None,
        "an empty change": ResumeChange(),
        "another budget": ResumeChange(budget_usd=0.0000001),
        "another voice": ResumeChange(speakers=(other, spec.speakers[1])),
        "a speaker less": ResumeChange(speakers=(other,)),
        "the text of a turn": ResumeChange(turns={"t002": "Something milder."}),
        "the text of no turn": ResumeChange(turns={"t999": "Something milder.", "": "x"}),
        "an empty text": ResumeChange(turns={"t001": ""}),
        "a turn less": ResumeChange(skip_turns=("t003",)),
        "no turn less": ResumeChange(skip_turns=("t999", "")),
        "sources left out": ResumeChange(skip_unreadable=True),
    }


@pytest.fixture
async def told(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[PodcastHarness]:
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        yield harness


class Conversation:
    """Messages to one podcast. Each ends in a result or in words, and a query is answered after it."""

    def __init__(self, harness: PodcastHarness, podcast_id: str) -> None:
        self._harness, self._id = harness, podcast_id
        self._messages, self._runs = TemporalMessages(harness.client), TemporalRuns(harness.client)
        self._said = 0
        self.rejected: dict[str, str] = {}

    async def stopped(self) -> None:
        """Until it waits for a person or a vendor, or has ended."""
        while not await self._at_rest():
            await self._harness.pass_time()

    async def _at_rest(self) -> bool:
        progress = await self.ask()
        return bool(progress.attention or progress.waiting) or progress.status.ended

    async def ask(self) -> Progress:
        script = await self._messages.query(self._id, name=SCRIPT_QUERY, model=ScriptView, within=5)
        progress = await self._messages.query(self._id, name=PROGRESS_QUERY, model=Progress, within=5)
        assert progress is not None and script is not None
        return progress

    async def say(self, what: str, change: ResumeChange | None) -> None:
        ref = None
        if change is not None:
            body = change.model_dump_json().encode()
            ref = await self._harness.artifacts.put(body, media_type="application/json")
        await self.order(what, ResumeOrder(change=ref))

    async def order(self, what: str, order: ResumeOrder) -> None:
        self._said += 1
        try:
            answer = await self._messages.update(
                self._id, name=RESUME_UPDATE, order=order, model=Progress, update_id=f"{self._said}", within=10
            )
        except OrderRejected as rejected:
            self.rejected[what] = str(rejected)
        else:
            assert answer.attempt == 1
        run = await self._runs.describe(self._id)
        assert run is not None and run.tries <= 1, f"{what} failed the workflow task"


@pytest.mark.timeout(120)
@pytest.mark.parametrize("prepare", STATES, ids=lambda each: each.__name__)
async def test_it_answers_whatever_it_is_told(told: PodcastHarness, prepare: Prepare) -> None:
    spec = await told.spec(**{"budget_usd": 5.0, **prepare(told)})
    priced = tuple(each.model_copy(update={"usd_per_1000_characters": 0.001}) for each in spec.speakers)
    spec = spec.model_copy(update={"speakers": priced})
    handle = await told.start(spec)
    talk = Conversation(told, spec.podcast_id)
    await talk.stopped()
    for what, change in changes_for(spec).items():
        await talk.say(what, change)
        await talk.stopped()
        if (await talk.ask()).status.ended:  # nothing is left of a podcast without its only source
            assert (await told.outcome(spec.podcast_id)).status is JobStatus.FAILED
            return
    nothing = ArtifactRef(sha256="0" * 64, size=3, media_type="application/json")
    garbage = await told.artifacts.put(b'{"turns": 7}', media_type="application/json")
    for what, ref in {"a change that is gone": nothing, "a change that is none": garbage}.items():
        await talk.order(what, ResumeOrder(change=ref))
        assert talk.rejected[what]
        await talk.stopped()
    await unknown_messages(handle)
    await talk.ask()
    await handle.cancel()
    with pytest.raises(WorkflowFailureError):
        await handle.result()
    assert (await told.outcome(spec.podcast_id)).status is JobStatus.CANCELLED


async def unknown_messages(handle: WorkflowHandle[PodcastWorkflow, Progress]) -> None:
    """Of other versions, and with payloads that are none."""
    await handle.signal("nobody-handles-this", {"a": 1})
    with pytest.raises(WorkflowUpdateFailedError):
        await handle.execute_update("nobody-handles-this", {"a": 1})
    with pytest.raises(WorkflowUpdateFailedError):
        await handle.execute_update("resume", {"change": "no reference"})


class HeldArtifacts(MemoryArtifacts):
    """What is read waits for `go` when its bytes hold `word`."""

    def __init__(self, word: bytes) -> None:
        super().__init__()
        self.word, self.go, self.asked = word, asyncio.Event(), asyncio.Event()

    async def read(self, ref: ArtifactRef) -> bytes:
        data = await super().read(ref)
        if self.word in data:
            self.asked.set()
            await self.go.wait()
        return data


@pytest.mark.parametrize("end", ["fails", "is cancelled"])
async def test_what_is_told_to_a_podcast_that_is_ending_is_refused_in_words(
    temporal: WorkflowEnvironment, catalog: Catalog, end: str
) -> None:
    """The order was accepted before, and its change is being read at the end."""
    artifacts = HeldArtifacts(b"Something milder.")
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02), artifacts=artifacts)
    harness.speech.fail(NO, times=FOR_EVER)
    if end == "fails":
        later = TransientFault("vendor_error", "503", retry_after=timedelta(seconds=2))
        harness.writer.fail(1, later)
        harness.writer.fail(1, PermanentFault("language_not_supported", "No."))
    async with harness.working():
        spec = await harness.spec()
        handle = await harness.start(spec)
        await harness.until(handle, lambda progress: bool(progress.attention))
        talk = Conversation(harness, spec.podcast_id)
        telling = asyncio.create_task(talk.say("a text", ResumeChange(turns={"t001": "Something milder."})))
        await artifacts.asked.wait()
        if end == "is cancelled":
            await handle.cancel()
        await telling
        assert talk.rejected == {"a text": "it ended meanwhile"}
        with pytest.raises(WorkflowFailureError):
            await handle.result()
        artifacts.go.set()


async def test_orders_that_are_accepted_at_once_all_count(temporal: WorkflowEnvironment, catalog: Catalog) -> None:
    """Each amends what the one before it left."""
    artifacts = HeldArtifacts(b"Said anew")
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02), artifacts=artifacts)
    harness.speech.fail(NO, text="turn 2", times=FOR_EVER)
    harness.speech.fail(NO, text="turn 4", times=FOR_EVER)
    async with harness.working():
        handle = await harness.start(await harness.spec())
        await harness.until(handle, lambda progress: details_of(progress).turn_states == "dadadada")
        texts = {
            turn: f"Said anew for {turn}, with as many words as before." for turn in ("t002", "t004", "t006", "t008")
        }
        accepted = []
        for turn, text in texts.items():
            body = ResumeChange(turns={turn: text}).model_dump_json().encode()
            order = ResumeOrder(change=await artifacts.put(body, media_type="application/json"))
            stage = WorkflowUpdateStage.ACCEPTED
            accepted.append(await handle.start_update("resume", order, wait_for_stage=stage, result_type=Progress))
        artifacts.go.set()
        await asyncio.gather(*(update.result() for update in accepted))
        assert (await handle.result()).status is JobStatus.COMPLETED
    said = [placed.text for placed in harness.renderer.rendered[0].placed]
    assert [said[n] for n in (1, 3, 5, 7)] == list(texts.values())
