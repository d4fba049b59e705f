"""Transcriptions of OpenAI and of servers that speak its API: times, punctuation, and what a server does not know."""

import asyncio
from pathlib import Path

import pytest

from adapters.openai.heard import punctuated, words_of
from adapters.openai.recognition import OpenAIRecognizer, traits_of
from domain.errors import TransientFault
from domain.transcribe.ports import RecognitionAsk
from domain.transcribe.words import Word
from tests.fakevendor import tones
from tests.fakevendor.control import Misdeed, Rule
from tests.fakevendor.vendor import FakeVendor

KEY = "sk-test-recognition"


async def ignored(_: str) -> None:
    return None


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    import wave

    path = tmp_path / "said.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(tones.pcm("One, two.", rate=16_000, seconds=2.0))
    return path


async def test_a_server_that_tells_no_times_is_asked_without_them(vendor: FakeVendor, recording: Path) -> None:
    vendor.control(formats_refused=("verbose_json",))
    made = OpenAIRecognizer(api_key=None, base_url=vendor.openai_url)
    for _ in range(2):
        heard = await made.recognize(recording, RecognitionAsk(), seconds=2.0, on_progress=ignored)
        assert [each.text for each in heard.words] == ["one,", "two."]
    await made.close()
    asked = [call.body["response_format"] for call in vendor.calls(kind="transcription")]
    assert asked == ["verbose_json", "json", "json"], "it remembers"


async def test_a_server_that_stands_still_is_given_up_and_may_be_billed(vendor: FakeVendor, recording: Path) -> None:
    vendor.rules.append(Rule(kind="transcription", do=Misdeed.HANG))
    made = OpenAIRecognizer(api_key=KEY, base_url=vendor.openai_url, usd_per_minute=0.6, call_seconds=0.05)
    async with asyncio.timeout(30):
        with pytest.raises(TransientFault) as raised:
            await made.recognize(recording, RecognitionAsk(), seconds=0.1, on_progress=ignored)
    await made.close()
    assert raised.value.code == "vendor_timeout"
    assert raised.value.billed.cost_usd == pytest.approx(0.001)


async def test_who_speaks_is_left_out_where_it_was_not_asked_for(vendor: FakeVendor, recording: Path) -> None:
    made = OpenAIRecognizer("gpt-4o-transcribe-diarize", api_key=KEY, base_url=vendor.openai_url)
    for asked in (True, False):
        ask = RecognitionAsk(speakers=asked)
        heard = await made.recognize(recording, ask, seconds=2.0, on_progress=ignored)
        assert {bool(each.speaker) for each in heard.words} == {asked}
        assert heard.words[0].end < 1.0, "with times"
    await made.close()


def timed(*texts: str) -> list[Word]:
    return [Word(text=each, start=at, end=at + 0.5) for at, each in enumerate(texts)]


@pytest.mark.parametrize(
    ("text", "words", "made"),
    [
        ("One, two. Three!", ("one", "two", "three"), [("One,", 0), ("two.", 1), ("Three!", 2)]),
        ("It's well-known - 1,000 times", ("It's", "well", "known", "1", "000", "times"),
         [("It's", 0), ("well-known -", 1), ("1,000", 3), ("times", 5)]),
        ("can not", ("cannot",), [("can", 0), ("not", 0)]),
        ("something else", ("other", "words"), [("other", 0), ("words", 1)]),
        ("", (), []),
    ],
)  # fmt: skip
def test_words_get_the_punctuation_of_the_text(text: str, words: tuple[str, ...], made: list[tuple[str, int]]) -> None:
    assert [(each.text, each.start) for each in punctuated(text, timed(*words))] == made


def test_segments_and_bare_texts_are_timed_by_their_letters() -> None:
    segments = [{"start": 2.0, "end": 4.0, "text": " one two", "speaker": "A"}, {"start": 5, "end": 6, "text": "three"}]
    heard = words_of({"text": "one two three", "segments": segments}, seconds=10)
    assert [(each.text, each.start, each.speaker) for each in heard] == [
        ("one", 2, "A"),
        ("two", 3, "A"),
        ("three", 5, ""),
    ]
    assert [each.start for each in words_of({"text": "one two"}, seconds=8)] == [0, 4]
    assert words_of({"text": ""}, seconds=8) == []


def test_what_is_declared() -> None:
    assert traits_of("whisper-1", base_url=None).usd_per_minute == 0.006
    assert traits_of("gpt-4o-mini-transcribe", base_url=None).usd_per_minute == 0.003
    assert traits_of("Systran/faster-whisper-small", base_url="http://127.0.0.1:1/v1").usd_per_minute == 0.0
    assert not traits_of("gpt-4o-transcribe", base_url=None).word_times
    assert traits_of("gpt-4o-transcribe-diarize", base_url=None).word_times, "of sentences"
    diarizing = traits_of("gpt-4o-transcribe-diarize", base_url=None)
    assert (diarizing.speakers, diarizing.prompt) == (True, False)
