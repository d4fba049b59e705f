"""Every way a speech vendor fails, end to end: the kind of fault, the calls it costs, what is billed, what is shown.

Real SDKs, activities and workflow over a fake vendor; waiting costs no time.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from domain.jobs.status import JobStatus
from domain.podcast.details import details_of
from tests.fakevendor.control import KeyState, Misdeed
from tests.faults.conftest import FaultHarness
from tests.faults.rows import Rule, shown, status
from workflows.jobs.policies import MOST_PAID_IN_VAIN

SICK = "Segment 1 comes to its turn 2 and says a few words."
"""The turn that goes wrong; the other one is spoken in every row."""

ATTEMPTS = 11
"""Of a transient fault, before the turn parks."""


@dataclass(frozen=True)
class Row:
    """`calls` and `billed` (times) are of the turn that goes wrong. `words`: all of them stand in what people see.
    `code` empty: the fault passes and the podcast is made. `waits`: seconds at least. `unanswered`: calls that were
    given up, which the vendor may bill."""

    do: Misdeed
    rule: Rule = field(default_factory=dict)
    once: bool = False
    code: str = ""
    words: tuple[str, ...] = ()
    calls: int = 2
    billed: int = 1
    waits: float = 0.0
    unanswered: int = 0


IN_FIFTY_MINUTES = format_datetime(datetime.now(UTC) + timedelta(minutes=50), usegmt=True)

SPEECH: dict[str, Row] = {
    "429": Row(Misdeed.STATUS, status(429), once=True),
    "429, Retry-After in seconds": Row(Misdeed.STATUS, status(429, retry_after="30"), once=True, waits=30),
    "429, Retry-After as a date": Row(Misdeed.STATUS, status(429, retry_after=IN_FIFTY_MINUTES), once=True, waits=300),
    **{str(number): Row(Misdeed.STATUS, status(number), once=True) for number in (408, 500, 502, 503, 529)},
    "reset before the answer": Row(Misdeed.RESET_BEFORE, once=True),
    "reset in the middle": Row(Misdeed.RESET_MIDDLE, once=True, billed=2),
    "hangs": Row(Misdeed.HANG, once=True, unanswered=1),
    "truncated": Row(Misdeed.TRUNCATED, {"fraction": 0.3}, once=True, billed=2),
    "not to be decoded": Row(Misdeed.UNDECODABLE, once=True, billed=2),
    "empty body": Row(Misdeed.EMPTY, once=True),
    "clipped": Row(Misdeed.CLIPPED, once=True, billed=2),
    "far too long": Row(Misdeed.LONG, once=True, billed=2),
    "429 for ever": Row(
        Misdeed.STATUS, status(429, "Too many people."), calls=ATTEMPTS, billed=0, waits=500,
        code="rate_limited", words=("429", "Too many people."),
    ),
    "500 for ever": Row(
        Misdeed.STATUS, status(500, "Out of cheese."), calls=ATTEMPTS, billed=0, waits=500,
        code="vendor_error", words=("500", "Out of cheese."),
    ),
    "JSON with 200 for ever": Row(
        Misdeed.JSON_200, calls=ATTEMPTS, billed=0, code="bad_answer", words=("json", "upstream is not well"),
    ),
    "a web page with 200 for ever": Row(
        Misdeed.WRONG_TYPE, calls=ATTEMPTS, billed=0, code="bad_answer", words=("text/html", "Please log in"),
    ),
    "silent for ever": Row(
        Misdeed.SILENT, calls=MOST_PAID_IN_VAIN, billed=MOST_PAID_IN_VAIN, code="clip_rejected",
        words=("turn 2", "silent"),
    ),
    "far too short for ever": Row(
        Misdeed.SHORT, calls=MOST_PAID_IN_VAIN, billed=MOST_PAID_IN_VAIN, code="clip_rejected",
        words=("turn 2", "lasts", "takes about"),
    ),
    "a model that is gone": Row(
        Misdeed.STATUS, status(404, "The model does not exist.", word="model_not_found"), calls=1, billed=0,
        code="model_not_found", words=("The model does not exist.", "another model"),
    ),
    "an unknown voice": Row(
        Misdeed.STATUS, status(404, "A voice with voice_id 'x' was not found.", word="voice_not_found"), calls=1,
        billed=0, code="voice_not_found", words=("voice_id 'x'", "another voice"),
    ),
    "refused content": Row(
        Misdeed.STATUS, status(400, "Not in this house.", word="content_policy_violation"), calls=1, billed=0,
        code="content_refused", words=("Not in this house.", "Change the text"),
    ),
    "a request it does not take": Row(
        Misdeed.STATUS, status(400, "Bad weather."), calls=1, billed=0,
        code="request_rejected", words=("Bad weather.", "Change the text"),
    ),
}  # fmt: skip


ALIKE = {"408", "502", "503", "529", "clipped", "far too long", "silent for ever", "far too short for ever"}
"""The outcome does not depend on the adapter: these rows run with one of them only."""


@pytest.mark.parametrize(
    ("harness", "name"),
    [("elevenlabs", name) for name in SPEECH] + [("openai", name) for name in SPEECH if name not in ALIKE],
    indirect=["harness"],
)
async def test_voices(name: str, harness: FaultHarness) -> None:
    row, vendor = SPEECH[name], harness.vendor
    harness.patience = 5 if row.once else 60
    started = await harness.now()
    vendor.misbehave(row.do, kind="speech", text=SICK, nth=(1,) if row.once else (), **row.rule)
    handle = await harness.start()
    progress = await harness.settled(handle)
    waited = (await harness.now() - started).total_seconds()
    calls = [call for call in vendor.calls(kind="speech") if call.text == SICK]

    if row.code:
        assert progress.status is JobStatus.NEEDS_ATTENTION
        assert details_of(progress).turn_states == "da", "its sibling is spoken"
        (attention,) = progress.attention
        assert (attention.code, attention.turn, attention.text) == (row.code, 2, SICK)
        assert all(words in shown(attention) for words in row.words), shown(attention)
        assert attention.advice
        await handle.terminate()
    else:
        assert progress.status is JobStatus.COMPLETED, progress
    assert len(calls) == row.calls
    assert sum(call.billed for call in calls) == row.billed * len(SICK)
    assert waited >= row.waits
    paid = sum(call.billed for call in vendor.calls(kind="speech"))
    assert progress.usage.tts_characters == paid + row.unanswered * len(SICK), "what left no clip, too"


@pytest.mark.parametrize("harness", ["elevenlabs", "openai"], indirect=True)
@pytest.mark.parametrize(
    ("state", "words"),
    [
        (KeyState.INVALID, ("401", "API key")),
        (KeyState.OVER_QUOTA, ("quota",)),
        (KeyState.NO_PLAN, ("answered 40",)),
    ],
)
async def test_an_account_that_is_refused_is_waited_for(
    harness: FaultHarness, state: KeyState, words: tuple[str, ...]
) -> None:
    vendor = harness.vendor
    vendor.control(other_keys=state)
    handle = await harness.start()
    progress = await harness.settled(handle)
    assert progress.status is JobStatus.GENERATING
    assert progress.attention == ()
    (waiting,) = progress.waiting
    assert all(word.lower() in waiting.reason.lower() for word in words), waiting.reason
    assert waiting.advice
    assert sum(call.billed for call in vendor.calls()) == 0
    assert len({call.text for call in vendor.calls(kind="speech")}) <= 2

    vendor.control(other_keys=KeyState.VALID)
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert sum(call.billed for call in vendor.calls()) == progress.usage.tts_characters, "nothing twice"


@pytest.mark.parametrize("harness", ["elevenlabs", "openai"], indirect=True)
async def test_the_words_at_fault_are_shown_and_what_was_said_is_kept(harness: FaultHarness) -> None:
    vendor, refused = harness.vendor, status(400, "Not in this house.", word="content_policy_violation")
    vendor.misbehave(Misdeed.STATUS, kind="speech", text="2 and says", **refused)
    handle = await harness.start()
    progress = await harness.settled(handle)
    (attention,) = progress.attention
    assert attention.code == "content_refused"
    assert attention.text != SICK
    assert "2 and says" in attention.text
    parts = [call for call in vendor.calls(kind="speech") if call.text in SICK and call.text != SICK]
    assert 1 <= len(parts) <= 6
    said = [call for call in parts if call.status == 200]
    assert said

    await harness.harness.resume(handle)
    await harness.settled(handle)
    again = [call for call in vendor.calls(kind="speech") if call.text in {part.text for part in said}]
    assert len(again) == len(said), "what was said is not paid for again"
    assert progress.usage.tts_characters == sum(call.billed for call in vendor.calls(kind="speech"))
    await handle.terminate()
