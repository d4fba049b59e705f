"""Web pages through trafilatura, which leaves out menus and cookie bars; login forms and other walls are recognised."""

import logging
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from adapters.readers.content import Content, Piece
from adapters.readers.markup import parse, pieces
from adapters.readers.nesting import flattened
from domain.retrieve.words import USABLE_WORDS, count_words

_WALL = re.compile(
    r"\b(?:log ?in|sign ?in|sign ?up|subscribe|create an? (?:free )?account|members only"
    r"|already a (?:member|subscriber)|register to (?:continue|read)"
    r"|forgot(?:ten)? (?:your )?password|anmelden|se connecter|iniciar sesión)\b",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"\bcookies?\b|\bGDPR\b|privacy (?:policy|settings|choices)|\bconsent\b", re.IGNORECASE)
_SCRIPTED = re.compile(
    r"(?:enable|requires?|turn on|activate) java ?script|javascript (?:is )?(?:disabled|required)", re.I
)
_ROBOT = re.compile(
    r"captcha|are you (?:a )?(?:human|robot)|verify(?:ing)? (?:that )?you are|unusual traffic|checking your browser"
    r"|just a moment|access denied",
    re.IGNORECASE,
)
_FURNITURE = (
    "nav, header, footer, aside, script, style, noscript, form, dialog, [role=navigation], [role=banner], "
    "template, [hidden], [style*='display:none' i], [style*='display: none' i]"  # what no visitor sees
)
_UNSEEN = [
    "//body//template",
    "//body//*[@hidden]",
    "//body//*[contains(translate(@style, ' DISPLAYNOE', 'displaynoe'), 'display:none')]",
]
"""What no visitor sees is not read: it may have been written for machines."""
_PLAIN_ENOUGH = 60  # words; below it the whole body is tried too
_MOST_TAGS = 100_000  # beyond it trafilatura is not asked, which would take minutes; whole novels have 40,000


def read_html(markup: str) -> Content:
    markup = flattened(markup.lstrip("\ufeff").replace("\x00", ""))
    content = _extract(markup) if markup.count("<") <= _MOST_TAGS else Content()
    words = _words(content.pieces)
    if words < _PLAIN_ENOUGH:
        whole = _whole(markup)
        if _words(whole) > 2 * words:
            content.pieces = whole
    _notice_walls(markup, content)
    return content


def _words(parts: list[Piece]) -> int:
    return sum(count_words(piece.text) for piece in parts)


def _extract(markup: str) -> Content:
    import trafilatura  # noqa: PLC0415  # takes a quarter of a second, which other formats do not need
    from defusedxml import ElementTree  # noqa: PLC0415

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    content = Content()
    output = trafilatura.extract(
        markup,
        output_format="xml",
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        prune_xpath=_UNSEEN,
    )
    if not output:
        return content
    try:
        document: Element = ElementTree.fromstring(output)
    except ParseError:
        return content
    content.title, content.author = document.get("title") or None, document.get("author") or None
    main = document.find("main")
    if main is not None:
        content.pieces = [piece for piece in _main(main) if piece.text]
    return content


def _text(node: Element) -> str:
    return re.sub(r"\s+", " ", "".join(node.itertext())).strip()


def _main(main: Element) -> Iterator[Piece]:
    for node in main:
        tag = node.tag
        if tag == "head":
            level = (node.get("rend") or "h2").lstrip("h")
            yield Piece("heading", _text(node), level=int(level) if level.isdigit() else 2)
        elif tag == "list":
            items = [_text(item) for item in node.iter("item")]
            yield Piece("list", "\n".join(filter(None, items)), ordered=node.get("rend") == "ol")
        elif tag == "table":
            rows = [[_text(cell) for cell in row.iter("cell")] for row in node.iter("row")]
            yield Piece("table", "\n".join(" | ".join(row) for row in rows if any(row)))
        elif tag == "code":
            yield Piece("code", "".join(node.itertext()).strip("\n"))
        elif tag == "quote":
            yield Piece("quote", _text(node))
        elif tag in ("div", "main", "section"):
            yield from _main(node)
        elif tag not in ("graphic", "comments"):
            yield Piece("paragraph", _text(node))


def _whole(markup: str) -> list[Piece]:
    """Everything in the body but menus and the like, for pages that are too plain for trafilatura."""
    tree = parse(markup)
    for node in tree.css(_FURNITURE):
        if node.tag not in ("html", "body"):
            node.decompose()
    return pieces(tree.css_first("main") or tree.css_first("article") or tree.body)


def _notice_walls(markup: str, content: Content) -> None:
    """Adds hints to content with little text: what the page shows instead."""
    words = _words(content.pieces)
    if words >= 200:
        return
    tree = parse(markup)
    shown = " ".join((tree.body.text(deep=True, separator=" ") if tree.body else "").split())[:20_000]
    heading = " ".join(node.text(deep=True) for node in tree.css("title, h1"))[:500]
    if (
        tree.css_first("input[type=password]") is not None
        or len(set(_WALL.findall(shown))) >= 2
        or _WALL.search(heading)
    ):
        content.hints.add("login")
    if _ROBOT.search(heading) or (words < 60 and _ROBOT.search(shown)):
        content.hints.add("robot")
    if _SCRIPTED.search(shown) or (words < USABLE_WORDS and len(tree.css("script")) >= 1):
        content.hints.add("script")
    if words < 150 and len(_COOKIES.findall(shown)) >= 3 and len(_COOKIES.findall(shown)) * 25 > words:
        content.hints.add("cookies")
