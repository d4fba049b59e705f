"""Other voices for a podcast that is being made: turns already spoken keep theirs."""

from collections.abc import Mapping, Sequence

from domain.errors import Loc, Refused
from domain.tts.speaker import Role, Speaker
from domain.vendors.declarations import (
    Announcement,
    ProviderRole,
    Voice,
)
from domain.vendors.serving import Serving


def recast(
    speakers: Sequence[Speaker], *, voices: Mapping[str, str], tts: str | None, serving: Serving
) -> tuple[Speaker, ...]:
    """The whole cast anew: each speaker in `voices` gets that voice; with `tts`, all move to that vendor.

    Raises:
        Refused: unknown speaker, vendor or voice, or a pace or language that the new vendor does not honour.
    """
    names = {speaker.name for speaker in speakers}
    for name in voices:
        if name not in names:
            raise Refused("unknown_speaker", f"{name!r} is none of {', '.join(sorted(names))}.", loc=("voices", name))
    taken = {each.voice for each in speakers if tts is None and each.name not in voices}
    cast: list[Speaker] = []
    for speaker in speakers:
        wanted = voices.get(speaker.name)
        if wanted is None and tts is None:
            cast.append(speaker)
            continue
        loc = ("tts",) if tts is not None else ("voices", speaker.name)
        announced, model = serving.choose(ProviderRole.SPEECH, tts or f"{speaker.vendor}:{speaker.model}", loc=loc)
        voice, _ = choose_voice(announced, wanted, speaker.role, taken=frozenset(taken), loc=("voices", speaker.name))
        speech = announced.speech
        assert speech is not None, "choose_voice refuses a vendor without voices"
        if not speech.minimum_speed <= speaker.speed <= speech.maximum_speed:
            raise Refused(
                "speed_not_supported",
                f"{announced.vendor} does not speak at {speaker.speed:g} × its usual pace.",
                loc=loc,
            )
        if speaker.languages and speech.languages and not set(speaker.languages) & set(speech.languages):
            raise Refused(
                "language_not_supported", f"{announced.vendor} speaks only {', '.join(speech.languages)}.", loc=loc
            )
        taken.add(voice.id)
        cast.append(
            speaker.model_copy(
                update={
                    "vendor": announced.vendor,
                    "model": model,
                    "engine": speech.engine,
                    "voice": voice.id,
                    "words_per_minute": voice.words_per_minute * speaker.speed,
                    "maximum_characters": speech.maximum_characters,
                    "usd_per_1000_characters": speech.usd_per_1000_characters,
                    "languages": speech.languages,
                }
            )
        )
    return tuple(cast)


def choose_voice(
    announcement: Announcement, wanted: str | None, role: Role, *, taken: frozenset[str], loc: Loc
) -> tuple[Voice, str]:
    """The voice and why it was chosen. `taken`: voices of this vendor that others speak with already.

    Raises:
        Refused: `voice_not_found`, when the vendor's list is complete and the voice is not in it.
    """
    speech = announcement.speech
    if speech is None:
        raise Refused("provider_not_configured", f"{announcement.vendor} announced no voices.", loc=loc)
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
    return known, f"{announcement.vendor}'s usual {role.value}"
