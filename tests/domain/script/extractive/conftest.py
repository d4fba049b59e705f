"""Real-looking documents, read simply, and the rules that every episode made from any document has to keep."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.retrieve.source import Block, BlockKind, Corpus, Locator, Passage, SourceKind, SourceSummary
from domain.script.budget import words_for
from domain.script.extractive.episode import Episode, written
from domain.script.extractive.lexicon import word_count
from domain.script.model import Brief, DraftTurn, Part
from domain.tts.speaker import Role

FOLDER = Path(__file__).parent / "documents"
SAMPLE = Path(__file__).parents[4] / "examples" / "sample.md"
KINDS = {"paper": SourceKind.PAPER, "report": SourceKind.REPORT, "company": SourceKind.PAGE, "chapter": SourceKind.BOOK}
PARTS = (
    Part(name="Ada", role=Role.HOST, words_per_minute=165.0),
    Part(name="Ben", role=Role.EXPERT, words_per_minute=160.0),
)
WORDS_IN = (
    "percent degrees degree celsius kilometres metres grams to for example that is the author authors they their them "
    "writes page company says and first then finally more one two three four five six seven eight nine ten we our us"
)
INSERTED = frozenset(WORDS_IN.split())
WORDS_OUT = "however moreover thus therefore hence furthermore also indeed we our us"
DROPPED = frozenset(WORDS_OUT.split())
UNHEARD = re.compile(r"[*#_|<>\[\]{}]|https?:|\bHOST\b|\bEXPERT\b|\b[A-Z]{7,}\b|\bsee (?:Figure|Table)\b")
PRAISE = re.compile(r"\b(?:great|amazing|fascinating|wonderful|love|brilliant|interesting)\b", re.IGNORECASE)
WEIGHTY = ("not", "no", "never", "none", "only", "may", "might", "cannot", "could", "unless", "without", "hardly")


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
        full = sum(len(other.text.split()) for other in groups[-1]) > 200
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


def turns_of(episode: Episode) -> list[DraftTurn]:
    return [turn for draft in episode.drafts for turn in draft.turns]


def holds(brief: Brief, episode: Episode) -> None:
    """Asserts what is true of every episode, whatever the document."""
    turns = turns_of(episode)
    texts = {passage.id: passage.text for passage in brief.corpus.passages}
    assert [turn.speaker for turn in turns] == ["Ada" if at % 2 == 0 else "Ben" for at in range(len(turns))]
    assert [draft.index for draft in episode.drafts] == list(range(len(episode.outline.segments)))
    said: Counter[tuple[str, int]] = Counter()
    for turn in turns:
        words = word_count(turn.text)
        assert re.search(r"[.?!][”\"]?$", turn.text), turn.text
        assert not UNHEARD.search(turn.text), turn.text
        if turn.speaker == "Ada":
            assert 4 <= words <= 25, turn.text
            assert not turn.citations
            assert not re.search(
                r"\b(?:great|amazing|fascinating|wonderful|love|brilliant|interesting)\b", turn.text, re.IGNORECASE
            )
        else:
            assert 6 <= words <= 90, turn.text
            assert turn.citations
            spans = [texts[citation.passage][citation.start : citation.end] for citation in turn.citations]
            assert all(citation.end > citation.start for citation in turn.citations)
            came_from(turn.text, " ".join(spans))
            said.update((citation.passage, citation.start) for citation in turn.citations)
    assert max(said.values()) == 1, "a sentence was said twice"
    asked = [turn.text for turn in turns if turn.speaker == "Ada"]
    for at, text in enumerate(asked):
        assert text not in asked[max(0, at - 4) : at], text
    blocks = [block for passage in brief.corpus.passages for block in passage.blocks]
    headings = {block.text.lower().strip(" .") for block in blocks if block.kind is BlockKind.HEADING}
    assert not any(turn.text.lower().strip(" .") in headings for turn in turns)
    total = sum(word_count(turn.text) for turn in turns)
    host = sum(word_count(text) for text in asked) / total
    if brief.words >= 450 and total >= 450:
        assert total <= 1.03 * brief.words
        assert 0.15 <= host <= 0.255, host
    elif brief.words >= 300 and total >= 300:  # opening and closing weigh more in two minutes
        assert total <= 1.045 * brief.words
        assert 0.15 <= host <= 0.27, host


def came_from(text: str, source: str) -> None:
    """Undoes the edits word by word, without using them: nothing but the closed list came in or went out."""
    spoken = tokens(text)
    written_down = tokens(source)
    free = tokens(re.sub(r"\([^()]*\)|\[[^\]]*\]", lambda aside: aside[0] if aside[0] in text else " ", source))
    places = Counter(written_down)
    extra = Counter(spoken) - places
    assert set(extra) <= INSERTED, (set(extra) - INSERTED, text, source)
    missing = Counter(free) - Counter(spoken)
    units = {"c", "km", "m", "g", "e", "i"}
    assert set(missing) <= DROPPED | units, (set(missing) - DROPPED - units, text, source)
    for word in WEIGHTY:
        assert spoken.count(word) == free.count(word), (word, text, source)
    assert [token for token in spoken if token[0].isdigit()] == [token for token in free if token[0].isdigit()], (
        text,
        source,
    )
    aside = INSERTED | DROPPED | units
    kept = [token for token in spoken if token not in aside]
    assert kept == [token for token in free if token not in aside], (text, source)


def tokens(text: str) -> list[str]:
    plain = re.sub("[¹²³]", "", text.lower().replace("authors’", "our"))
    return re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*", plain)


CorpusOf = Callable[[str], Corpus]


@pytest.fixture(scope="session")
def document() -> CorpusOf:
    """A corpus by the name of its document; `sample` is the one in examples/."""

    def read(name: str) -> Corpus:
        path = SAMPLE if name == "sample" else FOLDER / f"{name}.md"
        return corpus_of(path.read_text(encoding="utf-8"), kind=KINDS.get(name, SourceKind.DOCUMENT))

    return read


@pytest.fixture(scope="session")
def made() -> Callable[..., tuple[Brief, Episode]]:
    """Corpus, minutes → brief and episode, checked against every rule."""

    def make(corpus: Corpus, minutes: float, *, topic: str | None = None) -> tuple[Brief, Episode]:
        brief = brief_of(corpus, minutes, topic=topic)
        episode = written(brief)
        holds(brief, episode)
        return brief, episode

    return make


@pytest.fixture(scope="session")
def corpus_from() -> Callable[..., Corpus]:
    return corpus_of


@pytest.fixture(scope="session")
def brief_from() -> Callable[..., Brief]:
    return brief_of
