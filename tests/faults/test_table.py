"""Every way a vendor fails, end to end: which kind of fault it is, how often the vendor is called, what it bills, and
the words a person sees. Real SDKs, activities and workflow; a fake vendor; waiting costs no time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from domain.jobs.progress import Attention
from domain.jobs.status import JobStatus
from domain.podcast.details import details_of
from tests.fakevendor.control import KeyState, Misdeed
from tests.faults.conftest import UpkeepHarness

SICK = "Segment 1 comes to its turn 2 and says a few words."
"""The turn that goes wrong; the other one is spoken in every row."""

ATTEMPTS = 11
"""Of a transient fault, before the turn parks."""

Rule = dict[str, object]


@dataclass(frozen=True)
class Row:
    """`calls` and `times billed` are the sick turn's. `words`: all of them are to be read in what people see; `code`
    empty: it heals by itself and the podcast is made. `waits`: seconds at least."""

    do: Misdeed
    rule: Rule = field(default_factory=dict)
    once: bool = False
    code: str = ""
    words: tuple[str, ...] = ()
    calls: int = 2
    billed: int = 1
    waits: float = 0.0


def status(number: int, message: str = "It is broken just now.", *, word: str = "", **headers: str) -> Rule:
    """An error as both vendors word it."""
    ours = {"detail": {"status": word or "x", "message": message}, "error": {"message": message, "code": word or None}}
    return {"status": number, "body": ours, "headers": {name.replace("_", "-"): text for name, text in headers.items()}}


IN_FORTY_SECONDS = format_datetime(datetime.now(UTC) + timedelta(minutes=10, seconds=40), usegmt=True)

SPEECH: dict[str, Row] = {
    "429": Row(Misdeed.STATUS, status(429), once=True),
    "429, Retry-After in seconds": Row(Misdeed.STATUS, status(429, retry_after="30"), once=True, waits=30),
    "429, Retry-After as a date": Row(Misdeed.STATUS, status(429, retry_after=IN_FORTY_SECONDS), once=True, waits=300),
    **{str(number): Row(Misdeed.STATUS, status(number), once=True) for number in (408, 500, 502, 503, 529)},
    "reset before the answer": Row(Misdeed.RESET_BEFORE, once=True),
    "reset in the middle": Row(Misdeed.RESET_MIDDLE, once=True, billed=2),
    "hangs": Row(Misdeed.HANG, once=True),
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
        Misdeed.SILENT, calls=ATTEMPTS, billed=ATTEMPTS, code="clip_rejected", words=("turn 2", "silent"),
    ),
    "far too short for ever": Row(
        Misdeed.SHORT, calls=ATTEMPTS, billed=ATTEMPTS, code="clip_rejected", words=("turn 2", "lasts", "takes about"),
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


def shown(attention: Attention) -> str:
    return f"{attention.message} {attention.advice}"


ALIKE = {"408", "502", "503", "529", "clipped", "far too long", "silent for ever", "far too short for ever"}
"""What comes out the same whichever adapter it went through: with one of them only."""


@pytest.mark.parametrize(
    ("harness", "name"),
    [("elevenlabs", name) for name in SPEECH] + [("openai", name) for name in SPEECH if name not in ALIKE],
    indirect=["harness"],
)
async def test_voices(name: str, harness: UpkeepHarness) -> None:
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
    assert progress.usage.tts_characters == paid, "what left no clip, too"


@pytest.mark.parametrize("harness", ["elevenlabs", "openai"], indirect=True)
@pytest.mark.parametrize(
    ("state", "words"),
    [
        (KeyState.INVALID, ("401", "API key")),
        (KeyState.OVER_QUOTA, ("quota",)),
        (KeyState.NO_PLAN, ("answered 40",)),
    ],
)
async def test_an_account_that_is_turned_away_is_waited_for(
    harness: UpkeepHarness, state: KeyState, words: tuple[str, ...]
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
async def test_the_words_at_fault_are_shown_and_what_was_said_is_kept(harness: UpkeepHarness) -> None:
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


WORDS = "Bread rises because yeast eats sugar and breathes out gas, which is caught in a net of gluten. " * 4
GERMAN = (
    "Das Brot geht auf, weil die Hefe Zucker frisst und dabei Gas ausatmet, das im Teig gefangen bleibt. Der Teig ist "
    "nämlich ein Netz aus Kleber, und dieses Netz hält die Blasen fest, bis der Ofen heiß genug ist. In der Hitze "
    "dehnt sich das Gas noch einmal aus, danach wird das Netz für immer fest, und so entstehen die Löcher der Krume."
)


BROKEN: Rule = {"body": '{"turns": [{"speaker": "HOST", "text": "Why does br'}
"""As an answer that is cut off, and nobody says so."""


def turns(*said: tuple[str, str]) -> Rule:
    return {"body": {"turns": [{"speaker": name, "text": text, "citations": ["s1-p0001"]} for name, text in said]}}


@dataclass(frozen=True)
class Written:
    """`nth`: the calls that go wrong; the first is the outline's, the second the segment's. `calls` are all."""

    do: Misdeed
    rule: Rule = field(default_factory=dict)
    nth: tuple[int, ...] = (2, 3, 4)
    code: str = ""
    words: tuple[str, ...] = ()
    calls: int = 3
    warning: str = ""
    free: bool = False


WRITER: dict[str, Written] = {
    "429 with Retry-After": Written(Misdeed.STATUS, status(429, retry_after="30"), nth=(2,)),
    "500": Written(Misdeed.STATUS, status(500), nth=(2,)),
    "reset before": Written(Misdeed.RESET_BEFORE, nth=(1,)),
    "reset in the middle": Written(Misdeed.RESET_MIDDLE, nth=(2,)),
    "hangs": Written(Misdeed.HANG, nth=(2,)),
    "empty body": Written(Misdeed.EMPTY, nth=(2,)),
    "an error with 200": Written(Misdeed.JSON_200, nth=(2,)),
    "a web page with 200": Written(Misdeed.WRONG_TYPE, nth=(2,)),
    "JSON that breaks off behind the turns": Written(Misdeed.INVALID_JSON, nth=(2,), calls=2),
    "invalid JSON once": Written(Misdeed.ANSWER, BROKEN, nth=(2,)),
    "invalid JSON": Written(
        Misdeed.ANSWER, BROKEN, calls=4, code="answer_unusable", 
        words=("cannot be used", "3 answers", "tokens", "--llm"),
    ),
    "an outline of invalid JSON": Written(
        Misdeed.ANSWER, BROKEN, nth=(1, 2, 3), code="answer_unusable", words=("cannot be used",),
    ),
    "another shape": Written(
        Misdeed.ANSWER, {"body": {"lines": ["HOST: Why?"]}}, calls=4, code="answer_unusable", words=("turns",),
    ),
    "unknown speakers": Written(
        Misdeed.ANSWER, turns(("Bob", "Why does bread rise?"), ("Eve", WORDS)), warning="segment_length",
    ),
    "empty turns": Written(
        Misdeed.ANSWER, turns(("HOST", ""), ("EXPERT", " … ")), calls=4, code="answer_unusable",
        words=("no turn holds any words",),
    ),
    "too few words": Written(
        Misdeed.ANSWER, turns(("HOST", "Why?"), ("EXPERT", "Yeast.")), calls=3, warning="segment_length",
    ),
    "a refusal": Written(
        Misdeed.REFUSAL, calls=2, code="content_refused", words=("I'm sorry, I can't help with that.", "--llm"),
    ),
    "a content filter": Written(Misdeed.CONTENT_FILTER, calls=2, code="content_refused", words=("refused",)),
    "cut off once": Written(Misdeed.CUT_OFF, nth=(2,)),
    "cut off": Written(Misdeed.CUT_OFF, calls=4, code="answer_cut_off", words=("cut off before its end",)),
    "another language": Written(
        Misdeed.ANSWER, turns(("HOST", "Warum geht das Brot auf?"), ("EXPERT", GERMAN)), calls=4,
        code="answer_in_wrong_language", words=("English",),
    ),
    "more than it holds": Written(
        Misdeed.STATUS,
        status(400, "This model's maximum context length is 4096 tokens.", word="context_length_exceeded"),
        nth=tuple(range(1, 10)), calls=3, code="request_rejected", words=("4096 tokens", "holds more"), free=True,
    ),
    "a model that is gone": Written(
        Misdeed.STATUS, status(404, "The model `x` does not exist.", word="model_not_found"), nth=(1,), calls=1,
        code="model_not_found", words=("`x`", "another model"), free=True,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("harness", "name"), [("writer", name) for name in WRITER], indirect=["harness"])
async def test_writers(name: str, harness: UpkeepHarness) -> None:
    row, vendor = WRITER[name], harness.vendor
    vendor.misbehave(row.do, kind="chat", nth=row.nth, **row.rule)
    handle = await harness.start()
    progress = await harness.settled(handle)
    calls = vendor.calls(kind="chat")

    if row.code:
        assert progress.status is JobStatus.NEEDS_ATTENTION, progress
        (attention,) = progress.attention
        assert attention.code == row.code, attention
        assert all(words in shown(attention) for words in row.words), shown(attention)
        assert attention.advice
        await handle.terminate()
    else:
        assert progress.status is JobStatus.COMPLETED, progress
        assert [warning.code for warning in progress.warnings] == ([row.warning] if row.warning else [])
    assert len(calls) == row.calls, [call.status for call in calls]
    assert (sum(call.billed for call in calls) == 0) is row.free
    usage = progress.usage
    told = sum(call.billed for call in calls if call.status)  # a stream that breaks off never says what it cost
    assert usage.llm_input_tokens + usage.llm_output_tokens == told


@pytest.mark.parametrize("harness", ["writer"], indirect=True)
async def test_a_writer_whose_account_is_turned_away_is_waited_for(harness: UpkeepHarness) -> None:
    vendor = harness.vendor
    vendor.control(other_keys=KeyState.OVER_QUOTA)
    handle = await harness.start()
    progress = await harness.settled(handle)
    assert "You exceeded your current quota" in progress.waiting[0].reason
    vendor.control(other_keys=KeyState.VALID)
    assert (await handle.result()).status is JobStatus.COMPLETED


@pytest.mark.parametrize("harness", ["writer"], indirect=True)
async def test_trying_again_asks_the_model_again(harness: UpkeepHarness) -> None:
    """An answer that can be read is kept; one that does not serve is not handed out again for ever."""
    vendor, german = harness.vendor, turns(("HOST", "Warum geht das Brot auf?"), ("EXPERT", GERMAN))
    vendor.misbehave(Misdeed.ANSWER, kind="chat", nth=(2, 3, 4), **german)
    handle = await harness.start()
    progress = await harness.settled(handle)
    assert progress.attention[0].code == "answer_in_wrong_language"
    await harness.harness.resume(handle)
    assert (await handle.result()).status is JobStatus.COMPLETED
    assert len(vendor.calls(kind="chat")) == 5
