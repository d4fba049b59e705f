"""Whether what a profile names is served: the voices of its speakers, its writer."""

from collections.abc import Callable, Sequence

from domain.errors import Refused
from domain.profiles.profile import AnyProfile, EpisodeProfile
from domain.tts.casting import cast, choose_voice, settings_of
from domain.tts.request import SpeakerRequest
from domain.tts.speaker import Role
from domain.vendors.declarations import ProviderRole
from domain.vendors.serving import Serving


def check_served(profile: AnyProfile, serving: Serving) -> None:
    """Raises Refused, with the field at fault. What is away just now is checked when a podcast uses the profile."""
    if isinstance(profile, EpisodeProfile):
        if profile.llm is not None:
            _unless_away(lambda: serving.choose(ProviderRole.WRITER, profile.llm, loc=("llm",)))
        return
    _unless_away(lambda: _check_cast(profile.speakers, serving))


def _check_cast(speakers: Sequence[SpeakerRequest], serving: Serving) -> None:
    for index, each in enumerate(speakers):
        loc = ("speakers", index)
        announced, model = serving.choose(ProviderRole.SPEECH, each.tts, loc=(*loc, "tts"))
        role = each.pace or Role.EXPERT
        voice, _ = choose_voice(announced, each.voice, role, taken=frozenset(), loc=(*loc, "voice"))
        cast(announced, model, voice, name=each.name, role=role, speed=each.speed, loc=(*loc, "speed"))
        settings_of(announced, each.settings, loc=(*loc, "settings"))


def _unless_away(check: Callable[[], object]) -> None:
    try:
        check()
    except Refused as refused:
        if refused.status != 503:
            raise
