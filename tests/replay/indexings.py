"""What the recorded indexings go through. Each scenario drives one run to its end."""

import contextlib
from collections.abc import Awaitable, Callable

from temporalio.client import WorkflowFailureError

from domain.errors import AccountFault, TransientFault
from domain.retrieve.source import SourceRef, SourceType
from tests.workflows.indexing_harness import IndexingHarness, Run, notes

Scenario = Callable[[IndexingHarness, str], Awaitable[Run]]


async def indexing_happy(harness: IndexingHarness, name: str) -> Run:
    """One document cannot be read, the others are indexed."""
    gone = SourceRef(type=SourceType.URL, name="gone", url="https://example.org/gone")
    texts = [await harness.text(each, notes(each)) for each in ("bread", "tides", "wind")]
    return await _ended(await harness.start(await harness.spec(await harness.collection(), gone, *texts, job_id=name)))


async def indexing_failed(harness: IndexingHarness, name: str) -> Run:
    """None can be read; the second attempt finds a page that came back."""
    page = SourceRef(type=SourceType.URL, name="page", url="https://example.org/page")
    spec = await harness.spec(await harness.collection(), page, job_id=name)
    await _ended(await harness.start(spec))
    harness.page("https://example.org/page", notes("wind"))
    return await _ended(await harness.start(spec.model_copy(update={"attempt": 2})))


async def indexing_cancelled(harness: IndexingHarness, name: str) -> Run:
    """While a page that answers 503 is tried again."""
    page = harness.page("https://example.org/busy", "")
    harness.web.pages["https://example.org/busy"] = TransientFault("source_unavailable", "It answers 503.")
    run = await harness.start(await harness.spec(await harness.collection(), page, job_id=name))
    while not harness.web.fetched:
        await harness.pass_time()
    await run.cancel()
    return await _ended(run)


async def indexing_continued(harness: IndexingHarness, name: str) -> Run:
    """The history grows long in the middle of thirty documents."""
    texts = [await harness.text(f"text {n}", notes(f"subject {n}")) for n in range(30)]
    return await _ended(await harness.start(await harness.spec(await harness.collection(), *texts, job_id=name)))


async def indexing_embedded(harness: IndexingHarness, name: str) -> Run:
    """The vendor refuses the account once; then all passages get their vectors."""
    harness.embedder.failures = [AccountFault("key_refused", "The key is wrong.", provider=harness.vendor)]
    texts = [await harness.text(each, notes(each)) for each in ("bread", "tides")]
    spec = await harness.spec(await harness.collection(), *texts, job_id=name, embeddings=harness.model)
    return await _ended(await harness.start(spec))


INDEXINGS: dict[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (indexing_happy, indexing_failed, indexing_cancelled, indexing_continued, indexing_embedded)
}


async def _ended(run: Run) -> Run:
    with contextlib.suppress(WorkflowFailureError):  # failed and cancelled runs are recorded too
        await run.result()
    return run
