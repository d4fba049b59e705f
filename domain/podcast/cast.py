"""The cast of a podcast: who speaks with which voice, and why."""

from collections.abc import Sequence

from domain.podcast.estimate import ChosenVoice, full_name
from domain.podcast.request import SpeakerRequest
from domain.tts.casting import cast, choose_voice
from domain.tts.speaker import Role, Speaker
from domain.vendors.declarations import ProviderRole
from domain.vendors.serving import Serving

USUAL = (SpeakerRequest(name="HOST", role=Role.HOST), SpeakerRequest(name="EXPERT", role=Role.EXPERT))


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
            name=f"{voice.name} ({full_name(announced.vendor, model)})",
            speaker=each.name,
            role=role,
            tts=full_name(announced.vendor, model),
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
