"""With no worker, with an emptied Temporal database, after a termination: the status answers truly within a second."""

import pytest
from temporalio.client import Client

from tests.durability.bill import paid_once
from tests.durability.stack import Stack, all_but_parked_are_spoken
from tests.durability.waiting import until
from tests.fakevendor.elevenlabs_api import GEORGE, SARAH

pytestmark = [pytest.mark.durability, pytest.mark.timeout(120)]


SEVENTH_AND_AFTER = range(7, 100)


def with_six_turns_spoken(stack: Stack, about: str) -> str:
    """A podcast whose seventh turn and all after it are spoken when the vendor is calm."""
    stack.vendor.hold(about, nth=SEVENTH_AND_AFTER)
    return in_turn_7(stack, about)


def in_turn_7(stack: Stack, about: str) -> str:
    podcast = stack.submit(about)
    stack.until(podcast, lambda now: now.step_details.completed_turns == 6, "six turns are kept")
    until(lambda: len(stack.vendor.calls(about)) == 9, "turns 7 to 9 are being spoken", seconds=20)
    return podcast


def test_without_a_worker(stack: Stack) -> None:
    about = "Foghorn"
    podcast = with_six_turns_spoken(stack, about)
    in_flight = stack.vendor.in_flight(about)
    written = stack.vendor.in_flight(about, kind="chat")
    stack.kill("supervisor", "worker")
    status = stack.prompt_status(podcast)
    assert status.status == "GENERATING"
    assert status.stale
    assert status.stale_since is not None
    assert status.step_details.completed_turns == 6
    assert status.progress_percentage > 0

    stack.kill("api")
    stack.vendor.calm()
    stack.up()
    assert not stack.until(podcast, lambda now: not now.stale, "a worker answers again").stale
    paid_once(stack, about, stack.finished(podcast), in_flight=in_flight, being_written=written)


def test_parked_and_without_a_worker(stack: Stack) -> None:
    """Even an API that has just started says what it waits for; a resume that no worker takes up may be repeated."""
    speakers = [{"name": "HOST", "voice": SARAH}, {"name": "EXPERT", "voice": "VoiceOfNobody"}]
    podcast = stack.submit("Shinglebank", speakers=speakers, duration_minutes=1)
    parked = stack.until(podcast, all_but_parked_are_spoken, "the host's turns are spoken")
    until(lambda: stack.listed(podcast).step_details == parked.step_details, "the last turn is told too", seconds=5)

    stack.kill("supervisor", "worker", "api")
    with stack.only_the_api():
        status = stack.prompt_status(podcast)
        assert (status.status, status.stale) == ("NEEDS_ATTENTION", True)
        assert status.attention == parked.attention
        assert status.step_details == parked.step_details
        refused = stack.http.post(f"/podcasts/{podcast}/resume", json={"voices": {"EXPERT": GEORGE}})
        assert refused.status_code == 503
        assert refused.json()["code"] == "no_worker"
        assert int(refused.headers["Retry-After"]) > 0

    stack.up()
    again = stack.http.post(f"/podcasts/{podcast}/resume", json={"voices": {"EXPERT": GEORGE}})
    assert again.is_success or stack.status(podcast).status != "NEEDS_ATTENTION", "the first one was taken up since"
    stack.finished(podcast)


async def test_terminated_in_temporal(stack: Stack) -> None:
    about = "Tidewatch"
    podcast = with_six_turns_spoken(stack, about)

    client = await Client.connect(stack.temporal_address)
    await client.get_workflow_handle(podcast).terminate("somebody pressed Terminate in the Web UI")
    status = stack.prompt_status(podcast)
    assert status.status == "FAILED"
    assert status.error is not None
    assert status.error.code == "terminated"
    assert not status.stale
    assert status.step_details.completed_turns == 6

    stack.vendor.calm()
    assert stack.act(podcast, "retry").attempt == 2
    done = stack.finished(podcast)
    assert done.step_details.reused_turns >= 6
    # Turns of the first run that stood ready begin when those in flight are given up, and are given up themselves.
    paid_once(stack, about, done, in_flight=stack.vendor.calls(about)[6:])


def test_after_temporal_s_database_was_emptied(stack: Stack) -> None:
    finished = stack.submit("Breakwater", duration_minutes=0.5)
    stack.finished(finished)
    about = "Lanternhill"
    stack.vendor.slow(about, nth=SEVENTH_AND_AFTER, seconds=3)
    podcast = in_turn_7(stack, about)
    stack.down()
    for file in stack.folder.home.glob("temporal.db*"):
        file.unlink()
    stack.vendor.calm()
    paid = len(stack.vendor.calls(about))
    stack.up()

    assert stack.prompt_status(finished).status == "COMPLETED"
    status = stack.prompt_status(podcast)
    assert status.status == "FAILED"
    assert status.error is not None
    assert status.error.code == "run_lost"

    stack.act(podcast, "retry")
    done = stack.finished(podcast)
    assert done.step_details.reused_turns == paid, "what was in flight when it was told to stop was finished and kept"
    paid_once(stack, about, done, in_flight=[])
