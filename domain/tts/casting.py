"""Casting: which voice speaks for whom, from what the vendors declare."""

from collections.abc import Mapping, Sequence

from domain.errors import Loc, Refused
from domain.tts.speaker import Role, Settings, Speaker
from domain.vendors.declarations import Announcement, ProviderRole, SpeechDeclaration, Voice, supports
from domain.vendors.serving import Serving


def cast(
    announcement: Announcement, model: str, voice: Voice, *, name: str, role: Role, speed: float, loc: Loc
) -> Speaker:
    """A speaker with that voice, and all else as its vendor declares it.

    Raises:
        Refused: `speed_not_supported`.
    """
    speech = _declared(announcement, loc)
    if not speech.minimum_speed <= speed <= speech.maximum_speed:
        raise Refused(
            "speed_not_supported",
            f"{announcement.vendor} speaks at {speech.minimum_speed:g} to {speech.maximum_speed:g} × its usual pace, "
            f"not at {speed:g}.",
            loc=loc,
        )
    return Speaker(
        name=name,
        role=role,
        vendor=announcement.vendor,
        model=model,
        engine=speech.engine,
        voice=voice.id,
        speed=speed,
        words_per_minute=voice.words_per_minute * speed,
        maximum_characters=speech.maximum_characters,
        usd_per_1000_characters=speech.usd_per_1000_characters,
        languages=speech.languages,
    )


def settings_of(announcement: Announcement, given: Mapping[str, str | float | bool], *, loc: Loc) -> Settings:
    """The settings of a voice in the order of their names, which decides no clip key.

    Raises:
        Refused: `setting_not_supported`, with the setting at fault.
    """
    declared = {each.name: each for each in _declared(announcement, loc).settings}
    for name, value in given.items():
        if name not in declared:
            known = f"It has {', '.join(declared)}." if declared else "It has none."
            raise Refused(
                "setting_not_supported", f"{announcement.vendor} has no setting {name!r}. {known}", loc=(*loc, name)
            )
        if not declared[name].allows(value):
            raise Refused(
                "setting_not_supported",
                f"{name} of {announcement.vendor} is {declared[name].takes}, not {str(value)[:60]!r}.",
                loc=(*loc, name),
            )
    return tuple(sorted(given.items()))


def recast(
    speakers: Sequence[Speaker], *, voices: Mapping[str, str], tts: str | None, serving: Serving
) -> tuple[Speaker, ...]:
    """The cast for the turns that are not spoken yet: each speaker in `voices` gets that voice; with `tts`, all move to
    that vendor.

    Raises:
        Refused: unknown speaker, vendor or voice, or a pace or language that the new vendor does not honour.
    """
    names = {speaker.name for speaker in speakers}
    for name in voices:
        if name not in names:
            raise Refused("unknown_speaker", f"{name!r} is none of {', '.join(sorted(names))}.", loc=("voices", name))
    taken = {each.voice for each in speakers if tts is None and each.name not in voices}
    anew: list[Speaker] = []
    for speaker in speakers:
        wanted = voices.get(speaker.name)
        if wanted is None and tts is None:
            anew.append(speaker)
            continue
        loc = ("tts",) if tts is not None else ("voices", speaker.name)
        announced, model = serving.choose(ProviderRole.SPEECH, tts or f"{speaker.vendor}:{speaker.model}", loc=loc)
        voice, _ = choose_voice(announced, wanted, speaker.role, taken=frozenset(taken), loc=("voices", speaker.name))
        moved = cast(announced, model, voice, name=speaker.name, role=speaker.role, speed=speaker.speed, loc=loc)
        moved = moved.model_copy(
            update={
                "character": speaker.character,
                "persona": speaker.persona,
                "note": speaker.note,
                "settings": _still_honoured(speaker.settings, announced),
            }
        )
        if speaker.languages and not any(supports(moved.languages, language) for language in speaker.languages):
            spoken = ", ".join(moved.languages)
            raise Refused("language_not_supported", f"{announced.vendor} speaks only {spoken}.", loc=loc)
        taken.add(voice.id)
        anew.append(moved)
    return tuple(anew)


def choose_voice(
    announcement: Announcement, wanted: str | None, role: Role, *, taken: frozenset[str], loc: Loc
) -> tuple[Voice, str]:
    """The voice and why it was chosen. `taken`: voices of this vendor that others speak with already.

    Raises:
        Refused: `voice_not_found`, when the vendor's list is complete and the voice is not in it.
    """
    speech = _declared(announcement, loc)
    if wanted is not None:
        for voice in speech.voices:
            if wanted in (voice.id, voice.name) or wanted.casefold() == voice.name.casefold():
                return voice, "asked for"
        if speech.any_voice:
            return Voice(id=wanted, name=wanted), "asked for"
        names = ", ".join(voice.id for voice in speech.voices[:20])
        raise Refused("voice_not_found", f"{announcement.vendor} has no voice {wanted!r}. It has: {names}.", loc=loc)
    preferred = (
        (speech.host_voice, speech.expert_voice) if role is Role.HOST else (speech.expert_voice, speech.host_voice)
    )
    candidates = [*filter(None, preferred), *(voice.id for voice in speech.voices)]
    if not candidates:
        raise Refused("voice_not_found", f"{announcement.vendor} announced no voice; name one.", loc=loc)
    chosen = next((each for each in candidates if each not in taken), candidates[0])
    known = next((voice for voice in speech.voices if voice.id == chosen), Voice(id=chosen, name=chosen))
    return known, f"{announcement.vendor}'s {f'usual {role.value}' if chosen in preferred else 'next free voice'}"


def _still_honoured(settings: Settings, announcement: Announcement) -> Settings:
    """Those that the voice's new vendor has too."""
    declared = {each.name: each for each in announcement.speech.settings} if announcement.speech else {}
    return tuple((name, value) for name, value in settings if name in declared and declared[name].allows(value))


def _declared(announcement: Announcement, loc: Loc) -> SpeechDeclaration:
    if announcement.speech is None:
        raise Refused("provider_not_configured", f"{announcement.vendor} announced no voices.", loc=loc)
    return announcement.speech
