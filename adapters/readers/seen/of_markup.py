"""What a person sees in a web page or a book: sentences and lists of the body, apart from its frame."""

import re
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from adapters.readers.archive import Archive
from adapters.readers.epub.package import MATTER, Package
from adapters.readers.faults import ParseFault
from adapters.readers.markup.blocks import shown
from adapters.readers.markup.preparing import outermost
from adapters.readers.seen.accounting import Part
from adapters.readers.text.decoding import decode
from domain.retrieve.words import count_words

LONGEST = 5 * 2**20
"""Characters of a page or a part of a book; whole novels have one or two million."""

_FRAME = (
    "nav, header, footer, aside, form, dialog, button, script, style, [role=navigation], [role=banner], "
    "[role=contentinfo], [role=complementary], [role=dialog]"
)
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|share|sharing|social|related|recommended|promo|newsletter|comments?|breadcrumbs?"
    r"|sidebar|menu|footer|ads?|advert\w*|banner|popup|modal|trending|author-?bio|more-?stories)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LINES = "p, li, dd, dt, td, th, blockquote, pre, h1, h2, h3, h4, h5, h6, figcaption, caption, summary, div"
_LISTS = {"ul": "a list", "ol": "a list", "dl": "a list", "table": "a table"}
_LINKED = 0.5  # of the letters; with more, a line is an entry of a menu
_FEWEST_WORDS = 4  # of a line of a page; shorter ones are captions of buttons, dates, names
_BYTES_OF_A_LETTER = 2  # of XHTML with its tags
_MATTER_WORDS = 400  # a page of legal words, a dedication or a list of contents has less
_LEGAL = re.compile(r"all rights reserved|isbn|copyright|©|no part of this|first published|printed in", re.IGNORECASE)
_START = re.compile(r"^.*?\*{2,}\s*START OF (?:THE|THIS) [^*]{3,200}\*{2,}", re.DOTALL | re.IGNORECASE)
_END = re.compile(r"\*{2,}\s*END OF (?:THE|THIS) .*$", re.DOTALL | re.IGNORECASE)


def seen_in_page(markup: str) -> Iterator[Part]:
    if len(markup) > LONGEST:
        return
    tree, _ = shown(markup)
    frame = [node for node in tree.css(_FRAME) if node.css_first("article, main, h1") is None]
    beside = [
        node
        for node in tree.css("[class], [id]")
        if node.tag not in ("main", "article")
        and _BESIDE.search(f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}")
    ]
    for node in outermost([*frame, *beside]):
        if node.tag not in ("html", "body"):
            node.decompose()
    yield from _drawings(tree)
    root = tree.css_first("main") or tree.css_first("article") or tree.body
    yield from _blocks(root, fewest=_FEWEST_WORDS) if root is not None else ()


def seen_in_book(path: Path) -> Iterator[Part]:
    archive = Archive(path)
    package = Package(archive)
    for href in package.spine:
        try:
            markup = decode(archive.read(href), declared=True)
        except ParseFault:
            yield Part("", "", lost=archive.size(href) // _BYTES_OF_A_LETTER)  # its reader names it
            continue
        if len(markup) > LONGEST:
            continue
        tree, _ = shown(markup)
        yield from _drawings(tree)
        marks = package.contents.get(href, [])
        name = f"the part “{marks[0].name}”" if marks else f"the part {href}"
        text = "\n".join(part.text for part in _blocks(tree.body, fewest=1)) if tree.body is not None else ""
        text = _END.sub("", _START.sub("", text))
        if not _is_matter(tree, text):
            yield Part(name, text)


def _drawings(tree: LexborHTMLParser) -> Iterator[Part]:
    """The words of drawings, which are taken out of the tree."""
    for node in outermost(tree.css("svg")):
        for unseen in outermost(node.css("defs, symbol, title, desc, metadata, style, script")):
            unseen.decompose()
        words = " ".join(node.text(deep=True, separator=" ").split())
        if words:
            yield Part(f"a drawing that begins “{' '.join(words.split()[:6])}”", words, unread=True)
        node.decompose()


def _is_matter(tree: LexborHTMLParser, text: str) -> bool:
    """Whether it is a cover, a page of contents or of legal words, which are not read."""
    words = count_words(text)
    if words >= _MATTER_WORDS:
        return False
    kinds = " ".join(node.attributes.get("epub:type") or "" for node in tree.css("body, section, nav, div")[:5])
    return bool(MATTER & set(kinds.split())) or len(_LEGAL.findall(text)) >= 2 or words < 30


def _blocks(root: LexborNode, *, fewest: int) -> Iterator[Part]:
    """Lines by what they stand in: each list and table apart, the rest under its heading."""
    name, lines = "the beginning", list[str]()
    inside: LexborNode | None = None
    nodes = root.css(_LINES)
    holding = _holding(nodes)
    for node in nodes:
        if node.mem_id in holding and node.tag not in _HEADINGS:
            continue
        text = node.text(deep=True, separator=" ") if node.tag != "pre" else node.text(deep=True)
        if count_words(text) < fewest or _is_linked(node, text):
            continue
        holder = _holder(node)
        if node.tag in _HEADINGS:
            yield Part(name, "\n".join(lines))
            name, lines, inside = f"the part “{' '.join(text.split())[:80]}”", [], None
        elif holder is not None and (inside is None or inside.mem_id != holder.mem_id):
            yield Part(name, "\n".join(lines))
            opening = " ".join(text.split()[:6])
            name, lines, inside = f"{_LISTS[holder.tag or '']} that begins “{opening}”", [], holder
        elif holder is None and inside is not None:
            yield Part(name, "\n".join(lines))
            opening = " ".join(text.split()[:6])
            name, lines, inside = f"the text that begins “{opening}”", [], None
        lines.append(text)
    yield Part(name, "\n".join(lines))


def _holding(nodes: list[LexborNode]) -> set[int]:
    """Everything that stands around one of these nodes."""
    found: set[int] = set()
    for node in nodes:
        above = node.parent
        while above is not None and above.mem_id not in found:
            found.add(above.mem_id)
            above = above.parent
    return found


def _holder(node: LexborNode) -> LexborNode | None:
    """The list or table around a line."""
    above = node.parent
    for _ in range(5):
        if above is None:
            return None
        if above.tag in _LISTS:
            return above
        above = above.parent
    return None


def _is_linked(node: LexborNode, text: str) -> bool:
    letters = sum(map(str.isalnum, text))
    linked = sum(sum(map(str.isalnum, link.text(deep=True))) for link in node.css("a[href]"))
    return linked > _LINKED * letters
