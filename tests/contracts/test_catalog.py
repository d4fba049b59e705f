"""What every catalog promises, on every database."""

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from adapters.catalog.catalog import Catalog
from adapters.catalog.cursor import cursor_after
from domain.artifacts.files import Files
from domain.errors import IdempotencyConflict
from domain.jobs.ports import Idempotency, Jobs, OpenJobs
from domain.jobs.status import JobStatus
from domain.vendors.declarations import Announcement, ProviderRole, ProviderState, WriterDeclaration
from domain.vendors.ports import Providers
from tests.contracts.records import T0, job, outcome


def typed(catalog: Catalog) -> tuple[Jobs, OpenJobs, Files, Providers]:
    """The type checker's own test."""
    return catalog.jobs, catalog.open_jobs, catalog.files, catalog.providers


def key(value: str = "k", *, scope: str = "local POST /podcasts", body: str = "b1") -> Idempotency:
    return Idempotency(scope=scope, key=value, body_hash=body)


async def test_a_job_comes_back_as_it_was_put(catalog: Catalog) -> None:
    given = job(title="Ein Titel", attributes={"duration_minutes": 2.5, "formats": ["mp3"]}, owner="me")
    created = await catalog.jobs.create(given)
    assert not created.replayed
    found = await catalog.jobs.get("p1")
    assert found == created.record
    assert found is not None
    assert found.job == given
    assert found.outcome is None
    assert found.job.created_at.tzinfo is not None
    assert await catalog.jobs.get("p1", owner="me") == found
    assert await catalog.jobs.get("p1", owner="another") is None
    assert await catalog.jobs.get("p2") is None


async def test_a_time_of_another_zone_is_the_same_moment(catalog: Catalog) -> None:
    east = datetime(2026, 3, 1, 1, 30, 0, 5, tzinfo=timezone(timedelta(hours=9)))
    await catalog.jobs.create(job(created_at=east))
    found = await catalog.jobs.get("p1")
    assert found is not None and found.job.created_at == east
    assert found.job.created_at.utcoffset() == timedelta(0)


async def test_the_same_key_gives_the_same_job(catalog: Catalog) -> None:
    first = await catalog.jobs.create(job("p1"), idempotency=key())
    again = await catalog.jobs.create(job("p2"), idempotency=key())
    assert again.replayed and again.record == first.record
    assert await catalog.jobs.get("p2") is None
    with pytest.raises(IdempotencyConflict):
        await catalog.jobs.create(job("p3"), idempotency=key(body="b2"))
    assert await catalog.jobs.get("p3") is None
    other = await catalog.jobs.create(job("p4"), idempotency=key(scope="another POST /podcasts", body="b2"))
    assert not other.replayed


async def test_a_key_lives_for_seven_days(catalog: Catalog, clock: Any) -> None:
    await catalog.jobs.create(job("p1"), idempotency=key())
    clock.pass_by(timedelta(days=6, hours=23))
    assert (await catalog.jobs.create(job("p2"), idempotency=key())).replayed
    clock.pass_by(timedelta(hours=1))
    created = await catalog.jobs.create(job("p3"), idempotency=key(body="b2"))
    assert not created.replayed and created.record.job.id == "p3"
    assert await catalog.jobs.get("p1") is not None


async def test_two_at_once_with_one_key_make_one_job(catalog: Catalog) -> None:
    made = await asyncio.gather(*(catalog.jobs.create(job(f"p{n}"), idempotency=key()) for n in range(24)))
    assert len({created.record.job.id for created in made}) == 1
    assert sum(not created.replayed for created in made) == 1
    page = await catalog.jobs.page(owner="local", kind=None, title=None, limit=100, cursor=None)
    assert len(page.items) == 1


async def test_a_deleted_job_is_unknown_and_frees_its_key(catalog: Catalog) -> None:
    await catalog.jobs.create(job(), idempotency=key())
    await catalog.jobs.end("p1", outcome())
    assert await catalog.jobs.delete("p1")
    assert not await catalog.jobs.delete("p1")
    assert await catalog.jobs.get("p1") is None
    assert not await catalog.jobs.end("p1", outcome(rev=9))
    assert not await catalog.jobs.begin("p1", attempt=2, started=False)
    assert not (await catalog.jobs.create(job("p2"), idempotency=key())).replayed
    assert not await catalog.jobs.delete("never was")


async def test_pages_are_newest_first_and_stable_among_equal_times(catalog: Catalog) -> None:
    times = [0, 3, 1, 3, 3, 2, 3]
    for n, second in enumerate(times):
        await catalog.jobs.create(job(f"p{n}", created_at=T0 + timedelta(seconds=second)))
    await catalog.jobs.create(job("other", owner="another"))
    seen: list[str] = []
    cursor = None
    while True:
        page = await catalog.jobs.page(owner="local", kind=None, title=None, limit=2, cursor=cursor)
        seen += [record.job.id for record in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
        await catalog.jobs.create(job(f"later{len(seen)}", created_at=T0 + timedelta(days=1)))
    assert seen == ["p6", "p4", "p3", "p1", "p5", "p2", "p0"]


async def test_a_full_last_page_promises_no_other(catalog: Catalog) -> None:
    for n in range(2):
        await catalog.jobs.create(job(f"p{n}"))
    page = await catalog.jobs.page(owner="local", kind=None, title=None, limit=2, cursor=None)
    assert len(page.items) == 2 and page.next_cursor is None


@pytest.mark.parametrize("cursor", ["", "x", "ä", "AAAAAAAAAAAAAA", "bm90IG9uZSBvZiBvdXJz", "===="])
async def test_a_cursor_we_did_not_make_is_refused(catalog: Catalog, cursor: str) -> None:
    with pytest.raises(ValueError):
        await catalog.jobs.page(owner="local", kind=None, title=None, limit=2, cursor=cursor)


async def test_a_cursor_of_another_list_is_refused(catalog: Catalog) -> None:
    for n in range(2):
        await catalog.jobs.create(job(f"p{n}"))
    page = await catalog.jobs.page(owner="local", kind=None, title=None, limit=1, cursor=None)
    with pytest.raises(ValueError):
        await catalog.files.page(owner="local", limit=1, cursor=page.next_cursor)


async def test_filters_by_kind_and_by_part_of_the_title(catalog: Catalog) -> None:
    await catalog.jobs.create(job("p1", title="ÜBER Größe: 100% sicher"))
    await catalog.jobs.create(job("p2", title="100 sichere Wege", kind="audiobook"))
    await catalog.jobs.create(job("p3"))

    async def found(title: str | None, kind: str | None = None) -> set[str]:
        page = await catalog.jobs.page(owner="local", kind=kind, title=title, limit=10, cursor=None)
        return {record.job.id for record in page.items}

    assert await found("über") == {"p1"}
    assert await found("GRÖSSE") == {"p1"}
    assert await found("100%") == {"p1"}
    assert await found("_") == set()
    assert await found("SICHER") == {"p1", "p2"}
    assert await found("sicher", "audiobook") == {"p2"}
    assert await found(None) == await found("") == {"p1", "p2", "p3"}
    await catalog.jobs.end("p3", outcome())
    assert await found("der weg") == {"p3"}  # the title its writer gave
    await catalog.jobs.end("p2", outcome())
    assert await found("der weg") == {"p3"}


async def test_what_is_asked_for_with_a_nul_is_not_there(catalog: Catalog) -> None:
    await catalog.jobs.create(job())
    assert await catalog.jobs.get("p\x001", owner="local") is None
    assert await catalog.files.get("\0", owner="local") is None
    forged = cursor_after("jobs", T0, "\0")
    assert (await catalog.jobs.page(owner="local", kind=None, title=None, limit=5, cursor=forged)).next_cursor is None


async def test_a_nul_in_a_title_is_left_out(catalog: Catalog) -> None:
    created = await catalog.jobs.create(job(title="a\0b"))
    assert created.record.job.title == "ab"
    assert await catalog.jobs.get("p1") == created.record
    page = await catalog.jobs.page(owner="local", kind=None, title="\0AB", limit=10, cursor=None)
    assert page.items == (created.record,)


async def test_a_retry_is_begun_by_one_and_late_words_of_the_old_attempt_are_not_heard(catalog: Catalog) -> None:
    await catalog.jobs.create(job())
    assert await catalog.jobs.begin("p1", attempt=1, started=True)
    await catalog.jobs.end("p1", outcome(status=JobStatus.FAILED))
    begun = await asyncio.gather(*(catalog.jobs.begin("p1", attempt=2, started=False) for _ in range(8)))
    assert sum(begun) == 1
    found = await catalog.jobs.get("p1")
    assert found is not None and found.outcome is None
    assert (found.job.attempt, found.job.started) == (2, False)
    assert not await catalog.jobs.begin("p1", attempt=1, started=True)
    assert not await catalog.jobs.end("p1", outcome(attempt=1, rev=99, run_id="r9"))
    assert await catalog.jobs.begin("p1", attempt=2, started=True)
    assert await catalog.jobs.begin("p1", attempt=2, started=True)
    assert await catalog.jobs.end("p1", outcome(attempt=2, rev=1))
    found = await catalog.jobs.get("p1")
    assert found is not None and found.outcome == outcome(attempt=2, rev=1)
    assert not await catalog.jobs.begin("p1", attempt=4, started=False)
    assert not await catalog.jobs.begin("unknown", attempt=1, started=True)


async def test_unsettled_jobs_are_listed_oldest_first(catalog: Catalog, clock: Any) -> None:
    for n, minutes in enumerate([30, 10, 20, 0]):
        await catalog.jobs.create(job(f"p{n}", created_at=clock.now - timedelta(minutes=minutes)))
    await catalog.jobs.end("p2", outcome())

    async def open_for(seconds: float, limit: int = 10) -> list[str]:
        return [r.job.id for r in await catalog.open_jobs.unsettled(older_than_seconds=seconds, limit=limit)]

    assert await open_for(0) == ["p0", "p1", "p3"]
    assert await open_for(0, limit=1) == ["p0"]
    assert await open_for(300) == ["p0", "p1"]
    clock.pass_by(timedelta(minutes=1))
    await catalog.jobs.end("p0", outcome(status=JobStatus.FAILED))
    await catalog.jobs.begin("p0", attempt=2, started=False)
    assert await open_for(30) == ["p1", "p3"]
    assert await open_for(0) == ["p1", "p3", "p0"]


async def test_the_latest_announcement_stands(catalog: Catalog) -> None:
    def announced(second: int, vendor: str = "openai", **values: Any) -> Announcement:
        given = {"vendor": vendor, "role": ProviderRole.WRITER, "slots": 4, "seen_at": T0 + timedelta(seconds=second)}
        return Announcement.model_validate({**given, **values})

    assert list(await catalog.providers.all()) == []
    writer = WriterDeclaration(models=("m",), input_tokens=1000)
    await catalog.providers.announce(announced(0, writer=writer))
    await catalog.providers.announce(announced(0, "local"))
    await catalog.providers.announce(announced(0, role=ProviderRole.SPEECH))
    closed = announced(30, writer=writer, state=ProviderState.CLOSED, reason="The key was refused.")
    await catalog.providers.announce(closed)
    await catalog.providers.announce(announced(15, writer=writer))
    assert list(await catalog.providers.all()) == [
        announced(0, "local"),
        announced(0, role=ProviderRole.SPEECH),
        closed,
    ]


async def test_it_answers(catalog: Catalog) -> None:
    await catalog.ping()
