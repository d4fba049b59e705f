"""The doubles of workflow tests: deterministic, recorded, and wrong on purpose."""

import asyncio
import io
import json
import wave

import numpy as np
import pytest

from adapters.fake.language import FakeLanguageModel, instance_of
from adapters.fake.speech import EXPERT, HOST, FakeSpeech, wav_of
from domain.errors import ItemFault, TransientFault
from domain.script.ports import Ask, Message, StopReason
from domain.tts.utterance import Utterance

SCHEMA = {"type": "object", "properties": {"title": {"type": "string"}, "count": {"type": "integer", "minimum": 5}}}
ASK = Ask(
    messages=(Message(role="user", content="Bees dance for honey."),),
    schema_name="s",
    json_schema=json.dumps(SCHEMA),
    max_output_tokens=100,
)
SAID = Utterance(
    vendor="fake", model="buzz", engine="in-process/1", voice=HOST, language="en", text="Bees dance. " * 10
)


async def unheard(_word: str) -> None: ...


def samples(data: bytes) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    with wave.open(io.BytesIO(data)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


async def test_speech_is_the_same_each_time_and_as_long_as_its_text() -> None:
    speech = FakeSpeech()
    first, again = [await speech.synthesize(SAID, on_progress=unheard) for _ in range(2)]
    other = await speech.synthesize(SAID.model_copy(update={"voice": EXPERT}), on_progress=unheard)
    faster = await speech.synthesize(SAID.model_copy(update={"speed": 2.0}), on_progress=unheard)
    assert first.data == again.data != other.data
    assert first.characters == len(SAID.text)
    assert len(samples(first.data)) / 24_000 == pytest.approx(0.3 + len(SAID.text) / 15, abs=0.01)
    assert len(faster.data) < 0.6 * len(first.data)
    assert 0.02 < np.abs(samples(first.data)).max() < 0.9
    assert len(speech.calls) == 4


async def test_planned_faults_and_clips_are_used_up() -> None:
    speech = FakeSpeech()
    speech.fail(TransientFault("rate_limited", "slower"), text="dance", times=2)
    speech.answer(wav_of("x", voice=HOST, seconds=1, level=0), voice=EXPERT)
    for _ in range(2):
        with pytest.raises(TransientFault, match="slower"):
            await speech.synthesize(SAID, on_progress=unheard)
    assert (await speech.synthesize(SAID, on_progress=unheard)).data
    silent = await speech.synthesize(SAID.model_copy(update={"voice": EXPERT}), on_progress=unheard)
    assert not samples(silent.data).any()
    with pytest.raises(ItemFault) as raised:
        await speech.synthesize(SAID.model_copy(update={"voice": "nobody"}), on_progress=unheard)
    assert raised.value.code == "voice_not_found"


async def test_calls_can_be_held() -> None:
    speech = FakeSpeech()
    speech.hold()
    words = asyncio.Queue[str]()
    calls = [asyncio.ensure_future(speech.synthesize(SAID, on_progress=words.put)) for _ in range(3)]
    assert [await words.get() for _ in calls] == ["speaking"] * 3
    assert speech.in_flight == 3
    assert not any(call.done() for call in calls)
    speech.release()
    await asyncio.gather(*calls)
    assert (speech.in_flight, speech.peak) == (0, 3)


async def test_language_model_answers_in_the_schema_and_fails_in_order() -> None:
    model = FakeLanguageModel()
    model.fail(TransientFault("vendor_error", "no"))
    model.cut_off()
    model.refuse()
    with pytest.raises(TransientFault):
        await model.complete(ASK, on_progress=unheard)
    stops = [(await model.complete(ASK, on_progress=unheard)).stop for _ in range(3)]
    assert stops == [StopReason.LENGTH, StopReason.REFUSAL, StopReason.END]
    answer = json.loads((await model.complete(ASK, on_progress=unheard)).text)
    assert answer["count"] >= 5
    assert "honey" in answer["title"].lower()
    assert len(model.asks) == 5


def test_a_schema_that_contains_itself_comes_to_an_end() -> None:
    tree = {
        "type": "object",
        "properties": {"parts": {"type": "array", "maxItems": 1, "items": {"$ref": "#/$defs/Tree"}}},
    }
    assert isinstance(instance_of({**tree, "$defs": {"Tree": tree}}, "words"), dict)
