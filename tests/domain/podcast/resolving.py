"""Resolving a request over the announcements of two vendors: one that asks for money, and this machine."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.access import Caller
from domain.errors import Refused
from domain.podcast.profiled import Profiled
from domain.podcast.request import PodcastRequest
from domain.podcast.resolve import Resolution, resolve
from domain.retrieve.source import SourceRef, SourceType
from domain.retrieve.sources import SourceFacts
from domain.script.style import Style
from domain.vendors.declarations import (
    Announcement,
    ProviderRole,
    SpeechDeclaration,
    Voice,
    VoiceSetting,
    WriterDeclaration,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def writer(vendor: str, *, default: bool = False, languages: tuple[str, ...] = (), paid: bool = True) -> Announcement:
    honoured = {
        "styles": tuple(Style),
        "solo_styles": ("narrative", "brief"),
        "speakers": (1, 4),
        "instructions": True,
        "complexity": True,
        "personas": True,
        "parallel": 6,
    }
    declaration = WriterDeclaration(
        **(honoured if paid else {}),
        models=("big", "small"),
        languages=languages,
        input_tokens=100_000,
        usd_per_million_input=2.0 if paid else 0,
        usd_per_million_output=8.0 if paid else 0,
    )
    return Announcement(
        vendor=vendor,
        role=ProviderRole.WRITER,
        writer=declaration,
        slots=4,
        default=default,
        local=not paid,
        why="its key is set",
        seen_at=NOW - timedelta(seconds=20),
    )


def speech(vendor: str, *, default: bool = False, languages: tuple[str, ...] = (), price: float = 0.3) -> Announcement:
    declaration = SpeechDeclaration(
        models=("turbo", "fine"),
        engine=f"{vendor} 2",
        languages=languages,
        voices=(
            Voice(id="v1", name="Ann", words_per_minute=160),
            Voice(id="v2", name="Bob"),
            Voice(id="v3", name="Cy"),
        ),
        any_voice=vendor == "eleven",
        host_voice="v1",
        expert_voice="v2",
        minimum_speed=0.7,
        maximum_speed=1.2,
        settings=(
            VoiceSetting(name="stability", kind="number"),
            VoiceSetting(name="boost", kind="switch"),
            VoiceSetting(name="instructions", kind="text", longest=20),
        )
        if price
        else (),
        usd_per_1000_characters=price,
    )
    return Announcement(
        vendor=vendor,
        role=ProviderRole.SPEECH,
        speech=declaration,
        slots=3,
        default=default,
        why="its key is set",
        seen_at=NOW - timedelta(seconds=20),
    )


LOCAL = (writer("local", languages=("en",), paid=False), speech("local", languages=("en",), price=0))
PAID = (writer("openai", default=True), speech("eleven", default=True))


def source(words: int | None = 2000, language: str | None = "en") -> SourceFacts:
    return SourceFacts(ref=SourceRef(type=SourceType.TEXT), words=words, language=language)


def made(
    *announcements: Announcement, sources: tuple[SourceFacts, ...] = (source(),), now: datetime = NOW, **fields: Any
) -> Resolution:
    request = PodcastRequest.model_validate({"sources": [{"type": "text", "text": "x"}], **fields})
    return resolve(
        Profiled(request=request),
        podcast_id="p",
        caller=Caller(),
        sources=sources,
        announcements=announcements or (*PAID, *LOCAL),
        now=now,
    )


def refusal(*announcements: Announcement, **fields: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        made(*announcements, **fields)
    return caught.value
