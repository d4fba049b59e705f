"""Whether an item that failed is tried again without a person."""

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.runtime.faults import fault_of
    from domain.errors import FaultDetail, FaultKind
    from workflows.jobs import policies


class Tries:
    """Those of all items of a job that were billed for nothing, since a person last decided."""

    def __init__(self) -> None:
        self._in_vain: dict[str, int] = {}

    def go_on(self, item: str, fault: FaultDetail) -> bool:
        """Whether a bill that came with the fault is followed by another try.

        What was billed and kept brought the item forward: the next try begins behind it. What was lost is paid for
        again, a few times.
        """
        return self._may_pay_again(item, fault) if fault.pays_again else was_kept(fault)

    def counted(self, item: str, fault: FaultDetail) -> FaultDetail:
        """The fault with how often it was paid for. Then a person decides."""
        tries = self._in_vain.pop(item, 0)
        if tries < policies.MOST_PAID_IN_VAIN:
            return fault
        return fault.model_copy(update={"message": f"{fault.message} It was paid for {tries} times."})

    def _may_pay_again(self, item: str, fault: FaultDetail) -> bool:
        if not workflow.patched("schedule-anew-what-was-paid-in-vain"):
            return False
        tries = self._in_vain[item] = self._in_vain.get(item, 0) + 1
        return fault.kind is not FaultKind.ITEM and tries < policies.MOST_PAID_IN_VAIN


def was_kept(fault: FaultDetail) -> bool:
    """Whether the fault ended a scheduling only because of its bill, all of which is kept."""
    return fault.kept and workflow.patched("go-on-behind-what-was-kept")


def fault_to_wait_for(error: ActivityError) -> FaultDetail:
    """The fault, when waiting or parking helps; else the error goes on."""
    if is_cancelled_exception(error):
        raise error
    fault = fault_of(error)
    if fault.kind is FaultKind.PERMANENT:
        raise error
    return fault
