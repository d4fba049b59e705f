"""The keys of vendors and of the API: whether they are set. Their values are never shown."""

from collections.abc import Iterator

from adapters.settings import Settings
from cli.operate.doctor.finding import Finding, Verdict


def keys(found: Settings) -> Iterator[Finding]:
    uses = {
        "OPENAI_API_KEY": (
            found.openai_api_key,
            "With it OpenAI writes the script; without it the local writer does, in the sources' words.",
        ),
        "ELEVENLABS_API_KEY": (
            found.elevenlabs_api_key,
            "With it ElevenLabs speaks; without it the local voices do, in English only.",
        ),
        "PODWRIGHT_API_KEY": (
            found.api_key,
            "With it the API asks for this key; without it only this machine can reach the API.",
        ),
    }
    for name, (value, use) in uses.items():
        yield Finding(name, Verdict.OK, "found") if value else Finding(name, Verdict.NOTE, "not set", use)
    if found.openai_base_url:
        yield Finding("OPENAI_BASE_URL", Verdict.OK, found.openai_base_url)
