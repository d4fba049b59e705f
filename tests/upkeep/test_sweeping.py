"""What goes, what stays, and what happens to those who come in the middle of it."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable

import pytest

from domain.artifacts.files import StoredFile
from domain.artifacts.layout import TOMBSTONES
from domain.artifacts.ledger import Ledger
from domain.jobs.records import bury
from domain.jobs.status import JobStatus
from domain.upkeep.retention import Kind, Retention, SweepReport
from domain.upkeep.sweeping import HOLD, JOURNAL
from tests.upkeep.house import House


def counts(report: SweepReport) -> dict[Kind, int]:
    return {kind: tally.count for kind, tally in report.removed.items()}


async def test_a_living_podcast_keeps_everything_for_ever(house: House) -> None:
    _, frozen, episode = await house.podcast("Bread rises.", "Yeast breathes.")
    house.clock.pass_by(days=400)
    report = await house.sweep()
    assert counts(report) == {}
    assert await house.whole(episode)
    assert await house.clips_of(frozen) == [True, True]


async def test_what_a_deleted_podcast_left_goes_when_it_is_old_enough(house: House) -> None:
    job, frozen, episode = await house.podcast("Bread rises.")
    _, other, other_episode = await house.podcast("Yeast breathes.")
    await bury(house.artifacts, job.id, owner=job.owner)
    await house.catalog.jobs.delete(job.id)
    assert counts(await house.sweep()) == {}, "nothing younger than a day is touched"
    house.clock.pass_by(days=3)
    assert counts(await house.sweep())[Kind.NAMES] >= 3
    assert not await house.whole(episode)
    assert await house.clips_of(frozen) == [True], "clips of a deleted podcast wait for others to use them"
    house.clock.pass_by(days=28)
    report = await house.sweep()
    assert counts(report) == {Kind.CLIPS: 1, Kind.BLOBS: 1}
    assert await house.clips_of(frozen) == [False]
    assert await house.clips_of(other) == [True]
    assert await house.whole(other_episode)
    assert await house.artifacts.list("podcasts/" + job.id) == []


async def test_a_dry_run_says_the_same_and_touches_nothing(house: House) -> None:
    job, frozen, _ = await house.podcast("Bread rises.")
    await bury(house.artifacts, job.id, owner=job.owner)
    await house.catalog.jobs.delete(job.id)
    await Ledger(house.artifacts).mark("clip", frozen.turns[0].key, "somebody")
    house.clock.pass_by(days=31)
    before = sorted(house.folder.rglob("*"))
    dry = await house.sweep(dry_run=True)
    assert sorted(house.folder.rglob("*")) == before
    wet = await house.sweep()
    assert counts(dry) == counts(wet)
    assert dry.removed[Kind.BLOBS].bytes == wet.removed[Kind.BLOBS].bytes > 0


async def test_a_clip_that_two_podcasts_share_stays_with_the_other(house: House) -> None:
    job, frozen, _ = await house.podcast("Bread rises.")
    _, same, episode = await house.podcast("Bread rises.")
    assert same.turns[0].key == frozen.turns[0].key
    await bury(house.artifacts, job.id, owner=job.owner)
    await house.catalog.jobs.delete(job.id)
    house.clock.pass_by(days=90)
    await house.sweep()
    assert await house.clips_of(same) == [True]
    assert await house.whole(episode)


async def test_a_podcast_being_made_keeps_what_it_froze_and_what_it_adopted(house: House) -> None:
    frozen = await house.segment("Bread rises.", "Yeast breathes.")
    await house.speak(frozen)  # of a podcast long gone
    house.clock.pass_by(days=60)
    job = await house.submit()
    await house.use(job.id, frozen)
    house.clock.pass_by(days=25)  # it is parked
    await house.sweep()
    assert await house.clips_of(frozen) == [True, True]


async def test_what_is_younger_than_the_oldest_running_podcast_stays(house: House) -> None:
    await house.submit()
    unnamed = await house.artifacts.put(b"in the history of the run alone", media_type="text/plain")
    frozen = await house.segment("Bread rises.")
    await house.speak(frozen)
    house.clock.pass_by(days=29)
    house.retention = Retention(clips=5)
    await house.sweep()
    assert await house.artifacts.exists(unnamed)
    assert await house.clips_of(frozen) == [True]


async def test_pieces_of_a_long_turn_stay_while_it_is_used(house: House) -> None:
    frozen = await house.segment("Bread rises because yeast breathes. " * 6, maximum=80)
    keys = [piece.key for piece in frozen.turns[0].pieces]
    assert len(keys) > 1
    ledger = Ledger(house.artifacts)
    for key in keys:
        await ledger.keep("piece", key, b"{}")
    await ledger.keep("piece", "0" * 64, b"{}")
    await house.use((await house.submit()).id, frozen)
    house.clock.pass_by(days=60)
    house.catalog.live_jobs.oldest_open = nobody  # type: ignore[method-assign]  # the floor would hide what is tested
    assert counts(await house.sweep())[Kind.CLIPS] == 1
    assert all([await ledger.look("piece", key) for key in keys])


async def nobody() -> None:
    return None


async def test_completions_and_marks_of_calls_grow_old(house: House) -> None:
    ledger = Ledger(house.artifacts)
    await ledger.keep("completions", "a" * 64, b'{"text": "Bread"}')
    await ledger.keep("something-newer", "b" * 64, b"{}")
    await ledger.mark("clip", "c" * 64, "somebody")
    house.clock.pass_by(days=2)
    assert counts(await house.sweep()) == {Kind.SPENDING: 1}
    house.clock.pass_by(days=29)
    assert counts(await house.sweep()) == {Kind.COMPLETIONS: 1}
    assert await ledger.look("something-newer", "b" * 64) is not None, "a ledger of a newer version is left alone"


async def test_uploaded_files_live_by_their_row(house: House) -> None:
    kept = await house.artifacts.put(b"kept", media_type="text/plain")
    gone = await house.artifacts.put(b"gone", media_type="text/plain")
    file = StoredFile(file_id="f1", owner="ann", name="a.txt", media_type="text/plain", size=4, sha256=kept.sha256,
                      created_at=house.clock())  # fmt: skip
    await house.catalog.files.add(file)
    for each in ("f1", "f2"):
        await house.artifacts.create(f"files/{each}/facts", b"{}")
    house.clock.pass_by(days=3)
    assert counts(await house.sweep()) == {Kind.NAMES: 1, Kind.BLOBS: 1}
    assert await house.artifacts.exists(kept)
    assert not await house.artifacts.exists(gone)
    assert await house.artifacts.list("files") == ["files/f1/facts"]


async def test_a_podcast_that_the_catalog_does_not_know_stays_and_is_told(house: House) -> None:
    job, frozen, episode = await house.podcast("Bread rises.")
    await house.catalog.jobs.delete(job.id)
    await forget_tombstone(house, job.id)
    await house.artifacts.create("podcasts/never-a-row/v1/a1/spec", b"{}")
    house.clock.pass_by(days=60)
    report = await house.sweep()
    assert (report.strays, counts(report)) == (1, {Kind.NAMES: 1})
    assert await house.whole(episode)
    assert await house.clips_of(frozen) == [True]


async def forget_tombstone(house: House, job_id: str) -> None:
    """As a catalog from before the podcast has none."""
    from sqlalchemy import delete

    from adapters.catalog.tables import tombstones

    async with house.catalog._database.writing() as connection:
        await connection.execute(delete(tombstones).where(tombstones.c.job_id == job_id))


async def test_old_podcasts_are_removed_only_when_asked_for(house: House) -> None:
    old, _, episode = await house.podcast("Bread rises.")
    failed = await house.submit()
    await house.finish(failed, status=JobStatus.FAILED)
    house.clock.pass_by(days=100)
    young, *_ = await house.podcast("Yeast breathes.")
    house.retention = Retention(podcasts=90)
    report = await house.sweep()
    assert counts(report)[Kind.PODCASTS] == 2
    assert await house.catalog.jobs.get(old.id) is None
    assert await house.catalog.jobs.get(young.id) is not None
    assert not await house.whole(episode)
    assert set(await house.artifacts.list(TOMBSTONES)) == {f"{TOMBSTONES}/{old.id}", f"{TOMBSTONES}/{failed.id}"}


async def test_a_deletion_that_was_interrupted_is_finished(house: House) -> None:
    job, _, episode = await house.podcast("Bread rises.")
    await bury(house.artifacts, job.id, owner=job.owner)
    house.clock.pass_by(days=3)
    assert counts(await house.sweep())[Kind.PODCASTS] == 1
    assert await house.catalog.jobs.get(job.id) is None
    assert not await house.whole(episode)


@pytest.mark.parametrize("word", ["looking at what podcasts use", "looking at clips", "removing spending"])
async def test_a_clip_adopted_meanwhile_stays(house: House, word: str) -> None:
    frozen = await house.segment("Bread rises.")
    await house.speak(frozen)
    house.clock.pass_by(days=40)
    came: list[str] = []

    async def somebody_comes(said: str) -> None:
        if said == word and not came:
            house.clock.pass_by(days=-40)
            job = await house.submit()
            house.clock.pass_by(days=40)
            came.append(job.id)
            await house.use(job.id, frozen)

    await house.artifacts.create("spending/clip/x", b"{}")
    house.between = somebody_comes
    house.clock.pass_by(days=-40)  # names of newcomers carry the real time; the sweep's beginning has to be near it
    await house.sweep()
    assert came
    assert await house.clips_of(frozen) == [True]


async def test_a_clip_adopted_between_the_last_look_and_its_removal_is_put_back(house: House) -> None:
    frozen = await house.segment("Bread rises.")
    await house.speak(frozen)
    age(house, days=40)
    job = await house.submit()
    removing, used = house.inventory.remove, []

    async def remove(key: str) -> None:
        if key.startswith("ledger/"):
            used.append(await house.use(job.id, frozen))  # frozen and looked up: a hit
        await removing(key)

    house.inventory.remove = remove  # type: ignore[method-assign]  # the moment that matters
    report = await house.sweep()
    assert (len(used), report.restored) == (1, 1)
    assert await house.clips_of(frozen) == [True]


def age(house: House, *, days: float) -> None:
    """Everything there is was written so long ago."""
    then = time.time() - days * 86400
    for path in house.folder.rglob("*"):
        if path.is_file():
            os.utime(path, (then, then))


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", range(6))
async def test_a_sweep_that_is_killed_is_finished_by_the_next(house: House, after: int) -> None:
    job, frozen, _ = await house.podcast(*(f"Sentence {number} about bread." for number in range(8)))
    _, kept, episode = await house.podcast("Yeast breathes.")
    await bury(house.artifacts, job.id, owner=job.owner)
    await house.catalog.jobs.delete(job.id)
    age(house, days=40)
    removing, left = house.inventory.remove, [after]

    async def remove(key: str) -> None:
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        await removing(key)

    house.inventory.remove = remove  # type: ignore[method-assign]  # a kill in the middle
    with pytest.raises(Killed):
        await house.sweep()
    house.inventory.remove = removing  # type: ignore[method-assign]
    await house.sweep()
    assert await house.artifacts.get(JOURNAL) is None
    assert await house.clips_of(frozen) == [False] * 8
    assert await house.clips_of(kept) == [True]
    assert await house.whole(episode)
    age(house, days=40)
    await house.sweep()  # the journal itself was a blob
    assert counts(await house.sweep()) == {}


async def test_one_sweeps_and_the_others_do_not(house: House) -> None:
    assert await house.catalog.deeds.hold(HOLD, "another", seconds=60)
    assert (await house.sweep()).busy
    assert not (await house.sweep(who="another")).busy, "the same sweeper may go on where it was killed"
    assert not (await house.sweep()).busy, "it let go"


async def test_bytes_that_are_put_again_become_young(house: House) -> None:
    ref = await house.artifacts.put(b"the same again", media_type="text/plain")
    age(house, days=40)
    assert await house.artifacts.put(b"the same again", media_type="text/plain") == ref
    report = await house.sweep()
    assert counts(report) == {}
    assert await house.artifacts.exists(ref)


async def test_half_written_files_of_a_killed_process_go(house: House) -> None:
    await house.artifacts.put(b"whole", media_type="text/plain")
    left = house.folder / "blobs" / ("a" * 64 + "#1")
    left.write_bytes(b"half")
    age(house, days=0.5)
    assert counts(await house.sweep()) == {}
    age(house, days=1.5)
    assert counts(await house.sweep()) == {Kind.STAGING: 1}
    assert not left.exists()


async def test_records_that_a_crash_left_unwritten_are_made_up(house: House) -> None:
    job, _, _ = await house.podcast("Bread rises.")
    for name in await house.artifacts.list(f"podcasts/{job.id}"):
        if "/record/" in name or name.endswith("/job"):
            await house.artifacts.delete(name)
    assert (await house.sweep()).recorded == 1
    assert (await house.sweep()).recorded == 0
    assert await house.artifacts.list(f"podcasts/{job.id}/record") == [f"podcasts/{job.id}/record/a1-r000007"]


Meanwhile = Callable[[str], Awaitable[None]]


async def test_podcasts_made_all_through_sweeps_lose_nothing(house: House) -> None:
    """Five podcasts adopt the same old clips while sweep after sweep runs over them."""
    texts = [f"Sentence {number} about bread." for number in range(12)]
    frozen = await house.segment(*texts)
    await house.speak(frozen)
    age(house, days=40)
    done = asyncio.Event()

    async def sweep() -> None:
        while not done.is_set():
            await house.sweep()

    async def make(first: int) -> list[bool]:
        job = await house.submit()
        mine = await house.segment(*texts[first : first + 8])
        ref = await house.use(job.id, mine)
        await house.speak(mine)  # adopts what is there, makes what is gone
        await asyncio.sleep(0)
        await house.finish(job, ref)
        return await house.clips_of(mine)

    sweeping = asyncio.create_task(sweep())
    whole = await asyncio.gather(*(make(first) for first in range(5)))
    done.set()
    await sweeping
    assert whole == [[True] * 8] * 5


async def test_a_podcast_from_before_uses_were_named_keeps_its_clips(house: House) -> None:
    """Its outcome tells the segments."""
    job, frozen, _ = await house.podcast("Bread rises.")
    for name in await house.artifacts.list(f"podcasts/{job.id}/uses"):
        await house.artifacts.delete(name)
    house.clock.pass_by(days=60)
    await house.sweep()
    assert await house.clips_of(frozen) == [True]
