"""Every way a language model fails as a writer, end to end: the calls it costs, what is billed, and what is shown."""

from dataclasses import dataclass, field

import pytest

from domain.jobs.status import JobStatus
from tests.fakevendor.control import KeyState, Misdeed
from tests.fakevendor.dialects import DIALECTS
from tests.faults.conftest import FaultHarness
from tests.faults.rows import Rule, shown, status

WORDS = "Bread rises because yeast eats sugar and breathes out gas, which is caught in a net of gluten. " * 4
ENOUGH = (
    "Yeast eats sugar and breathes out gas, which is caught in a net of gluten. Salt slows the yeast down and makes "
    "that net stronger. Heat makes the gas expand, and then it sets the net for good, which gives the crumb its holes. "
    "A loaf that rests overnight in a cool room tastes of more."
)
GERMAN = (
    "Das Brot geht auf, weil die Hefe Zucker frisst und dabei Gas ausatmet, das im Teig gefangen bleibt. Der Teig ist "
    "nämlich ein Netz aus Kleber, und dieses Netz hält die Blasen fest, bis der Ofen heiß genug ist. In der Hitze "
    "dehnt sich das Gas noch einmal aus, danach wird das Netz für immer fest, und so entstehen die Löcher der Krume."
)


BROKEN: Rule = {"body": '{"turns": [{"speaker": "HOST", "text": "Why does br'}
"""An answer that is cut off, with a stop reason that says it is whole."""


def turns(*said: tuple[str, str]) -> Rule:
    return {"body": {"turns": [{"speaker": name, "text": text, "citations": ["s1-p0001"]} for name, text in said]}}


@dataclass(frozen=True)
class Written:
    """`nth`: the calls that go wrong; the first is the outline's, the second the segment's. `calls` are all.
    `unanswered`: one was given up, which the vendor may bill."""

    do: Misdeed
    rule: Rule = field(default_factory=dict)
    nth: tuple[int, ...] = (2, 3, 4)
    code: str = ""
    words: tuple[str, ...] = ()
    calls: int = 3
    warning: str = ""
    free: bool = False
    unanswered: bool = False


WRITER: dict[str, Written] = {
    "429 with Retry-After": Written(Misdeed.STATUS, status(429, retry_after="30"), nth=(2,)),
    "500": Written(Misdeed.STATUS, status(500), nth=(2,)),
    "reset before": Written(Misdeed.RESET_BEFORE, nth=(1,)),
    "reset in the middle": Written(Misdeed.RESET_MIDDLE, nth=(2,)),
    "hangs": Written(Misdeed.HANG, nth=(2,), unanswered=True),
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
        Misdeed.ANSWER, turns(("Bob", "Why does bread rise?"), ("Eve", ENOUGH)), calls=2,
    ),
    "empty turns": Written(
        Misdeed.ANSWER, turns(("HOST", ""), ("EXPERT", " … ")), calls=4, code="answer_unusable",
        words=("no turn holds any words",),
    ),
    "too few words": Written(
        Misdeed.ANSWER, turns(("HOST", "Why?"), ("EXPERT", "Yeast.")), calls=3, code="episode_too_short",
        words=("The script is not what was asked for", "30 seconds were asked for", "Resume", "--rewrite"),
    ),
    "one voice": Written(
        Misdeed.ANSWER, turns(("EXPERT", f"{ENOUGH} It is done in an hour.")), calls=3, code="one_voice",
        words=("HOST has no turn", "--rewrite"),
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
async def test_writers(name: str, harness: FaultHarness) -> None:
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
    counted = usage.llm_input_tokens + usage.llm_output_tokens
    assert counted > told + 1000 if row.unanswered else counted == told, "a call that was given up counts at its most"


@pytest.mark.parametrize("harness", ["writer"], indirect=True)
async def test_a_writer_whose_account_is_refused_is_waited_for(harness: FaultHarness) -> None:
    vendor = harness.vendor
    vendor.control(other_keys=KeyState.OVER_QUOTA)
    handle = await harness.start()
    progress = await harness.settled(handle)
    assert "You exceeded your current quota" in progress.waiting[0].reason
    vendor.control(other_keys=KeyState.VALID)
    assert (await handle.result()).status is JobStatus.COMPLETED


@pytest.mark.parametrize("harness", ["writer"], indirect=True)
async def test_trying_again_asks_the_model_again(harness: FaultHarness) -> None:
    """An answer that can be read is in the ledger; one that is of no use is not taken from there again."""
    vendor, german = harness.vendor, turns(("HOST", "Warum geht das Brot auf?"), ("EXPERT", GERMAN))
    vendor.misbehave(Misdeed.ANSWER, kind="chat", nth=(2, 3, 4), **german)
    handle = await harness.start()
    progress = await harness.settled(handle)
    assert progress.attention[0].code == "answer_in_wrong_language"
    await harness.harness.resume(handle)
    assert (await handle.result()).status is JobStatus.COMPLETED
    assert len(vendor.calls(kind="chat")) == 5


@pytest.mark.parametrize("harness", ["writer"], indirect=True)
@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_every_dialect_of_thoughts_makes_the_same_episode(
    dialect: str, streams: bool, harness: FaultHarness
) -> None:
    vendor = harness.vendor
    vendor.control(dialect=dialect, streams=streams, structured=("text",), structured_refusal=0)
    handle = await harness.start()
    progress = await harness.settled(handle)
    assert progress.status is JobStatus.COMPLETED, progress
    assert "DRAFT" not in " ".join(placed.text for placed in harness.harness.renderer.rendered[0].placed)
    calls = vendor.calls(kind="chat")
    assert sum("DRAFT" in str(call.body["messages"]) for call in calls) == 0
    assert progress.usage.llm_input_tokens + progress.usage.llm_output_tokens == sum(call.billed for call in calls)


@pytest.mark.parametrize("harness", ["writer"], indirect=True)
async def test_thoughts_without_an_answer_are_asked_about_and_then_parked(harness: FaultHarness) -> None:
    """This is not an outage: three calls, all of them counted, and the advice is about the model."""
    vendor = harness.vendor
    vendor.misbehave(Misdeed.ANSWER, kind="chat", nth=(2, 3, 4), body="<think>I do not know what to say.</think>")
    handle = await harness.start()
    progress = await harness.settled(handle)
    assert [one.code for one in progress.attention] == ["answer_unusable"]
    calls = vendor.calls(kind="chat")
    assert len(calls) == 4
    assert progress.usage.llm_input_tokens + progress.usage.llm_output_tokens == sum(call.billed for call in calls)
    await handle.terminate()
