"""What the HOST may name and ask: subjects, headings, functions and the variety of forms."""

from collections import Counter

import pytest

from domain.retrieve.source import SourceKind, SourceSummary
from domain.script.extractive.capitals import Capitals
from domain.script.extractive.dialogue import Host
from domain.script.extractive.frame import author_of, opening
from domain.script.extractive.functions import Asked, functions_of
from domain.script.extractive.headings import phrase_of, title_of
from domain.script.extractive.material import Leaning, Line, Run
from domain.script.extractive.phrases import FORMS, Function
from domain.script.extractive.subjects import intro_phrase, opening_clause, subject_of

CAPITALS = Capitals(
    ["the oven and the wheat, but the dough of Egypt, and in Vienna; roller mills and history of bread"]
)


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("The oven is hot.", "the oven"),
        ("Wheat flour contains two proteins.", "wheat flour"),
        ("Roller mills turned the order around.", "roller mills"),
        ("Louis Pasteur showed that cells live.", "Louis Pasteur"),
        ("In 1862, Louis Pasteur showed that cells live.", "Louis Pasteur"),
        ("The history of bread is long.", "the history of bread"),
        ("However, the oven was hot.", "the oven"),
    ],
)
def test_a_subject_is_found(sentence: str, phrase: str) -> None:
    subject = subject_of(sentence, CAPITALS)
    assert subject is not None
    assert subject.phrase == phrase
    assert phrase.lower() in sentence.lower()
    assert len(phrase.split()) <= 5


@pytest.mark.parametrize(
    "sentence",
    [
        "It is hot.",
        "There is an oven.",
        "12 loaves were baked.",
        "The reason is simple.",
        "Baking bread takes time.",
        "Some of them were hot.",
        "The authors found an oven.",
        "The bread that they baked in the ashes was flat.",
    ],
)
def test_a_doubtful_subject_is_none(sentence: str) -> None:
    assert subject_of(sentence, CAPITALS) is None


def test_opening_phrases_are_verbatim() -> None:
    assert intro_phrase("In 1862, Pasteur worked.") == "In 1862"
    assert intro_phrase("In the end, Pasteur won.") is None
    assert intro_phrase("In this way, Pasteur won.") is None
    assert opening_clause("When flour meets water, gluten forms.") == "When flour meets water"
    assert opening_clause("When it meets water, gluten forms.") is None


@pytest.mark.parametrize(
    ("heading", "text", "noun"),
    [
        ("Chapter 3: The Oven", "the oven", True),
        ("2.1 Results", "what they found", True),
        ("INTRODUCTION", "where it starts", True),
        ("IV. Limitations", "where it falls short", True),
        ("Why Dough Rises", "why dough rises", True),
        ("Mix the dough", "Mix the dough", False),
        ("Bread in Vienna", "bread in Vienna", True),
    ],
)
def test_headings_become_phrases(heading: str, text: str, noun: bool) -> None:
    capitals = Capitals(["the oven and why the dough rises, bread in Vienna and the mix of it"])
    phrase = phrase_of(heading, capitals)
    assert phrase is not None
    assert (phrase.text, phrase.noun) == (text, noun)


@pytest.mark.parametrize(
    "heading", ["Chapter 7", "III", "3.2", "", "A very long heading that goes on for ever and ever"]
)
def test_headings_without_a_phrase(heading: str) -> None:
    assert phrase_of(heading, CAPITALS) is None


def test_titles() -> None:
    assert title_of("report_final.pdf") is None
    assert title_of("Bread: A Very Long and Winding History of the Oldest Food of the World") == "Bread"
    assert title_of("Untitled") is None


def line(text: str, *, steps: bool = False) -> Line:
    return Line(
        index=5,
        source=1,
        section=0,
        paragraph=1,
        first=True,
        text=text,
        bare=text,
        words=len(text.split()),
        spans=(),
        leaning=Leaning.FREE,
        terms=(),
        steps=steps,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "function", "adjacent"),
    [
        ("The oven is a room of hot air.", Function.DEFINITION, False),
        ("The oven is heated by burning wood.", Function.PASSIVE, False),
        ("The oven cools because the door is open.", Function.CAUSE, False),
        ("In 1862, the oven was cold.", Function.MOMENT, False),
        ("In the oven, the dough is hot.", Function.PLACE, False),
        ("When flour meets water, the dough forms.", Function.CLAUSE, False),
        ("The oven is hotter than the dough.", Function.COMPARE, False),
        ("However, the dough was cold.", Function.CONTRAST, True),
        ("For example, the dough was cold.", Function.EXAMPLE, True),
        ("The oven stands near Vienna.", Function.ABOUT, False),
        ("Nobody had seen it before noon.", Function.LINK, False),
        ("Nobody had seen it before noon.", Function.CONTINUE, True),
    ],
)
def test_the_question_fits_the_answer(text: str, function: Function, adjacent: bool) -> None:
    asked = next(functions_of(Run((line(text),)), text, CAPITALS, adjacent=adjacent))
    assert asked.function is function
    assert all(value.lower() in text.lower() or name in ("do", "be") for name, value in asked.places.items())


def test_steps_are_asked_for_as_steps() -> None:
    text = "First, mix the flour. Then, bake it."
    assert next(functions_of(Run((line(text, steps=True),)), text, CAPITALS, adjacent=False)).function is Function.STEPS


@pytest.mark.parametrize("function", list(Function))
def test_every_function_has_six_forms(function: Function) -> None:
    assert len({form.core for form in FORMS[function]}) >= 6


def test_no_form_comes_back_too_soon_or_too_often() -> None:
    host = Host("paper")
    heard: list[str] = []
    for turn in range(230):
        functions = [
            Asked(Function.ABOUT, {"s": f"the oven {turn}"}),
            Asked(Function.CONTINUE if turn % 3 else Function.LINK),
        ]
        heard.append(host.ask(functions, f"answer {turn}", length=8.0).form.text)
    assert max(Counter(heard).values()) <= 3
    for at, text in enumerate(heard):
        assert text not in heard[max(0, at - 4) : at]


def test_the_opening_names_what_is_known() -> None:
    source = SourceSummary(index=1, title="The Oven", author="Ada Byron, Max Roth, Li Wei", kind=SourceKind.PAPER)
    assert author_of(source) == "Ada Byron and others"
    phrases = [phrase_of(heading, CAPITALS) for heading in ("The Wheat", "The Dough", "The Oven", "3")]
    text = opening([source], phrases, length=25)
    assert text.startswith(
        "Today we open The Oven, a paper by Ada Byron and others. We'll hear about the wheat, the dough"
    )
    bare = SourceSummary(index=1, title="Untitled", author="admin@example.org")
    assert opening([bare], [], length=25).startswith("Today we open a document")
