"""The state of a batch's workflow: which jobs run, which are still to come, and what became of the others."""

from collections.abc import Iterable, Mapping
from typing import Self

from pydantic import Field

from domain.batch.spec import Batch, BatchSpec, RefusedInput
from domain.jobs.notice import Notice
from domain.jobs.progress import SHOWN
from domain.jobs.state import JobState
from domain.jobs.status import JobStatus
from domain.value import Value

RUNNING_JOBS = "running_jobs"


class BatchDetails(Value):
    """`failed` counts refused inputs too, of which `refused` shows the first ones."""

    kind: str = ""
    total: int = 0
    queued: int = 0
    running: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    refused: tuple[RefusedInput, ...] = ()


class BatchState(JobState):
    """`queue`: positions whose jobs are to be submitted, or run again where there is one. `running`: ids of jobs by
    position. `endings`: how many ended how."""

    step: str = RUNNING_JOBS
    job_kind: str
    total: int
    queue: list[int] = Field(default_factory=list)
    running: dict[int, str] = Field(default_factory=dict)
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
            running=len(self.running),
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
        """Positions whose jobs may begin now."""
        return tuple(self.queue[: max(0, concurrency - len(self.running))])

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
        self._changed()

    def stopped(self) -> None:
        """The rest was cancelled with the batch."""
        self.endings[JobStatus.CANCELLED] = self._count(JobStatus.CANCELLED) + len(self.running) + len(self.queue)
        self.running, self.queue = {}, []

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
