"""Web pages: the article, and hints of login forms and other walls that stand in its place."""

import re

from adapters.readers.article import read_article
from adapters.readers.content import Content, Piece
from adapters.readers.markup import parse
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


def read_html(markup: str) -> Content:
    markup = flattened(markup.lstrip("\ufeff").replace("\x00", ""))
    content = read_article(markup)
    _notice_walls(markup, content)
    return content


def _words(parts: list[Piece]) -> int:
    return sum(count_words(piece.text) for piece in parts)


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
