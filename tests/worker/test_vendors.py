"""Which vendors a worker serves, which is the default, and what to set when one cannot be served."""

import pytest

from adapters.vendor import NotConfigured
from domain.vendors.declarations import ProviderRole
from tests.fakevendor.settings import settings_of
from worker.vendors import default_vendor, serve_role

WRITER, SPEECH = ProviderRole.WRITER, ProviderRole.SPEECH
LOCAL = ("local", "no key is set; it runs on this machine")
BOTH = {"OPENAI_API_KEY": "a-key", "ELEVENLABS_API_KEY": "a-key"}


@pytest.mark.parametrize(
    ("given", "writer", "speech"),
    [
        ({}, LOCAL, LOCAL),
        (BOTH, ("openai", "OPENAI_API_KEY is set"), ("elevenlabs", "ELEVENLABS_API_KEY is set")),
        (
            {"OPENAI_API_KEY": "a-key"},
            ("openai", "OPENAI_API_KEY is set"),
            LOCAL,
        ),
        (
            {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"},
            ("openai", "OPENAI_BASE_URL is set"),
            LOCAL,
        ),
        (
            {**BOTH, "llm": "local", "tts": "openai:tts-1"},
            ("local", "PODWRIGHT_LLM says so"),
            ("openai", "PODWRIGHT_TTS says so"),
        ),
    ],
    ids=["nothing", "keys", "openai's voices are asked for by name", "address", "named"],
)
def test_the_default_of_a_role(given: dict[str, object], writer: tuple[str, str], speech: tuple[str, str]) -> None:
    settings = settings_of(given)
    assert default_vendor(WRITER, settings) == writer
    assert default_vendor(SPEECH, settings) == speech


async def test_what_has_its_key_is_served_and_one_is_the_default() -> None:
    served = await serve_role(SPEECH, settings_of({**BOTH, "tts": "openai", "tts_concurrency": 7}))
    assert {each.vendor: (each.default, each.why) for each in served if not each.local} == {
        "elevenlabs": (False, "chosen with tts: elevenlabs"),
        "openai": (True, "PODWRIGHT_TTS says so"),
    }
    assert {each.slots for each in served if not each.local} == {7}
    for each in served:
        await each.service.close()


@pytest.mark.parametrize(
    ("role", "given", "message"),
    [
        (WRITER, {"llm": "openai:gpt-5"}, "PODWRIGHT_LLM=openai:gpt-5: set OPENAI_API_KEY or OPENAI_BASE_URL"),
        (SPEECH, {"tts": "elevenlabs"}, "PODWRIGHT_TTS=elevenlabs: set ELEVENLABS_API_KEY"),
        (WRITER, {"llm": "acme:x"}, "PODWRIGHT_LLM=acme:x: there is no such vendor. Name one of local, openai."),
        (WRITER, {"llm": "elevenlabs"}, "there is no such vendor. Name one of local, openai."),
    ],
)
async def test_a_vendor_that_is_named_and_cannot_be_served_stops_the_start(
    role: ProviderRole, given: dict[str, object], message: str
) -> None:
    with pytest.raises(NotConfigured) as raised:
        await serve_role(role, settings_of(given))
    assert message in str(raised.value)


async def test_embeddings_are_served_when_they_are_named() -> None:
    embeddings = ProviderRole.EMBEDDINGS

    async def vendors_of(given: dict[str, object]) -> list[tuple[str, bool]]:
        served = await serve_role(embeddings, settings_of(given))
        return [(each.vendor, each.default) for each in served if not each.local]

    assert await vendors_of({**BOTH}) == [], "what costs money is asked for"
    assert await vendors_of({**BOTH, "embeddings": "openai:some-model"}) == [("openai", True)]
    assert await serve_role(embeddings, settings_of({**BOTH, "embeddings": "none"})) == []
    with pytest.raises(NotConfigured, match="PODWRIGHT_EMBEDDINGS=acme: there is no such vendor"):
        await vendors_of({"embeddings": "acme"})
    with pytest.raises(NotConfigured, match="OPENAI_API_KEY or OPENAI_BASE_URL"):
        await vendors_of({"embeddings": "openai"})
