"""Jobs that are made while a sweep runs, sweeps that are killed, and two sweeps at once."""

import asyncio

import pytest

from domain.artifacts.layout import SWEEP_JOURNAL
from domain.jobs.records import write_tombstone
from domain.upkeep.retention import Kind, SweepReport
from domain.upkeep.sweeping import LOCK
from tests.upkeep.harness import UpkeepHarness


def counts(report: SweepReport) -> dict[Kind, int]:
    return {kind: tally.count for kind, tally in report.removed.items()}


@pytest.mark.parametrize("word", ["marking what jobs use", "reading the ledger", "removing spending"])
async def test_a_clip_adopted_meanwhile_stays(harness: UpkeepHarness, word: str) -> None:
    frozen = await harness.segment("Bread rises.")
    await harness.speak(frozen)
    harness.clock.pass_by(days=40)
    came: list[str] = []

    async def submit(stage: str) -> None:
        if stage == word and not came:
            harness.clock.pass_by(days=-40)
            job = await harness.submit()
            harness.clock.pass_by(days=40)
            came.append(job.id)
            await harness.use(job.id, frozen)

    await harness.artifacts.create("spending/clip/x", b"{}")
    harness.between = submit
    harness.clock.pass_by(days=-40)  # names of newcomers carry the real time; the sweep's beginning has to be near it
    await harness.sweep()
    assert came
    assert await harness.clips_of(frozen) == [True]


async def test_a_clip_adopted_between_the_last_look_and_its_removal_is_put_back(harness: UpkeepHarness) -> None:
    frozen = await harness.segment("Bread rises.")
    await harness.speak(frozen)
    harness.age(days=40)
    job = await harness.submit()
    removing, used = harness.inventory.remove, []

    async def remove(key: str) -> None:
        if key.startswith("ledger/"):
            used.append(await harness.use(job.id, frozen))  # frozen and looked up: a hit
        await removing(key)

    harness.inventory.remove = remove  # type: ignore[method-assign]  # the moment that matters
    report = await harness.sweep()
    assert (len(used), report.restored) == (1, 1)
    assert await harness.clips_of(frozen) == [True]


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", range(6))
async def test_a_sweep_that_is_killed_is_finished_by_the_next(harness: UpkeepHarness, after: int) -> None:
    job, frozen, _ = await harness.podcast(*(f"Sentence {number} about bread." for number in range(8)))
    _, used, episode = await harness.podcast("Yeast breathes.")
    await write_tombstone(harness.artifacts, job.id, owner=job.owner)
    await harness.catalog.jobs.delete(job.id)
    harness.age(days=40)
    removing, left = harness.inventory.remove, [after]

    async def remove(key: str) -> None:
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        await removing(key)

    harness.inventory.remove = remove  # type: ignore[method-assign]  # a kill in the middle
    with pytest.raises(Killed):
        await harness.sweep()
    harness.inventory.remove = removing  # type: ignore[method-assign]
    await harness.sweep()
    assert await harness.artifacts.get(SWEEP_JOURNAL) is None
    assert await harness.clips_of(frozen) == [False] * 8
    assert await harness.clips_of(used) == [True]
    assert await harness.whole(episode)
    harness.age(days=40)
    await harness.sweep()  # the journal itself was a blob
    assert counts(await harness.sweep()) == {}


async def test_one_sweeps_and_the_others_do_not(harness: UpkeepHarness) -> None:
    assert await harness.catalog.locks.acquire(LOCK, "another", seconds=60)
    assert (await harness.sweep()).busy
    assert not (await harness.sweep(who="another")).busy, "the same sweeper may go on where it was killed"
    assert not (await harness.sweep()).busy, "it let go"


async def test_podcasts_made_all_through_sweeps_lose_nothing(harness: UpkeepHarness) -> None:
    """Five podcasts adopt the same old clips while sweep after sweep runs over them."""
    texts = [f"Sentence {number} about bread." for number in range(12)]
    frozen = await harness.segment(*texts)
    await harness.speak(frozen)
    harness.age(days=40)
    done = asyncio.Event()

    async def sweep() -> None:
        while not done.is_set():
            await harness.sweep()

    async def make(first: int) -> list[bool]:
        job = await harness.submit()
        mine = await harness.segment(*texts[first : first + 8])
        ref = await harness.use(job.id, mine)
        await harness.speak(mine)  # adopts what is there, makes what is gone
        await asyncio.sleep(0)
        await harness.finish(job, ref)
        return await harness.clips_of(mine)

    sweeping = asyncio.create_task(sweep())
    whole = await asyncio.gather(*(make(first) for first in range(5)))
    done.set()
    await sweeping
    assert whole == [[True] * 8] * 5
