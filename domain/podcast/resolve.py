"""Resolution: from a request, the announcements of workers and the facts of the sources to the frozen spec."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from domain.access import Caller
from domain.artifacts.documents import reference_of
from domain.errors import Refused
from domain.jobs.admission import priority_for
from domain.jobs.notice import Notice
from domain.podcast.bases import Base
from domain.podcast.estimate import ChosenProfiles, ChosenStyle, ChosenWriter, Estimate, estimate_of
from domain.podcast.learned import NO_RATES, USUAL_LANGUAGE, as_learned
from domain.podcast.profiled import Profiled, without
from domain.podcast.request import PodcastRequest
from domain.podcast.spec import PodcastSpec
from domain.podcast.wishes import cast_of, check_writer, style_of
from domain.retrieve.source import Corpus
from domain.retrieve.sources import SourceFacts
from domain.script.model import Outline, SegmentDraft, Writer
from domain.tts.cast import cast_speakers
from domain.tts.learned import Rate
from domain.tts.request import lexicon_of
from domain.tts.speaker import Speaker
from domain.tts.spoken.lexicon import Lexicon
from domain.value import Value
from domain.vendors.declarations import Announcement, ProviderRole, full_name, supports
from domain.vendors.serving import Serving

MAXIMUM_WINDOW = 200
"""Turns in flight of one podcast, whatever the fleet: a workflow task should not schedule thousands at once."""


class Resolution(Value):
    """`outline` and `drafts`: of a script that is kept, as they are to be stored."""

    spec: PodcastSpec
    estimate: Estimate
    lexicon: Lexicon | None = None
    outline: Outline | None = None
    corpus: Corpus | None = None
    drafts: tuple[SegmentDraft, ...] = ()


def resolve(
    wanted: Profiled,
    *,
    podcast_id: str,
    caller: Caller,
    sources: Sequence[SourceFacts],
    announcements: Sequence[Announcement],
    now: datetime,
    rates: Mapping[str, Rate] = NO_RATES,
    base: Base | None = None,
) -> Resolution:
    """Every default is applied here, once. `base`: whose `sources` they are, read already.

    Raises:
        Refused: the request cannot be honoured, with the field at fault.
    """

    def once(request: PodcastRequest) -> Resolution:
        return _resolve(
            request,
            podcast_id=podcast_id,
            caller=caller,
            sources=sources,
            announcements=announcements,
            now=now,
            rates=rates,
        )

    return _on(base, wanted.request, honoured(wanted, once))


def _on(base: Base | None, request: PodcastRequest, found: Resolution) -> Resolution:
    """With what was read of the sources of another podcast.

    Raises:
        Refused: `already_read`, when sources are to be skipped that cannot be read.
    """
    if base is None:
        return found
    if "skip_unreadable" in request.model_fields_set:
        message = "The sources are read already: leave 'skip_unreadable' out."
        raise Refused("already_read", message, loc=("skip_unreadable",))
    words = sum(facts.words or 0 for facts in base.sources)
    note = f"Its sources are read already, {words} words: nothing is fetched or read again."
    return found.model_copy(
        update={
            "spec": found.spec.model_copy(update={"based_on": base.based_on, "read": base.read}),
            "estimate": found.estimate.model_copy(update={"notes": (note, *found.estimate.notes)}),
        }
    )


def honoured(wanted: Profiled, once: Callable[[PodcastRequest], Resolution]) -> Resolution:
    """What a profile, or the podcast that it is based on, asks for in vain is left out, with a notice.

    Raises:
        Refused: what the request itself asks for cannot be honoured.
    """
    notices: list[Notice] = []
    while True:
        try:
            found = once(wanted.request)
        except Refused as refused:
            less = without(wanted, refused.loc) if refused.status == 422 else None
            if less is None:
                raise
            from_profile = not wanted.taken - less.taken <= wanted.inherited
            wanted = less
            whence = "a profile" if from_profile else "the podcast that it is based on"
            message = f"{refused} It came from {whence}, and is left out."
            code = "profile_not_honoured" if from_profile else "not_inherited"
            notices.append(Notice(code=code, message=message[:600]))
            continue
        notes = (*found.estimate.notes, *(each.message for each in notices))
        estimate = _explained(found.estimate, wanted).model_copy(update={"notes": notes})
        spec = found.spec.model_copy(update={"notices": (*found.spec.notices, *notices)})
        return found.model_copy(update={"spec": spec, "estimate": estimate})


def _explained(estimate: Estimate, wanted: Profiled) -> Estimate:
    """With what came from profiles, which is why it was chosen."""
    request, taken = wanted.request, wanted.taken - wanted.inherited
    estimate = _inherited(estimate, wanted)
    if request.episode_profile is None and request.speaker_profile is None:
        return estimate
    fields = dict.fromkeys(str(path[0]) for path in sorted(taken, key=str))
    update: dict[str, object] = {
        "profiles": ChosenProfiles(
            episode_profile=request.episode_profile, speaker_profile=request.speaker_profile, fields=tuple(fields)
        )
    }
    if ("style",) in taken:
        update["style"] = estimate.style.model_copy(update={"why": f"of the profile {request.episode_profile}"})
    if request.speakers is not None:
        why = f"of the profile {request.speaker_profile}"
        update["voices"] = tuple(
            voice.model_copy(update={"why": why}) if asked.voice and ("speakers", at, "voice") in taken else voice
            for at, (asked, voice) in enumerate(zip(request.speakers, estimate.voices, strict=True))
        )
    return estimate.model_copy(update=update)


def _inherited(estimate: Estimate, wanted: Profiled) -> Estimate:
    """With what came from the podcast that it is based on."""
    why, paths = "as in the podcast that it is based on", wanted.inherited & wanted.taken
    update: dict[str, object] = {}
    if ("style",) in paths:
        update["style"] = estimate.style.model_copy(update={"why": why})
    if ("llm",) in paths:
        update["writer"] = estimate.writer.model_copy(update={"why": why})
    if wanted.request.speakers is not None:
        update["voices"] = tuple(
            voice.model_copy(update={"why": why}) if ("speakers", at, "voice") in paths else voice
            for at, voice in enumerate(estimate.voices)
        )
    return estimate.model_copy(update=update)


def _resolve(
    request: PodcastRequest,
    *,
    podcast_id: str,
    caller: Caller,
    sources: Sequence[SourceFacts],
    announcements: Sequence[Announcement],
    now: datetime,
    rates: Mapping[str, Rate] = NO_RATES,
) -> Resolution:
    asked = request.priority if "priority" in request.model_fields_set else None
    priority = priority_for(caller, asked)
    serving = Serving(announcements, now=now)
    writing, model = serving.choose(ProviderRole.WRITER, request.llm, loc=("llm",))
    if writing.writer is None:
        raise Refused("provider_not_configured", f"{writing.vendor} announced no writer.", loc=("llm",))
    style, why_style = style_of(request)
    wanted = cast_of(request, style)
    check_writer(request, style, wanted, writing.writer, name=writing.vendor)
    price = writing.writer.price_of(model)
    writer = Writer(
        vendor=writing.vendor,
        model=model,
        input_tokens=writing.writer.input_tokens,
        languages=writing.writer.languages,
        usd_per_million_input=price.usd_per_million_input,
        usd_per_million_output=price.usd_per_million_output,
        parallel=writing.writer.parallel,
    )
    speakers, voices, slots = cast_speakers(wanted, serving)
    spoken = _language(request, sources, writer, speakers)
    writer, speakers = as_learned(writer, speakers, rates, language=spoken or USUAL_LANGUAGE)
    lexicon = lexicon_of(request.lexicon) if request.lexicon else None
    estimate = estimate_of(request, sources, writer, speakers).model_copy(
        update={
            "language": spoken,
            "writer": ChosenWriter(
                name=full_name(writer.vendor, model), why=writing.why or "asked for", local=writing.local
            ),
            "voices": voices,
            "style": ChosenStyle(name=style, why=why_style, complexity=request.complexity),
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
        skip_unreadable=request.skip_unreadable,
        priority=priority,
        style=style,
        complexity=request.complexity,
        grounding=request.grounding,
        instructions=request.instructions,
        lexicon=lexicon and reference_of(lexicon),
        keeps_length=True,
        episode_profile=request.episode_profile,
        speaker_profile=request.speaker_profile,
        review=request.review,
        auto_approve_after=request.auto_approve_after,
    )
    return Resolution(spec=spec, estimate=estimate, lexicon=lexicon)


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
