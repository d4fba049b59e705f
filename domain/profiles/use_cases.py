"""Profiles of an owner: made, read, changed, duplicated and deleted."""

from collections.abc import Callable, Sequence
from datetime import datetime

from domain.artifacts.ports import Names
from domain.errors import Refused
from domain.jobs.key_claims import KeyClaims
from domain.profiles.checking import check_served
from domain.profiles.ports import Profiles, TooManyProfiles
from domain.profiles.profile import (
    MODELS,
    AnyProfile,
    DuplicateRequest,
    EpisodeProfile,
    ProfileKind,
    SpeakerProfile,
    StoredProfile,
    folded_name,
    kind_of,
    tag_of,
)
from domain.profiles.shipped import SHIPPED
from domain.value import Body, Value
from domain.vendors.ports import Providers
from domain.vendors.serving import Serving

MOST_PROFILES = 200
"""Of an owner and kind: a list that is shown whole."""

_WORD = {ProfileKind.EPISODES: "episode profile", ProfileKind.SPEAKERS: "speaker profile"}


class CreatedProfile(Value):
    stored: StoredProfile
    replayed: bool = False


class ProfileBook:
    def __init__(
        self, *, profiles: Profiles, providers: Providers, names: Names, clock: Callable[[], datetime]
    ) -> None:
        self._profiles, self._providers, self._clock = profiles, providers, clock
        self._claims = KeyClaims(names=names, clock=clock)

    async def all(self, kind: ProfileKind, *, owner: str) -> Sequence[StoredProfile]:
        """The owner's, newest first, then the shipped ones."""
        return (*await self._profiles.all(kind, owner=owner), *SHIPPED[kind])

    async def get(self, kind: ProfileKind, name: str, *, owner: str) -> StoredProfile:
        """Raises Refused 404 `profile_not_found`."""
        found = _shipped(kind, name) or await self._profiles.get(kind, name, owner=owner)
        if found is None:
            raise Refused("profile_not_found", f"There is no {_WORD[kind]} {name!r}.", status=404)
        return found

    async def episode(self, name: str, *, owner: str) -> EpisodeProfile:
        """The one that a podcast names. Raises Refused `profile_not_found`, with the field."""
        profile = await self._named(ProfileKind.EPISODES, name, owner=owner, field="episode_profile")
        assert isinstance(profile, EpisodeProfile)
        return profile

    async def speakers(self, name: str, *, owner: str) -> SpeakerProfile:
        """The one that a podcast names. Raises Refused `profile_not_found`, with the field."""
        profile = await self._named(ProfileKind.SPEAKERS, name, owner=owner, field="speaker_profile")
        assert isinstance(profile, SpeakerProfile)
        return profile

    async def _named(self, kind: ProfileKind, name: str, *, owner: str, field: str) -> AnyProfile:
        try:
            return (await self.get(kind, name, owner=owner)).profile
        except Refused as refused:
            raise Refused(refused.code, str(refused), loc=(field,)) from refused

    async def create(self, profile: AnyProfile, *, owner: str, key: str | None = None) -> CreatedProfile:
        """`key`: the idempotency key; who repeats it gets the profile that it made, as that stands now.

        Raises:
            IdempotencyConflict: the key was used for another body.
            Refused: 409 `name_taken` or `too_many_profiles`; what it names is not served.
        """
        return await self._made(profile, profile, owner=owner, key=key, route=f"POST /profiles/{kind_of(profile)}")

    async def _made(
        self, profile: AnyProfile, request: Body, *, owner: str, key: str | None, route: str
    ) -> CreatedProfile:
        kind, now = kind_of(profile), self._clock()
        if _shipped(kind, profile.name) is not None:
            raise _taken(kind, profile.name)
        if key is not None:
            claim = await self._claims.claimed(request, owner=owner, route=route, key=key, fresh=profile.name)
            now = claim.at  # by which the profile that the key made is known
            if (stands := await self._made_at(kind, profile.name, now, owner=owner)) is not None:
                return CreatedProfile(stored=stands, replayed=True)
        await self._check(profile)
        stored = StoredProfile(profile=profile, tag=tag_of(profile, now.isoformat()), created_at=now, updated_at=now)
        try:
            added = await self._profiles.add(stored, owner=owner, most=MOST_PROFILES)
        except TooManyProfiles:
            message = f"There are {MOST_PROFILES} {_WORD[kind]}s already. Delete one that is not used."
            raise Refused("too_many_profiles", message, status=409) from None
        if added:
            return CreatedProfile(stored=stored)
        if key is not None and (stands := await self._made_at(kind, profile.name, now, owner=owner)) is not None:
            return CreatedProfile(stored=stands, replayed=True)  # by an equal request at the same time
        raise _taken(kind, profile.name)

    async def _made_at(self, kind: ProfileKind, name: str, at: datetime, *, owner: str) -> StoredProfile | None:
        """The profile of that name, when it was made by the request of that time."""
        stands = await self._profiles.get(kind, name, owner=owner)
        return stands if stands is not None and stands.created_at == at else None

    async def replace(self, name: str, profile: AnyProfile, *, owner: str, tag: str) -> StoredProfile:
        """`tag`: of the profile as the caller knows it.

        Raises:
            Refused: 404, 409 `read_only`, 412 `changed_meanwhile`; another name; what it names is not served.
        """
        kind = kind_of(profile)
        stands = await self.get(kind, name, owner=owner)
        _check_writable(stands)
        if folded_name(profile.name) != folded_name(name):
            raise Refused("name_differs", "It keeps its name; a duplicate may have another.", loc=("name",))
        if stands.tag != tag:
            raise _stale(kind, name)
        await self._check(profile)
        now = self._clock()
        stored = stands.model_copy(
            update={"profile": profile, "tag": tag_of(profile, now.isoformat()), "updated_at": now}
        )
        if not await self._profiles.replace(stored, owner=owner, tag=tag):
            raise _stale(kind, name)
        return stored

    async def delete(self, kind: ProfileKind, name: str, *, owner: str, tag: str | None) -> None:
        """Podcasts that were made with it keep what they took from it. Raises Refused 404, 409, 412."""
        stands = await self.get(kind, name, owner=owner)
        _check_writable(stands)
        if tag is not None and tag != stands.tag:
            raise _stale(kind, name)
        if not await self._profiles.delete(kind, name, owner=owner, tag=tag):
            raise _stale(kind, name) if tag is not None else _gone(kind, name)

    async def duplicate(
        self, kind: ProfileKind, name: str, request: DuplicateRequest, *, owner: str, key: str | None = None
    ) -> CreatedProfile:
        """A copy under another name, of a shipped one too. Raises what `create` raises, and 404."""
        stands = await self.get(kind, name, owner=owner)
        copy = MODELS[kind].model_validate({**stands.profile.model_dump(), "name": request.name})
        route = f"POST /profiles/{kind}/{folded_name(name)}/duplicate"
        return await self._made(copy, request, owner=owner, key=key, route=route)

    async def _check(self, profile: AnyProfile) -> None:
        check_served(profile, Serving(await self._providers.all(), now=self._clock()))


def _shipped(kind: ProfileKind, name: str) -> StoredProfile | None:
    folded = folded_name(name)
    return next((each for each in SHIPPED[kind] if folded_name(each.profile.name) == folded), None)


def _check_writable(stored: StoredProfile) -> None:
    if stored.shipped:
        raise Refused(
            "read_only",
            f"{stored.profile.name!r} comes with Podwright and is not changed. Duplicate it, and change the copy.",
            status=409,
        )


def _taken(kind: ProfileKind, name: str) -> Refused:
    return Refused(
        "name_taken",
        f"There is an {_WORD[kind]} {name!r} already."
        if kind is ProfileKind.EPISODES
        else f"There is a {_WORD[kind]} {name!r} already.",
        loc=("name",),
        status=409,
    )


def _stale(kind: ProfileKind, name: str) -> Refused:
    message = f"The {_WORD[kind]} {name!r} was changed meanwhile. Read it again, and repeat the change."
    return Refused("changed_meanwhile", message, status=412)


def _gone(kind: ProfileKind, name: str) -> Refused:
    return Refused("profile_not_found", f"There is no {_WORD[kind]} {name!r}.", status=404)
