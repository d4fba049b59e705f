"""Marks without a word in them: numbers of pages, sounds in captions, arrows of notes, names of pictures."""

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from adapters.readers.content import Content, Piece
from adapters.readers.finishing import finish
from adapters.readers.markdown.reader import read_markdown
from adapters.readers.pdf.reader import read_pdf
from adapters.readers.text.captions import read_captions
from adapters.readers.text.plain import read_plain

LONG = "Bread rises because yeast breathes and makes the dough light. It takes a night and"
REST = "some patience, and a warm place. Then it is baked in a hot oven until it is brown."


def texts(content: Content) -> list[str]:
    return [piece.text for piece in finish(content).pieces]


@pytest.mark.parametrize("number", ["- 12 -", "— 12 —", "Page 12", "Page 12 of 30", "[Page 12]", "~ xii ~", "-12-"])
def test_the_number_of_a_page_is_neither_an_item_nor_a_heading(number: str) -> None:
    assert texts(read_plain(f"{LONG}\n\n{number}\n\n{REST}")) == [f"{LONG} {REST}"]
    assert texts(read_markdown(f"{LONG}\n\n{number}\n\n{REST}")) == [LONG, REST]


@pytest.mark.parametrize("item", ["- 12 eggs", "- 12", "12", "- Page 12 has the answer.", "1984", "- 12 - 14"])
def test_other_figures_stay(item: str) -> None:
    kept = texts(read_plain(f"{LONG}.\n\n{item}\n\nThen there was {REST}"))
    assert item.removeprefix("- ").rstrip(" -") in kept[1]


@pytest.mark.parametrize(
    ("cue", "said"),
    [
        ("[MUSIC PLAYING] Welcome back.", "Welcome back."),
        ("We rise. [LAUGHTER] We fall.", "We rise. We fall."),
        ("[MUSIC\nPLAYING]\nWe fall.", "We fall."),
        ("That was it. (APPLAUSE)", "That was it."),
        ("♪ And so we begin again ♪ he said.", "he said."),
        ("He sang. ♪ And so we begin", "He sang. And so we begin"),
        ("a line that began before ♪ Then he left.", "a line that began before Then he left."),
        ("It was (in 1999) a good year.", "It was (in 1999) a good year."),
        ("The (NATO) meeting ended.", "The (NATO) meeting ended."),
    ],
)
def test_sounds_are_not_said(cue: str, said: str) -> None:
    content = read_captions(f"WEBVTT\n\n00:00.000 --> 00:02.000\n{cue}\n\n00:02.000 --> 00:04.000\nThe end.\n")
    (text,) = texts(content)
    assert text.removesuffix(" The end.") == said


@pytest.mark.parametrize("cue", ["[MUSIC]", "♪", "♪ La la ♪", "♪ La la", "la la ♪", "(SIGHS)", "- [sighs]", "【音楽】"])
def test_a_cue_of_sounds_is_left_out(cue: str) -> None:
    content = read_captions(f"WEBVTT\n\n00:00.000 --> 00:02.000\n{cue}\n\n00:02.000 --> 00:04.000\nThe end.\n")
    assert texts(content) == ["The end."]


def test_arrows_lead_back_in_silence() -> None:
    notes = Piece("footnote", "See the first chapter ↩\nIbid. ↩︎")
    item, key = Piece("list", "It is told elsewhere. ↩ ↩︎"), Piece("list", "Press ↩ to go on")
    shown = texts(Content(pieces=[notes, item, key]))
    assert shown == ["See the first chapter\nIbid.", "It is told elsewhere.", "Press ↩ to go on"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Done :tada: at last :+1:", "Done at last"),
        (":white_check_mark: It works", "It works"),
        ("At 10:30:15 it rang", "At 10:30:15 it rang"),
        ("Use `:smile:` for it", "Use :smile: for it"),
        ("std::vector::size and a:b:c", "std::vector::size and a:b:c"),
        ("In short: yes: no", "In short: yes: no"),
    ],
)
def test_names_of_pictures_are_not_read(written: str, read: str) -> None:
    assert texts(read_markdown(written)) == [read]


LINES = (
    "The sea was calm that night and nobody on the pier",
    "expected the wind to turn before the morning, although",
    "the older men had said so twice in the tavern that week",
)


def page_of(path: Path, *, unit: int, empty: tuple[int, ...] = (), pages: int = 1) -> str:
    canvas = Canvas(str(path), pagesize=A4)
    number = 0
    for _ in range(pages):
        for row in range(24):
            number += 1
            if row + 1 not in empty:
                canvas.drawString(90, 780 - 24 * row, LINES[row % 3])
            if number % unit == 0:
                canvas.drawRightString(75, 780 - 24 * row, str(number))
        canvas.showPage()
    canvas.save()
    return " ".join(piece.text for piece in read_pdf(path).pieces)


@pytest.mark.parametrize(
    ("unit", "empty", "pages"), [(1, (3, 7, 8, 15), 3), (3, (), 2), (4, (), 2), (5, (5, 10, 20), 2), (10, (), 1)]
)
def test_numbers_of_lines_in_the_margin_are_not_read(
    tmp_path: Path, unit: int, empty: tuple[int, ...], pages: int
) -> None:
    text = page_of(tmp_path / "lines.pdf", unit=unit, empty=empty, pages=pages)
    assert not any(character.isdigit() for character in text)
    assert text.count("tavern") == pages * sum(1 for row in range(24) if row % 3 == 2 and row + 1 not in empty)
