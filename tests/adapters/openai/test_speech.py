"""Speech through the SDK over a real socket: what is asked, and what kind of audio comes back."""

import io
import wave
from collections.abc import AsyncIterator

import pytest

from adapters.openai.sound import PCM, sound_of
from adapters.openai.speech import OpenAISpeech
from domain.errors import ItemFault, TransientFault
from domain.tts.utterance import Utterance
from tests.fakevendor import audio
from tests.fakevendor.vendor import FakeVendor

TEXT = "Bees dance to tell each other where the honey is."
SAID = Utterance(vendor="openai", model="tts-1", engine="e", voice="coral", language="en", text=TEXT)


async def unheard(_word: str) -> None: ...


@pytest.fixture
async def speech(vendor: FakeVendor) -> AsyncIterator[OpenAISpeech]:
    made = OpenAISpeech("tts-1", api_key="sk-test", base_url=vendor.openai_url)
    yield made
    await made.close()


async def test_streamed_wav_gets_true_lengths(vendor: FakeVendor, speech: OpenAISpeech) -> None:
    raw = await speech.synthesize(SAID, on_progress=unheard)
    assert raw.media_type == "audio/wav"
    assert raw.characters == len(TEXT) == vendor.calls()[0].billed
    assert raw.request_id.startswith("req_")
    with wave.open(io.BytesIO(raw.data)) as file:
        seconds = file.getnframes() / file.getframerate()
    assert seconds == pytest.approx(audio.seconds_of(TEXT), abs=0.01)


async def test_a_server_that_knows_no_wav_is_asked_for_mp3_from_then_on(
    vendor: FakeVendor, speech: OpenAISpeech
) -> None:
    vendor.control(formats_refused=("wav",))
    for calls in (2, 3):
        assert (await speech.synthesize(SAID, on_progress=unheard)).media_type == "audio/mpeg"
        assert len(vendor.calls()) == calls


async def test_speed_and_instructions_only_where_they_are_honoured(vendor: FakeVendor, speech: OpenAISpeech) -> None:
    await speech.synthesize(SAID.model_copy(update={"speed": 1.5}), on_progress=unheard)
    assert vendor.calls()[0].body["speed"] == 1.5
    lively = OpenAISpeech(api_key="sk-test", base_url=vendor.openai_url)
    whisper = SAID.model_copy(update={"settings": (("instructions", "Whisper."),), "model": "gpt-4o-mini-tts"})
    await lively.synthesize(whisper, on_progress=unheard)
    assert vendor.calls()[1].body["instructions"] == "Whisper."
    official = OpenAISpeech(api_key="sk-test")
    refused = [
        (speech, whisper),
        (speech, SAID.model_copy(update={"settings": (("stability", 0.5),)})),
        (official, SAID.model_copy(update={"speed": 1.5})),
    ]
    for adapter, utterance in refused:
        with pytest.raises(ItemFault) as raised:
            await adapter.synthesize(utterance, on_progress=unheard)
        assert raised.value.code == "request_rejected"
    assert len(vendor.calls()) == 2
    await lively.close()
    await official.close()


async def test_what_is_declared(vendor: FakeVendor, speech: OpenAISpeech) -> None:
    own = await speech.declare()
    assert own.any_voice
    assert len(own.voices) == 13  # as the server lists them
    assert own.engine == f"127.0.0.1:{vendor.port}/1"
    official = OpenAISpeech(api_key="sk-test")
    declared = await official.declare()
    assert (declared.host_voice, declared.expert_voice) == ("coral", "onyx")
    assert (declared.minimum_speed, declared.maximum_speed) == (1.0, 1.0)
    assert declared.engine == "api.openai.com/1"
    assert not declared.any_voice
    await official.close()
    older = OpenAISpeech("tts-1-hd", api_key="sk-test")
    assert (await older.declare()).maximum_speed == 4.0
    assert "marin" not in {voice.id for voice in (await older.declare()).voices}
    await older.close()


@pytest.mark.parametrize(
    ("place", "listed", "host", "expert"),
    [
        ("/v1/audio/voices", {"voices": ["af_sky", "am_adam"]}, "af_sky", "am_adam"),
        ("/v1/voices", [{"name": "amy"}, {"name": "joe"}], "amy", "joe"),
        ("/v1/audio/speech/voices", {"data": [{"voice_id": "onyx"}, {"voice_id": "x"}]}, "x", "onyx"),
        ("/v1/speakers", {"speakers": {"Ana": {}, "Craig": {}}}, "Ana", "Craig"),
        ("/v1/audio/voices", {"voices": []}, "coral", "onyx"),  # lists none: the names that every such server knows
        ("", None, "coral", "onyx"),
        ("/v1/audio/voices", {"voices": ["only"]}, "only", "only"),
    ],
)
async def test_the_voices_of_a_server_of_ones_own(
    vendor: FakeVendor, speech: OpenAISpeech, place: str, listed: object, host: str, expert: str
) -> None:
    vendor.control(speakers_at=place, speakers=listed)
    declared = await speech.declare()
    assert (declared.host_voice, declared.expert_voice) == (host, expert)


WAV = audio.wav(TEXT, voice="a", rate=24_000, seconds=0.5)
ENDLESS = audio.wav(TEXT, voice="a", rate=24_000, seconds=0.5, streamed=True)


@pytest.mark.parametrize(
    ("data", "content_type", "asked", "media_type"),
    [
        (b"\1\0" * 100, "audio/pcm", "pcm", PCM),
        (b"\1\0" * 100, "application/octet-stream", "pcm", PCM),
        (WAV, "audio/wav", "pcm", "audio/wav"),
        (WAV, "audio/x-wav", "wav", "audio/wav"),
        (ENDLESS, "", "wav", "audio/wav"),
        (b"ID3\4" + bytes(40), "audio/mpeg", "wav", "audio/mpeg"),
        (b"\xff\xfb\x90" + bytes(40), "audio/mpeg", "wav", "audio/mpeg"),
    ],
)
def test_the_kind_of_audio_is_told_by_its_bytes(data: bytes, content_type: str, asked: str, media_type: str) -> None:
    assert sound_of(data, content_type=content_type, asked=asked, host="h").media_type == media_type


@pytest.mark.parametrize(
    ("data", "content_type", "asked"),
    [
        (b"", "audio/pcm", "pcm"),
        (b"\1\0\1", "audio/pcm", "pcm"),
        (b"{}", "application/json", "pcm"),
        (b"<p>", "text/html; charset=utf-8", "wav"),
        (WAV[:5000], "audio/wav", "wav"),
        (WAV[:30], "audio/wav", "wav"),
        (b"\0\0\0\0", "audio/wav", "wav"),
    ],
)
def test_what_is_not_audio_or_not_all_of_it(data: bytes, content_type: str, asked: str) -> None:
    with pytest.raises(TransientFault) as raised:
        sound_of(data, content_type=content_type, asked=asked, host="h")
    assert raised.value.code == "bad_answer"
