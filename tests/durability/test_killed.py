"""SIGKILL in the middle of turn 7 of 20, of each part and of all at once: it completes, and nothing is paid twice."""

from collections.abc import Sequence

import pytest

from api.views import PodcastStatus
from tests.durability.stack import PARTS, SPEECH_SLOTS, Stack
from tests.durability.vendor import several
from tests.durability.waiting import tell, until
from tests.fakevendor.ledger import Call

pytestmark = [pytest.mark.durability, pytest.mark.timeout(120)]

RECOVERY_SECONDS = 15.0
"""Start of the worker 4, heartbeat time-out 8, first retry 1 s."""

IN_TURN_7 = (7, 8, 9)


def in_the_middle_of_turn_7(stack: Stack, about: str, *, seconds: float) -> str:
    """A podcast with six turns spoken and the next three being spoken, for so long."""
    stack.vendor.slow(about, nth=IN_TURN_7, seconds=seconds)
    podcast = stack.submit(about)
    until(
        lambda: len(stack.vendor.calls(about)) == 9 and len(stack.vendor.in_flight(about)) == SPEECH_SLOTS,
        "turns 7 to 9 are being spoken",
        seconds=30,
    )
    stack.until(podcast, lambda now: now.step_details.completed_turns == 6, "six turns are kept")
    return podcast


def paid_once(
    stack: Stack, about: str, done: PodcastStatus, *, in_flight: list[Call], being_written: Sequence[Call] = ()
) -> None:
    """Each call was paid once, except what was in flight at the kill; of speech that is told, to the character."""
    calls = stack.vendor.calls(about)
    again = several(calls)
    assert {equal[0].id for equal in again.values()} <= {call.id for call in in_flight}
    assert all(len(equal) == 2 for equal in again.values())
    assert done.usage.repeated_after_crash == sum(equal[0].characters for equal in again.values())
    assert len(calls) - len(again) == done.step_details.total_turns
    written_again = several(stack.vendor.calls(about, kind="chat"))
    assert {equal[0].id for equal in written_again.values()} <= {call.id for call in being_written}
    assert all(len(equal) == 2 for equal in written_again.values())
    tell(f"{done.step_details.total_turns} turns, {len(again)} in flight at the kill and paid again")


def test_the_worker(stack: Stack) -> None:
    about = "Silverlight"
    podcast = in_the_middle_of_turn_7(stack, about, seconds=25)
    in_flight = stack.vendor.in_flight(about)

    killed_at = stack.kill("worker")
    stack.up()
    until(lambda: len(stack.vendor.calls(about)) > 9, "speech goes on", seconds=40)
    recovery = stack.vendor.calls(about)[9].at - killed_at
    tell(f"speech went on {recovery:.1f} s after the kill")
    assert recovery <= RECOVERY_SECONDS

    done = stack.finished(podcast)
    paid_once(stack, about, done, in_flight=in_flight)
    assert done.usage.repeated_after_crash == sum(call.characters for call in in_flight)


def test_the_temporal_server(stack: Stack) -> None:
    about = "Harbourmouth"
    podcast = in_the_middle_of_turn_7(stack, about, seconds=3)
    in_flight = stack.vendor.in_flight(about)

    stack.kill("temporal")
    stack.up()

    paid_once(stack, about, stack.finished(podcast), in_flight=in_flight)


def test_the_api(stack: Stack) -> None:
    about = "Gullrock"
    podcast = in_the_middle_of_turn_7(stack, about, seconds=2)

    stack.kill("api")
    stack.up()
    seen = stack.prompt_status(podcast)
    assert seen.step_details.completed_turns >= 6

    done = stack.finished(podcast)
    paid_once(stack, about, done, in_flight=[])


def test_everything_while_a_segment_is_written_and_turns_are_spoken(stack: Stack) -> None:
    """As when the power goes."""
    about = "Stormhead"
    stack.vendor.slow(about, kind="chat", nth=(3,), seconds=25)  # outline, first segment, second segment
    stack.vendor.slow(about, nth=(3, 4, 5), seconds=25)
    podcast = stack.submit(about)
    stack.until(podcast, lambda now: now.step_details.completed_turns == 2, "two turns are kept")
    until(
        lambda: len(stack.vendor.calls(about)) == 5 and len(stack.vendor.in_flight(about, kind="chat")) == 1,
        "the second segment is being written and three turns of the first are being spoken",
        seconds=30,
    )
    spoken, written = stack.vendor.in_flight(about), stack.vendor.in_flight(about, kind="chat")

    stack.kill(*PARTS)
    stack.up()

    done = stack.finished(podcast)
    paid_once(stack, about, done, in_flight=spoken, being_written=written)
