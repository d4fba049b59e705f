"""The local voices through their port: what they declare, say and refuse."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from adapters.local.speech import LocalSpeech
from adapters.local.voices import PinnedFile, available, checked_bytes
from domain.errors import ItemFault, TransientFault
from domain.tts.utterance import Utterance

if TYPE_CHECKING:
    from tests.adapters.local.conftest import Say

TEXT = "A river does not begin at its source, so much as at the edge of its basin. Do they see the water that arrives?"
WORDS = len(TEXT.split())
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


@pytest.mark.parametrize("voice", ["heart", "joe", "heart-low", "joe-high"])
async def test_speaks_at_its_declared_pace_and_a_sane_level(voice: str, say: "Say", speech: LocalSpeech) -> None:
    said = await say(TEXT, voice=voice)
    declared = next(one for one in (await speech.declare()).voices if one.id == voice)
    assert WORDS / said.seconds * 60 == pytest.approx(declared.words_per_minute, rel=0.2)
    assert 0.1 < np.abs(said.samples).max() < 0.9
    assert -36 < 20 * np.log10(np.sqrt((said.samples**2).mean())) < -15
    edges = said.samples[: said.rate // 5], said.samples[-said.rate // 5 :]
    assert all(np.abs(edge).max() > 0.003 for edge in edges)
    assert abs(said.samples.mean()) < 0.005


async def test_host_and_expert_are_heard_as_two_people(say: "Say", speech: LocalSpeech) -> None:
    host, expert = await say(TEXT, voice="heart"), await say(TEXT, voice="joe")
    assert host.pitch() / expert.pitch() >= 1.3
    pace = {voice.id: voice.words_per_minute for voice in (await speech.declare()).voices}
    assert abs(pace["heart"] / pace["joe"] - 1) >= 0.03


@pytest.mark.parametrize("voice", ["heart", "joe"])
@pytest.mark.parametrize("speed", [0.7, 1.3])
async def test_speed_changes_the_length_and_not_the_pitch(voice: str, speed: float, say: "Say") -> None:
    usual, changed = await say(TEXT, voice=voice), await say(TEXT, voice=voice, speed=speed)
    assert usual.seconds / changed.seconds == pytest.approx(speed, rel=0.05)
    assert changed.pitch() == pytest.approx(usual.pitch(), rel=0.1)


@pytest.mark.parametrize("voice", ["heart", "joe"])
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
