"""What becomes of we, you and I."""

import pytest

from domain.retrieve.source import SourceKind
from domain.script.extractive.reading.blocks import speakable_blocks
from domain.script.extractive.reading.point_of_view import Adapted, PointOfView
from tests.domain.script.extractive.texts import corpus_of

COMPANY = "We build frames. We serve our customers, and our team is small."


def point_of_view(
    text: str = "Nothing.", *, kind: SourceKind = SourceKind.DOCUMENT, title: str = "Frames"
) -> PointOfView:
    corpus = corpus_of(text, kind=kind, title=title)
    return PointOfView(corpus.sources[0], list(speakable_blocks(corpus)))


def test_a_paper_speaks_of_its_authors() -> None:
    paper = point_of_view(kind=SourceKind.PAPER)
    assert paper.adapted("We measured the frame.") == Adapted("The authors measured the frame.")
    assert paper.adapted("We can see the frame.") is None


@pytest.mark.parametrize(
    ("kind", "says"), [(SourceKind.PAGE, "The page says"), (SourceKind.DOCUMENT, "The company writes")]
)
def test_a_company_is_quoted(kind: SourceKind, says: str) -> None:
    company = point_of_view(COMPANY, kind=kind)
    assert company.adapted("We build frames.") == Adapted(f"{says}: “We build frames.”", says)


def test_an_author_is_quoted_and_quotes_no_one_else() -> None:
    essay = point_of_view("I saw the frame. I left.")
    assert essay.adapted("I saw the frame.") == Adapted("The author writes: “I saw the frame.”", "The author writes")
    assert essay.adapted("I saw “the frame”.") is None
    assert essay.adapted("“I saw it,” said the smith.") == Adapted("“I saw it,” said the smith.")
    assert essay.adapted("We all saw the frame.") is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Nothing.", "How to Build a Frame"),
        ("## Getting started\n\nNothing.", "Frames"),
        ("1. Take the frame.\n2. Clean it.\n3. Mix the paint.", "Frames"),
    ],
)
def test_a_how_to_keeps_its_reader(text: str, title: str) -> None:
    how_to = point_of_view(text, title=title)
    assert how_to.how_to
    assert how_to.leaves("You need a frame.")


def test_elsewhere_the_reader_is_not_addressed() -> None:
    assert not point_of_view().how_to
    assert point_of_view().adapted("You need a frame.") is None


def test_headings_are_read_one_by_one() -> None:
    """“How” and “To Vienna” do not make a how-to, in whatever order."""
    assert not point_of_view("## How\n\nNothing.\n\n## To Vienna\n\nNothing.").how_to
