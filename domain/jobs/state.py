"""What a job's workflow knows, in one serialisable object: the part that every kind shares, and its transitions.

A kind subclasses it with what is its own. A long run continues as new with it, so whatever decides anything is here.
Transitions touch nothing else; times are arguments; each leaves `rev` one higher.
"""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from domain.errors import FaultDetail
from domain.jobs.notice import Notice
from domain.jobs.progress import SHOWN, Attention, JobError, Progress, Waiting
from domain.jobs.spending import Spending
from domain.jobs.status import JobStatus
from domain.money import NOTHING, Bill
from domain.value import Value

BUDGET = "budget"
"""The item that is parked when the budget is reached; all paid calls wait behind it."""


class JobState(BaseModel):
    """`parked_at`: when each item in `attention` was parked; it is given up thirty days later. `silent`: the runs in
    which a call ended without saying what it was billed, those of children as `<workflow>/<run>`; the outcome counts it
    from the ledger.
    """

    attempt: int = 1
    rev: int = 0
    status: JobStatus = JobStatus.QUEUED
    step: str = ""
    percentage: int = 0
    title: str | None = None
    waiting: dict[str, Waiting] = Field(default_factory=dict)
    attention: dict[str, Attention] = Field(default_factory=dict)
    parked_at: dict[str, datetime] = Field(default_factory=dict)
    warnings: list[Notice] = Field(default_factory=list)
    error: JobError | None = None
    money: Spending = Field(default_factory=Spending)
    silent: list[str] = Field(default_factory=list)

    # -- what a kind says of itself --------------------------------------------------------------------------------

    def span(self) -> tuple[int, int]:
        """Percent at which the current step begins and ends."""
        return 0, 100

    def share_done(self) -> float:
        """Of the current step, 0 to 1."""
        return 0.0

    def details(self) -> Value:
        """The kind's own details of the progress."""
        return Value()

    def memo_details(self) -> Value:
        """Those of them that stand in the memo, which is written often: bounded, a few hundred bytes."""
        return self.details()

    def seconds_left(self, now: datetime) -> int | None:
        """None while unknown."""
        return None

    def done_so_far(self) -> str:
        """A line for Temporal's Web UI: "12 of 20 turns spoken"."""
        return ""

    def attention_for(self, item: str, fault: FaultDetail) -> Attention:
        """How a parked item is shown."""
        return Attention(
            id=item,
            code=fault.code,
            about="the budget" if item == BUDGET else item,
            provider=fault.provider,
            text=fault.text,
            message=fault.message,
            advice=fault.advice,
        )

    # -- transitions -----------------------------------------------------------------------------------------------

    def began(self) -> None:
        self.status = JobStatus.GENERATING
        self._changed()

    def entered(self, step: str) -> None:
        self.step = step
        self._changed()

    def warned(self, notices: tuple[Notice, ...]) -> None:
        self.warnings.extend(notices)

    def billed(self, bill: Bill, *, usd_per_1000_characters: float = 0.0) -> None:
        """Money that was spent without a result."""
        if bill != NOTHING:
            self.money.failed(bill, usd_per_1000_characters=usd_per_1000_characters)
            self._changed()

    def ended_silently(self, run_id: str) -> None:
        """A paid call was cancelled or timed out, and may have been billed before."""
        if run_id not in self.silent:
            self.silent.append(run_id)

    def parked(self, item: str, fault: FaultDetail, now: datetime) -> None:
        """An item needs a person. Its siblings go on."""
        self.attention[item] = self.attention_for(item, fault)
        self.parked_at.setdefault(item, now)
        self.status = JobStatus.NEEDS_ATTENTION
        self._changed()

    def item_began(self, item: str) -> None:
        """A call for it is scheduled. Kinds that show it override this."""

    def taken_up(self, item: str) -> None:
        """A parked item is tried again."""
        self.attention.pop(item, None)
        self.parked_at.pop(item, None)
        if not self.attention:
            self.status = JobStatus.GENERATING
        self._changed()

    def resource_closed(self, resource: str, reason: str, now: datetime, *, advice: str = "") -> None:
        since = self.waiting[resource].since if resource in self.waiting else now
        self.waiting[resource] = Waiting(resource=resource, reason=reason, since=since, advice=advice)
        self._changed()

    def resource_opened(self, resource: str) -> None:
        if self.waiting.pop(resource, None) is not None:
            self._changed()

    def completed(self) -> None:
        self.status = JobStatus.COMPLETED
        self.waiting.clear()
        self.percentage = 100
        self._changed()

    def failed(self, fault: FaultDetail) -> None:
        self._ended(JobStatus.FAILED)
        self.error = JobError(code=fault.code, message=fault.message, step=self.step, advice=fault.advice)
        self._changed()

    def cancelled(self) -> None:
        self._ended(JobStatus.CANCELLED)
        self._changed()

    def carried(self) -> Self:
        """The state with which the next run of a long job goes on: no call is in flight there."""
        state = self.model_copy(deep=True)
        state.money.reserved_usd = 0.0
        state.attention.pop(BUDGET, None)  # whoever needs money next parks it again; `parked_at` keeps its time
        return state

    # -- what the outside sees -------------------------------------------------------------------------------------

    def progress(self, now: datetime) -> Progress:
        return self._progress(now, self.details())

    def memo(self, now: datetime) -> Progress:
        """The progress as it stands in the memo."""
        return self._progress(now, self.memo_details())

    def _progress(self, now: datetime, details: Value) -> Progress:
        return Progress(
            status=self.status,
            attempt=self.attempt,
            rev=self.rev,
            percentage=self.percentage,
            step=self.step,
            details=details.model_dump(mode="json"),
            seconds_left=self.seconds_left(now),
            waiting=tuple(self.waiting.values())[:SHOWN],
            attention=tuple(sorted(self.attention.values(), key=_place))[:SHOWN],
            warnings=tuple(self.warnings)[:SHOWN],
            error=self.error,
            usage=self.money.usage,
            title=self.title,
            updated_at=now,
        )

    def _ended(self, status: JobStatus) -> None:
        self.status = status
        self.waiting.clear()
        self.attention.clear()
        self.parked_at.clear()

    def _changed(self) -> None:
        """Raises rev, and the percentage, which never falls."""
        self.rev += 1
        if self.status is not JobStatus.QUEUED:
            begin, end = self.span()
            self.percentage = max(self.percentage, begin + int((end - begin) * self.share_done()))


def _place(attention: Attention) -> tuple[int, str]:
    """What all items wait for stands first, then items in their order; they were parked in another."""
    return attention.turn or 0, "" if attention.id == BUDGET else attention.id
