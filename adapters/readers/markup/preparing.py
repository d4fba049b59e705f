"""A tree of markup made ready to be read: without what no reader sees and marks of pages and notes."""

import re
from collections.abc import Callable, Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from adapters.readers.formulas.mathml import linear
from adapters.readers.formulas.raised import lowered, raised
from adapters.readers.formulas.terms import UNREAD, NotSimple
from adapters.readers.formulas.tex import tex
from adapters.readers.markup.fractions import write_fractions
from adapters.readers.markup.marks import note_links, page_marks, put_initials
from adapters.readers.markup.shifting import shifted
from adapters.readers.markup.stylesheets import Declarations, Rules, shown_on_screen
from adapters.readers.markup.visibility import hidden
from adapters.readers.text.line_ends import LINE_END
from adapters.readers.text.lines import HYPHENS
from domain.retrieve.words import count_words

_TEX_CLASS = re.compile(r"\b(?:tex|latex|math|mwe-math\S*)\b", re.IGNORECASE)
_TEX_IN_TEXT = re.compile(
    r"\\\(((?:[^\\]|\\[^()]){1,400})\\\)|\\\[((?:[^\\]|\\[^\[\]]){1,400})\\\]|\$\$([^$]{1,400})\$\$"
    r"|(?<![\w$\\])\$(?=[^\s$])((?:[^$\\]|\\.){1,400})(?<!\s)\$(?![\w$])"
)
_MATHEMATICAL = re.compile(r"\\[A-Za-z]|[A-Za-z0-9)}][_^]|^[A-Za-z](?:\s?[-+*/=<>]\s?\w+)*$")
"""Between single dollars: else they are money, or names in a program."""
_FORMULA_BOX = "math, .katex, mjx-container, .MathJax, .mwe-math-element, script[type^='math/tex'], img[alt]"
_LICENCE = ".pg-boilerplate, #pg-header, #pg-footer, #pg-machine-header"
_BLOCKS_OF_LINKS = frozenset({"ul", "ol", "table", "div", "h1", "h2", "h3"})
_DEEPEST_LIST = 6
_FEWEST_LINKS = 3  # in a list of contents
_HELD = 60  # words; a form that holds as many is the frame of a page, not a form
_CONTEXT = 40  # characters before a superscript that tell what it is


Counted = Callable[[LexborNode], bool]
"""Whether the words of an element that no reader sees count as left out."""


def prepare(
    tree: LexborHTMLParser, markup: str, *, sheets: Iterable[str] = (), counted: Counted = lambda node: True
) -> int:
    """Changes the tree; how many words are out of sight, of elements that are `counted`."""
    _formulas(tree)
    own = [node.text(deep=True) for node in tree.css("style") if shown_on_screen(node.attributes.get("media") or "all")]
    styled = Rules([*sheets, *own]).of(tree, tags=markup.count("<"))
    for node, style in styled.values():
        place = shifted(style) if node.tag in ("span", "small", "font", "i", "b") else None
        if place is not None:
            node.attrs["data-place"] = place
    write_fractions(tree)
    unseen = _remove(hidden(styled, tree, markup), counted)
    struck = [node for node, style in styled.values() if "line-through" in _decoration(style)]
    _remove([*tree.css("del, s, strike, rt, rp"), *struck])
    _remove(tree.css(_LICENCE))
    _remove(tree.css(".mw-editsection"))
    if tree.css_first("epub\\:default") is not None:
        _remove(tree.css("epub\\:switch epub\\:case"))
    for node in outermost(page_marks(tree)):
        if _text_before(node).endswith(HYPHENS):
            node.replace_with(LINE_END)
        else:
            node.decompose()
    _remove(_contents(tree))
    _remove(note_links(tree))
    for node in outermost(tree.css("sup, sub, [data-place]")):
        _place(node)
    put_initials(tree)
    for node in tree.css("q"):
        node.insert_before("“")
        node.insert_after("”")
        node.unwrap()
    for node in tree.css("form"):
        if len(node.text(deep=True).split()) >= _HELD and node.css_first("input[type=password]") is None:
            node.unwrap()
    for node in tree.css("h1 button, h2 button, h3 button, h4 button, dt button, summary button"):
        node.unwrap()
    return unseen


def _decoration(style: Declarations) -> str:
    return style.get("text-decoration-line") or style.get("text-decoration") or ""


def _remove(nodes: Iterable[LexborNode], counted: Counted = lambda node: True) -> int:
    """Takes elements out, outermost first; the number of their words."""
    words = 0
    for node in outermost(nodes):
        words += count_words(node.text(deep=True)) if counted(node) else 0
        node.decompose()
    return words


def outermost(nodes: Iterable[LexborNode]) -> list[LexborNode]:
    """Those that stand in no other: what stands in a removed element must not be touched again."""
    taken = {node.mem_id: node for node in nodes}
    return [node for node in taken.values() if not _stands_in(node, taken)]


def holds(node: LexborNode, tags: frozenset[str]) -> bool:
    """Whether an element stands inside another. (A selector would find the outer one too.)"""
    return any(inner.tag in tags and inner.mem_id != node.mem_id for inner in node.traverse())


def _stands_in(node: LexborNode, taken: dict[int, LexborNode]) -> bool:
    above = node.parent
    while above is not None:
        if above.mem_id in taken:
            return True
        above = above.parent
    return False


def _formulas(tree: LexborHTMLParser) -> None:
    for node in outermost(tree.css(_FORMULA_BOX)):
        text = _formula(node)
        if text is not None:
            node.replace_with(text)


def _formula(node: LexborNode) -> str | None:
    """The formula of an element in one line; None when it holds none."""
    math = node if node.tag == "math" else node.css_first("math")
    source = None
    if node.tag == "script":
        source = node.text(deep=True)
    elif node.tag == "img":
        if not _TEX_CLASS.search(node.attributes.get("class") or ""):
            return None
        source = node.attributes.get("alt") or ""
    elif math is None:
        return None
    if source is not None:
        return tex(re.sub(r"^\s*\$+|\$+\s*$|\\displaystyle", "", source))
    try:
        return linear(math, _describe)
    except NotSimple:
        return UNREAD


def _describe(node: LexborNode) -> tuple[str, str, list[LexborNode]]:
    children = list(node.iter())
    return (node.tag or "").removeprefix("m:"), node.text(deep=True) if not children else "", children


def tex_read(text: str) -> str:
    """Text with the formulas that stand between `\\(` and `\\)`, `\\[` and `\\]` or dollars in one line."""
    if "\\(" not in text and "\\[" not in text and text.count("$") < 2:
        return text
    return _TEX_IN_TEXT.sub(_read_tex, text)


def _read_tex(match: re.Match[str]) -> str:
    if match[4] and not _MATHEMATICAL.search(match[4]):
        return match[0]
    return tex(match[1] or match[2] or match[3] or match[4])


def _contents(tree: LexborHTMLParser) -> list[LexborNode]:
    """Lists of nothing but links into the same document or book."""
    found = []
    inside: dict[int, int] = {}  # how many lists stand around each
    for node in tree.css("ul, ol, table, nav, div"):
        if node.tag == "div" and holds(node, _BLOCKS_OF_LINKS):
            continue
        item = node.parent
        around = item.parent if item is not None and item.tag in ("li", "td") else item
        inside[node.mem_id] = inside.get(around.mem_id, 0) + 1 if around is not None else 0
        if inside[node.mem_id] > _DEEPEST_LIST:
            continue
        links = [link for link in node.css("a") if "#" in (link.attributes.get("href") or "")]
        if len(links) < _FEWEST_LINKS:
            continue
        letters = len("".join(node.text(deep=True).split()))
        linked = sum(len("".join(link.text(deep=True).split())) for link in links)
        if linked * 10 >= letters * 9:
            found.append(node)
    return found


def _place(node: LexborNode) -> None:
    place = node.attributes.get("data-place") or node.tag
    text = node.text(deep=True)
    before = _text_before(node)
    node.replace_with(raised(text, before=before) if place == "sup" else lowered(text, before=before))


def _text_before(node: LexborNode) -> str:
    """The end of what stands before an element on its line."""
    text = ""
    at: LexborNode | None = node
    for _ in range(8):
        while at is not None and at.prev is None:
            at = at.parent
            if at is None or at.tag in ("p", "li", "td", "th", "div", "body", "h1", "h2", "h3", "blockquote", "dd"):
                return text
        if at is None:
            return text
        at = at.prev
        if at is None or at.tag == "br":
            return text
        text = (at.text(deep=False) if at.tag == "-text" else at.text(deep=True)) + text
        if len(text) >= _CONTEXT:
            break
    return text[-_CONTEXT:]
