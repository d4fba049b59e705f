"""A request, what workers announced and what is known of the sources → the frozen spec, and what it will come to."""

from collections.abc import Sequence
from datetime import datetime

from domain.access import Caller
from domain.errors import Refused
from domain.jobs.admission import priority_for
from domain.money import CostRange, cents, speech_cost, writing_cost
from domain.podcast.request import PodcastRequest, SpeakerRequest
from domain.podcast.spec import PodcastSpec
from domain.retrieve.sources import SourceFacts
from domain.script.model import Writer
from domain.tts.casting import cast, choose_voice
from domain.tts.speaker import Role, Speaker
from domain.value import Value
from domain.vendors.declarations import Announcement, ProviderRole, supports
from domain.vendors.serving import Serving

USUAL = (SpeakerRequest(name="HOST", role=Role.HOST), SpeakerRequest(name="EXPERT", role=Role.EXPERT))

MAXIMUM_WINDOW = 200
"""Turns in flight of one podcast, whatever the fleet: a workflow task should not schedule thousands at once."""

PAUSES = 0.06
"""Share of an episode that is silence: 250-600 ms after a turn of about 12 s, 900 ms between segments."""

CHARACTERS_PER_WORD = 6.0  # English prose with its spaces and stops: 5.7 to 6.1
TOKENS_PER_WORD = 1.35  # English prose, usual byte-pair vocabularies: 1.3 to 1.4
OUTPUT_OVERHEAD = 1.5  # JSON keys, speaker names, citations around each turn
ASKED_AGAIN = 1.6  # upper bound: repaired and re-asked answers, longer turns than planned


class ChosenWriter(Value):
    name: str
    why: str
    local: bool


class ChosenVoice(Value):
    """`name` for people; `tts` and `voice` as a request would give them."""

    name: str
    speaker: str
    role: Role
    tts: str
    voice: str
    why: str
    local: bool


class Estimate(Value):
    """`words` and `minutes` of the finished podcast; less than asked for when the sources do not hold as much."""

    words: int
    minutes: float
    characters: int
    language: str | None
    cost_usd: CostRange
    writer: ChosenWriter
    voices: tuple[ChosenVoice, ...]
    notes: tuple[str, ...] = ()


class Resolution(Value):
    spec: PodcastSpec
    estimate: Estimate


def resolve(
    request: PodcastRequest,
    *,
    podcast_id: str,
    caller: Caller,
    sources: Sequence[SourceFacts],
    announcements: Sequence[Announcement],
    now: datetime,
) -> Resolution:
    """Every default is applied here, once.

    Raises:
        Refused: the request cannot be honoured, with the field at fault.
    """
    asked = request.priority if "priority" in request.model_fields_set else None
    priority = priority_for(caller, asked)
    serving = Serving(announcements, now=now)
    writing, model = serving.choose(ProviderRole.WRITER, request.llm, loc=("llm",))
    if writing.writer is None:
        raise Refused("provider_not_configured", f"{writing.vendor} announced no writer.", loc=("llm",))
    price = writing.writer.price_of(model)
    writer = Writer(
        vendor=writing.vendor,
        model=model,
        input_tokens=writing.writer.input_tokens,
        languages=writing.writer.languages,
        usd_per_million_input=price.usd_per_million_input,
        usd_per_million_output=price.usd_per_million_output,
    )
    speakers, voices, slots = cast_speakers(request.speakers or USUAL, serving)
    spoken = _language(request, sources, writer, speakers)
    estimate = _estimate(request, sources, writer, speakers).model_copy(
        update={
            "language": spoken,
            "writer": ChosenWriter(
                name=_name(writer.vendor, model), why=writing.why or "asked for", local=writing.local
            ),
            "voices": voices,
        }
    )
    spec = PodcastSpec(
        podcast_id=podcast_id,
        owner=caller.owner,
        title=request.title,
        sources=tuple(facts.ref for facts in sources),
        topic=request.topic,
        minutes=request.duration_minutes,
        language=request.language and request.language.partition("-")[0].lower(),
        speakers=speakers,
        writer=writer,
        formats=request.formats,
        speech_window=min(2 * slots, MAXIMUM_WINDOW),
        estimated_cost_usd=estimate.cost_usd.high,
        budget_usd=request.budget_usd,
        priority=priority,
    )
    return Resolution(spec=spec, estimate=estimate)


def cast_speakers(
    wanted: Sequence[SpeakerRequest], serving: Serving
) -> tuple[tuple[Speaker, ...], tuple[ChosenVoice, ...], int]:
    """Speakers, why each voice was chosen, and the calls their vendors take at once. Two speakers get two voices."""
    speakers: dict[int, Speaker] = {}
    chosen: dict[int, ChosenVoice] = {}
    slots: dict[str, int] = {}
    asked_first = sorted(range(len(wanted)), key=lambda index: wanted[index].voice is None)
    for index in asked_first:
        each = wanted[index]
        role = _role(wanted, index)
        announced, model = serving.choose(ProviderRole.SPEECH, each.tts, loc=("speakers", index, "tts"))
        taken = frozenset(speaker.voice for speaker in speakers.values() if speaker.vendor == announced.vendor)
        voice, why = choose_voice(announced, each.voice, role, taken=taken, loc=("speakers", index, "voice"))
        slots[announced.vendor] = announced.slots
        speakers[index] = cast(
            announced,
            model,
            voice,
            name=each.name,
            role=role,
            speed=each.speed,
            loc=("speakers", index, "speed"),
        )
        if each.tts is None and each.voice is None:
            why = announced.why or why
        chosen[index] = ChosenVoice(
            name=f"{voice.name} ({_name(announced.vendor, model)})",
            speaker=each.name,
            role=role,
            tts=_name(announced.vendor, model),
            voice=voice.id,
            why=why,
            local=announced.local,
        )
    order = range(len(wanted))
    return tuple(speakers[i] for i in order), tuple(chosen[i] for i in order), sum(slots.values())


def _role(wanted: Sequence[SpeakerRequest], index: int) -> Role:
    """Its own; else what the other one is not; else the first is the host."""
    own = wanted[index].role
    if own is not None:
        return own
    others = {each.role for at, each in enumerate(wanted) if at != index}
    if Role.HOST in others:
        return Role.EXPERT
    if Role.EXPERT in others:
        return Role.HOST
    return Role.HOST if index == 0 else Role.EXPERT


def _language(
    request: PodcastRequest, sources: Sequence[SourceFacts], writer: Writer, speakers: Sequence[Speaker]
) -> str | None:
    """The language it will be spoken in; None while the sources are not read.

    Raises:
        Refused: `language_not_supported` by the voices, `needs_llm` when only a language model could write it.
    """
    read: dict[str, int] = {}
    for facts in sources:
        if facts.language is not None:
            read[facts.language] = read.get(facts.language, 0) + (facts.words or 1)
    everything_read = all(facts.language is not None for facts in sources)
    of_sources = max(read, key=lambda each: read[each]) if read and everything_read else None
    wanted = (request.language and request.language.lower()) or of_sources
    loc: tuple[str | int, ...] = ("language",) if request.language else ("sources",)
    if wanted is None:
        return None
    for speaker in speakers:
        if not supports(speaker.languages, wanted):
            spoken = ", ".join(speaker.languages)
            raise Refused(
                "language_not_supported",
                f"The podcast would be in {wanted!r}, and the voices of {speaker.vendor} speak {spoken}. "
                "Name a speech vendor that speaks it, for instance elevenlabs, or ask for another language.",
                loc=loc,
            )
    if not supports(writer.languages, wanted):
        raise Refused(
            "needs_llm",
            f"The {writer.vendor} writer writes {', '.join(writer.languages)}; {wanted!r} needs a language model.",
            loc=loc,
        )
    if of_sources is not None and not supports(writer.languages, of_sources):
        raise Refused(
            "needs_llm",
            f"The sources are in {of_sources!r} and the {writer.vendor} writer does not translate: "
            "that needs a language model (llm).",
            loc=("sources",),
        )
    return wanted


def _estimate(
    request: PodcastRequest, sources: Sequence[SourceFacts], writer: Writer, speakers: Sequence[Speaker]
) -> Estimate:
    notes: list[str] = []
    rate = sum(speaker.words_per_minute for speaker in speakers) / len(speakers) * (1 - PAUSES)
    words = round(request.duration_minutes * rate)
    known = [facts.words for facts in sources if facts.words is not None]
    source_words = sum(known) if len(known) == len(sources) else None
    if source_words is not None and writer.usd_per_million_output == 0 and writer.languages and source_words < words:
        words = source_words
        notes.append("The sources hold fewer words than the podcast could: it will be shorter than asked for.")
    characters = round(words * CHARACTERS_PER_WORD)
    spoken = max(speaker.usd_per_1000_characters for speaker in speakers)
    shared = sum(speaker.usd_per_1000_characters for speaker in speakers) / len(speakers)
    segments = min(max(round(0.8 * request.duration_minutes) + 1, 2), 8)
    read = min(round((source_words or writer.input_tokens) * TOKENS_PER_WORD), writer.input_tokens)
    written = writing_cost(
        input_tokens=read * (segments + 1),
        output_tokens=round(words * TOKENS_PER_WORD * OUTPUT_OVERHEAD),
        usd_per_million_input=writer.usd_per_million_input,
        usd_per_million_output=writer.usd_per_million_output,
    )
    low = cents(written / ASKED_AGAIN + speech_cost(characters, usd_per_1000_characters=shared))
    if request.budget_usd is not None and request.budget_usd < low:
        notes.append(f"The budget is below the {low:.2f} USD it will come to: it will stop there and ask.")
    return Estimate(
        words=words,
        minutes=round(words / rate, 1),
        characters=characters,
        language=None,
        cost_usd=CostRange(
            low=low,
            high=cents((written + speech_cost(characters, usd_per_1000_characters=spoken)) * ASKED_AGAIN),
        ),
        writer=ChosenWriter(name=_name(writer.vendor, writer.model), why="", local=False),
        voices=(),
        notes=tuple(notes),
    )


def _name(vendor: str, model: str) -> str:
    return f"{vendor}:{model}" if model else vendor
