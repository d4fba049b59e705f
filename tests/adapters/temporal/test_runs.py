"""The engine port over a real development server, with and without a worker, and with no server at all."""

import asyncio
import socket
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from temporalio import workflow
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from adapters.temporal.attributes import fairness_key
from adapters.temporal.codec import AesGcmCodec
from adapters.temporal.converter import encrypting
from adapters.temporal.messages import TemporalMessages
from adapters.temporal.runs import TemporalRuns
from domain.artifacts.reference import ArtifactRef
from domain.errors import EngineUnavailable, NoWorker
from domain.jobs import wire
from domain.jobs.messages import ResumeOrder
from domain.jobs.progress import Progress
from domain.jobs.runs import AlreadyRunning, OrderRejected, RunState
from domain.jobs.status import JobStatus
from domain.podcast.kind import start_podcast
from domain.podcast.messages import ScriptView
from domain.podcast.spec import PodcastSpec
from domain.script.model import Writer
from domain.tts.speaker import Role, Speaker

REF = ArtifactRef(sha256="0" * 64, size=1, media_type="application/json")


@workflow.defn(name="PodcastWorkflow")
class Parked:
    """Answers as a podcast does that waits for a person, until it is resumed."""

    def __init__(self) -> None:
        self._progress = Progress(status=JobStatus.NEEDS_ATTENTION, rev=3, percentage=42)
        self._resumed = 0

    @workflow.run
    async def run(self, spec: PodcastSpec) -> str:
        self._progress = self._progress.model_copy(update={"attempt": spec.attempt})
        workflow.upsert_memo({"progress": self._progress})
        await workflow.wait_condition(lambda: self._resumed > 0)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return "done"

    @workflow.query
    def progress(self) -> Progress:
        return self._progress

    @workflow.query
    def script(self) -> ScriptView:
        return ScriptView(segments=(REF,))

    @workflow.update
    async def resume(self, order: ResumeOrder) -> Progress:
        self._resumed += 1
        self._progress = self._progress.model_copy(update={"status": JobStatus.GENERATING, "rev": 3 + self._resumed})
        return self._progress

    @resume.validator
    def check(self, order: ResumeOrder) -> None:
        if order.change is not None:
            raise ApplicationError("nothing is parked")


def spec(attempt: int = 1) -> PodcastSpec:
    speakers = tuple(
        Speaker(
            name=role.value.upper(),
            role=role,
            vendor="local",
            model="m",
            engine="e",
            voice="v",
            words_per_minute=150,
            maximum_characters=100,
        )
        for role in Role
    )
    return PodcastSpec(
        podcast_id=uuid.uuid4().hex,
        attempt=attempt,
        sources=(),
        minutes=5,
        speakers=speakers,
        writer=Writer(vendor="local", model="m", input_tokens=1),
    )


async def resume(
    messages: TemporalMessages, job_id: str, order: ResumeOrder, *, update_id: str, within: float
) -> Progress:
    return await messages.update(job_id, name="resume", order=order, model=Progress, update_id=update_id, within=within)


@pytest.fixture
def engine(temporal: WorkflowEnvironment) -> TemporalRuns:
    return TemporalRuns(temporal.client)


@pytest.fixture
def messages(temporal: WorkflowEnvironment) -> TemporalMessages:
    return TemporalMessages(temporal.client)


@asynccontextmanager
async def working(temporal: WorkflowEnvironment) -> AsyncIterator[None]:
    async with Worker(
        temporal.client,
        task_queue=wire.JOBS_QUEUE,
        workflows=[Parked],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        yield


async def test_a_run_is_seen_without_a_worker(engine: TemporalRuns, messages: TemporalMessages) -> None:
    wanted = spec(attempt=2)
    run_id = await engine.start(start_podcast(wanted))
    run = await engine.describe(wanted.podcast_id)
    assert run is not None
    assert (run.run_id, run.state, run.closed_at) == (run_id, RunState.RUNNING, None)
    assert run.progress is not None
    assert (run.progress.attempt, run.progress.status) == (2, JobStatus.QUEUED)
    with pytest.raises(AlreadyRunning):
        await engine.start(start_podcast(wanted))
    began = time.perf_counter()
    assert await messages.query(wanted.podcast_id, name="progress", model=Progress, within=0.3) is None
    assert await messages.query(wanted.podcast_id, name="script", model=ScriptView, within=0.3) is None
    with pytest.raises(NoWorker):
        await resume(messages, wanted.podcast_id, ResumeOrder(), update_id="a", within=0.3)
    assert time.perf_counter() - began < 3
    await engine.cancel(wanted.podcast_id)
    await engine.kill(wanted.podcast_id)
    ended = await engine.describe(wanted.podcast_id)
    assert ended is not None
    assert (ended.state, ended.closed_at is not None) == (RunState.TERMINATED, True)
    words = [(each.event, each.message) for each in await engine.history(wanted.podcast_id, limit=100)]
    assert words[0][0] == "run_started"
    assert words[-1] == ("run_terminated", "deleted")
    assert await engine.start(start_podcast(wanted)), "an ended run can be followed by another"
    await engine.kill(wanted.podcast_id)
    await engine.kill(wanted.podcast_id)


async def test_a_worker_answers(
    engine: TemporalRuns, messages: TemporalMessages, temporal: WorkflowEnvironment
) -> None:
    wanted = spec()
    await engine.start(start_podcast(wanted))
    async with working(temporal):
        progress = await messages.query(wanted.podcast_id, name="progress", model=Progress, within=5)
        assert progress is not None
        assert (progress.percentage, progress.status) == (42, JobStatus.NEEDS_ATTENTION)
        assert await messages.query(wanted.podcast_id, name="script", model=ScriptView, within=5) == ScriptView(
            segments=(REF,)
        )
        with pytest.raises(OrderRejected, match="nothing is parked"):
            await resume(messages, wanted.podcast_id, ResumeOrder(change=REF), update_id="b", within=5)
        first = await resume(messages, wanted.podcast_id, ResumeOrder(), update_id="c", within=5)
        assert first.status is JobStatus.GENERATING
        async with asyncio.timeout(5):
            await temporal.client.get_workflow_handle(wanted.podcast_id).result()
        with pytest.raises(OrderRejected):
            await resume(messages, wanted.podcast_id, ResumeOrder(), update_id="d", within=5)
        pollers = {each.queue: each.workers for each in await engine.pollers(["podcasts", "unserved"])}
        assert pollers == {"podcasts": 1, "unserved": 0}
    run = await engine.describe(wanted.podcast_id)
    assert run is not None
    assert run.state is RunState.COMPLETED
    assert run.progress is not None
    assert run.progress.percentage == 42, "from the memo"
    events = [each.event for each in await engine.history(wanted.podcast_id, limit=100)]
    assert events == ["run_started", "resume_accepted", "run_completed"]
    await engine.cancel(wanted.podcast_id)


async def test_an_operator_sees_what_a_run_is_about(engine: TemporalRuns, temporal: WorkflowEnvironment) -> None:
    wanted = spec(attempt=2).model_copy(update={"title": "Tides"})
    await engine.start(start_podcast(wanted))
    described = await temporal.client.get_workflow_handle(wanted.podcast_id).describe()
    assert described.workflow_type == "PodcastWorkflow"
    assert await described.static_summary() == "Tides · 5 min · attempt 2"
    assert await described.static_details() == (
        "Speakers: HOST (local), EXPERT (local)\n\nWriter: local:m\n\nSources: 0"
    )
    await engine.kill(wanted.podcast_id)


async def test_a_run_begins_with_its_priority_and_an_opaque_owner(
    engine: TemporalRuns, temporal: WorkflowEnvironment
) -> None:
    wanted = spec().model_copy(update={"priority": 2, "owner": "anna@example.org"})
    await engine.start(start_podcast(wanted))
    described = await temporal.client.get_workflow_handle(wanted.podcast_id).describe()
    priority = described.raw_description.workflow_execution_info.priority
    assert priority.priority_key == 2
    assert priority.fairness_key == fairness_key("anna@example.org") != fairness_key("ben")
    assert "anna" not in priority.fairness_key and len(priority.fairness_key) <= 64
    await engine.cancel(wanted.podcast_id)


async def test_a_server_that_does_not_know_our_search_attributes_takes_podcasts_without(
    engine: TemporalRuns, temporal: WorkflowEnvironment
) -> None:
    known = await temporal.client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=temporal.client.namespace)
    )
    assert not known.custom_attributes.keys() & set(wire.ATTRIBUTES), "they are not registered at the tests' server"
    for wanted in (spec(), spec()):
        assert await engine.start(start_podcast(wanted))
        described = await temporal.client.get_workflow_handle(wanted.podcast_id).describe()
        assert len(described.typed_search_attributes) == 0
        await engine.kill(wanted.podcast_id)


async def test_nothing_is_known_of_an_unknown_job(engine: TemporalRuns, messages: TemporalMessages) -> None:
    assert await engine.describe("unknown") is None
    assert await messages.query("unknown", name="progress", model=Progress, within=1) is None
    assert await engine.history("unknown", limit=5) == []
    await engine.cancel("unknown")


async def test_a_missing_server_is_reported_within_a_second() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: no other process gets the port
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        client = await Client.connect(address, lazy=True, data_converter=pydantic_data_converter)
        engine, messages = TemporalRuns(client), TemporalMessages(client)
        began = time.perf_counter()
        with pytest.raises(EngineUnavailable):
            await engine.describe("x")
        assert await messages.query("x", name="progress", model=Progress, within=0.5) is None
        assert time.perf_counter() - began < 2
        for call in (
            engine.start(start_podcast(spec())),
            engine.cancel("x"),
            engine.history("x", limit=1),
            engine.pollers(["podcasts"]),
        ):
            with pytest.raises(EngineUnavailable):
                await call


async def test_a_process_without_the_encryption_key_says_so(temporal: WorkflowEnvironment) -> None:
    """What is asked of the server is answered `away`, with the key that is missing; nothing is lost meanwhile."""

    def holding(name: str) -> Client:
        config = temporal.client.config()
        config["data_converter"] = encrypting(AesGcmCodec({name: name.encode() * 32}))
        return Client(**config)

    wanted = spec()
    await TemporalRuns(holding("a")).start(start_podcast(wanted))
    lacking = TemporalRuns(holding("b"))
    with pytest.raises(EngineUnavailable, match="'a'"):
        await lacking.describe(wanted.podcast_id)
    run = await TemporalRuns(holding("a")).describe(wanted.podcast_id)
    assert run is not None and run.state is RunState.RUNNING
    await lacking.kill(wanted.podcast_id)
