"""Corpora from Markdown, briefs and single sentences for the tests of the local writer."""

import re
from pathlib import Path

from domain.retrieve.source import Block, BlockKind, Corpus, Locator, Passage, SourceKind, SourceSummary
from domain.script.budget import words_for
from domain.script.extractive.language.dependence import Dependence
from domain.script.extractive.reading.sections import Sentence
from domain.script.model import Brief, Part
from domain.tts.speaker import Role

FOLDER = Path(__file__).parent / "documents"
SAMPLE = Path(__file__).parents[4] / "examples" / "sample.md"
NAMES = ("sample", "paper", "howto", "report", "company", "essay", "chapter")
KINDS = {"paper": SourceKind.PAPER, "report": SourceKind.REPORT, "company": SourceKind.PAGE, "chapter": SourceKind.BOOK}
PARTS = (
    Part(name="Ada", role=Role.HOST, words_per_minute=165.0),
    Part(name="Ben", role=Role.EXPERT, words_per_minute=160.0),
)
_PASSAGE_WORDS = 200


def document(name: str) -> Corpus:
    """A corpus by the name of its document; `sample` is the one in examples/."""
    path = SAMPLE if name == "sample" else FOLDER / f"{name}.md"
    return corpus_of(path.read_text(encoding="utf-8"), kind=KINDS.get(name, SourceKind.DOCUMENT))


def corpus_of(
    text: str, *, kind: SourceKind, title: str | None = None, author: str | None = None, index: int = 1
) -> Corpus:
    """Markdown of headings, paragraphs and lists; passages of about 200 words."""
    blocks: list[Block] = []
    path: tuple[str, ...] = ()
    for raw in re.split(r"\n\s*\n", text.strip()):
        if heading := re.match(r"(#+) (.*)", raw):
            level = len(heading[1])
            title = title or heading[2]
            path = (*path[: level - 1], heading[2])
            here = Locator(headings=path)
            blocks.append(Block(kind=BlockKind.HEADING, text=heading[2], level=level, locator=here))
        elif re.match(r"- |\d+\. ", raw):
            items = "\n".join(re.sub(r"^(- |\d+\. )", "", line) for line in raw.split("\n"))
            here = Locator(headings=path)
            blocks.append(Block(kind=BlockKind.LIST, text=items, ordered=raw[0].isdigit(), locator=here))
        else:
            blocks.append(
                Block(kind=BlockKind.PARAGRAPH, text=" ".join(raw.split("\n")), locator=Locator(headings=path))
            )
    groups: list[list[Block]] = [[]]
    for block in blocks:
        full = sum(len(other.text.split()) for other in groups[-1]) > _PASSAGE_WORDS
        if groups[-1] and (full or block.kind is BlockKind.HEADING):
            groups.append([])
        groups[-1].append(block)
    passages = tuple(
        Passage(id=f"s{index}p{at}", source=index, locator=group[-1].locator, blocks=tuple(group))
        for at, group in enumerate(groups)
    )
    summary = SourceSummary(index=index, title=title or "Untitled", author=author, kind=kind, words=len(text.split()))
    return Corpus(sources=(summary,), passages=passages)


def brief_of(corpus: Corpus, minutes: float, *, topic: str | None = None, language: str = "en") -> Brief:
    return Brief(
        title=None,
        topic=topic,
        language=language,
        minutes=minutes,
        words=words_for(minutes, PARTS),
        parts=PARTS,
        corpus=corpus,
    )


def sentence(text: str, *, index: int = 5, attributed_to: str = "", is_steps: bool = False) -> Sentence:
    """A sentence that stands alone, as reading gives it."""
    return Sentence(
        index=index,
        source=1,
        section=0,
        paragraph=1,
        opens_paragraph=False,
        text=text,
        standalone=text,
        words=len(text.split()),
        spans=(),
        dependence=Dependence.NONE,
        terms=(),
        attributed_to=attributed_to,
        is_steps=is_steps,
    )
