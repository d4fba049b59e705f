"""The parts of a script that is kept: who speaks for whom of those it was written for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domain.errors import Refused
from domain.podcast.inheriting import as_request, completed
from domain.tts.cast import role_of
from domain.tts.request import SpeakerRequest, compared_name
from domain.tts.speaker import Speaker

KEPT = "as in the podcast that it is based on"


@dataclass(frozen=True, kw_only=True)
class Part:
    """`voice`: whose turns they were. `wanted`: whose they are, with everything that was not asked for as it was."""

    voice: Speaker
    wanted: SpeakerRequest
    keeps_voice: bool


def matched(
    wanted: Sequence[SpeakerRequest] | None, voices: Sequence[Speaker], *, speaking: Collection[str]
) -> list[Part]:
    """By name, else by role, else by what is left of hosts and others. `speaking`: names of those who have turns.

    Raises:
        Refused: `speakers_missing` for one who has turns; `speakers_do_not_fit` for one who would have none.
    """
    if wanted is None:
        return [Part(voice=each, wanted=as_request(each), keeps_voice=True) for each in voices]
    found = _found(wanted, sorted(voices, key=lambda each: each.name not in speaking))
    missing = [each for each in voices if each.name in speaking and each not in found.values()]
    if missing:
        names = " and ".join(f"{each.name} ({_word(each)})" for each in missing)
        message = f"The script needs a voice for {names}: name a speaker by that name or role, or leave speakers out."
        raise Refused("speakers_missing", message, loc=("speakers",))
    idle = next((at for at in range(len(wanted)) if at not in found), None)
    if idle is not None:
        message = f"The script holds nothing that {wanted[idle].name} could say: leave that speaker out."
        raise Refused("speakers_do_not_fit", message, loc=("speakers", idle))
    return [_part(each, found[at]) for at, each in enumerate(wanted)]


def _found(wanted: Sequence[SpeakerRequest], voices: Sequence[Speaker]) -> dict[int, Speaker]:
    """By the index of who is wanted."""

    def named(at: int, voice: Speaker) -> bool:
        return compared_name(wanted[at].name) == compared_name(voice.name)

    def in_the_role(at: int, voice: Speaker) -> bool:
        role = wanted[at].role
        return role is not None and compared_name(role) == compared_name(_word(voice))

    def paced(at: int, voice: Speaker) -> bool:
        return role_of(wanted, at) is voice.role

    def left_over(at: int, _: Speaker) -> bool:
        return wanted[at].role is None

    found: dict[int, Speaker] = {}
    for fits in (named, in_the_role, paced, left_over):
        for at in range(len(wanted)):
            left = [each for each in voices if each not in found.values() and fits(at, each)]
            if at not in found and left:
                found[at] = left[0]
    return found


def _part(own: SpeakerRequest, voice: Speaker) -> Part:
    whole, taken = completed(own, as_request(voice), "role", "tts", "voice", "speed", "settings")
    return Part(voice=voice, wanted=whole, keeps_voice="voice" in taken)


def _word(voice: Speaker) -> str:
    return voice.character or voice.role.value
