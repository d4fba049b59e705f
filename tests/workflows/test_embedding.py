"""Embeddings of collections: found by what is meant, bought once, within the budget, and gone on with after a fault."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from adapters.fake.embeddings import FakeEmbedder
from domain.artifacts.reference import ArtifactRef
from domain.errors import AccountFault, ItemFault
from domain.indexing.spec import Indexed
from domain.indexing.state import IndexingDetails
from domain.jobs.status import JobStatus
from domain.retrieve.source import Corpus, SourceRef, SourceType
from tests.workflows.harness import PodcastHarness
from tests.workflows.indexing_harness import IndexingHarness, notes

SAME = {"automobil": "car", "engin": "car"}
"""Words that mean the same to the model of these tests, as stems."""


@pytest.fixture
async def indexing(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[IndexingHarness]:
    harness = IndexingHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    harness.embedder = FakeEmbedder(vendor=harness.vendor, same=SAME, usd_per_token=0.001)
    async with harness.working():
        yield harness


async def embed(indexing: IndexingHarness, collection: str, *sources: SourceRef) -> Indexed:
    spec = await indexing.spec(collection, *sources, embeddings=indexing.model)
    await (await indexing.start(spec)).result()
    return Indexed.model_validate_json((await indexing.outcome(spec.job_id)).result)


async def texts(indexing: IndexingHarness, *subjects: str, paragraphs: int = 2) -> list[SourceRef]:
    return [await indexing.text(each, notes(each, paragraphs)) for each in subjects]


async def test_what_is_meant_is_found(indexing: IndexingHarness) -> None:
    collection = await indexing.collection()
    sources = await texts(indexing, "an automobile", "the moon")
    await indexing.index(collection, *sources)
    assert await indexing.find(collection, "car") == [], "by full text alone"
    made = await embed(indexing, collection, *sources)
    assert (made.unchanged, made.embedded) == (2, 2)
    assert (await indexing.find(collection, "car"))[0] == "an automobile"
    assert (await indexing.find(collection, "moon"))[0] == "the moon"


async def test_what_has_a_vector_is_not_bought_again(indexing: IndexingHarness) -> None:
    collection, another = await indexing.collection(), await indexing.collection()
    first = await texts(indexing, *(f"subject {n}" for n in range(25)))
    await embed(indexing, collection, *first)
    assert [len(call) for call in indexing.embedder.calls] == [10, 10, 5]
    more = await embed(indexing, collection, *first, *await texts(indexing, "one more"))
    assert (more.unchanged, more.embedded) == (25, 1)
    assert [len(call) for call in indexing.embedder.calls[3:]] == [1]
    await embed(indexing, another, *first)
    assert len(indexing.embedder.calls) == 4, "equal texts share their vectors"
    assert (await indexing.find(another, "subject"))[:1] != []


async def test_progress_money_and_the_account(indexing: IndexingHarness) -> None:
    collection = await indexing.collection()
    indexing.embedder.failures = [AccountFault("key_refused", "The key is wrong.", provider=indexing.vendor)]
    spec = await indexing.spec(collection, *await texts(indexing, "bread", "wind"), embeddings=indexing.model)
    progress = await (await indexing.start(spec)).result()
    assert (progress.status, progress.percentage, progress.step) == (JobStatus.COMPLETED, 100, "embedding_passages")
    assert IndexingDetails.model_validate(progress.details).embedded_passages == 2
    tokens = sum(len(text.split()) for call in indexing.embedder.calls for text in call)
    assert progress.usage.llm_input_tokens == tokens
    assert progress.usage.cost_usd == pytest.approx(tokens * 0.001)


async def test_a_fault_of_one_call_parks_and_the_others_are_kept(indexing: IndexingHarness) -> None:
    collection = await indexing.collection()
    indexing.embedder.failures = [ItemFault("request_rejected", "Too long for the model.")]
    sources = await texts(indexing, *(f"subject {n}" for n in range(25)))
    run = await indexing.start(await indexing.spec(collection, *sources, embeddings=indexing.model))
    parked = await indexing.until(run, lambda progress: progress.status is JobStatus.NEEDS_ATTENTION)
    assert [each.code for each in parked.attention] == ["request_rejected"]
    assert sum(len(call) for call in indexing.embedder.calls) == 15
    await indexing.resume(run)
    progress = await run.result()
    assert progress.status is JobStatus.COMPLETED
    assert sum(len(call) for call in indexing.embedder.calls) == 25, "what arrived beside the fault is not bought again"
    tokens = sum(len(text.split()) for call in indexing.embedder.calls for text in call)
    assert progress.usage.llm_input_tokens == tokens


async def test_a_collection_with_other_embeddings_is_embedded_anew(indexing: IndexingHarness) -> None:
    collection = await indexing.collection()
    sources = await texts(indexing, "bread", "wind")
    await embed(indexing, collection, *sources)
    other = indexing.model.model_copy(update={"model": "another"})
    spec = await indexing.spec(collection, *sources, embeddings=other)
    await (await indexing.start(spec)).result()
    found = await indexing.catalog.collections.get(collection, owner="local")
    assert found is not None and found.embeddings == other.name
    assert await indexing.catalog.vectors.without_vectors(collection, other.name, after=0, limit=10) == []


async def test_a_topic_is_looked_for_by_what_it_means(indexing: IndexingHarness, harness: PodcastHarness) -> None:
    harness.embedder = indexing.embedder
    collection = await indexing.collection()
    subjects = [*(f"the harbour of town {n}" for n in range(30)), "an automobile", "a lighthouse"]
    model = indexing.model.model_copy(update={"vendor": harness.vendor})
    spec = await indexing.spec(collection, *await texts(indexing, *subjects, paragraphs=3), embeddings=model)
    await (await indexing.start(spec)).result()
    source = SourceRef(type=SourceType.COLLECTION, name="Notes", collection_id=collection, embeddings=model.name)
    writer = (await harness.spec()).writer.model_copy(update={"input_tokens": 500})
    run = await harness.start(await harness.spec(sources=(source,), topic="car", writer=writer))
    await run.result()
    view = await run.query("script")
    corpus = Corpus.model_validate_json(await harness.artifacts.read(ArtifactRef.model_validate(view["corpus"])))
    assert "an automobile" in [each.title for each in corpus.sources]
