"""The translation from domain faults to Temporal failures, and back for the workflow.

Temporal owns retries: a transient fault carries the delay until its next attempt, every other kind is not retried. One
that was billed for nothing is not retried either, nor is one whose bill is for something that was kept: the workflow
counts the bill first, as nothing tells it what was billed when it cancels an activity between two attempts.
"""

from datetime import timedelta
from random import uniform

from temporalio.exceptions import ActivityError, ApplicationError, ApplicationErrorCategory
from temporalio.exceptions import TimeoutError as TimedOut

from activities.runtime.room import no_room
from domain.artifacts.ports import ArtifactMissing
from domain.errors import Fault, FaultDetail, FaultKind, PermanentFault, TransientFault
from domain.money import NOTHING, Bill

FIRST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(minutes=4)
JITTER = 0.2
"""1 s doubling up to 4 min: eleven attempts span about twelve minutes, which outlasts most outages of a vendor."""

LONGEST_DELAY_AT_HOME = timedelta(seconds=30)
"""The same for what is our own (catalog, artifacts, a bug): the longest time until its return is noticed."""


INTERNAL = "InternalFault"
"""The type of a failure that no fault foresaw, that is of a bug."""


def next_delay(attempt: int, *, longest: timedelta = LONGEST_DELAY) -> timedelta:
    """The delay before attempt n+1, ± 20 % so that turns that failed together are not retried together."""
    delay = min(longest, FIRST_DELAY * (1 << min(attempt - 1, 10)))
    return delay * uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  # not a secret


def failure_of(error: Exception, *, attempt: int, account_retry: timedelta | None = None) -> ApplicationError:
    """The failure that says whether, and when, to try again after attempt number `attempt`.

    The delays are all here but one: the policy's own is for an activity whose worker was lost, and for account faults
    without an `account_retry` (workflows.jobs.policies).
    """
    if not (isinstance(error, Fault) and _is_for_the_workflow(error)) and (missing := no_room(error)) is not None:
        delay = account_retry or next_delay(attempt, longest=LONGEST_DELAY_AT_HOME)
        return ApplicationError(missing.message, missing, type=missing.kind, next_retry_delay=delay)
    match error:
        case TransientFault() if not _is_for_the_workflow(error):
            delay = next_delay(attempt)
            if error.retry_after is not None:
                delay = max(error.retry_after * uniform(1, 1 + JITTER), timedelta(milliseconds=100))  # noqa: S311
            return ApplicationError(
                str(error),
                error.detail(),
                type=error.kind,
                next_retry_delay=delay,
                category=ApplicationErrorCategory.BENIGN,
            )
        case Fault():
            # An account fault is retried only under a policy that says so (policies.retrying_account_faults).
            return ApplicationError(
                str(error),
                error.detail(),
                type=error.kind,
                non_retryable=_is_for_the_workflow(error) or error.kind in (FaultKind.ITEM, FaultKind.PERMANENT),
                next_retry_delay=account_retry if error.kind is FaultKind.ACCOUNT else None,
                category=ApplicationErrorCategory.BENIGN,
            )
        case ArtifactMissing():
            detail = artifact_missing(error).detail()
            return ApplicationError(detail.message, detail, type=detail.kind, non_retryable=True)
        case _:
            delay = next_delay(attempt, longest=LONGEST_DELAY_AT_HOME)
            message = f"{type(error).__name__}: {error}"
            return ApplicationError(message, type=INTERNAL, next_retry_delay=delay)


def artifact_missing(error: ArtifactMissing) -> PermanentFault:
    return PermanentFault(
        "artifact_missing",
        f"A part of this job is gone from the artifacts: {error}",
        advice="Retry the job; what is missing is made again.",
    )


def _is_for_the_workflow(fault: Fault) -> bool:
    """Whether the workflow has to count a bill before anything else happens."""
    return fault.pays_again or fault.kept


def bill_of(error: ActivityError) -> Bill:
    """What all attempts were billed without a result, as far as the last one knew."""
    detail = _detail(error)
    return NOTHING if detail is None else detail.billed


def _detail(error: ActivityError) -> FaultDetail | None:
    details = error.cause.details if isinstance(error.cause, ApplicationError) else ()
    found = next((detail for detail in details if isinstance(detail, dict) and "kind" in detail), None)
    return None if found is None else FaultDetail.model_validate(found)


def _advised(fault: FaultDetail) -> FaultDetail:
    """A fault that outlasted its attempts is shown to a person, and so says what to check."""
    if fault.advice or fault.kind is not FaultKind.TRANSIENT:
        return fault
    advice = "Retried for about twelve minutes. Check that the vendor is up and reachable, then resume."
    return fault.model_copy(update={"advice": advice})


def fault_of(error: ActivityError) -> FaultDetail:
    """What went wrong, for the workflow.

    A time-out or an unexpected exception counts as a transient fault that outlasted its attempts.
    """
    cause, detail = error.cause, _detail(error)
    if detail is not None:
        return _advised(detail)
    if isinstance(cause, ApplicationError):
        return FaultDetail(
            kind=FaultKind.TRANSIENT,
            code="internal_error",
            message=(cause.message if cause.type == INTERNAL else f"{cause.type or 'Error'}: {cause.message}")[:600],
            advice="This is a fault of Podwright. See the worker's log; resume after an update.",
        )
    if isinstance(cause, TimedOut):
        return FaultDetail(
            kind=FaultKind.TRANSIENT,
            code="timed_out",
            message=f"No answer in time ({cause.type.name if cause.type else 'time-out'}).",
            advice="Check that the vendor is up and reachable, then resume.",
        )
    return FaultDetail(kind=FaultKind.TRANSIENT, code="failed", message=str(error)[:600], advice="Try again: resume.")
