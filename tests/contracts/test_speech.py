"""What every speech vendor honours, run against each of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from adapters.audio.inspect import WavClipInspector
from adapters.vendor import NotServed, SpeechService
from domain.errors import ItemFault
from domain.tts.utterance import Utterance
from domain.vendors.declarations import ProviderRole, SpeechDeclaration
from tests.contracts.far_ends import build, vendors_of
from tests.fakevendor.vendor import FakeVendor

TEXT = "Bees tell each other where food is."


async def unheard(_: str) -> None:
    return None


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=vendors_of(ProviderRole.SPEECH))
async def service(request: pytest.FixtureRequest) -> AsyncIterator[SpeechService]:
    async with AsyncExitStack() as stack:
        fake = await stack.enter_async_context(FakeVendor())
        try:
            built = await stack.enter_async_context(build(request.param, ProviderRole.SPEECH, fake))
        except NotServed as missing:
            pytest.skip(str(missing))
        assert isinstance(built, SpeechService)
        yield built


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def declared(service: SpeechService) -> SpeechDeclaration:
    found = await service.declare()
    assert isinstance(found, SpeechDeclaration)
    return found


@pytest.fixture
def utterance(declared: SpeechDeclaration) -> Utterance:
    return Utterance(
        vendor="any",
        model=declared.models[0],
        engine=declared.engine,
        voice=declared.host_voice,
        language="en",
        text=TEXT,
    )


async def test_two_people_can_talk_and_the_usual_pace_is_among_its_speeds(declared: SpeechDeclaration) -> None:
    voices = {voice.id: voice for voice in declared.voices}
    assert declared.host_voice != declared.expert_voice
    assert {declared.host_voice, declared.expert_voice} <= set(voices)
    assert all(100 < voice.words_per_minute < 250 for voice in declared.voices)
    assert declared.minimum_speed <= 1.0 <= declared.maximum_speed
    assert declared.maximum_characters > 500
    assert declared.engine
    assert declared.usd_per_1000_characters >= 0


async def test_it_declares_the_same_again(service: SpeechService, declared: SpeechDeclaration) -> None:
    assert await service.declare() == declared, "clip keys are made of it"


async def test_both_voices_say_a_sentence_and_bill_it(
    service: SpeechService, declared: SpeechDeclaration, utterance: Utterance
) -> None:
    heard: list[str] = []

    async def on_progress(word: str) -> None:
        heard.append(word)

    for voice in (declared.host_voice, declared.expert_voice):
        said = utterance.model_copy(update={"voice": voice})
        raw = await service.synthesizer.synthesize(said, on_progress=on_progress)
        assert raw.media_type.startswith("audio/")
        assert raw.characters == len(TEXT)
        inspected = await WavClipInspector().inspect([raw])
        assert 0.5 < inspected.measure.seconds < 10
        assert (inspected.measure.loudness_lufs or -70) > -50
    assert heard


async def test_a_voice_it_does_not_have_is_the_items_fault(service: SpeechService, utterance: Utterance) -> None:
    with pytest.raises(ItemFault) as raised:
        await service.synthesizer.synthesize(utterance.model_copy(update={"voice": "nobodyAtAll"}), on_progress=unheard)
    fault = raised.value
    assert (fault.code, fault.text) == ("voice_not_found", TEXT)
    assert fault.provider
    assert fault.message
    assert fault.advice


async def test_a_call_that_is_cancelled_ends(service: SpeechService, utterance: Utterance) -> None:
    calling = asyncio.create_task(
        service.synthesizer.synthesize(utterance.model_copy(update={"text": TEXT * 10}), on_progress=unheard)
    )
    await asyncio.sleep(0)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    again = await service.synthesizer.synthesize(utterance, on_progress=unheard)
    assert again.data


async def test_a_good_account_passes_its_probe(service: SpeechService) -> None:
    await service.probe()
