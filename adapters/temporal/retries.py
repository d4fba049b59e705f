"""The activities of a run that failed and are tried again, and those that wait for an answer, as people see them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from pydantic import ValidationError
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.failure.v1 import Failure
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.converter import DataConverter
from temporalio.exceptions import ApplicationError
from temporalio.exceptions import TimeoutError as TimedOut

from adapters.temporal.codec import CannotDecrypt
from domain.errors import FaultDetail, FaultKind, Own
from domain.jobs.progress import Waiting
from domain.progress import awaited

_UNDER_WAY = PendingActivityState.PENDING_ACTIVITY_STATE_STARTED


async def retries(pending: Iterable[PendingActivityInfo], converter: DataConverter) -> Sequence[Waiting]:
    """In the order of their ids. What waits for a vendor's account is left out: the job itself shows it."""
    found = [await _retry(each, converter) for each in pending]
    return sorted((each for each in found if each is not None), key=lambda each: each.item)


async def _retry(each: PendingActivityInfo, converter: DataConverter) -> Waiting | None:
    under_way = each.state == _UNDER_WAY
    if under_way and (told := await _told_to_wait(each, converter)) is not None:
        return told
    if not each.HasField("last_failure"):
        return None
    fault = await _fault(each.last_failure, converter)
    if fault.kind is FaultKind.ACCOUNT and fault.provider not in list(Own):
        return None
    return Waiting(
        resource=fault.provider or each.activity_id,
        reason=fault.message,
        since=_time(each.last_attempt_complete_time),
        advice=fault.advice,
        item=each.activity_id,
        attempt=each.attempt,
        attempts=each.maximum_attempts or None,
        next_try=None if under_way else _time(each.next_attempt_schedule_time),
    )


async def _told_to_wait(each: PendingActivityInfo, converter: DataConverter) -> Waiting | None:
    """What the try under way waits for, where its own heartbeat says so: those of earlier tries are kept, too."""
    if not each.HasField("heartbeat_details") or _time(each.last_heartbeat_time) < _time(each.last_started_time):
        return None
    told = await converter.decode(each.heartbeat_details.payloads, [str])
    words = awaited(told[0]) if told else None
    if words is None:
        return None
    resource, reason = words
    since = _time(each.last_started_time)
    attempts = each.maximum_attempts if each.attempt > 1 else None
    return Waiting(
        resource=resource,
        reason=reason,
        since=since,
        item=each.activity_id,
        attempt=each.attempt,
        attempts=attempts or None,
    )


async def _fault(failure: Failure, converter: DataConverter) -> FaultDetail:
    """What went wrong in the last try, in the words of its activity where it found any."""
    copy = Failure()
    copy.CopyFrom(failure)  # decoding changes it
    try:
        error = await converter.decode_failure(copy)
    except CannotDecrypt as fault:
        return _unforeseen(str(fault))
    if isinstance(error, TimedOut):
        return _unforeseen("the worker that did it stopped answering")
    if isinstance(error, ApplicationError):
        for detail in error.details:
            try:
                return FaultDetail.model_validate(detail)
            except ValidationError:
                continue
    return _unforeseen(str(error)[:600])


def _unforeseen(words: str) -> FaultDetail:
    return FaultDetail(kind=FaultKind.TRANSIENT, code="failed", message=words)


def _time(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)
