"""An engine in memory: tests script what runs do, whether a worker answers, and whether the engine is there at all."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from domain.errors import EngineUnavailable, FaultDetail, NoWorker
from domain.jobs.messages import ResumeOrder
from domain.jobs.progress import Progress, Waiting
from domain.jobs.runs import AlreadyRunning, LogEntry, OrderRejected, QueuePollers, Run, RunState, StartJob, UnheardCall
from domain.jobs.status import JobStatus
from domain.jobs.wire import PROGRESS_QUERY, RESUME_UPDATE
from domain.tts.ports import PreviewFailed, PreviewOrder
from domain.value import Value

Answer = TypeVar("Answer", bound=Value)


class FakeRuns:
    """Implements `Runs`, `Messages` and `VoicePreviews`.

    Tests set `away`, `worker`, `rejects`, `before_start`, `speaks` and `fails`.
    """

    def __init__(self) -> None:
        self.away = False
        self.worker = True
        self.keeps_closing = False  # a cancelled run stays open, as one does whose activities are still stopping
        self.rejects: str | None = None
        self.before_start: Callable[[str], Awaitable[object]] | None = None  # with the job's id
        self.speaks: Callable[[str], Awaitable[None]] | None = None  # keeps the clip of a preview
        self.fails: FaultDetail | None = None
        self.starts: list[StartJob] = []
        self.resumed: dict[str, ResumeOrder] = {}  # by update id
        self.updates: list[tuple[str, Value]] = []  # other than resumes: their names and orders
        self.cancelled: list[str] = []
        self.answers: dict[tuple[str, str], Value] = {}  # to queries other than of progress, by job and name
        self.previews: list[PreviewOrder] = []
        self._runs: dict[str, Run] = {}
        self.pending: dict[str, tuple[str, ResumeOrder]] = {}  # orders that no worker took up: carried out first

    # -- what tests do to it ---------------------------------------------------------------------------------------

    def tell(self, job_id: str, progress: Progress) -> None:
        """The run's own idea of its progress, in the memo as well."""
        self._runs[job_id] = self._runs[job_id].model_copy(update={"progress": progress})

    def report(self, job_id: str, reported: dict[str, str]) -> None:
        """What the heartbeats of activities under way say."""
        self._runs[job_id] = self._runs[job_id].model_copy(update={"reported": reported})

    def retry(self, job_id: str, *retries: Waiting) -> None:
        """Calls that failed and are tried again."""
        self._runs[job_id] = self._runs[job_id].model_copy(update={"retries": retries})

    def get_stuck(self, job_id: str, *, tries: int) -> None:
        """Its workflow task fails, `tries` times by now; it takes no cancellation."""
        self.keeps_closing = True
        self._runs[job_id] = self._runs[job_id].model_copy(update={"tries": tries})

    def close(self, job_id: str, state: RunState) -> None:
        self._runs[job_id] = self._runs[job_id].model_copy(update={"state": state, "closed_at": datetime.now(UTC)})

    def forget(self) -> None:
        """As after a restart with an emptied database."""
        self._runs.clear()

    # -- Runs ------------------------------------------------------------------------------------------------------

    async def start(self, start: StartJob) -> str:
        self._answer()
        if self.before_start is not None:
            before, self.before_start = self.before_start, None
            await before(start.job_id)
        run = self._runs.get(start.job_id)
        if run is not None and run.state is RunState.RUNNING:
            raise AlreadyRunning(start.job_id)
        self.starts.append(start)
        now = datetime.now(UTC)
        run_id = f"run-{len(self.starts)}"
        self._runs[start.job_id] = Run(
            job_id=start.job_id,
            run_id=run_id,
            state=RunState.RUNNING,
            progress=Progress(attempt=start.attempt, title=start.title, updated_at=now),
            started_at=now,
        )
        return run_id

    async def describe(self, job_id: str, *, within: float = 5.0) -> Run | None:
        self._answer()
        return self._runs.get(job_id)

    async def cancel(self, job_id: str) -> None:
        self._answer()
        self.cancelled.append(job_id)
        if job_id in self._runs and not self.keeps_closing:
            self.close(job_id, RunState.CANCELLED)

    async def kill(self, job_id: str, *, why: str = "deleted") -> None:
        self._answer()
        if job_id in self._runs and self._runs[job_id].state is RunState.RUNNING:
            self.close(job_id, RunState.TERMINATED)

    async def history(self, job_id: str, *, limit: int) -> Sequence[LogEntry]:
        self._answer()
        run = self._runs.get(job_id)
        if run is None:
            return ()
        entries = [LogEntry(at=run.started_at, event="run_started")]
        if run.closed_at is not None:
            entries.append(LogEntry(at=run.closed_at, event=f"run_{run.state.value}"))
        return entries[:limit]

    async def unheard_calls(self, job_id: str, run_id: str, *, children: bool = False) -> Sequence[UnheardCall]:
        self._answer()
        return ()

    async def pollers(self, queues: Sequence[str]) -> Sequence[QueuePollers]:
        self._answer()
        return [QueuePollers(queue=queue, workers=int(self.worker)) for queue in queues]

    # -- Messages --------------------------------------------------------------------------------------------------

    async def query(self, job_id: str, *, name: str, model: type[Answer], within: float) -> Answer | None:
        if self.away or not self.worker:
            return None
        if name == PROGRESS_QUERY:
            run = self._runs.get(job_id)
            answer: Value | None = run.progress if run is not None else None
        else:
            answer = self.answers.get((job_id, name))
        return answer if isinstance(answer, model) else None

    async def update(
        self, job_id: str, *, name: str, order: Value, model: type[Answer], update_id: str, within: float
    ) -> Answer:
        self._answer()
        if not isinstance(order, ResumeOrder):
            return self._take(job_id, name, order, model)
        assert name == RESUME_UPDATE, "no other update takes this order"
        if not self.worker:
            self.pending[job_id] = (update_id, order)
            raise NoWorker("No worker took it up in time; it is safe to repeat.")
        run = self._runs.get(job_id)
        if self.rejects is not None or run is None or run.progress is None or run.state is not RunState.RUNNING:
            raise OrderRejected(self.rejects or "It has ended already.")
        pending, late = self.pending.pop(job_id, (update_id, order))
        self._resume(job_id, run.progress, late, update_id=pending)
        if pending != update_id:
            raise OrderRejected("nothing to resume: it is GENERATING")
        answer = self._runs[job_id].progress
        assert isinstance(answer, model), "a run that was started has a progress"
        return answer

    def _take(self, job_id: str, name: str, order: Value, model: type[Answer]) -> Answer:
        """An order that only a kind of its own knows; nothing follows from it here."""
        if not self.worker:
            raise NoWorker("No worker took it up in time; it is safe to repeat.")
        if self.rejects is not None:
            raise OrderRejected(self.rejects)
        self.updates.append((name, order))
        answer = self._runs[job_id].progress
        assert isinstance(answer, model), "a run that was started has a progress"
        return answer

    def _resume(self, job_id: str, progress: Progress, order: ResumeOrder, *, update_id: str) -> None:
        if update_id not in self.resumed:
            self.resumed[update_id] = order
            change = {"status": JobStatus.GENERATING, "attention": (), "rev": progress.rev + 1}
            self.tell(job_id, progress.model_copy(update=change))

    # -- VoicePreviews ---------------------------------------------------------------------------------------------

    async def say(self, order: PreviewOrder, *, key: str, within: float) -> None:
        self._answer()
        self.previews.append(order)
        if self.fails is not None:
            raise PreviewFailed(self.fails)
        if not self.worker:
            raise NoWorker("No worker spoke the sample in time; it is safe to repeat.")
        if self.speaks is not None:
            await self.speaks(key)

    def _answer(self) -> None:
        if self.away:
            raise EngineUnavailable("Temporal does not answer.")
