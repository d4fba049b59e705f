"""Speech through the SDK over a real socket: formats, voices, settings, what is billed."""

import asyncio
import hashlib
from collections.abc import AsyncIterator

import pytest

from adapters.elevenlabs.speech import ElevenLabsSpeech
from adapters.elevenlabs.voices import GEORGE, SARAH, pair
from domain.errors import ItemFault, TransientFault
from domain.tts.utterance import Utterance
from domain.vendors.declarations import Voice
from tests.fakevendor import audio
from tests.fakevendor.vendor import FakeVendor

TEXT = "Bees dance to tell each other where the honey is."
MODEL = "eleven_multilingual_v2"
SAID = Utterance(vendor="elevenlabs", model=MODEL, engine="e", voice=SARAH, language="en-GB", text=TEXT)


async def unheard(_word: str) -> None: ...


@pytest.fixture
async def speech(vendor: FakeVendor) -> AsyncIterator[ElevenLabsSpeech]:
    made = ElevenLabsSpeech(api_key="xi-test", base_url=vendor.url)
    yield made
    await made.close()


async def test_the_best_pcm_and_what_was_billed(vendor: FakeVendor, speech: ElevenLabsSpeech) -> None:
    raw = await speech.synthesize(SAID, on_progress=unheard)
    assert raw.media_type == "audio/pcm;rate=44100"
    assert len(raw.data) / 2 / 44_100 == pytest.approx(audio.seconds_of(TEXT), abs=0.01)
    assert raw.characters == len(TEXT)
    assert raw.request_id.startswith("el_")
    (call,) = vendor.calls()
    assert call.body == {"text": TEXT, "model_id": MODEL}  # this model takes no language, and nothing else was asked
    flash = SAID.model_copy(update={"model": "eleven_flash_v2_5"})
    assert (await speech.synthesize(flash, on_progress=unheard)).characters == round(len(TEXT) / 2)
    assert vendor.calls()[1].body["language_code"] == "en"


@pytest.mark.parametrize(
    ("refused", "media_type", "first_calls"),
    [(("pcm_44100",), "audio/pcm;rate=24000", 2), (("pcm_44100", "pcm_24000"), "audio/mpeg", 3)],
)
async def test_a_format_the_plan_refuses_is_not_asked_again(
    vendor: FakeVendor, speech: ElevenLabsSpeech, refused: tuple[str, ...], media_type: str, first_calls: int
) -> None:
    vendor.control(formats_refused=refused)
    for calls in (first_calls, first_calls + 1):
        raw = await speech.synthesize(SAID, on_progress=unheard)
        assert raw.media_type == media_type
        assert len(vendor.calls()) == calls
    assert sum(call.billed for call in vendor.calls()) == 2 * len(TEXT)


async def test_settings_and_speed(vendor: FakeVendor, speech: ElevenLabsSpeech) -> None:
    chosen = SAID.model_copy(update={"speed": 1.1, "settings": (("stability", 0.4), ("use_speaker_boost", True))})
    await speech.synthesize(chosen, on_progress=unheard)
    sent = vendor.calls()[0].body["voice_settings"]
    assert sent == {"stability": 0.4, "use_speaker_boost": True, "speed": 1.1}
    for change in ({"speed": 1.3}, {"speed": 1.1, "model": "eleven_v3"}, {"settings": (("instructions", "x"),)}):
        with pytest.raises(ItemFault) as raised:
            await speech.synthesize(SAID.model_copy(update=change), on_progress=unheard)
        assert raised.value.code == "request_rejected"
    assert len(vendor.calls()) == 1


async def test_all_voices_of_the_account(vendor: FakeVendor, speech: ElevenLabsSpeech) -> None:
    vendor.control(voices=[f"cloned{n:03}" for n in range(205)])
    declared = await speech.declare()
    assert len(declared.voices) == 208
    assert len(vendor.calls(kind="voices")) == 3
    assert (declared.host_voice, declared.expert_voice) == (SARAH, GEORGE)
    assert declared.voices[0] == Voice(
        id=SARAH, name="Sarah", gender="female", accent="american", description="Sarah, made for tests"
    )
    assert declared.any_voice
    assert (declared.minimum_speed, declared.maximum_speed, declared.maximum_characters) == (0.7, 1.2, 10_000)
    assert declared.engine == f"127.0.0.1:{vendor.port}/1"
    assert "de" in declared.languages


async def test_declares_without_an_answer(vendor: FakeVendor, speech: ElevenLabsSpeech) -> None:
    vendor.control(other_keys="invalid")
    declared = await speech.declare()
    assert [voice.id for voice in declared.voices] == [SARAH, GEORGE]
    assert len(vendor.calls()) == 1


def test_two_different_people_whatever_the_account_has() -> None:
    ada, bea = Voice(id="a", name="Ada", gender="female"), Voice(id="b", name="Bea", gender="female")
    carl = Voice(id="c", name="Carl", gender="male")
    assert pair([carl, bea, ada]) == ("b", "c")
    assert pair([ada, bea]) == ("a", "b")
    assert pair([ada, Voice(id=GEORGE, name="George", gender="male")]) == ("a", GEORGE)
    assert pair([]) == (SARAH, GEORGE)
    assert len(set(pair([carl, Voice(id="d", name="Dan", gender="male")]))) == 2


async def test_too_many_at_once(vendor: FakeVendor, speech: ElevenLabsSpeech) -> None:
    vendor.control(concurrency={"elevenlabs/speech": 5}, latency={"speech_base": 0.1})
    said = [SAID.model_copy(update={"text": f"{n} {TEXT}"}) for n in range(9)]
    results = await asyncio.gather(
        *(speech.synthesize(one, on_progress=unheard) for one in said), return_exceptions=True
    )
    assert sum(isinstance(result, TransientFault) and result.code == "rate_limited" for result in results) == 4
    assert len(vendor.calls()) == 9


async def test_nothing_is_read_from_the_environment(vendor: FakeVendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEVENLABS_API_KEY", "xi-of-the-environment")
    speech = ElevenLabsSpeech(api_key="xi-given", base_url=vendor.url)
    await speech.synthesize(SAID, on_progress=unheard)
    await speech.close()
    assert vendor.calls()[0].key == hashlib.sha256(b"xi-given").hexdigest()[:8]
