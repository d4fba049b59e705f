"""What every writer and every language model honours, run against each of them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from activities.vendors.draining import Drain
from activities.vendors.purchases import Purchases
from adapters.artifacts.memory import MemoryArtifacts
from adapters.fake.language import FakeLanguageModel
from adapters.vendor import LanguageModelService, Service
from domain.artifacts.ledger import Ledger
from domain.retrieve.source import Block, BlockKind, Corpus, Passage, SourceKind, SourceSummary
from domain.script.model import Brief, Part, SegmentDraft
from domain.script.ports import Ask, LanguageModel, Message, ScriptWriter, StopReason
from domain.tts.speaker import Role
from domain.vendors.declarations import ProviderRole, WriterDeclaration
from tests.contracts.far_ends import build, vendors_of
from tests.fakevendor.vendor import FakeVendor
from worker.queue_workers import writer_for

TEXTS = (
    "Bees tell each other where food is. A dancer runs in a figure of eight. The angle of the run is the angle to the "
    "sun, and one second of running stands for about 1,000 metres. The bees that follow her fly there on their own.",
    "The dance was read by Karl von Frisch in 1944. He marked bees with paint and watched them through glass. Most of "
    "his colleagues did not believe him. Later a robot bee was built, and living bees followed its directions.",
)
ASK = Ask(
    messages=(Message(role="user", content="Say something about bees."),),
    schema_name="answer",
    json_schema='{"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}',
    max_output_tokens=500,
)


async def unheard(_: str) -> None:
    return None


@pytest.fixture(params=vendors_of(ProviderRole.WRITER))
async def service(request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    async with AsyncExitStack() as stack:
        fake = await stack.enter_async_context(FakeVendor())
        yield await stack.enter_async_context(build(request.param, ProviderRole.WRITER, fake))


@pytest.fixture
def brief() -> Brief:
    passages = tuple(
        Passage(id=f"s1-p{n:04d}", source=1, blocks=(Block(kind=BlockKind.PARAGRAPH, text=text),))
        for n, text in enumerate(TEXTS, 1)
    )
    source = SourceSummary(index=1, title="The dance of the bees", kind=SourceKind.BOOK, words=90)
    parts = (
        Part(name="Ada", role=Role.HOST, words_per_minute=160),
        Part(name="Bo", role=Role.EXPERT, words_per_minute=150),
    )
    return Brief(
        title=None,
        topic=None,
        language="en",
        minutes=1,
        words=120,
        parts=parts,
        corpus=Corpus(sources=(source,), passages=passages),
    )


async def test_it_declares_a_model_and_how_much_it_reads(service: Service) -> None:
    declared = await service.declare()
    assert isinstance(declared, WriterDeclaration)
    assert declared.models
    assert declared.input_tokens > 1000
    assert declared.usd_per_million_output >= 0


async def test_it_writes_a_script_of_the_speakers_from_the_passages_and_again_the_same(
    service: Service, brief: Brief
) -> None:
    model = (await service.declare()).models[0]
    writer: ScriptWriter = writer_for(service, Purchases(Ledger(MemoryArtifacts())), Drain())(model, None)
    scripts: list[list[SegmentDraft]] = []
    for _ in range(2):
        outline = (await writer.outline(brief, on_progress=unheard)).outline
        assert outline.title
        assert outline.segments
        drafts: list[SegmentDraft] = []
        for index in range(len(outline.segments)):
            written = await writer.segment(brief, outline, index, tuple(drafts), on_progress=unheard)
            drafts.append(written.draft)
        scripts.append(drafts)
    turns = [turn for draft in scripts[0] for turn in draft.turns]
    assert {turn.speaker for turn in turns} == {part.name for part in brief.parts}
    assert {cited.passage for turn in turns for cited in turn.citations} <= {each.id for each in brief.corpus.passages}
    assert all(turn.text.strip() for turn in turns)
    assert scripts[0] == scripts[1]


async def test_it_passes_its_probe(service: Service) -> None:
    await service.probe()


@pytest.fixture(params=["double", *vendors_of(ProviderRole.WRITER)])
async def model(request: pytest.FixtureRequest) -> AsyncIterator[LanguageModel]:
    if request.param == "double":
        yield FakeLanguageModel()
        return
    async with AsyncExitStack() as stack:
        fake = await stack.enter_async_context(FakeVendor())
        built = await stack.enter_async_context(build(request.param, ProviderRole.WRITER, fake))
        if not isinstance(built, LanguageModelService):
            pytest.skip("it writes without a language model")
        declared = await built.declare()
        yield built.model_named(declared.models[0])


async def test_a_model_answers_in_the_shape_that_is_asked_and_bills_tokens(model: LanguageModel) -> None:
    completion = await model.complete(ASK, on_progress=unheard)
    assert completion.stop is StopReason.END
    assert '"text"' in completion.text
    assert completion.usage.output > 0
    assert not completion.usage.reused


async def test_a_model_says_who_is_asked(model: LanguageModel) -> None:
    vendor, _, name = model.name.partition(":")
    assert vendor and name and model.endpoint
