"""What workers announce of vendors that answer, are away, and come back, without any restart."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from adapters.catalog.catalog import Catalog
from adapters.settings import Settings
from adapters.vendor import NotConfigured
from domain.errors import Refused
from domain.jobs.wire import MEDIA_QUEUE, vendor_queue
from domain.vendors.declarations import Announcement, ProviderRole
from domain.vendors.prices import Price, PriceTable
from domain.vendors.serving import Serving
from tests.fakevendor.control import KeyState, Misdeed
from tests.fakevendor.settings import settings_of
from tests.fakevendor.vendor import FakeVendor
from worker import fleet
from worker.announcing import Announcer
from worker.bootstrap import WorkerSet
from worker.queue_workers import QueueWorker
from worker.vendors import Served, serve, serve_role

WRITER, SPEECH = ProviderRole.WRITER, ProviderRole.SPEECH
SOON = timedelta(milliseconds=10)


def settings(vendor: FakeVendor, **fields: object) -> Settings:
    """Of a worker with a key for OpenAI's API at the vendor; `fields` are variables of vendors, and fields of ours."""
    at = f"http://127.0.0.1:{vendor.port}/v1"
    return settings_of({"OPENAI_BASE_URL": at, "OPENAI_API_KEY": "key-for-writing", **fields})


async def served_writers(found: Settings) -> list[Served]:
    return await serve_role(WRITER, found)


async def served_speech(found: Settings) -> list[Served]:
    return await serve_role(SPEECH, found)


def announcer(catalog: Catalog, served: list[Served], *, prices: PriceTable | None = None) -> Announcer:
    return Announcer(catalog.providers, served, prices=prices or PriceTable(), first_pause=SOON)


async def told(catalog: Catalog, vendor: str = "openai", role: ProviderRole = WRITER) -> Announcement:
    return next(each for each in await catalog.providers.all() if (each.vendor, each.role) == (vendor, role))


async def until(met: Callable[[Announcement], bool], catalog: Catalog) -> Announcement:
    async with asyncio.timeout(10):
        while not met(found := await told(catalog)):  # noqa: ASYNC110 - another task writes it
            await asyncio.sleep(0.01)
    return found


def refusal(announcements: list[Announcement], name: str | None) -> Refused:
    with pytest.raises(Refused) as raised:
        Serving(announcements, now=datetime.now(UTC)).choose(WRITER, name, loc=("llm",))
    return raised.value


async def test_a_writer_whose_server_is_away_is_served_once_it_answers(
    catalog: Catalog, away: FakeVendor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "worker.announcing")
    found = await served_writers(settings(away))
    assert [(one.vendor, one.default) for one in found] == [("local", False), ("openai", True)]
    running = asyncio.create_task(announcer(catalog, found).run())
    try:
        await asyncio.wait_for(_until_there(catalog), 10)
        missing = await until(lambda now: bool(now.missing), catalog)
        assert "PODWRIGHT_LLM=openai:MODEL names one" in missing.missing
        known = list(await catalog.providers.all())
        for name, words in (
            (None, "A request that names local would be served now."),
            ("openai", "openai cannot be used"),
        ):
            refused = refusal(known, name)
            assert (refused.code, refused.status) == ("no_worker", 503)
            assert words in refused.message
        serving = Serving(known, now=datetime.now(UTC))
        assert serving.choose(WRITER, "local", loc=())[0].vendor == "local"
        assert not serving.would_serve(WRITER)

        async with away:
            there = await until(lambda now: not now.missing, catalog)
            assert there.writer is not None
            assert there.writer.models == ("fake-writer",)
            assert Serving(list(await catalog.providers.all()), now=datetime.now(UTC)).would_serve(WRITER)
    finally:
        running.cancel()
        for one in found:
            await one.service.close()
    said = [record.levelname for record in caplog.records if "openai (writer)" in record.getMessage()]
    assert said == ["WARNING", "INFO"], "missing is said once, and that it is back"


async def _until_there(catalog: Catalog) -> None:
    while len(await catalog.providers.all()) < 2:  # noqa: ASYNC110 - another task writes them
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"keys": {"key-for-writing": KeyState.INVALID}}, "Set OPENAI_API_KEY to a key that may use this model"),
        ({"models": ()}, "serves no model yet"),
    ],
)
async def test_a_server_that_refuses_or_has_no_model_yet_stops_no_worker(
    catalog: Catalog, away: FakeVendor, wrong: dict[str, object], words: str
) -> None:
    async with away:
        away.control(**wrong)
        writing = await served_writers(settings(away))
        telling = announcer(catalog, writing)
        assert not await telling.announce()
        assert words in (await told(catalog)).missing
        away.control(keys={"key-for-writing": KeyState.VALID}, models=("fake-writer",))
        assert await telling.announce()
        assert (await told(catalog)).missing == ""
        asked = len(away.calls(kind="models"))
        assert await telling.announce()
        assert len(away.calls(kind="models")) == asked, "what is known is not asked again"
        for one in writing:
            await one.service.close()


@pytest.mark.parametrize("status", [500, 503])
async def test_a_server_that_is_broken_stops_no_worker(catalog: Catalog, away: FakeVendor, status: int) -> None:
    async with away:
        away.misbehave(Misdeed.STATUS, kind="models", status=status)
        writing = await served_writers(settings(away))
        assert not await announcer(catalog, writing).announce()
        assert f"answered {status}" in (await told(catalog)).missing
        for one in writing:
            await one.service.close()


async def test_several_models_stop_a_start_and_are_missing_later(catalog: Catalog, away: FakeVendor) -> None:
    writing = await served_writers(settings(away))
    async with away:
        away.control(models=("small", "large"))
        with pytest.raises(NotConfigured, match=r"serves 2 models \(small, large\)"):
            await served_writers(settings(away))
        assert not await announcer(catalog, writing).announce()
        assert "PODWRIGHT_LLM=openai:small" in (await told(catalog)).missing
    for one in writing:
        await one.service.close()


async def test_a_model_that_is_named_is_served_whether_its_server_answers_or_not(
    catalog: Catalog, away: FakeVendor
) -> None:
    writing = await served_writers(settings(away, llm="openai:large"))
    assert await announcer(catalog, writing).announce()
    assert (await told(catalog)).missing == ""


@pytest.mark.parametrize("llm", [None, "openai:fake-writer"])
async def test_what_a_model_holds_is_announced_where_its_server_says_so(
    catalog: Catalog, away: FakeVendor, llm: str | None
) -> None:
    async with away:
        away.control(context=32_000)
        writing = await served_writers(settings(away, **({"llm": llm} if llm else {})))
        assert await announcer(catalog, writing).announce()
        writer = (await told(catalog)).writer
        assert writer is not None
        assert writer.input_tokens == 16_000
        for one in writing:
            await one.service.close()


async def test_what_another_worker_serves_is_not_announced_as_missing(catalog: Catalog, away: FakeVendor) -> None:
    async with away:
        good = await served_writers(settings(away))
        assert await announcer(catalog, good).announce()
    bad = await served_writers(settings(away))
    late = announcer(catalog, bad)
    assert not await late.announce()
    assert (await told(catalog)).missing, "what was announced before it started may be of the process that it replaces"
    assert await announcer(catalog, good).announce()
    assert not await late.announce()
    assert (await told(catalog)).missing == "", "announced since: it is served"
    for one in (*good, *bad):
        await one.service.close()


@pytest.mark.thorough
async def test_differing_totals_are_logged_once(
    catalog: Catalog, away: FakeVendor, caplog: pytest.LogCaptureFixture
) -> None:
    async with away:
        keys = {"OPENAI_BASE_URL": None, "OPENAI_API_KEY": None, "ELEVENLABS_API_KEY": "key", "llm": "local"}
        at = {**keys, "ELEVENLABS_BASE_URL": away.url}
        few = await served_speech(settings(away, **at))
        many = await served_speech(settings(away, **at, PODWRIGHT_TTS_CONCURRENCY_ELEVENLABS=15))
        one = announcer(catalog, [each for each in few if not each.local])
        other = announcer(catalog, [each for each in many if not each.local])
        for _ in range(3):
            assert await one.announce()
            assert await other.announce()
        for each in (*few, *many):
            await each.service.close()
    said = [record.getMessage() for record in caplog.records if "for the whole fleet" in record.getMessage()]
    assert len(said) == 2, said
    assert "15 slots at elevenlabs (speech) for the whole fleet, another worker 5" in said[0]
    assert "PODWRIGHT_TTS_CONCURRENCY_ELEVENLABS" in said[0]


async def test_voices_of_a_server_that_is_away_are_not_guessed(catalog: Catalog, away: FakeVendor) -> None:
    at = {"OPENAI_BASE_URL": None, "OPENAI_TTS_BASE_URL": f"http://127.0.0.1:{away.port}/v1", "llm": "local"}
    speech = [each for each in await served_speech(settings(away, **at)) if not each.local]
    telling = announcer(catalog, speech)
    assert not await telling.announce()
    missing = await told(catalog, "openai", SPEECH)
    assert (missing.speech, "failed" in missing.missing) == (None, True)
    async with away:
        away.misbehave(Misdeed.STATUS, kind="voices", status=404, nth=(1,))
        assert await telling.announce(), "a server without the list has OpenAI's voices"
        assert await telling.announce()
        there = (await told(catalog, "openai", SPEECH)).speech
    assert there is not None
    assert len(there.voices) > 1
    for each in speech:
        await each.service.close()


async def test_a_worker_of_one_queue_announces_that_alone(catalog: Catalog, away: FakeVendor) -> None:
    found = settings(away, llm="openai:large")
    served = await serve(found)

    async def nothing() -> None:
        return None

    workers = WorkerSet(queue_workers=(), served=tuple(served), catalog=catalog, close=nothing)
    assert await fleet.announcer(
        workers, [QueueWorker(vendor_queue(ProviderRole.WRITER, "openai"), [], 1), QueueWorker(MEDIA_QUEUE, [], 1)]
    ).announce()
    assert [(each.vendor, each.role) for each in await catalog.providers.all()] == [("openai", WRITER)]
    for one in served:
        await one.service.close()


async def test_prices_set_by_a_person_are_announced_for_voices_too(catalog: Catalog, away: FakeVendor) -> None:
    async with away:
        given = {"OPENAI_BASE_URL": None, "ELEVENLABS_API_KEY": "key", "ELEVENLABS_BASE_URL": away.url}
        speech = await served_speech(settings(away, **given))
        prices = PriceTable(prices={"elevenlabs": Price(usd_per_1000_characters=0.07)})
        assert await announcer(catalog, speech, prices=prices).announce()
        for each in speech:
            await each.service.close()
    announced = (await told(catalog, "elevenlabs", SPEECH)).speech
    assert announced is not None
    assert announced.usd_per_1000_characters == 0.07
