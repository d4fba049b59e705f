"""A request with what its profiles say where it says nothing; and less of that, where it cannot be honoured."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import Field

from domain.errors import Loc, Refused
from domain.podcast.request import PodcastRequest
from domain.profiles.profile import EpisodeProfile, SpeakerProfile
from domain.tts.request import LexiconEntry, SpeakerRequest, compared_name, lexicon_of
from domain.value import Body, Value

_OF_EPISODES = ("style", "complexity", "language", "duration_minutes", "instructions", "llm", "review", "formats")
_OF_SPEAKERS = ("role", "voice", "tts", "persona", "note", "speed", "settings")


class Profiled(Value):
    """`request`: as if all of it had been asked for. `taken`: the fields that it does not ask for itself, by
    their paths; `inherited`: those of them that come from the podcast it is based on, not from profiles."""

    request: PodcastRequest
    taken: frozenset[tuple[str | int, ...]] = Field(default_factory=frozenset)
    inherited: frozenset[tuple[str | int, ...]] = Field(default_factory=frozenset)


def profiled(
    request: PodcastRequest, *, episode: EpisodeProfile | None = None, speakers: SpeakerProfile | None = None
) -> Profiled:
    """The request wins over its profiles, field by field; a speaker of the request takes the rest from the speaker of
    the same name.

    Raises:
        Refused: `speakers_do_not_fit`, when the request names its own speakers and none of the profile's.
    """
    update: dict[str, object] = {}
    taken: set[tuple[str | int, ...]] = set()
    if episode is not None:
        for field in _OF_EPISODES:
            value = getattr(episode, field)
            if value is not None and field not in request.model_fields_set:
                update[field] = value
                taken.add((field,))
        update["lexicon"] = _lexicon(request.lexicon, episode.lexicon)
    if speakers is not None:
        cast, theirs = _cast(request.speakers, speakers)
        update["speakers"] = cast
        taken |= theirs
    return Profiled(request=request.model_copy(update=update), taken=frozenset(taken))


def without(wanted: Profiled, loc: Loc) -> Profiled | None:
    """The request without the field at fault; None when the request itself asked for it."""
    request, taken = wanted.request, wanted.taken
    if loc == ("style",) and request.style is None:  # it followed from the number of speakers
        loc = ("speakers",)
    if loc[:1] != ("speakers",):
        if loc[:1] not in taken:
            return None
        field = str(loc[0])
        kept = _less(request, **{field: PodcastRequest.model_fields[field].get_default()})
        return wanted.model_copy(update={"request": kept, "taken": taken - {loc[:1]}})
    if len(loc) < 3:
        if ("speakers",) not in taken:
            return None
        left = frozenset(path for path in taken if path[0] != "speakers")
        return wanted.model_copy(update={"request": _less(request, speakers=None), "taken": left})
    if loc[:3] not in taken or request.speakers is None:
        return None
    index, field = int(loc[1]), str(loc[2])
    speaker = request.speakers[index]
    value: object = SpeakerRequest.model_fields[field].get_default(call_default_factory=True)
    left = taken - {loc[:3]}
    if field == "settings" and len(loc) > 3:
        value = {name: each for name, each in speaker.settings.items() if name != loc[3]}
        left = taken
    changed = _less(speaker, **{field: value})
    cast = (*request.speakers[:index], changed, *request.speakers[index + 1 :])
    return wanted.model_copy(update={"request": request.model_copy(update={"speakers": cast}), "taken": left})


Given = TypeVar("Given", bound=Body)


def _less(body: Given, **defaults: object) -> Given:
    """As if nothing had been said of these fields."""
    left = body.model_copy(update=defaults)
    left.model_fields_set.difference_update(defaults)
    return left


def _lexicon(own: Sequence[LexiconEntry], theirs: Sequence[LexiconEntry]) -> tuple[LexiconEntry, ...]:
    forms = {each.form for each in lexicon_of(own).readings}
    added = zip(theirs, lexicon_of(theirs).readings, strict=True)
    return (*own, *(entry for entry, reading in added if reading.form not in forms))


def _cast(
    own: Sequence[SpeakerRequest] | None, profile: SpeakerProfile
) -> tuple[tuple[SpeakerRequest, ...], set[tuple[str | int, ...]]]:
    """The speakers, and the paths of what came from the profile."""
    if own is None:
        paths = {("speakers", at, field) for at in range(len(profile.speakers)) for field in _OF_SPEAKERS}
        return profile.speakers, {("speakers",), *paths}
    known = {compared_name(each.name): each for each in profile.speakers}
    if not any(compared_name(each.name) in known for each in own):
        names = ", ".join(each.name for each in profile.speakers)
        raise Refused(
            "speakers_do_not_fit",
            f"None of these speakers is in the profile {profile.name!r}, which has {names}. Name one of them, or leave "
            "the profile out.",
            loc=("speakers",),
        )
    cast: list[SpeakerRequest] = []
    taken: set[tuple[str | int, ...]] = set()
    for at, each in enumerate(own):
        base = known.get(compared_name(each.name))
        fields = [
            field
            for field in _OF_SPEAKERS
            if base is not None and field in base.model_fields_set and field not in each.model_fields_set
        ]
        cast.append(each.model_copy(update={field: getattr(base, field) for field in fields}))
        taken |= {("speakers", at, field) for field in fields}
    return tuple(cast), taken
