"""Keys, usage and limits, on every database."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from adapters.catalog.catalog import Catalog
from domain.access import ApiKey, ApiKeys, Belongings, HeldKey, Limits, Scope
from domain.collections.collection import Collection
from domain.jobs.ports import Allowance, Idempotency, LimitReached, UsageByDay
from domain.jobs.progress import Progress, Usage
from domain.jobs.record import Job, Outcome
from domain.jobs.status import JobStatus

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)


def typed(catalog: Catalog) -> tuple[ApiKeys, UsageByDay]:
    """The type checker's own test."""
    return catalog.keys, catalog.usage


def job(job_id: str, owner: str = "anna") -> Job:
    return Job(id=job_id, owner=owner, created_at=T0)


def held(key_id: str = "k1", **values: Any) -> HeldKey:
    key = {"key_id": key_id, "owner": "anna", "scope": Scope.WRITE, "priority": 2, "created_at": T0, **values}
    return HeldKey(key=ApiKey.model_validate(key), digest="0" * 64)


def allowed(characters: int = 0, **limits: int) -> Allowance:
    return Allowance(limits=Limits(**limits), characters=characters)


async def ends(catalog: Catalog, job_id: str, characters: int, attempt: int = 1) -> None:
    usage = Usage(tts_characters=characters, tts_characters_reused=3, llm_output_tokens=5, cost_usd=0.25)
    progress = Progress(status=JobStatus.FAILED, attempt=attempt, rev=1, usage=usage)
    outcome = Outcome(status=JobStatus.FAILED, attempt=attempt, run_id="r", progress=progress, ended_at=T0)
    assert await catalog.jobs.end(job_id, outcome)


async def test_keys_come_back_and_are_revoked_once(catalog: Catalog) -> None:
    first, second = held(limits={"running": 2, "characters_per_day": 10**12}), held("k2", scope=Scope.ADMIN)
    for each in (first, second):
        await catalog.keys.add(each)
    assert list(await catalog.keys.all()) == [first, second]
    assert await catalog.keys.revoke("k1", T0)
    assert await catalog.keys.revoke("k1", T0 + timedelta(days=1)), "the first time stands"
    assert [each.key.revoked_at for each in await catalog.keys.all()] == [T0, None]
    assert not await catalog.keys.revoke("k3", T0)


async def test_of_many_at_once_only_so_many_run(catalog: Catalog) -> None:
    results = await asyncio.gather(
        *(catalog.jobs.create(job(f"p{n}"), allowance=allowed(running=3)) for n in range(8)), return_exceptions=True
    )
    refused = [each for each in results if isinstance(each, LimitReached)]
    assert len(refused) == 5 and {each.code for each in refused} == {"running_limit"}
    assert len(await catalog.open_jobs.unfinished("anna", limit=100)) == 3
    await catalog.jobs.create(job("other", "ben"), allowance=allowed(running=1))
    running = [each.job.id for each in await catalog.open_jobs.unfinished("anna", limit=100)]
    parked = Allowance(limits=Limits(running=3), parked=(running[0],))
    await catalog.jobs.create(job("next"), allowance=parked)


async def test_a_refused_one_leaves_nothing(catalog: Catalog) -> None:
    key = Idempotency(scope="anna POST /podcasts", key="k", body_hash="b")
    await catalog.jobs.create(job("p1"))
    with pytest.raises(LimitReached):
        await catalog.jobs.create(job("p2"), idempotency=key, allowance=allowed(running=1))
    assert await catalog.jobs.get("p2") is None
    assert await catalog.jobs.earlier(key) is None
    assert [each.podcasts for each in await catalog.usage.days(owner="anna", since=T0.date(), until=T0.date())] == [1]


async def test_the_same_key_is_answered_whatever_the_limit(catalog: Catalog, clock: Any) -> None:
    key = Idempotency(scope="anna POST /podcasts", key="k", body_hash="b")
    first = await catalog.jobs.create(job("p1"), idempotency=key, allowance=allowed(running=1))
    assert await catalog.jobs.earlier(key) == first.record
    assert (await catalog.jobs.create(job("p2"), idempotency=key, allowance=allowed(running=1))).replayed
    clock.pass_by(timedelta(days=8))
    assert await catalog.jobs.earlier(key) is None


async def test_characters_are_reserved_then_settled(catalog: Catalog, clock: Any) -> None:
    await catalog.jobs.create(job("p1"), allowance=allowed(60, characters_per_day=100))
    with pytest.raises(LimitReached) as reached:
        await catalog.jobs.create(job("p2"), allowance=allowed(60, characters_per_day=100))
    assert reached.value.again == 12 * 3600 + 1
    await ends(catalog, "p1", 30)
    await catalog.jobs.create(job("p2"), allowance=allowed(60, characters_per_day=100))
    with pytest.raises(LimitReached) as never:
        await catalog.jobs.create(job("p3"), allowance=allowed(101, characters_per_day=100))
    assert never.value.again is None
    clock.pass_by(timedelta(hours=12))
    await catalog.jobs.create(job("p3"), allowance=allowed(100, characters_per_day=100))
    await catalog.jobs.delete("p1")

    days = await catalog.usage.days(owner=None, since=date(2026, 3, 1), until=date(2026, 3, 2))
    assert [(each.day.day, each.podcasts, each.tts_characters, each.tts_characters_reserved) for each in days] == [
        (2, 1, 0, 100),
        (1, 2, 30, 60),
    ]
    assert (days[1].cost_usd, days[1].llm_output_tokens, days[1].tts_characters_reused) == (0.25, 5, 3)
    assert list(await catalog.usage.days(owner="ben", since=date(2026, 3, 1), until=date(2026, 3, 2))) == []


async def test_a_retry_reserves_what_is_left(catalog: Catalog) -> None:
    limits = allowed(60, running=1, characters_per_day=100)
    await catalog.jobs.create(job("p1"), allowance=limits)
    await ends(catalog, "p1", 45)
    assert await catalog.jobs.begin("p1", attempt=2, started=False, allowance=limits)
    [today] = await catalog.usage.days(owner="anna", since=T0.date(), until=T0.date())
    assert (today.podcasts, today.tts_characters, today.tts_characters_reserved) == (1, 45, 15)
    await ends(catalog, "p1", 15, attempt=2)
    await catalog.jobs.create(job("p2"))
    with pytest.raises(LimitReached):
        await catalog.jobs.begin("p1", attempt=3, started=False, allowance=limits)
    record = await catalog.jobs.get("p1")
    assert record is not None and record.job.attempt == 2 and record.outcome is not None, "nothing was changed"


async def test_an_attempt_has_the_time_of_its_beginning(catalog: Catalog, clock: Any) -> None:
    await catalog.jobs.create(job("p1"))
    await ends(catalog, "p1", 0)
    clock.pass_by(timedelta(hours=1))
    await catalog.jobs.begin("p1", attempt=2, started=False)
    record = await catalog.jobs.get("p1")
    assert record is not None and record.begun_at == T0 + timedelta(hours=1)


async def test_what_an_owner_has_is_handed_over(catalog: Catalog) -> None:
    for owner, job_id in (("local", "p1"), ("local", "p2"), ("anna", "p3"), ("locals", "p4")):
        again = Idempotency(
            scope=f"{owner} POST /podcasts", key="same" if job_id != "p2" else "own", body_hash="0" * 64
        )
        await catalog.jobs.create(job(job_id, owner), idempotency=again)
    for owner in ("local", "locals"):
        made = Collection(collection_id=f"c-{owner}", owner=owner, name="Tides", created_at=T0, updated_at=T0)
        await catalog.collections.add(made)
    assert await catalog.owners.hand_over(of="local", to="anna") == Belongings(jobs=2, files=0, collections=1)
    moved, _ = await catalog.collections.page(owner="anna", limit=9, cursor=None)
    assert [each.collection_id for each in moved] == ["c-local"]
    found = [await catalog.jobs.get(each, owner="anna") for each in ("p1", "p2", "p3", "p4")]
    assert [each is not None for each in found] == [True, True, True, False]
    again = Idempotency(scope="anna POST /podcasts", key="own", body_hash="0" * 64)
    earlier = await catalog.jobs.earlier(again)
    assert earlier is not None and earlier.job.id == "p2"
    kept = await catalog.jobs.earlier(again.model_copy(update={"key": "same"}))
    assert kept is not None and kept.job.id == "p3", "her own key stands"
    [day] = await catalog.usage.days(owner="anna", since=T0.date(), until=T0.date())
    assert day.podcasts == 3


async def test_all_keys_are_removed(catalog: Catalog) -> None:
    await catalog.keys.add(held())
    await catalog.keys.add(held("k2", revoked_at=T0))
    assert await catalog.keys.remove_all() == 2
    assert list(await catalog.keys.all()) == []
