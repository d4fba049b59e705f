"""Recipes and instructions: what is asked before an order, the steps in full, and how such a text begins."""

import re

import pytest

from domain.retrieve.source import SourceKind
from domain.script.extractive.language.orders import Order, order_of
from domain.script.extractive.language.topics import Topics
from domain.script.extractive.reading.reader import Reader
from domain.script.extractive.talking.heading_phrases import phrase_of
from domain.script.model import DraftTurn
from tests.domain.script.extractive.rules import checked_episode
from tests.domain.script.extractive.texts import corpus_of, document


def turns_of(minutes: float) -> list[DraftTurn]:
    return [turn for draft in checked_episode(document("bread"), minutes)[1].drafts for turn in draft.turns]


@pytest.mark.parametrize(
    ("sentence", "order"),
    [
        ("Cover the bowl with a damp cloth.", Order(thing="the bowl")),
        ("Turn down the gas flame after an hour.", Order(thing="the gas flame")),
        ("If you smell gas, close the valve at the meter.", Order(when="If you smell gas", thing="the valve")),
        ("To raise the pressure, open both taps.", Order(when="To raise the pressure")),
        ("If it cracks, wash your hands.", Order()),
        ("Do not press the ball.", Order()),
        ("Add 100 g of rye flour.", Order()),
        ("Number 93 was traded for a goat.", None),
        ("Cover crops protect the soil.", None),
        ("Trade with the islands grew.", None),
        ("Water boils at 100 degrees.", None),
        ("When two taps run at once, the flow is smaller.", None),
        ("To the north, the trees are smaller.", None),
    ],
)
def test_orders_are_told_from_statements(sentence: str, order: Order | None) -> None:
    assert order_of(sentence) == order


def test_before_an_order_it_is_asked_what_to_do() -> None:
    turns = turns_of(5)
    asked = {answer.text: question.text for question, answer in zip(turns[:-1:2], turns[1::2], strict=True)}
    orders = {text: asks for text, asks in asked.items() if order_of(text) and "Where does" not in asks}
    assert len(orders) >= 3
    for text, asks in orders.items():
        assert re.search(r"\b(?:do|done|advice|steps?|order)\b|[Hh]ow does it|What about keeping them", asks), (
            asks,
            text,
        )
        assert not re.search(r"part in all this|the story there|stand with", asks)


def test_steps_are_said_in_full() -> None:
    (steps,) = [turn.text for turn in turns_of(5) if "First, " in turn.text]
    assert steps.count("Then, ") == 4 and "Finally, wrap the bread" in steps
    assert len(steps.split()) <= 110


def test_a_text_begins_with_its_first_words() -> None:
    for minutes in (2, 3, 5):
        assert turns_of(minutes)[1].text.startswith("This bread is baked by shepherds")


def test_a_short_first_paragraph_is_the_lead() -> None:
    parts = [
        f"## The {name}\n\nThe {name} of the garden was planted by the {who} in 19{n}0, and it is cut twice a year. "
        f"Each {who} has a key to the {name} and pays for the water that it takes in the summer months."
        for n, (name, who) in enumerate([("hedge", "baker"), ("meadow", "teacher"), ("orchard", "joiner")], 1)
    ]
    text = "\n\n".join(
        (
            "# The garden",
            "The garden lies behind the gasworks and has 84 plots for its members.",
            "## How do I get a plot?",
            "Write your name on the list in the shed. The wait is about two years for a plot of the usual size. A half "
            "plot takes six months on average.",
            *parts,
        )
    )
    _, episode = checked_episode(corpus_of(text, kind=SourceKind.DOCUMENT), 1)
    assert episode.drafts[0].turns[1].text.startswith("The garden lies behind the gasworks")


def test_each_part_is_announced_by_its_own_heading() -> None:
    """Where a part is merged into another for its words, that one's heading does not stand before it."""
    corpus = document("bread")
    headings = {one.spans[0].passage: section.heading for section in Reader(corpus).read() for one in section.sentences}
    links = re.compile(
        r"(?:turn to|come to|move on to|now to|takes us to|brings us to|look at) (?:the part on )?([\w ]+?)(?: now)?\."
    )
    turns = turns_of(5)
    found = 0
    for question, answer in zip(turns[2:-1:2], turns[3::2], strict=True):
        if (link := links.search(question.text)) and answer.citations:
            found += 1
            assert link[1].lower() == headings[answer.citations[0].passage].lower()
    assert found


def test_half_a_quotation_is_no_topic() -> None:
    sentence = "Someone may well have been a “Senior Designer” somewhere else."
    topics = Topics([sentence] * 3, Reader(document("bread")).capitals)
    assert not [one for one in topics.of(sentence) if "“" in one]


@pytest.mark.parametrize(("heading", "nominal"), [("Balanced", False), ("Balance", True), ("Baked goods", True)])
def test_a_participle_alone_is_quoted(heading: str, nominal: bool) -> None:
    phrase = phrase_of(heading, Reader(document("bread")).capitals)
    assert phrase is not None and phrase.nominal is nominal


@pytest.mark.parametrize("sentence", ["Fares brought 1.42 million euros in all.", "Let it rest for thirty minutes."])
def test_a_quantity_is_no_topic(sentence: str) -> None:
    capitals = Reader(document("bread")).capitals
    texts = [sentence] * 3
    assert not [one for one in Topics(texts, capitals).of(sentence) if "euros" in one or "minutes" in one]
