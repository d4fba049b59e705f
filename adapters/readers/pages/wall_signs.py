"""Signs that a page stands in the place of an article; the phrases are in walls.toml.

A page is judged by its title and headings, by its first words, by what it shows after the last ones, and by what most
of its sentences are about. An article about such things is longer, and speaks of other things as well; whatever is left
in doubt a person decides.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from adapters.readers.content import Piece
from domain.retrieve.words import USABLE_WORDS, count_words

SHORT = 400
"""Words. Pages of these kinds have less, apart from their menus; articles mostly have more."""

_OPENING = 60  # words in which an error says what it is
_FORM_WORDS = 120  # beside a longer text a login form is only a corner of the page
_NUMBER_ALONE = re.compile(r"^\W*(?:error\W*)?40[34]\b|^\W*(?:(?:oops|sorry|error)\W+)?not found\W*$", re.I | re.M)

_FEWEST_TOPICS = 4
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*")  # the stops of other scripts
_NOT_FREE = re.compile(r"\"isAccessibleForFree\"\s*:\s*\"?false", re.IGNORECASE)
_CONTROLS = "button, a, input[type=submit], input[type=button], [role=button]"
_LINKED = 0.6  # of the letters that were read; of articles full of links a third stands in them
_FEWEST_LINKS, _MOST_LINKS, _WORDS_OF_A_LINK = 8, 2_000, 4
_LONGEST_LISTING = 100_000  # characters; looking for every link in a longer text takes seconds


@cache
def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("walls.toml").read_text("utf-8"))
    return table


@cache
def _phrases(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_table()[name]), re.IGNORECASE)


@cache
def _topics() -> list[re.Pattern[str]]:
    return [re.compile(topic, re.IGNORECASE) for topic in _table()["consent"]]


def walls_of(markup: str, pieces: Sequence[Piece]) -> set[str]:
    """Codes of `WALLS` for a page of which these blocks were read."""
    read = "\n".join(piece.text for piece in pieces)
    words = count_words(read)
    tree = LexborHTMLParser(markup)
    found: set[str] = set()
    if words >= 2 * SHORT:
        return {"listing"} if _is_listing(tree, read) else found
    shown = _shown(tree)
    heading = "\n".join(_line(node.text(deep=True)) for node in tree.css("title, h1"))[:500]
    opening = " ".join(read.split()[:_OPENING])

    def says(wall: str, *, fewer_than: int) -> bool:
        """In its heading; or right at the beginning of a few words."""
        phrases = _phrases(wall)
        return (words < SHORT and bool(phrases.search(heading))) or (
            words < fewer_than and bool(phrases.search(opening))
        )

    sorry = bool(_phrases("sorry").search(read or shown))
    if says("missing", fewer_than=SHORT // 2 if sorry else 0) or (words < SHORT and _NUMBER_ALONE.search(heading)):
        found.add("missing")
    if says("error", fewer_than=SHORT // 4):
        found.add("error")
    if says("robot", fewer_than=SHORT // 4) or (words < SHORT // 8 and _phrases("robot").search(shown)):
        found.add("robot")
    if says("parked", fewer_than=SHORT // 4):
        found.add("parked")
    if _is_consent(read or shown) and any(_phrases("control").search(each) for each in _controls(tree)):
        found.add("cookies")
    if words < SHORT // 4 and (_phrases("script").search(shown) or (words < USABLE_WORDS and tree.css_first("script"))):
        found.add("script")
    for node in tree.css("nav, footer, aside"):  # the frame of a page offers log-ins and subscriptions everywhere
        node.decompose()
    if _is_listing(tree, read if words >= USABLE_WORDS else _shown(tree)):
        found.add("listing")
    if (words < SHORT and _phrases("login").search(heading)) or (words < _FORM_WORDS and _is_login(tree)):
        found.add("login")
    if words < SHORT and (_NOT_FREE.search(markup) or _phrases("paywall").search(_end(read, tree))):
        found.add("paywall")
    return found


def _is_login(tree: LexborHTMLParser) -> bool:
    kinds = {each.lower() for each in _phrases("login").findall(_shown(tree))}
    return tree.css_first("input[type=password]") is not None or len(kinds) >= 2


def _controls(tree: LexborHTMLParser) -> list[str]:
    """Words on buttons and short links."""
    texts = (node.text(deep=True) or node.attributes.get("value") or "" for node in tree.css(_CONTROLS))
    return [text for text in texts if len(text) <= 40]


def _end(read: str, tree: LexborHTMLParser) -> str:
    """The last sentences that were read, and what the page shows after them."""
    last = _line(read)[-40:]
    _, _, after = _shown(tree).rpartition(last) if last else ("", "", _shown(tree))
    return f"{_line(read)[-300:]} {after[:400]}"


def _is_consent(text: str) -> bool:
    """Whether most sentences are about consent, and are said to the reader."""
    sentences = [each for each in _SENTENCE.findall(text) if each.strip()]
    topics = [{number for number, topic in enumerate(_topics()) if topic.search(each)} for each in sentences]
    if len(set().union(*topics)) < _FEWEST_TOPICS:
        return False
    about = sum(
        len(each) for each, found in zip(sentences, topics, strict=True) if found and _phrases("addressed").search(each)
    )
    return about * 2 > sum(map(len, sentences))


def _is_listing(tree: LexborHTMLParser, read: str) -> bool:
    """Whether most of what was read stands in links of several words."""
    if len(read) > _LONGEST_LISTING:
        return False
    text = _line(read)
    links = {_line(node.text(deep=True)) for node in tree.css("a[href]")[:_MOST_LINKS]}
    linked = [link for link in links if len(link.split()) >= _WORDS_OF_A_LINK and link in text]
    return len(linked) >= _FEWEST_LINKS and sum(map(len, linked)) > _LINKED * len(text)


def _shown(tree: LexborHTMLParser) -> str:
    """All that stands in the body, on one line."""
    return _line(tree.body.text(deep=True, separator=" ") if tree.body else "")[:20_000]


def _line(text: str) -> str:
    return " ".join(text.split())
