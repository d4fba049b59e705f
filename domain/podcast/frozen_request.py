"""The request of a podcast as it was frozen: every default, profile and choice as it held when it was submitted."""

from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs, Names
from domain.errors import Refused
from domain.jobs.record import Job
from domain.jobs.specs import spec_of
from domain.podcast.based_on import BasedOn
from domain.podcast.spec import PodcastSpec
from domain.retrieve.source import SourceRef
from domain.script.style import Complexity, Grounding, Style
from domain.tts.speaker import Speaker
from domain.tts.spoken.lexicon import Lexicon
from domain.value import Value
from domain.vendors.declarations import full_name


class FrozenSource(Value):
    """`name` for people; the text of an inline source is not repeated."""

    type: str
    name: str
    url: str | None


class FrozenSpeaker(Value):
    name: str
    role: str
    voice: str
    tts: str
    speed: float
    persona: str | None
    note: str | None
    settings: dict[str, str | float | bool]


class FrozenEntry(Value):
    written: str
    spoken: str
    case: str


class FrozenRequest(Value):
    title: str | None
    based_on: BasedOn | None
    sources: tuple[FrozenSource, ...]
    topic: str | None
    duration_minutes: float
    language: str | None
    style: Style
    complexity: Complexity | None
    grounding: Grounding
    instructions: str | None
    episode_profile: str | None
    speaker_profile: str | None
    speakers: tuple[FrozenSpeaker, ...]
    lexicon: tuple[FrozenEntry, ...]
    llm: str
    formats: tuple[str, ...]
    budget_usd: float | None
    priority: int
    skip_unreadable: bool
    review: bool
    auto_approve_after: int | None


async def frozen_request(blobs: Blobs, names: Names, job: Job) -> FrozenRequest:
    """Raises Refused 409 `request_lost`, when it is no longer among the artifacts."""
    spec = await spec_of(blobs, names, job.id, job.attempt, PodcastSpec)
    if spec is None:
        raise Refused("request_lost", "Its request is no longer among the artifacts.", status=409)
    lexicon = Lexicon() if spec.lexicon is None else await Documents(blobs).read(spec.lexicon, Lexicon)
    return FrozenRequest(
        title=spec.title,
        based_on=spec.based_on,
        sources=tuple(map(_source, spec.sources)),
        topic=spec.topic,
        duration_minutes=spec.minutes,
        language=spec.language,
        style=spec.style,
        complexity=spec.complexity,
        grounding=spec.grounding,
        instructions=spec.instructions,
        episode_profile=spec.episode_profile,
        speaker_profile=spec.speaker_profile,
        speakers=tuple(map(_speaker, spec.voices)),
        lexicon=tuple(
            FrozenEntry(written=each.written, spoken=each.spoken, case="exact" if each.exact else "any")
            for each in lexicon.readings
        ),
        llm=full_name(spec.writer.vendor, spec.writer.model),
        formats=spec.formats,
        budget_usd=spec.budget_usd,
        priority=spec.priority,
        skip_unreadable=spec.skip_unreadable,
        review=spec.review,
        auto_approve_after=spec.auto_approve_after,
    )


def _source(source: SourceRef) -> FrozenSource:
    return FrozenSource(type=source.type.value, name=source.origin, url=source.url or None)


def _speaker(speaker: Speaker) -> FrozenSpeaker:
    return FrozenSpeaker(
        name=speaker.name,
        role=speaker.character or speaker.role.value,
        voice=speaker.voice,
        tts=full_name(speaker.vendor, speaker.model),
        speed=speaker.speed,
        persona=speaker.persona or None,
        note=speaker.note or None,
        settings=dict(speaker.settings),
    )
