"""What the activities of a run reported last, in their heartbeats."""

from collections.abc import Iterable

from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.converter import DataConverter


async def reported_words(pending: Iterable[PendingActivityInfo], converter: DataConverter) -> dict[str, str]:
    """By the ids of the activities; those that have reported nothing yet are left out."""
    words: dict[str, str] = {}
    for each in pending:
        if each.HasField("heartbeat_details"):
            told = await converter.decode(each.heartbeat_details.payloads, [str])
            words[each.activity_id] = told[0] if told else ""
    return words
