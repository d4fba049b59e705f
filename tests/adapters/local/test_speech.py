"""The local voices through their port: what they declare, say and refuse."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from adapters.local import voices
from adapters.local.speech import LocalSpeech
from adapters.local.voices import MANNERS, PinnedFile, available, checked_bytes, joe_fault
from domain.errors import ItemFault, TransientFault
from domain.tts.utterance import Utterance

if TYPE_CHECKING:
    from tests.adapters.local.conftest import Say

TEXT = "A river does not begin at its source, so much as at the edge of its basin. Do they see the water that arrives?"
WORDS = len(TEXT.split())
needs_joe = pytest.mark.skipif(joe_fault() is not None, reason=joe_fault() or "")
JOE, JOE_HIGH = (pytest.param(voice, marks=needs_joe) for voice in ("joe", "joe-high"))
MakeUtterance = Callable[..., Utterance]


async def nothing(word: str) -> None: ...


async def test_declares_two_people_and_what_it_honours(speech: LocalSpeech) -> None:
    declared = await speech.declare()
    voices = {voice.id: voice for voice in declared.voices}
    assert declared.models == ("neural",)
    assert declared.languages == ("en",)
    assert declared.engine.startswith("local/hibari-")
    assert voices[declared.host_voice].gender == "female"
    assert voices[declared.expert_voice].gender == "male"
    assert declared.usd_per_1000_characters == 0
    assert available() is None


@pytest.mark.parametrize(
    "voice", ["heart", "rowan", "heart-low", "rowan-high", JOE, pytest.param("joe-high", marks=needs_joe)]
)
async def test_speaks_at_its_declared_pace_and_a_sane_level(voice: str, say: "Say", speech: LocalSpeech) -> None:
    said = await say(TEXT, voice=voice)
    declared = next(one for one in (await speech.declare()).voices if one.id == voice)
    assert WORDS / said.seconds * 60 == pytest.approx(declared.words_per_minute, rel=0.2)
    assert 0.1 < np.abs(said.samples).max() < 0.9
    assert -36 < 20 * np.log10(np.sqrt((said.samples**2).mean())) < -15
    edges = said.samples[: said.rate // 5], said.samples[-said.rate // 5 :]
    assert all(np.abs(edge).max() > 0.003 for edge in edges)
    assert abs(said.samples.mean()) < 0.005


@pytest.mark.parametrize("second", ["rowan", JOE])
async def test_host_and_expert_are_heard_as_two_people(second: str, say: "Say", speech: LocalSpeech) -> None:
    host, expert = await say(TEXT, voice="heart"), await say(TEXT, voice=second)
    assert host.pitch() / expert.pitch() >= 1.3
    pace = {voice.id: voice.words_per_minute for voice in (await speech.declare()).voices}
    assert abs(pace["heart"] / pace[second] - 1) >= 0.03


async def test_the_default_voices_are_of_clean_origin(speech: LocalSpeech) -> None:
    """Neither needs joe's package, whose model card names a corpus with restrictions."""
    declared = await speech.declare()
    assert {MANNERS[voice].network for voice in (declared.host_voice, declared.expert_voice)} == {"heart"}


async def test_voices_of_one_timbre_are_as_loud_as_each_other(say: "Say") -> None:
    def level(samples: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        return float(20 * np.log10(np.sqrt((samples**2).mean())))

    heart, rowan = await say(TEXT, voice="heart"), await say(TEXT, voice="rowan")
    assert level(rowan.samples) == pytest.approx(level(heart.samples), abs=2.0)


async def test_without_its_package_joe_is_neither_declared_nor_spoken(
    speech: LocalSpeech, utterance: MakeUtterance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "JOE_MODEL", PinnedFile("no_such_package_here", "model.onnx", "0" * 64))
    assert {voice.id for voice in (await speech.declare()).voices} == {"heart", "rowan", "heart-low", "rowan-high"}
    assert available() is None
    with pytest.raises(ItemFault, match=r"podwright\[joe\]") as refused:
        await speech.synthesize(utterance(TEXT, voice="joe"), on_progress=nothing)
    assert refused.value.code == "voice_not_found"
    assert "restart the worker" in (refused.value.advice or "")


@needs_joe
async def test_with_its_package_a_podcast_that_names_joe_is_still_spoken(speech: LocalSpeech, say: "Say") -> None:
    assert {"joe", "joe-high"} <= {voice.id for voice in (await speech.declare()).voices}
    assert (await say(TEXT, voice="joe")).seconds > 1


@pytest.mark.parametrize("voice", ["heart", "rowan", JOE])
@pytest.mark.parametrize("speed", [0.7, 1.3])
async def test_speed_changes_the_length_and_not_the_pitch(voice: str, speed: float, say: "Say") -> None:
    usual, changed = await say(TEXT, voice=voice), await say(TEXT, voice=voice, speed=speed)
    assert usual.seconds / changed.seconds == pytest.approx(speed, rel=0.05)
    assert changed.pitch() == pytest.approx(usual.pitch(), rel=0.1)


@pytest.mark.parametrize("voice", ["heart", "rowan", JOE])
async def test_the_same_text_gives_the_same_bytes_in_any_process_and_order(
    voice: str, say: "Say", utterance: MakeUtterance
) -> None:
    first = await say(TEXT, voice=voice)
    await say("Something else.", voice=voice)
    assert (await say(TEXT, voice=voice, anew=True)).data == first.data
    other = LocalSpeech(1)
    try:
        again = await other.synthesize(utterance(TEXT, voice=voice), on_progress=nothing)
    finally:
        await other.close()
    assert again.data == first.data


async def test_a_long_text_without_a_full_stop_is_said_in_parts(say: "Say") -> None:
    said = await say("and then the water came again " * 25)
    assert said.seconds == pytest.approx(150 / 173 * 60, rel=0.25)


async def test_tells_that_it_is_at_work_while_it_waits(utterance: MakeUtterance) -> None:
    heard: list[str] = []

    async def progress(word: str) -> None:
        heard.append(word)

    local = LocalSpeech(1, progress_seconds=0.02)
    try:
        calls = (local.synthesize(utterance(f"Number {one}."), on_progress=progress) for one in range(3))
        clips = await asyncio.gather(*calls)
    finally:
        await local.close()
    assert len(heard) > 3
    assert len({clip.data for clip in clips}) == 3


@pytest.mark.parametrize("text", ["", "  ", "…", "—!?", "日本語。", "😀"])
async def test_refuses_what_cannot_be_said(text: str, speech: LocalSpeech, utterance: MakeUtterance) -> None:
    with pytest.raises(ItemFault) as refused:
        await speech.synthesize(utterance(text), on_progress=nothing)
    assert refused.value.code == "text_unspeakable"


@pytest.mark.parametrize(
    ("manner", "code"),
    [
        ({"voice": "nobody"}, "voice_not_found"),
        ({"language": "de"}, "language_not_supported"),
        ({"speed": 2.0}, "speed_not_supported"),
    ],
)
async def test_refuses_in_words(
    manner: dict[str, object], code: str, speech: LocalSpeech, utterance: MakeUtterance
) -> None:
    with pytest.raises(ItemFault) as refused:
        await speech.synthesize(utterance(TEXT, **manner), on_progress=nothing)
    assert refused.value.code == code
    assert refused.value.advice
    assert refused.value.text == TEXT


async def test_a_voice_that_hangs_is_killed_and_the_call_fails_in_words(utterance: MakeUtterance) -> None:
    speech = LocalSpeech(1, start_seconds=0.01, seconds_per_character=0.0)
    try:
        with pytest.raises(
            TransientFault, match=r"local voice heart failed: the process was not done within 0\.01"
        ) as caught:
            await speech.synthesize(utterance("Well then."), on_progress=nothing)
        assert caught.value.code == "local_speech_failed"
    finally:
        await speech.close()


async def test_a_closed_adapter_says_so(utterance: MakeUtterance) -> None:
    local = LocalSpeech(1)
    await local.close()
    with pytest.raises(TransientFault, match="closed"):
        await local.synthesize(utterance(TEXT), on_progress=nothing)


def test_a_model_file_that_is_missing_or_another_is_refused() -> None:
    with pytest.raises(OSError, match="not installed"):
        checked_bytes(PinnedFile("no_such_package_here", "model.onnx", "0" * 64))
    with pytest.raises(OSError, match="hash"):
        checked_bytes(PinnedFile("numpy", "__init__.py", "0" * 64))
