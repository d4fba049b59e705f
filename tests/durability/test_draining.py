"""A worker of all queues is told to stop under load: no paid call begins afterwards, and none is paid for again."""

import os
import signal
import time

import pytest

from adapters.settings import Settings
from cli.stack import process
from cli.stack.parts import worker_grace
from tests.durability.bill import several
from tests.durability.stack import SPEECH_SLOTS, Stack
from tests.durability.waiting import tell, until

pytestmark = [pytest.mark.durability, pytest.mark.timeout(180)]

SPOKEN, WRITTEN = ("Saltings", "Headland"), ("Causeway", "Sandbank")
PODCASTS = SPOKEN + WRITTEN


def test_a_deploy_under_load_begins_no_call_after_the_signal_and_pays_nothing_twice(stack: Stack) -> None:
    stack.vendor.control(
        rules=[{"kind": "speech", "text": about, "do": "slow", "seconds": 1.5} for about in SPOKEN]
        + [{"kind": "chat", "text": about, "do": "slow", "seconds": 2.0} for about in WRITTEN]
    )
    podcasts = {about: stack.submit(about) for about in PODCASTS}
    until(lambda: speaking(stack) == SPEECH_SLOTS and writing(stack) > 0, "voices and writer are busy", seconds=60)

    worker = stack.folder.processes()["worker"]
    told_at = time.time()
    os.kill(worker.pid, signal.SIGTERM)
    took = until(lambda: not process.alive(worker), "the worker has drained", seconds=worker_grace(Settings()))
    ended_at = time.time()
    every = [call for about in PODCASTS for kind in ("speech", "chat") for call in stack.vendor.calls(about, kind=kind)]
    after = [call for call in every if told_at + SIGNAL_ARRIVES < call.at < ended_at]
    assert [(call.kind, call.at - told_at) for call in after] == []
    cut = [call for call in every if call.at < told_at and call.status != 200]
    assert cut == [], "what was under way was waited for"

    stack.vendor.calm()
    for about, podcast in podcasts.items():
        done = stack.finished(podcast, seconds=120)
        assert done.usage.repeated_after_crash == 0
        assert several(stack.vendor.calls(about)) == []
        assert several(stack.vendor.calls(about, kind="chat")) == []
    tell(f"{len(every)} calls before the end of the worker, which took {took:.1f} s to drain")


def test_a_call_that_does_not_end_is_cut_within_the_grace_and_the_next_worker_goes_on(stack: Stack) -> None:
    about, short = "Narrowgate", {f"PODWRIGHT_{kind}DRAIN_SECONDS": "1" for kind in ("TTS_", "LLM_", "")}
    stack.up(**short)
    try:
        stack.vendor.hold(about, nth=(3,))
        podcast = stack.submit(about)
        until(lambda: len(stack.vendor.calls(about)) > SPEECH_SLOTS, "turn 3 is being spoken", seconds=60)
        worker = stack.folder.processes()["worker"]
        assert worker.grace == worker_grace(Settings(tts_drain_seconds=1, llm_drain_seconds=1, drain_seconds=1))
        os.kill(worker.pid, signal.SIGTERM)
        until(lambda: not process.alive(worker), "the worker has ended", seconds=worker.grace)
        stack.vendor.calm()
        assert stack.finished(podcast, seconds=120).status == "COMPLETED"
    finally:
        for name in short:
            del stack.environment[name]


SIGNAL_ARRIVES = 0.05
"""Seconds from the clock of this test to the handler in the worker, whose event loop may be busy."""


def speaking(stack: Stack) -> int:
    return sum(len(stack.vendor.in_flight(about)) for about in PODCASTS)


def writing(stack: Stack) -> int:
    return sum(len(stack.vendor.in_flight(about, kind="chat")) for about in PODCASTS)
