"""The article of a web page: the element around all that trafilatura finds, read as blocks without the furniture in it.

trafilatura tells where the text is, and drops some lists, breaks and dates inside it; so its words only vote.
"""

import logging
import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, ParseError

from selectolax.lexbor import LexborHTMLParser, LexborNode

from adapters.readers.content import Content
from adapters.readers.markup.blocks import parse, pieces, shown
from adapters.readers.markup.preparing import holds, outermost
from adapters.readers.pages.naming import author_of_page, title_of_page
from adapters.readers.text.preformatted import with_prose_read
from domain.retrieve.words import count_words

_MOST_TAGS = 100_000  # beyond it trafilatura is not asked, which would take minutes; whole novels have 40,000
_LEAVES = "p, li, td, th, dd, dt, blockquote, pre, h1, h2, h3, h4, h5, h6, figcaption, div, section, article"
_INNER = frozenset({"p", "li", "td", "dt", "dd", "blockquote", "pre", "div", "section", "article", "ul", "ol", "dl",
                    "table"})  # fmt: skip
_PARAGRAPHS = frozenset({"p", "div", "h1", "h2", "h3", "table"})
_FURNITURE = (
    "nav, header, footer, aside, form, dialog, button, [role=navigation], [role=banner], [role=search], "
    "[role=contentinfo], [role=complementary], [role=dialog], [role=menu]"
)
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|share|sharing|social|related|recommended|promo|newsletter|subscribe|comments?"
    r"|breadcrumbs?|sidebar|menu|footer|advert\w*|ads?|sponsor\w*|banner|popup|modal|paywall|pagination|pager|skip|toolbar"
    r"|byline|author-?bio|read-?more|more-?stories|most-?read|trending|login|signup)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ADVERT = re.compile(
    r"\W*(?:(?:story|article) continues (?:below|after)(?: (?:the|this))? )?"
    r"(?:advertisements?|ads?|anzeige|publicité|publicidad)\W*",
    re.IGNORECASE,
)
_FRAME = frozenset({"nav", "header", "footer", "aside", "form", "dialog", "button", "head"})
_UNUSED = frozenset({"template", "noscript", "script", "style"})
_SENTENCE = 8  # words; labels for screen readers have fewer
_LINKED = 0.6  # share of letters in links from which a block is a menu
_MENU, _ALL_LINKED = 5, 0.9  # links, and their share: a list of links, whatever trafilatura takes it for
_WITHIN = 0.98  # of the words found stand in the article's element; the rest are strays, such as a line of a footer
_KEPT = 0.5  # share of the words of an element that trafilatura kept for it to be text


def read_article(markup: str, *, sheets: Iterable[str] = ()) -> Content:
    tree, unseen = shown(markup, sheets=sheets, counted=_is_prose)
    content = Content()
    if tree.body is None:
        return content
    kept = _Words("")
    if markup.count("<") <= _MOST_TAGS:
        content, found = _asked(tree.html or "")
        kept = _Words(found)
    _drop_furniture(tree, kept)
    root = _around(tree.body, kept) if kept else tree.css_first("main") or tree.css_first("article") or tree.body
    content.pieces = [piece for piece in with_prose_read(pieces(root)) if not _ADVERT.fullmatch(piece.text)]
    headings = [piece.text for piece in content.pieces if piece.kind == "heading"]
    if markup.count("<") <= _MOST_TAGS:
        page = parse(markup)
        content.title = title_of_page(page, content.title, headings=headings)
        content.author = author_of_page(page, content.author)
    if unseen:
        content.leave_out("hidden", "text that no reader of the page sees", words=unseen)
    return content


def _is_prose(node: LexborNode) -> bool:
    """Whether a hidden element holds a sentence of the page, and not a label for screen readers, a menu or a dialog."""
    if node.tag in _UNUSED or count_words(node.text(deep=True)) < _SENTENCE or _is_linked(node, _LINKED):
        return False
    above: LexborNode | None = node
    while above is not None:
        names = f"{above.attributes.get('class') or ''} {above.attributes.get('id') or ''}"
        if above.tag in _FRAME or (above.tag not in ("html", "body", "main", "article") and _NAMED.search(names)):
            return False
        above = above.parent
    return True


def _asked(markup: str) -> tuple[Content, str]:
    """Title and author of a page, and the words that are its text."""
    import trafilatura  # noqa: PLC0415  # takes a quarter of a second, which other formats do not need
    from defusedxml import ElementTree  # noqa: PLC0415

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    content = Content()
    output = trafilatura.extract(
        markup, output_format="xml", with_metadata=True, include_comments=False, include_tables=True
    )
    if not output:
        return content, ""
    try:
        document: Element = ElementTree.fromstring(output)
    except ParseError:
        return content, ""
    content.title, content.author = document.get("title") or None, document.get("author") or None
    main = document.find("main")
    return content, " ".join(main.itertext()) if main is not None else ""


class _Words:
    """The runs of three words of a text, by which another is recognised."""

    def __init__(self, text: str) -> None:
        words = _words(text)
        self._runs = {tuple(words[at : at + size]) for size in (1, 3) for at in range(len(words) - size + 1)}

    def __bool__(self) -> bool:
        return bool(self._runs)

    def share(self, text: str) -> float:
        """How much of a text stands in this one."""
        words = _words(text)
        size = 3 if len(words) >= 3 else 1
        runs = [tuple(words[at : at + size]) for at in range(len(words) - size + 1)]
        return sum(run in self._runs for run in runs) / len(runs) if runs else 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _drop_furniture(tree: LexborHTMLParser, kept: _Words) -> None:
    """Removes menus and the like; what trafilatura took for text stays whatever its name is."""
    named = [
        node
        for node in tree.css("[class], [id]")
        if node.tag not in ("html", "body", "main", "article")
        and _NAMED.search(f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}")
    ]
    linked = [node for node in tree.css("ul, ol, p, table, div") if _is_linked(node, _LINKED)]
    menus = {node.mem_id for node in linked if len(node.css("a[href]")) >= _MENU and _is_linked(node, _ALL_LINKED)}
    for node in outermost([*tree.css(_FURNITURE), *named, *linked]):
        if node.mem_id in menus or kept.share(node.text(deep=True, separator=" ")) < _KEPT:
            node.decompose()


def _is_linked(node: LexborNode, share: float) -> bool:
    """Whether a block is mostly links to other pages."""
    if node.tag == "div" and holds(node, _PARAGRAPHS):
        return False
    links = node.css("a[href]")
    letters = sum(map(str.isalnum, node.text(deep=True))) if links else 0
    return letters > 0 and sum(sum(map(str.isalnum, link.text(deep=True))) for link in links) >= share * letters


def _around(body: LexborNode, kept: _Words) -> LexborNode:
    """The innermost element with nearly all the words that were found."""
    weights: dict[int, int] = {}
    total = 0
    for node in body.css(_LEAVES):
        if holds(node, _INNER):
            continue
        text = node.text(deep=True, separator=" ")
        if kept.share(text) < _KEPT:
            continue
        weight = len(_words(text))
        total += weight
        above: LexborNode | None = node
        while above is not None:
            weights[above.mem_id] = weights.get(above.mem_id, 0) + weight
            above = above.parent
    root = body
    while inner := [node for node in root.iter() if weights.get(node.mem_id, 0) >= _WITHIN * max(total, 1)]:
        if inner[0].tag in ("p", "li", "ul", "ol", "table", "tr", "td", "tbody", "blockquote", "pre", "dl"):
            break
        root = inner[0]
    return root
