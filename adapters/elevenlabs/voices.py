"""The voices of an account, and the two that talk when none are chosen."""

from collections.abc import Sequence

from elevenlabs import Voice as ListedVoice
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core.request_options import RequestOptions

from domain.vendors.declarations import Voice

SARAH, GEORGE = "EXAVITQu4vr4xnSDxMaL", "JBFqnCBsd6RMkjVDRZzb"
"""Two of the vendor's own voices that every account has, a woman's and a man's, good at narration."""

KNOWN = (
    Voice(id=SARAH, name="Sarah", gender="female", accent="american", description="Mature, reassuring, confident"),
    Voice(id=GEORGE, name="George", gender="male", accent="british", description="Warm, captivating storyteller"),
)
"""Declared when the account's own list cannot be read."""

MOST_VOICES = 500
_PAGE = 100


async def listed(client: AsyncElevenLabs, options: RequestOptions) -> tuple[Voice, ...]:
    """At most `MOST_VOICES`, in the account's order."""
    found: list[Voice] = []
    token: str | None = None
    while len(found) < MOST_VOICES:
        page = await client.voices.search(next_page_token=token, page_size=_PAGE, request_options=options)
        found += [_voice(voice) for voice in page.voices]
        token = page.next_page_token
        if not page.has_more or not token:
            break
    return tuple(found)


def pair(voices: Sequence[Voice]) -> tuple[str, str]:
    """(host, expert): the two known ones where the account has them, else a woman and a man, else any two."""
    ids = [voice.id for voice in voices]
    if not ids:
        return SARAH, GEORGE
    women = [voice.id for voice in voices if voice.gender == "female"]
    men = [voice.id for voice in voices if voice.gender == "male"]
    host = SARAH if SARAH in ids else next(iter(women), ids[0])
    expert = GEORGE if GEORGE in ids else next(iter(men), "")
    if expert in ("", host):
        expert = next((voice for voice in ids if voice != host), host)
    return host, expert


def _voice(listed_voice: ListedVoice) -> Voice:
    labels = listed_voice.labels or {}
    return Voice(
        id=listed_voice.voice_id,
        name=listed_voice.name or listed_voice.voice_id,
        language=labels.get("language", "en"),
        gender=labels.get("gender", ""),
        accent=labels.get("accent", ""),
        description=(listed_voice.description or labels.get("description") or "")[:200],
    )
