"""The cast of a job that speaks: who speaks with which voice, and why."""

from collections.abc import Sequence

from domain.tts.casting import cast, choose_voice, settings_of
from domain.tts.request import SpeakerRequest
from domain.tts.speaker import Role, Speaker
from domain.value import Value
from domain.vendors.declarations import ProviderRole, full_name
from domain.vendors.serving import Serving


class ChosenVoice(Value):
    """`name` for people; `tts` and `voice` as a request would give them. `character`: the role in its own word."""

    name: str
    speaker: str
    role: Role
    tts: str
    voice: str
    why: str
    local: bool
    character: str = ""


def cast_speakers(
    wanted: Sequence[SpeakerRequest], serving: Serving
) -> tuple[tuple[Speaker, ...], tuple[ChosenVoice, ...], int]:
    """Speakers, why each voice was chosen, and the calls their vendors take at once. Each gets a voice of its own."""
    speakers: dict[int, Speaker] = {}
    chosen: dict[int, ChosenVoice] = {}
    slots: dict[str, int] = {}
    asked_first = sorted(range(len(wanted)), key=lambda index: wanted[index].voice is None)
    for index in asked_first:
        each = wanted[index]
        role = role_of(wanted, index)
        announced, model = serving.choose(ProviderRole.SPEECH, each.tts, loc=("speakers", index, "tts"))
        taken = frozenset(speaker.voice for speaker in speakers.values() if speaker.vendor == announced.vendor)
        voice, why = choose_voice(announced, each.voice, role, taken=taken, loc=("speakers", index, "voice"))
        slots[announced.vendor] = announced.slots
        spoken = cast(
            announced,
            model,
            voice,
            name=each.name,
            role=role,
            speed=each.speed,
            loc=("speakers", index, "speed"),
        )
        speakers[index] = spoken.model_copy(
            update={
                "character": each.character,
                "persona": each.persona or "",
                "note": each.note or "",
                "settings": settings_of(announced, each.settings, loc=("speakers", index, "settings")),
            }
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
            character=each.character,
        )
    order = range(len(wanted))
    return tuple(speakers[i] for i in order), tuple(chosen[i] for i in order), sum(slots.values())


def role_of(wanted: Sequence[SpeakerRequest], index: int) -> Role:
    """Its own; else the first of several who has none is the host, unless there is one. One voice alone tells."""
    own = wanted[index].pace
    if own is not None:
        return own
    if len(wanted) == 1 or any(each.pace is Role.HOST for each in wanted):
        return Role.EXPERT
    return Role.HOST if all(each.pace is not None for each in wanted[:index]) else Role.EXPERT
