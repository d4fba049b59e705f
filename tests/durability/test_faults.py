"""A wrong voice parks its turns until a person mends it; a wrong key holds everything until it is right."""

import pytest

from tests.durability.bill import paid_once
from tests.durability.gates import time_for_a_probe
from tests.durability.stack import GOOD_KEY, Stack, all_but_parked_are_spoken
from tests.durability.waiting import tell, until
from tests.fakevendor.elevenlabs_api import BRIAN, GEORGE, SARAH

pytestmark = [pytest.mark.durability, pytest.mark.timeout(120)]

OTHER_KEY = "another-good-key"


def test_a_wrong_voice(stack: Stack) -> None:
    about = "Marram"
    speakers = [{"name": "HOST", "voice": SARAH}, {"name": "EXPERT", "voice": "VoiceOfNobody"}]
    podcast = stack.submit(about, speakers=speakers)
    parked = stack.until(podcast, all_but_parked_are_spoken, "the host's turns are spoken and the expert's are parked")
    first = min(parked.attention, key=lambda item: item.turn or 0)
    assert (first.code, first.turn, first.speaker, first.provider) == ("voice_not_found", 2, "EXPERT", "elevenlabs")
    assert "A voice with voice_id 'VoiceOfNobody' was not found." in first.message
    assert first.text
    assert about in first.text
    spoken = parked.step_details.completed_turns

    resumed = stack.act(podcast, "resume", voices={"EXPERT": GEORGE})
    assert resumed.status == "GENERATING"
    done = stack.finished(podcast)
    assert done.attention == ()

    good = [call for call in stack.vendor.calls(about) if call.status == 200]
    assert [call.voice for call in good[:spoken]] == [SARAH] * spoken
    assert [call.voice for call in good[spoken:]] == [GEORGE] * (len(good) - spoken)
    assert len(good) == len({call.sha for call in good}) == done.step_details.total_turns


def test_a_wrong_key_that_is_mended_at_the_vendor(stack: Stack) -> None:
    about = "Saltmarsh"
    stack.vendor.control(keys={GOOD_KEY: "invalid"})
    podcast = stack.submit(about)
    waiting = stack.until(podcast, lambda now: bool(now.waiting), "it waits for the vendor")
    assert waiting.status == "GENERATING"
    assert waiting.attention == ()
    assert waiting.waiting[0].resource == "elevenlabs"
    assert "Invalid API key" in waiting.waiting[0].reason
    refused = stack.vendor.calls(about)

    stack.vendor.calm()
    time_for_a_probe(stack.folder.home)
    done = stack.finished(podcast)
    assert done.waiting == ()
    good = [call for call in stack.vendor.calls(about) if call.status == 200]
    assert len(good) == len({call.sha for call in good}) == done.step_details.total_turns
    tell(f"it was refused {len(refused)} times before it waited")


def test_a_wrong_key_and_a_worker_with_the_right_one(stack: Stack) -> None:
    about = "Driftwood"
    stack.vendor.control(keys={GOOD_KEY: "invalid"})
    podcast = stack.submit(about, speakers=[{"name": "ANN", "voice": SARAH}, {"name": "BOB", "voice": BRIAN}])
    stack.until(podcast, lambda now: bool(now.waiting), "it waits for the vendor")

    stack.up(ELEVENLABS_API_KEY=OTHER_KEY)
    done = stack.finished(podcast)
    assert (done.waiting, done.usage.repeated_after_crash) == ((), 0)
    good = [call for call in stack.vendor.calls(about) if call.status == 200]
    assert len(good) == len({call.sha for call in good}) == done.step_details.total_turns


def test_told_to_stop_it_drains_and_goes_on_afterwards(stack: Stack) -> None:
    about = "Ebbtide"
    stack.vendor.slow(about, nth=(7, 8, 9), seconds=4)
    podcast = stack.submit(about)
    until(lambda: len(stack.vendor.calls(about)) == 9, "turns 7 to 9 are being spoken", seconds=30)
    in_flight = {call.id for call in stack.vendor.in_flight(about)}
    assert in_flight

    stack.interrupt()
    assert stack.living() == {}
    before = stack.vendor.calls(about)
    assert [call.status for call in before] == [200] * len(before), "what was being spoken was waited for"

    stack.up()
    done = stack.finished(podcast)
    paid_once(stack, about, done)
    assert done.usage.repeated_after_crash == 0
