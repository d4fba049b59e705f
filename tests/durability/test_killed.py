"""SIGKILL in the middle of turn 7 of 20, of each part and of all at once: it completes, and nothing is paid twice."""

import time

import pytest

from tests.durability.bill import paid_once
from tests.durability.listening import whole_and_in_order
from tests.durability.stack import PARTS, SPEECH_SLOTS, Stack
from tests.durability.waiting import tell, until

pytestmark = [pytest.mark.durability, pytest.mark.timeout(120)]

IN_TURN_7 = (7, 8, 9)


def in_the_middle_of_turn_7(stack: Stack, about: str) -> str:
    """A podcast with six turns spoken and the next three being spoken, until the vendor is calm."""
    stack.vendor.hold(about, nth=IN_TURN_7)
    podcast = stack.submit(about)
    until(
        lambda: len(stack.vendor.calls(about)) == 9 and len(stack.vendor.in_flight(about)) == SPEECH_SLOTS,
        "turns 7 to 9 are being spoken",
        seconds=30,
    )
    stack.until(podcast, lambda now: now.step_details.completed_turns == 6, "six turns are kept")
    return podcast


def test_the_worker(stack: Stack) -> None:
    about = "Silverlight"
    podcast = in_the_middle_of_turn_7(stack, about)
    in_flight = stack.vendor.in_flight(about)

    killed_at = stack.kill("worker")
    stack.vendor.calm()
    stack.up()
    done = stack.finished(podcast)
    recovery = stack.vendor.calls(about)[9].at - killed_at
    tell(f"speech went on {recovery:.1f} s after the kill (start of the worker 4, heartbeat time-out 8, retry 1)")
    paid_once(stack, about, done, in_flight=in_flight)
    assert done.usage.repeated_after_crash == sum(call.characters for call in in_flight)
    whole_and_in_order(stack, done)


def test_the_temporal_server(stack: Stack) -> None:
    about = "Harbourmouth"
    podcast = in_the_middle_of_turn_7(stack, about)
    in_flight = stack.vendor.in_flight(about)

    stack.kill("temporal")
    stack.vendor.calm()
    stack.up()

    paid_once(stack, about, stack.finished(podcast), in_flight=in_flight)


def test_the_temporal_server_and_it_stays_away(stack: Stack) -> None:
    about = "Outerbank"
    podcast = in_the_middle_of_turn_7(stack, about)

    stack.kill("supervisor", "temporal")
    stack.vendor.calm()
    until(lambda: not stack.vendor.in_flight(about), "what was being spoken has been spoken", seconds=20)
    seen = stack.prompt_status(podcast)
    assert seen.stale
    assert seen.step_details.completed_turns == 6
    stack.up()

    done = stack.finished(podcast)
    paid_once(stack, about, done)
    assert done.usage.repeated_after_crash == 0


def test_the_api(stack: Stack) -> None:
    about = "Gullrock"
    podcast = in_the_middle_of_turn_7(stack, about)
    other = stack.submit("Pebblecove", key="once", duration_minutes=0.5)

    stack.kill("api")
    stack.up()
    assert stack.submit("Pebblecove", key="once", duration_minutes=0.5) == other
    seen = stack.prompt_status(podcast)
    assert seen.step_details.completed_turns == 6

    stack.vendor.calm()
    done = stack.finished(podcast)
    paid_once(stack, about, done, in_flight=[])


def test_everything_while_a_segment_is_written_and_turns_are_spoken(stack: Stack) -> None:
    """As when the power goes. Segments are asked for at once, in any order: the last is the one that is slow."""
    about = "Stormhead"
    stack.vendor.hold("segment 4 now", kind="chat", nth=(1,))
    stack.vendor.hold(about, nth=(3, 4, 5))
    podcast = stack.submit(about)
    stack.until(podcast, lambda now: now.step_details.completed_turns >= 2, "two turns are kept")
    until(
        lambda: (
            len(stack.vendor.in_flight(about)) == SPEECH_SLOTS and len(stack.vendor.in_flight(about, kind="chat")) == 1
        ),
        "a segment is being written while turns are being spoken",
        seconds=30,
    )
    spoken, written = stack.vendor.in_flight(about), stack.vendor.in_flight(about, kind="chat")

    killed_at = stack.kill(*PARTS)
    stack.vendor.calm()
    stack.up()
    up_at = time.time()

    done = stack.finished(podcast)
    recovery = next(call.at for call in stack.vendor.calls(about) if call.at > killed_at) - killed_at
    tell(f"up after {up_at - killed_at:.1f} s, speech went on after {recovery:.1f} s")
    paid_once(stack, about, done, in_flight=spoken, being_written=written)
    whole_and_in_order(stack, done)


def test_the_worker_while_the_episode_is_put_together(stack: Stack) -> None:
    about = "Quayside"
    podcast = stack.submit(about)
    stack.until(podcast, lambda now: now.current_step == "combining_audio", "it is being put together")
    stack.kill("worker")
    stack.up()

    done = stack.finished(podcast)
    paid_once(stack, about, done)
    whole_and_in_order(stack, done)
