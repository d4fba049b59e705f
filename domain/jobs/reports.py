"""Jobs whose work is done by children: what a child reports to its parent, and the parent's account of them all.

A child is a workflow of its own, with a state and a history of its own. It says how far it is with small reports, whose
figures are of all that it did; its parent shows them as if they were its own. Money comes from the parent: a child may
spend what it was granted, and says in its reports when it needs more.
"""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from domain.errors import FaultDetail
from domain.jobs.notice import Notice
from domain.jobs.progress import SHOWN, Attention, Usage, Waiting
from domain.jobs.spending import Spending, less, plus
from domain.jobs.state import JobState
from domain.jobs.status import JobStatus
from domain.value import Value


class ChildReport(Value):
    """How far a child is: `done` of `total` things, of which `reused` were there.

    `in_flight`: calls under way. `wants_usd`: more than its grant, for the next call. `silent`: its runs in which a
    call ended without saying what it was billed, as `<workflow>/<run>`; `found` of that stands in `usage`.
    """

    child: str
    rev: int
    status: JobStatus = JobStatus.GENERATING
    done: int = 0
    total: int = 0
    reused: int = 0
    in_flight: int = 0
    wants_usd: float = 0.0
    waiting: tuple[Waiting, ...] = ()
    attention: tuple[Attention, ...] = ()
    warnings: tuple[Notice, ...] = ()
    usage: Usage = Usage()
    silent: tuple[str, ...] = ()
    found: Usage = Usage()


class ChildEnd(Value):
    """How a child ended: with a result, or with a fault, or cancelled, or with the state from which it goes on."""

    report: ChildReport
    result: str = ""
    fault: FaultDetail | None = None
    cancelled: bool = False
    carried: str = ""


class Grant(Value):
    """All that a child may have spent by now, in US dollars; None: nothing bounds it."""

    budget_usd: float | None


class ChildRecord(BaseModel):
    """A child as its parent knows it. `granted_usd`: all that it may spend. `carried`: the state it was left in."""

    report: ChildReport | None = None
    granted_usd: float | None = None
    carried: str = ""
    result: str = ""

    @property
    def spent_usd(self) -> float:
        return self.report.usage.cost_usd if self.report is not None else 0.0

    @property
    def idle(self) -> bool:
        """It waits, for a person, a vendor or money; it said so itself."""
        return self.report is not None and self.report.in_flight == 0

    @property
    def parked(self) -> bool:
        return self.idle and self.report is not None and bool(self.report.attention)


class ParentState(JobState):
    """`children` by name, in the order of their beginning. `running`: those that were begun and have not ended."""

    children: dict[str, ChildRecord] = Field(default_factory=dict)
    running: list[str] = Field(default_factory=list)

    def child_began(self, child: str, *, granted_usd: float | None) -> ChildRecord:
        record = self.children.setdefault(child, ChildRecord())
        record.granted_usd = granted_usd
        record.report = record.report and record.report.model_copy(update={"in_flight": 1, "wants_usd": 0.0})
        self.running.append(child)
        self._changed()
        return record

    def child_granted(self, child: str, more_usd: float) -> float:
        """All that it may spend now."""
        record = self.children[child]
        record.granted_usd = (record.granted_usd or 0.0) + more_usd
        return record.granted_usd

    def about_child(self, child: str, parked: Attention) -> str:
        """What a parked item of a child is called."""
        return f"{child}, {parked.about}"

    def child_reported(self, report: ChildReport, now: datetime) -> None:
        """A report that comes late changes nothing."""
        record = self.children.get(report.child)
        if record is None or report.child not in self.running:
            return
        before = record.report
        if before is not None and report.rev < before.rev:
            return
        record.report = report
        self._count(report, before, granted=record.granted_usd is not None)
        for run in report.silent:
            self.ended_silently(run)
        self.warnings.extend(report.warnings[len(before.warnings) if before is not None else 0 :])
        self._show_what_is_waited_for()
        self._changed()

    def child_ended(self, end: ChildEnd, now: datetime) -> None:
        child = end.report.child
        self.child_reported(end.report.model_copy(update={"attention": (), "waiting": (), "in_flight": 0}), now)
        record = self.children[child]
        record.result, record.carried = end.result, end.carried
        if record.granted_usd is not None:
            self.money.settle(max(0.0, record.granted_usd - record.spent_usd))
        self.running.remove(child)
        self._changed()

    def child_lost(self, child: str) -> None:
        """It ended without a word."""
        record = self.children[child]
        if record.granted_usd is not None:
            self.money.settle(max(0.0, record.granted_usd - record.spent_usd))
        self.running.remove(child)
        self._show_what_is_waited_for()
        self._changed()

    def carried(self) -> Self:
        state = super().carried()
        state.running.clear()
        return state

    def _count(self, report: ChildReport, before: ChildReport | None, *, granted: bool) -> None:
        """What it spent since its report before this one, which the grant covered."""
        change = less(report.usage, before.usage if before is not None else Usage())
        self.money.usage = plus(self.money.usage, change.model_dump())
        found = less(report.found, before.found if before is not None else Usage())
        self.money.found = plus(self.money.found, found.model_dump())
        if granted:
            self.money.settle(change.cost_usd)

    def _show_what_is_waited_for(self) -> None:
        """Items of children are called `<child>/<item>`."""
        own = {item: each for item, each in self.attention.items() if "/" not in item}
        parked = {
            f"{child}/{each.id}": each.model_copy(
                update={"id": f"{child}/{each.id}", "about": self.about_child(child, each), "turn": None}
            )
            for child in self.running
            if (report := self.children[child].report) is not None
            for each in report.attention
        }
        self.attention = {**own, **parked}
        reports = [report for child in self.running if (report := self.children[child].report) is not None]
        self.waiting = {each.resource: each for report in reports for each in report.waiting}
        if not self.status.ended:
            self.status = JobStatus.NEEDS_ATTENTION if self.attention else JobStatus.GENERATING


def report_of(state: JobState, *, child: str, **figures: int | float) -> ChildReport:
    """What a child reports of its state; the figures are the kind's own."""
    money: Spending = state.money
    return ChildReport.model_validate(
        {
            "child": child,
            "rev": state.rev,
            "status": state.status,
            "waiting": tuple(state.waiting.values()),
            "attention": tuple(state.attention.values())[:SHOWN],
            "warnings": tuple(state.warnings)[:SHOWN],
            "usage": money.usage,
            "silent": tuple(state.silent),
            "found": money.found,
            **figures,
        }
    )
