"""What a podcast was billed by the vendor, and whether that is right."""

from collections import defaultdict
from collections.abc import Sequence

from api.podcasts.views import PodcastStatus
from tests.durability.stack import Stack
from tests.durability.waiting import tell
from tests.fakevendor.ledger import Call


def paid_once(
    stack: Stack,
    about: str,
    done: PodcastStatus,
    *,
    in_flight: Sequence[Call] = (),
    being_written: Sequence[Call] = (),
) -> None:
    """Each call was paid once, except what was in flight at the kill; of speech that is told, to the character."""
    calls = stack.vendor.calls(about)
    again = several(calls)
    assert {equal[0].id for equal in again} <= {call.id for call in in_flight}
    assert all(len(equal) == 2 for equal in again)
    assert done.usage.repeated_after_crash == sum(equal[0].characters for equal in again)
    assert len(calls) - len(again) == done.step_details.total_turns
    written_again = several(stack.vendor.calls(about, kind="chat"))
    assert {equal[0].id for equal in written_again} <= {call.id for call in being_written}
    assert all(len(equal) == 2 for equal in written_again)
    tell(f"{done.step_details.total_turns} turns, {len(again)} in flight at the kill and paid again")


def several(calls: Sequence[Call]) -> list[list[Call]]:
    """Calls for the same text in the same voice, where there is more than one; in order of arrival."""
    same: defaultdict[tuple[str, str], list[Call]] = defaultdict(list)
    for call in calls:
        same[call.voice, call.sha].append(call)
    return [equal for equal in same.values() if len(equal) > 1]
