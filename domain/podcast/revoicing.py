"""Re-voicing: the script of a podcast, spoken by other voices, as a podcast of its own."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.access import Caller
from domain.artifacts.documents import reference_of
from domain.artifacts.reference import ArtifactRef
from domain.errors import Refused
from domain.jobs.admission import priority_for
from domain.jobs.notice import Notice
from domain.money import CostRange
from domain.podcast.alike import one_voice_for_two
from domain.podcast.bases import Base, KeptScript
from domain.podcast.estimate import ChosenStyle, ChosenWriter, Estimate
from domain.podcast.given import GivenScript
from domain.podcast.learned import NO_RATES, as_learned
from domain.podcast.parts import KEPT, Part, matched
from domain.podcast.profiled import Profiled
from domain.podcast.request import PodcastRequest
from domain.podcast.resolve import MAXIMUM_WINDOW, Resolution, honoured
from domain.script.model import SegmentDraft
from domain.tts.cast import ChosenVoice, cast_speakers
from domain.tts.learned import Rate
from domain.tts.request import lexicon_of
from domain.tts.speaker import Speaker
from domain.vendors.declarations import Announcement, full_name, supports
from domain.vendors.serving import Serving

_FOR_THE_SCRIPT = frozenset(
    {
        "skip_unreadable",
        "topic",
        "duration_minutes",
        "language",
        "style",
        "complexity",
        "grounding",
        "instructions",
        "llm",
    }
)
"""What a request may say of a script that is still to be written."""


def revoice(
    wanted: Profiled,
    base: Base,
    script: KeptScript,
    *,
    podcast_id: str,
    caller: Caller,
    announcements: Sequence[Announcement],
    now: datetime,
    rates: Mapping[str, Rate] = NO_RATES,
) -> Resolution:
    """The estimate does not know yet what of it was spoken before (domain.podcast.respoken).

    Raises:
        Refused: the request cannot be honoured, with the field at fault.
    """

    def once(request: PodcastRequest) -> Resolution:
        _check_writing(request)
        return _revoice(
            request,
            base,
            script,
            podcast_id=podcast_id,
            caller=caller,
            serving=Serving(announcements, now=now),
            rates=rates,
        )

    return honoured(wanted, once)


def _check_writing(request: PodcastRequest) -> None:
    for field in sorted(_FOR_THE_SCRIPT & request.model_fields_set):
        raise _kept(field, field)
    for at, speaker in enumerate(request.speakers or ()):
        for field in ("persona", "note"):
            if getattr(speaker, field) is not None:
                raise _kept(field, "speakers", at, field)


def _kept(what: str, *loc: str | int) -> Refused:
    message = f"The script is kept as it is, so {what!r} would change nothing: leave it out, or reuse the sources."
    return Refused("script_kept", message, loc=loc)


def _revoice(
    request: PodcastRequest,
    base: Base,
    script: KeptScript,
    *,
    podcast_id: str,
    caller: Caller,
    serving: Serving,
    rates: Mapping[str, Rate],
) -> Resolution:
    spec, asked = base.spec, request.priority if "priority" in request.model_fields_set else None
    speaking = {turn.speaker for draft in script.drafts for turn in draft.turns}
    parts = matched(request.speakers, spec.voices, speaking=speaking)
    cast, voices, slots = _cast(parts, serving, request)
    _check_language(cast, request, script.language)
    writer, speakers = as_learned(spec.writer, cast, rates, language=script.language)
    names = {part.voice.name: part.wanted.name for part in parts}
    drafts = tuple(_renamed(draft, names) for draft in script.drafts)
    outline = script.outline.model_copy(update={"title": request.title or script.outline.title})
    corpus = None if isinstance(script.corpus, ArtifactRef) else script.corpus
    given = GivenScript(
        title=outline.title,
        language=script.language,
        outline=reference_of(outline),
        corpus=script.corpus if isinstance(script.corpus, ArtifactRef) else reference_of(script.corpus),
        drafts=tuple(map(reference_of, drafts)),
        words=sum(len(turn.text.split()) for draft in drafts for turn in draft.turns),
    )
    lexicon = lexicon_of(request.lexicon) if request.lexicon else base.lexicon
    notices = _names_in_the_text(drafts, names)
    alike = one_voice_for_two(speakers)
    estimate = Estimate(
        words=given.words,
        minutes=spec.minutes,
        characters=0,
        language=script.language,
        cost_usd=CostRange(low=0, high=0),
        writer=ChosenWriter(name=full_name(writer.vendor, writer.model), why="its script is kept", local=True),
        voices=voices,
        style=ChosenStyle(name=spec.style, why="its script is kept", complexity=spec.complexity),
        notes=tuple(each.message for each in (*([alike] if alike else []), *notices)),
    )
    revoiced = spec.model_copy(
        update={
            "podcast_id": podcast_id,
            "owner": caller.owner,
            "attempt": 1,
            "version": 1,
            "title": given.title,
            "sources": tuple(facts.ref for facts in base.sources),
            "read": base.read,
            "answers": {},
            "language": script.language,
            "speakers": speakers,
            "cast": (),
            "formats": request.formats,
            "speech_window": min(2 * slots, MAXIMUM_WINDOW),
            "budget_usd": request.budget_usd,
            "priority": priority_for(caller, asked),
            "lexicon": lexicon and reference_of(lexicon),
            "episode_profile": request.episode_profile,
            "speaker_profile": request.speaker_profile,
            "notices": notices,
            "review": request.review,
            "auto_approve_after": request.auto_approve_after,
            "based_on": base.based_on,
            "given": given,
            "revises": None,
        }
    )
    return Resolution(spec=revoiced, estimate=estimate, lexicon=lexicon, outline=outline, corpus=corpus, drafts=drafts)


def _cast(
    parts: Sequence[Part], serving: Serving, request: PodcastRequest
) -> tuple[tuple[Speaker, ...], tuple[ChosenVoice, ...], int]:
    """As `cast_speakers`; what is for a writer is as it was.

    Raises:
        Refused: the field at fault, or the podcast that it is based on, of which it was taken over.
    """
    own = request.speakers
    try:
        speakers, voices, slots = cast_speakers([part.wanted for part in parts], serving)
    except Refused as refused:
        _, at, field = (*refused.loc, "", "")[:3]
        if own is not None and field in own[int(at)].model_fields_set:
            raise
        advice = "It was taken over from the podcast that this is based on: name another one in speakers."
        raise Refused(
            refused.code, f"{refused} {advice}", loc=("based_on", "podcast_id"), status=refused.status
        ) from refused
    return (
        tuple(
            each.model_copy(update={"persona": part.voice.persona, "note": part.voice.note})
            for each, part in zip(speakers, parts, strict=True)
        ),
        tuple(
            each.model_copy(update={"why": KEPT}) if part.keeps_voice else each
            for each, part in zip(voices, parts, strict=True)
        ),
        slots,
    )


def _check_language(speakers: Sequence[Speaker], request: PodcastRequest, language: str) -> None:
    for at, each in enumerate(speakers):
        if not supports(each.languages, language):
            own = request.speakers[at].model_fields_set if request.speakers is not None else frozenset()
            field = next((field for field in ("voice", "tts") if field in own), None)
            message = f"The script is in {language!r}, and {each.vendor} speaks {', '.join(each.languages)}."
            loc = ("based_on", "podcast_id") if field is None else ("speakers", at, field)
            raise Refused("language_not_supported", message, loc=loc)


def _renamed(draft: SegmentDraft, names: Mapping[str, str]) -> SegmentDraft:
    turns = tuple(turn.model_copy(update={"speaker": names[turn.speaker]}) for turn in draft.turns)
    return draft.model_copy(update={"turns": turns})


def _names_in_the_text(drafts: Sequence[SegmentDraft], names: Mapping[str, str]) -> tuple[Notice, ...]:
    """Notices of names that are said in the script, which stays as it is, and are borne by others now."""
    text = "\n".join(turn.text for draft in drafts for turn in draft.turns)
    return tuple(
        Notice(
            code="name_in_script",
            message=f"The script says the name “{old}”, whose turns {new} says now: edit it where it matters.",
        )
        for old, new in names.items()
        if new != old and re.search(rf"(?<!\w){re.escape(old)}(?!\w)", text)
    )
