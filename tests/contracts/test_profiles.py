"""The rows of profiles, on every database."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from adapters.catalog.catalog import Catalog
from domain.profiles.ports import TooManyProfiles
from domain.profiles.profile import AnyProfile, EpisodeProfile, ProfileKind, SpeakerProfile, StoredProfile, tag_of
from domain.tts.request import SpeakerRequest

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def stored(profile: AnyProfile, at: datetime = NOW) -> StoredProfile:
    return StoredProfile(profile=profile, tag=tag_of(profile, at.isoformat()), created_at=at, updated_at=at)


LESSON = stored(EpisodeProfile(name="Lesson", duration_minutes=8))
DESK = stored(SpeakerProfile(name="Lesson", speakers=(SpeakerRequest(name="Ann", settings={"a": 1, "b": True}),)))


async def test_names_are_of_an_owner_and_a_kind(catalog: Catalog) -> None:
    rows = catalog.profiles
    assert await rows.add(LESSON, owner="ann", most=10)
    assert await rows.add(DESK, owner="ann", most=10)
    assert await rows.add(LESSON, owner="bob", most=10)
    assert not await rows.add(stored(EpisodeProfile(name="LESSON")), owner="ann", most=10)
    assert await rows.get(ProfileKind.EPISODES, "lesson", owner="ann") == LESSON
    assert await rows.get(ProfileKind.SPEAKERS, "LESSON", owner="ann") == DESK
    assert await rows.get(ProfileKind.SPEAKERS, "lesson", owner="bob") is None
    later = stored(EpisodeProfile(name="Later"), NOW + timedelta(hours=1))
    await rows.add(later, owner="ann", most=10)
    assert [each.profile.name for each in await rows.all(ProfileKind.EPISODES, owner="ann")] == ["Later", "Lesson"]


async def test_a_change_is_made_to_what_was_read(catalog: Catalog) -> None:
    rows = catalog.profiles
    await rows.add(LESSON, owner="ann", most=10)
    changed = stored(EpisodeProfile(name="lesson", duration_minutes=9), NOW + timedelta(hours=1))
    assert not await rows.replace(changed, owner="ann", tag="another")
    both = await asyncio.gather(*(rows.replace(changed, owner="ann", tag=LESSON.tag) for _ in range(2)))
    assert sorted(both) == [False, True]
    found = await rows.get(ProfileKind.EPISODES, "Lesson", owner="ann")
    assert found is not None
    assert (found.profile, found.tag, found.created_at) == (changed.profile, changed.tag, NOW)
    assert not await rows.delete(ProfileKind.EPISODES, "Lesson", owner="ann", tag=LESSON.tag)
    assert not await rows.delete(ProfileKind.EPISODES, "Lesson", owner="bob", tag=None)
    assert await rows.delete(ProfileKind.EPISODES, "LESSON", owner="ann", tag=changed.tag)
    assert not await rows.delete(ProfileKind.EPISODES, "Lesson", owner="ann", tag=None)


async def test_an_owner_has_so_many(catalog: Catalog) -> None:
    rows = catalog.profiles
    for name in ("a", "b"):
        await rows.add(stored(EpisodeProfile(name=name)), owner="ann", most=2)
    with pytest.raises(TooManyProfiles):
        await rows.add(stored(EpisodeProfile(name="c")), owner="ann", most=2)
    assert len(await rows.all(ProfileKind.EPISODES, owner="ann")) == 2


async def test_they_are_handed_over_and_names_that_are_taken_go(catalog: Catalog) -> None:
    rows = catalog.profiles
    theirs = stored(EpisodeProfile(name="Lesson", duration_minutes=30))
    await rows.add(theirs, owner="bob", most=10)
    await rows.add(LESSON, owner="local", most=10)
    await rows.add(DESK, owner="local", most=10)
    await catalog.owners.hand_over(of="local", to="bob")
    assert await rows.get(ProfileKind.EPISODES, "lesson", owner="bob") == theirs
    assert await rows.get(ProfileKind.SPEAKERS, "lesson", owner="bob") == DESK
    assert await rows.all(ProfileKind.EPISODES, owner="local") == []
