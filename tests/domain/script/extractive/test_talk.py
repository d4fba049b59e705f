"""How it sounds: openings without a title, questions that fit, endings, quotations, and what points back."""

import re
from collections.abc import Callable

import pytest

from domain.retrieve.source import Corpus, SourceKind, SourceSummary
from domain.script.extractive.capitals import Capitals
from domain.script.extractive.dialogue import Host
from domain.script.extractive.episode import Episode
from domain.script.extractive.frame import opening
from domain.script.extractive.functions import Asked, functions_of
from domain.script.extractive.headings import GENERIC, OUTRIGHT, Phrase, title_of
from domain.script.extractive.material import Leaning, Line, Run
from domain.script.extractive.moves import Function
from domain.script.extractive.references import leaning, takes_up
from domain.script.extractive.selection import said
from domain.script.model import Brief

Made = Callable[..., tuple[Brief, Episode]]
CORPUS_DOCUMENTS = ("sample", "paper", "howto", "report", "company", "essay", "chapter")
CAPITALS = Capitals(["the oven and the wheat, but the dough and roller mills"])


def line(text: str, index: int, *, voiced_by: str = "") -> Line:
    return Line(
        index=index, source=1, section=0, paragraph=1, first=False, text=text, bare=text, words=len(text.split()),
        spans=(), leaning=Leaning.FREE, terms=(), voiced_by=voiced_by,
    )  # fmt: skip


def hosts(episode: Episode) -> list[str]:
    return [turn.text for draft in episode.drafts for turn in draft.turns if turn.speaker == "Ada"]


@pytest.mark.parametrize("title", ["source 1", "Source 12", "notes", "my-notes", "report.md", "scan 0012", "DOC-7"])
def test_the_name_of_a_file_is_no_title(title: str) -> None:
    assert title_of(title) is None


@pytest.mark.parametrize("title", ["Dune", "war and peace", "The Slow History of Bread.pdf", "COVID-19"])
def test_a_title_stays_one(title: str) -> None:
    assert title_of(title) == title.removesuffix(".pdf")


@pytest.mark.parametrize("minutes", [1, 2, 5])
@pytest.mark.parametrize("name", ["report", "chapter", "sample"])
def test_a_text_without_a_title_is_named_by_what_it_speaks_of(
    name: str, minutes: float, document: Callable[[str], Corpus], made: Made
) -> None:
    corpus = document(name)
    nameless = corpus.sources[0].model_copy(update={"title": "source 1", "author": None, "kind": SourceKind.TEXT})
    _, episode = made(corpus.model_copy(update={"sources": (nameless,)}), minutes)
    asked = hosts(episode)
    assert not re.search(r"source|untitled|without a title", " ".join(asked), re.IGNORECASE)
    assert asked[0].startswith("Today we open a text")
    named = re.search(r"it speaks of (.+?)\.", asked[0])
    for phrase in re.split(r", | and ", named[1]) if named else []:
        assert any(phrase.lower() in passage.text.lower() for passage in corpus.passages), phrase
    assert named or "We'll hear" in asked[0] or minutes < 2


def test_the_opening_says_no_empty_words() -> None:
    source = SourceSummary(index=1, title="The Oven", kind=SourceKind.DOCUMENT)
    phrases = [Phrase(text, True) for text in ("where it starts", "how it was done", "what they found", "how it ends")]
    assert opening([source], phrases, length=25).startswith(
        "Today we open The Oven. We'll hear how it was done and what they found."
    )


def test_usual_headings_are_asked_outright(document: Callable[[str], Corpus], made: Made) -> None:
    assert set(OUTRIGHT) <= set(GENERIC.values())
    for minutes in (3, 5, 10):
        asked = " ".join(hosts(made(document("paper"), minutes)[1]))
        assert not re.search(r"(?:to|about|for|at) (?:how it was|what they|where it)\b", asked), asked


@pytest.mark.parametrize("minutes", [2, 3, 5, 10])
@pytest.mark.parametrize("name", CORPUS_DOCUMENTS)
def test_a_link_is_followed_by_at_most_one_question(
    name: str, minutes: float, document: Callable[[str], Corpus], made: Made
) -> None:
    for text in hosts(made(document(name), minutes)[1])[1:-1]:
        assert len(re.findall(r"[.?!](?: |$)", text)) <= 2, text
        assert text.count("Let's") <= 1, text


@pytest.mark.parametrize(("name", "sums_up"), [("paper", True), ("chapter", False), ("howto", False)])
def test_only_a_conclusion_is_asked_for_as_one(
    name: str, sums_up: bool, document: Callable[[str], Corpus], made: Made
) -> None:
    last = hosts(made(document(name), 5)[1])[-2]
    asks = re.search(r"remember|worth keeping|worth taking|take away", last) is not None
    assert asks is sums_up, last


def test_neighbours_in_the_first_person_are_one_quotation() -> None:
    lines = [line(f"The author writes: “{text}”", at, voiced_by="The author writes")
             for at, text in enumerate(("I saw it.", "I left.", "I came back."), 1)]  # fmt: skip
    assert said(lines) == "The author writes: “I saw it. I left. I came back.”"
    assert said([lines[0], lines[2]]).count("The author writes") == 2


@pytest.mark.parametrize(
    ("before", "text", "leans"),
    [
        ("The town built a gate in 1990.", "A failure of the gate would close the basin.", True),
        ("The town built a new iron gate.", "The gate is closed at night.", True),
        ("The town built the gate in 1990.", "A failure of the gate would close the basin.", False),
        ("A ship came in.", "The harbour was full.", False),
    ],
)
def test_what_was_just_introduced_leans_on_its_introduction(before: str, text: str, leans: bool) -> None:
    assert takes_up(before, text) is leans


def test_one_more_of_something_points_back() -> None:
    assert leaning("Leaving the coffee in the press is another mistake.") is Leaning.HARD
    assert leaning("The pot is the second largest of all.") is Leaning.FREE


def test_the_object_of_a_single_clause_is_something_said_before() -> None:
    assert leaning("About a tenth of world trade passes through it.") is Leaning.HARD
    assert leaning("The baker folds the dough and covers it with a cloth.") is Leaning.FREE
    assert leaning("A lens turns the light when the keeper moves it.") is Leaning.FREE


@pytest.mark.parametrize(
    ("text", "function", "asked"),
    [
        ("Roller mills were hotter than the oven.", Function.COMPARE, True),
        ("Roller mills cost more than forty pounds.", Function.COMPARE, False),
        ("Roller mills opened in 1870.", Function.TIME, True),
        ("Roller mills have ground it since 1870.", Function.TIME, False),
    ],
)
def test_amounts_are_no_comparison_and_a_span_is_no_date(text: str, function: Function, asked: bool) -> None:
    found = [one.function for one in functions_of(Run((line(text, 1),)), text, CAPITALS, adjacent=False)]
    assert (function in found) is asked


def test_a_question_behind_a_link_is_one_sentence() -> None:
    host = Host("paper")
    for turn in range(12):
        for function in (Function.ABOUT, Function.TIME, Function.FIGURES, Function.CAUSE):
            put = host.ask([Asked(function, {"s": f"the oven {turn}"})], f"{turn}", length=8, firm=True, bare=True)
            if put.form.function is function:
                assert not re.match(r"(?:Let's|And|So|Now)\b", put.text)
                assert ". " not in put.text


def test_a_short_exchange_keeps_its_turns_short(corpus_from: Callable[..., Corpus], made: Made) -> None:
    sentences = (
        "The old bridge of the town was repaired by twelve masons in the summer of 1850.",
        "A stone tower with a bell stood on the market side and told the whole town the time of day, even in the "
        "fog of the coldest winter mornings.",
        "It was built by a company of masons from the north who worked without any help from the town for more than "
        "forty years of rain and snow.",
        "It carried a lantern of copper and glass above the bell, and the sailors of the coast steered by it in all of "
        "the long dark nights.",
        "The harbour of the town was full of ships from the north.",
    )
    _, episode = made(corpus_from("# Town\n\n" + " ".join(sentences), kind=SourceKind.TEXT), 1)
    assert "fog of the coldest" in " ".join(turn.text for draft in episode.drafts for turn in draft.turns)
    assert max(len(turn.text.split()) for draft in episode.drafts for turn in draft.turns) <= 90
