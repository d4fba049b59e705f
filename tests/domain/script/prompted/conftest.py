"""A small brief, and an episode's worth of answers to it."""

import pytest

from domain.retrieve.source import Block, BlockKind, Corpus, Locator, Passage, SourceKind, SourceSummary
from domain.script.model import Brief, Outline, Part, PlannedSegment
from domain.tts.speaker import Role

TEXTS = (
    "Bees tell each other where food is. A dancer runs in a figure of eight. The angle of the run is the angle to the "
    "sun, and one second of running stands for about 1,000 metres.",
    "The dance was read by Karl von Frisch in 1944. He marked bees with paint and watched them through glass. Most of "
    "his colleagues did not believe him at first.",
    "Later a robot bee was built. Living bees followed its directions, though fewer came than after a real dance.",
    "What remains open is how a bee in the dark of the hive reads the angle. It may feel the movement of the air.",
)


@pytest.fixture
def parts() -> tuple[Part, ...]:
    return (
        Part(name="Ada", role=Role.HOST, words_per_minute=160),
        Part(name="Bo", role=Role.EXPERT, words_per_minute=150),
    )


@pytest.fixture
def brief(parts: tuple[Part, ...]) -> Brief:
    passages = tuple(
        Passage(
            id=f"s1-p{n:04d}",
            source=1,
            locator=Locator(headings=("Bees", "How they dance")),
            blocks=(Block(kind=BlockKind.PARAGRAPH, text=text),),
        )
        for n, text in enumerate(TEXTS, 1)
    )
    source = SourceSummary(index=1, title="The dance of the bees", author="R. Ames", kind=SourceKind.BOOK, words=110)
    corpus = Corpus(sources=(source,), passages=passages)
    return Brief(title=None, topic=None, language="en", minutes=1, words=120, parts=parts, corpus=corpus)


@pytest.fixture
def outline() -> Outline:
    return Outline(
        title="Dancing bees",
        segments=(
            PlannedSegment(title="The dance", summary="How it works.", words=60, passages=("s1-p0001", "s1-p0002")),
            PlannedSegment(title="The robot", summary="What is open.", words=60, passages=("s1-p0003", "s1-p0004")),
        ),
    )


@pytest.fixture
def long_brief(brief: Brief) -> Brief:
    """Passages of 100 words with figures and names of their own."""
    passages = tuple(
        brief.corpus.passages[0].model_copy(
            update={
                "id": f"s1-p{n:04d}",
                "blocks": (
                    brief.corpus.passages[0]
                    .blocks[0]
                    .model_copy(
                        update={
                            "text": " ".join(
                                f"Hive {n}{k} stood in valley {n}{k}1 and gave {n}{k}2 jars to the market."
                                for k in range(8)
                            )
                        }
                    ),
                ),
            }
        )
        for n in range(1, 13)
    )
    corpus = brief.corpus.model_copy(update={"passages": passages})
    return brief.model_copy(update={"corpus": corpus, "minutes": 4.0, "words": 560})
