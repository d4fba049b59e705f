"""The state of a batch's workflow: which jobs run, which are still to come, and what became of the others."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self

from pydantic import Field

from domain.batch.parked import ParkedJob, position_of
from domain.batch.spec import Batch, BatchSpec, RefusedInput
from domain.jobs.notice import Notice
from domain.jobs.progress import SHOWN
from domain.jobs.state import JobState
from domain.jobs.status import JobStatus
from domain.value import Value

RUNNING_JOBS = "running_jobs"


class BatchDetails(Value):
    """Every job is counted once. `parked` ones wait for a person. `failed` counts refused inputs too; `refused` holds
    the first ones."""

    kind: str = ""
    total: int = 0
    queued: int = 0
    running: int = 0
    parked: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    refused: tuple[RefusedInput, ...] = ()


class BatchState(JobState):
    """`queue`: positions whose jobs are to be submitted, or run again where there is one. `running`: ids of jobs by
    position, of the `parked_jobs` too. `to_resume`: positions whose jobs a resume is to be sent to. `looked_at`:
    when the running ones were last asked whether they are parked. `endings`: how many ended how."""

    step: str = RUNNING_JOBS
    job_kind: str
    total: int
    queue: list[int] = Field(default_factory=list)
    running: dict[int, str] = Field(default_factory=dict)
    parked_jobs: dict[int, ParkedJob] = Field(default_factory=dict)
    to_resume: list[int] = Field(default_factory=list)
    looked_at: datetime | None = None
    endings: dict[JobStatus, int] = Field(default_factory=dict)
    refused: list[RefusedInput] = Field(default_factory=list)

    @classmethod
    def first(cls, spec: BatchSpec) -> Self:
        queue = list(range(1, spec.total + 1))
        return cls(attempt=spec.attempt, title=spec.title, job_kind=spec.job_kind, total=spec.total, queue=queue)

    def share_done(self) -> float:
        return self._done() / self.total

    def details(self) -> BatchDetails:
        return BatchDetails(
            kind=self.job_kind,
            total=self.total,
            queued=len(self.queue),
            running=len(self.running) - len(self.parked_jobs),
            parked=len(self.parked_jobs),
            succeeded=self._count(JobStatus.COMPLETED),
            failed=self._count(JobStatus.FAILED) + len(self.refused),
            cancelled=self._count(JobStatus.CANCELLED),
            refused=tuple(self.refused[:SHOWN]),
        )

    def memo_details(self) -> BatchDetails:
        return self.details().model_copy(update={"refused": ()})

    def done_so_far(self) -> str:
        return f"{self._done()} of {self.total} jobs ended"

    @property
    def unfinished(self) -> bool:
        return bool(self.queue or self.running)

    def next_ones(self, concurrency: int) -> tuple[int, ...]:
        """Positions whose jobs may begin now. A parked job holds no place: it stops none of the others."""
        at_work = len(self.running) - len(self.parked_jobs)
        return tuple(self.queue[: max(0, concurrency - at_work)])

    def resumed(self, running: Mapping[int, str], endings: Mapping[int, JobStatus]) -> None:
        """In another attempt: the jobs of the one before it. Those that succeeded stay; the others run again."""
        succeeded = {position for position, status in endings.items() if status is JobStatus.COMPLETED}
        self.running = dict(running)
        self.queue = [each for each in self.queue if each not in succeeded and each not in running]
        self.endings = {JobStatus.COMPLETED: len(succeeded)} if succeeded else {}
        self._changed()

    def advanced(
        self, submitted: Mapping[int, str], refused: Iterable[RefusedInput], endings: Mapping[int, JobStatus]
    ) -> None:
        self.running.update(submitted)
        for each in refused:
            self.refused.append(each)
            self._warn(each)
        gone = {*submitted, *(each.position for each in self.refused)}
        self.queue = [each for each in self.queue if each not in gone]
        for position, status in endings.items():
            if self.running.pop(position, None) is not None:
                self.endings[status] = self._count(status) + 1
                self._unpark(position)
        self._changed()

    def saw(self, parked: Mapping[int, ParkedJob], unparked: Iterable[int], now: datetime) -> None:
        """What a look at the running jobs found new. One that is just being resumed is not parked again by it."""
        for position in unparked:
            self._unpark(position)
        for position, job in parked.items():
            if position in self.running and position not in self.to_resume:
                attention = job.attention(position)
                self.parked_jobs[position] = job
                self.attention[attention.id] = attention
                self.parked_at.setdefault(attention.id, now)
                self.status = JobStatus.NEEDS_ATTENTION
        self._changed()

    def taken_up(self, item: str) -> None:
        """A resume reaches the parked jobs; a script that waits for a review is approved in its own place."""
        position = position_of(item)
        if position is not None and (job := self.parked_jobs.get(position)) is not None:
            if job.status is JobStatus.AWAITING_REVIEW:
                return
            del self.parked_jobs[position]
            self.to_resume.append(position)
        super().taken_up(item)

    def was_resumed(self, positions: Iterable[int]) -> None:
        """The jobs have heard of it."""
        gone = set(positions)
        self.to_resume = [each for each in self.to_resume if each not in gone]

    def _unpark(self, position: int) -> None:
        if (job := self.parked_jobs.pop(position, None)) is not None:
            super().taken_up(job.attention(position).id)

    def stopped(self, endings: Mapping[int, JobStatus] | None = None) -> None:
        """The rest was cancelled with the batch, but for what had ended by then: `endings`, by position."""
        known = endings or {}
        for position in (*self.running, *self.queue):
            status = known.get(position, JobStatus.CANCELLED)
            self.endings[status] = self._count(status) + 1
        self.running, self.queue, self.parked_jobs, self.to_resume = {}, [], {}, []

    def result(self) -> Batch:
        return Batch(
            total=self.total,
            succeeded=self._count(JobStatus.COMPLETED),
            failed=self._count(JobStatus.FAILED) + len(self.refused),
            cancelled=self._count(JobStatus.CANCELLED),
            refused=tuple(self.refused),
        )

    def closing_notice(self) -> Notice | None:
        """What completed in part says so."""
        missing = self.total - self._count(JobStatus.COMPLETED)
        if not missing:
            return None
        message = f"{missing} of {self.total} brought no result. Each says why; a retry runs them again."
        return Notice(code="completed_in_part", message=message)

    def _warn(self, each: RefusedInput) -> None:
        if len(self.warnings) < SHOWN:
            message = each.message if each.name in each.message else f"{each.name}: {each.message}"
            self.warnings.append(Notice(code=each.code, message=message, source=each.position))

    def _done(self) -> int:
        return sum(self.endings.values()) + len(self.refused)

    def _count(self, status: JobStatus) -> int:
        return self.endings.get(status, 0)
