"""What libraries, typesetters and programs put around a text is not read; what tells of it is."""

import pytest

from adapters.readers.content import Content, Piece
from adapters.readers.finishing import finish
from adapters.readers.pages.reader import read_html
from adapters.readers.text.plain import read_plain

PROSE = "The garden lay below the sea wall, and the tide came over the stones on the paths every spring of the year."
GOOGLE = (
    "This is a digital copy of a book that was preserved for generations on library shelves before it was scanned.\n\n"
    "Usage guidelines\n\nPublic domain books belong to the public, and we are merely their custodians.\n\n"
    "You can search through the full text of this book on the web at http://books.google.com/"
)
NOTICES = [
    GOOGLE,
    "Digitized by the Internet Archive\nin 2010 with funding from\nUniversity of Toronto",
    "https://archive.org/details/saltgarden00lang",
    "Digitized by Google",
    "Generated on 2020-11-02 12:01 GMT / https://hdl.handle.net/2027/mdp.3901\nPublic Domain, Google-digitized",
    "Original from UNIVERSITY OF MICHIGAN",
    "This content downloaded from 192.0.2.7 on Mon, 02 Nov 2020 12:01:02 UTC\nAll use subject to https://about.jstor.org/terms",
]  # fmt: skip


def texts(content: Content) -> list[str]:
    return [piece.text for piece in finish(content).pieces]


def article(body: str) -> list[str]:
    held = f"<article><p>{PROSE}</p>{body}<p>{PROSE}</p></article>"
    return texts(read_html(f"<!doctype html><html><head><title>Salt</title></head><body>{held}</body></html>"))


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("place", ["{notice}\n\n{prose}", "{prose}\n\n{notice}\n\n{prose}", "{prose}\n\n{notice}"])
def test_notices_of_libraries_are_not_read(notice: str, place: str) -> None:
    read = texts(read_plain(place.format(notice=notice, prose=f"{PROSE}\n\n{PROSE}")))
    assert set(read) == {PROSE}


def test_what_tells_of_a_library_is_read() -> None:
    told = (
        "Digitized by the Internet Archive in 2010, the almanac was forgotten until a keeper's daughter found it. " * 5
    )
    assert told.strip() in texts(Content(pieces=[Piece("paragraph", PROSE), Piece("paragraph", told.strip())]))


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("<img src='t.png' alt='T'>he wall stood.", "The wall stood."),
        ("<img src='t.png' alt='T'> he wall stood.", "The wall stood."),
        ("<img src='t.png' alt='A'> wall stood.", "A wall stood."),
        ("<span class='x'><img src='t.png' alt='Th'></span>ere it stood.", "There it stood."),
        ("It stood <img src='e.png' alt='x'> high.", "It stood high."),
        ("The wall<span class='footnote-ref'>12</span> stood.", "The wall stood."),
        ("The wall<span class='fnref'>[a]</span> stood<small class='noteref'>*</small>.", "The wall stood."),
        ("The wall<i class='sidenote-number'>3</i> stood <span class='note-year'>1871</span>.", "The wall stood 1871."),
    ],
)  # fmt: skip
def test_first_letters_and_marks_of_notes(markup: str, read: str) -> None:
    assert read in article(f"<p>{markup} {PROSE}</p>")[1]


@pytest.mark.parametrize(
    ("written", "is_read"),
    [
        ("The wall was built by masons.\nThey came from the north\nand lived in huts on the shore.", True),
        ("wall = build(masons)\nprint(wall)\nfor each in wall:\n    show each now and then again for all", False),
        ("Reading the list of packages here now.\nBuilding the tree of them...\n0 upgraded, 3 held | 2.1 MB", False),
        ("$ make all of the targets in one go\nDone in three seconds, it says here.", False),
    ],
)
def test_a_few_sentences_with_breaks_made_by_hand_are_prose(written: str, *, is_read: bool) -> None:
    read = article(f"<pre>{written}</pre>")
    assert (" ".join(written.split()) in read) is is_read
