"""Indexing: every document once, those that cannot be read beside the others, and podcasts from what is there."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from domain.artifacts.reference import ArtifactRef
from domain.collections.collection import DocumentStatus
from domain.errors import TransientFault
from domain.indexing.state import IndexingDetails
from domain.jobs.status import JobStatus
from domain.retrieve.source import Corpus, SourceRef, SourceType
from tests.workflows.harness import PodcastHarness
from tests.workflows.indexing_harness import IndexingHarness, notes


@pytest.fixture
async def indexing(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[IndexingHarness]:
    harness = IndexingHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        yield harness


async def test_texts_and_pages_are_found_afterwards(indexing: IndexingHarness) -> None:
    collection = await indexing.collection()
    spec = await indexing.spec(
        collection,
        await indexing.text("bread", notes("yeast")),
        await indexing.text("tides", notes("the moon")),
        indexing.page("https://example.org/wind", notes("wind")),
    )
    progress = await (await indexing.start(spec)).result()
    assert (progress.status, progress.percentage, progress.step) == (JobStatus.COMPLETED, 100, "indexing_documents")
    details = IndexingDetails.model_validate(progress.details)
    assert (details.total_documents, details.completed_documents, details.passages) == (3, 3, 3)
    assert await indexing.find(collection, "moon") == ["tides"]
    assert await indexing.find(collection, "wind") == ["https://example.org/wind"]
    totals = (await indexing.catalog.collections.totals([collection]))[collection]
    assert (totals.documents, totals.indexed, totals.passages, totals.language) == (3, 3, 3, "en")


async def test_what_is_unchanged_is_not_read_again(indexing: IndexingHarness) -> None:
    collection = await indexing.collection()
    bread, page = await indexing.text("bread", notes("yeast")), indexing.page("https://example.org/a", notes("wind"))
    first = await indexing.index(collection, bread, page)
    assert (first.indexed, first.unchanged) == (2, 0)
    again = await indexing.index(collection, bread, page, await indexing.text("tides", notes("the moon")))
    assert (again.indexed, again.unchanged) == (1, 2)
    assert sorted(indexing.reader.read_names) == ["bread", "https://example.org/a", "tides"]
    indexing.page("https://example.org/a", notes("rain"))
    third = await indexing.index(collection, page)
    assert (third.indexed, third.unchanged) == (1, 0)
    assert await indexing.find(collection, "wind") == []
    assert await indexing.find(collection, "rain") == ["https://example.org/a"]


async def test_one_that_cannot_be_read_fails_alone_and_can_be_added_again(indexing: IndexingHarness) -> None:
    collection = await indexing.collection()
    short = await indexing.text("short", "Three words only.")
    gone = SourceRef(type=SourceType.URL, name="gone", url="https://example.org/gone")
    spec = await indexing.spec(collection, short, gone, await indexing.text("bread", notes("yeast")))
    progress = await (await indexing.start(spec)).result()
    assert progress.status is JobStatus.COMPLETED
    assert {(each.code, each.source) for each in progress.warnings} == {("no_usable_text", 1), ("source_not_found", 2)}
    documents = await indexing.documents(collection)
    assert {name: each.status for name, each in documents.items()} == {
        "short": DocumentStatus.FAILED,
        "gone": DocumentStatus.FAILED,
        "bread": DocumentStatus.INDEXED,
    }
    indexing.web.pages["https://example.org/gone"] = notes("a page that came back")
    assert (await indexing.index(collection, gone)).indexed == 1
    assert (await indexing.documents(collection))["gone"].status is DocumentStatus.INDEXED


async def test_a_job_of_which_nothing_can_be_read_fails(indexing: IndexingHarness) -> None:
    collection = await indexing.collection()
    spec = await indexing.spec(collection, await indexing.text("short", "Three words only."))
    with pytest.raises(WorkflowFailureError):
        await (await indexing.start(spec)).result()
    outcome = await indexing.outcome(spec.job_id)
    assert outcome.status is JobStatus.FAILED
    assert outcome.progress.error is not None and outcome.progress.error.code == "no_usable_text"


async def test_what_passes_is_retried_unseen(indexing: IndexingHarness) -> None:
    collection = await indexing.collection()
    page = indexing.page("https://example.org/busy", notes("wind"))
    indexing.web.pages["https://example.org/busy"] = TransientFault("source_unavailable", "It answers 503.")

    async def mend() -> None:
        while not indexing.web.fetched:
            await indexing.pass_time()
        indexing.page("https://example.org/busy", notes("wind"))

    indexed, _ = await asyncio.gather(indexing.index(collection, page), mend())
    assert indexed.indexed == 1


async def test_documents_of_a_deleted_collection_are_not_read(indexing: IndexingHarness) -> None:
    collection = await indexing.collection()
    spec = await indexing.spec(collection, await indexing.text("bread", notes("yeast")))
    await indexing.catalog.collections.delete(collection, owner="local")
    with pytest.raises(WorkflowFailureError):
        await (await indexing.start(spec)).result()
    error = (await indexing.outcome(spec.job_id)).progress.error
    assert error is not None and error.code == "collection_deleted"
    assert indexing.reader.read_names == []


async def test_a_podcast_of_a_collection_keeps_what_it_took(indexing: IndexingHarness, harness: PodcastHarness) -> None:
    collection = await indexing.collection()
    await indexing.index(
        collection, await indexing.text("bread", notes("yeast", 3)), await indexing.text("tides", notes("the moon", 3))
    )
    plain = (await harness.spec()).sources[0]
    source = SourceRef(type=SourceType.COLLECTION, name="Notes", collection_id=collection)
    spec = await harness.spec(sources=(plain, source))
    run = await harness.start(spec)
    await harness.until(run, lambda progress: progress.percentage >= 30)
    await indexing.catalog.collections.delete(collection, owner="local")
    assert (await run.result()).status is JobStatus.COMPLETED
    view = await run.query("script")
    corpus = Corpus.model_validate_json(await harness.artifacts.read(ArtifactRef.model_validate(view["corpus"])))
    assert [(each.index, each.title) for each in corpus.sources] == [(1, "Bread"), (2, "bread"), (3, "tides")]
    assert {passage.id.partition("-")[0] for passage in corpus.passages} == {"s1", "s2", "s3"}
    assert all(passage.id.startswith(f"s{passage.source}-") for passage in corpus.passages)


async def test_a_podcast_of_a_collection_that_is_gone_says_so(harness: PodcastHarness) -> None:
    source = SourceRef(type=SourceType.COLLECTION, name="Notes", collection_id="gone")
    spec = await harness.spec(sources=(source,))
    with pytest.raises(WorkflowFailureError):
        await (await harness.start(spec)).result()
    error = (await harness.outcome(spec.podcast_id)).progress.error
    assert error is not None and error.code == "source_missing" and "“Notes”" in error.message
