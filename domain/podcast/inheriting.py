"""What a podcast from the sources of another one takes over from it, where its own request and profiles say nothing."""

from domain.podcast.bases import Base
from domain.podcast.profiled import Profiled
from domain.podcast.request import PodcastRequest
from domain.tts.request import LexiconEntry, SpeakerRequest, compared_name
from domain.tts.speaker import Speaker
from domain.tts.spoken.lexicon import Lexicon
from domain.vendors.declarations import full_name, supports

_FOR_THE_WRITER = ("name", "role", "persona", "note")
_OF_THE_VOICE = ("tts", "voice", "speed", "settings")


def inherited(wanted: Profiled, base: Base) -> Profiled:
    """What it takes over is marked as inherited: where that cannot be had any more, it is left out with a notice."""
    request, spec = wanted.request, base.spec
    values: dict[str, object] = {
        "topic": spec.topic,
        "complexity": spec.complexity,
        "grounding": spec.grounding,
        "instructions": spec.instructions,
        "language": spec.language,
        "duration_minutes": spec.minutes,
    }
    language = request.language
    if language is None or supports(spec.writer.languages, language):
        values["llm"] = full_name(spec.writer.vendor, spec.writer.model)
    alone = len(spec.voices) == 1
    if request.speakers is None or (len(request.speakers) == 1) == alone:
        values["style"] = spec.style
    update = {
        field: value for field, value in values.items() if value is not None and field not in request.model_fields_set
    }
    paths: set[tuple[str | int, ...]] = {(field,) for field in update}
    if base.lexicon is not None and not request.lexicon:
        update["lexicon"] = entries_of(base.lexicon)
    update["speakers"], theirs = _speakers(request, spec.voices)
    paths |= theirs
    return Profiled(
        request=request.model_copy(update=update),
        taken=wanted.taken | paths,
        inherited=frozenset(paths),
    )


def entries_of(lexicon: Lexicon) -> tuple[LexiconEntry, ...]:
    return tuple(
        LexiconEntry(written=each.written, spoken=each.spoken, case="exact" if each.exact else "any")
        for each in lexicon.readings
    )


def as_request(speaker: Speaker) -> SpeakerRequest:
    """The speaker as a request would name it."""
    return SpeakerRequest(
        name=speaker.name,
        role=speaker.character or speaker.role.value,
        tts=full_name(speaker.vendor, speaker.model),
        voice=speaker.voice,
        speed=speaker.speed,
        settings=dict(speaker.settings),
        persona=speaker.persona or None,
        note=speaker.note or None,
    )


def completed(own: SpeakerRequest, theirs: SpeakerRequest, *fields: str) -> tuple[SpeakerRequest, list[str]]:
    """`own` with those fields of `theirs` of which it says nothing, and which they are. Another vendor has other voices
    and settings."""
    moves = own.tts is not None and own.tts.partition(":")[0] != (theirs.tts or "").partition(":")[0]
    left = {"voice", "settings"} if moves else set[str]()
    if own.voice is not None:
        left.add("settings")
    taken = [field for field in fields if field not in own.model_fields_set and field not in left]
    return own.model_copy(update={field: getattr(theirs, field) for field in taken}), taken


def _speakers(
    request: PodcastRequest, voices: tuple[Speaker, ...]
) -> tuple[tuple[SpeakerRequest, ...], set[tuple[str | int, ...]]]:
    """The speakers, and the paths of what was taken over."""
    theirs: list[SpeakerRequest] = []
    for voice in voices:
        whole = as_request(voice)
        fits = request.language is None or supports(voice.languages, request.language)
        theirs.append(whole if fits else whole.model_copy(update=_usual_voice()))
    if request.speakers is None:
        fields = (*_FOR_THE_WRITER, *_OF_THE_VOICE)
        return tuple(theirs), {("speakers",), *(("speakers", at, each) for at in range(len(theirs)) for each in fields)}
    by_name = {compared_name(each.name): each for each in theirs}
    cast: list[SpeakerRequest] = []
    paths: set[tuple[str | int, ...]] = set()
    for at, own in enumerate(request.speakers):
        base = by_name.get(compared_name(own.name))
        if base is None:
            cast.append(own)
            continue
        whole, taken = completed(own, base, *_FOR_THE_WRITER[1:], *_OF_THE_VOICE)
        cast.append(whole)
        paths |= {("speakers", at, field) for field in taken}
    return tuple(cast), paths


def _usual_voice() -> dict[str, object]:
    """In another language, another voice speaks."""
    fields = SpeakerRequest.model_fields
    return {name: fields[name].get_default(call_default_factory=True) for name in _OF_THE_VOICE}
