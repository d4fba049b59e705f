"""Elements that no reader sees: they may have been written for machines, and are left out."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from adapters.readers.markup.stylesheets import Declarations

_NEVER = frozenset({"html", "body"})
"""Elements that scripts show again once a page is ready: hidden, they would take everything along."""
_ZERO = re.compile(r"0*\.?0+(?:px|pt|em|rem|%|vw|vh)?")
_TINY = re.compile(r"(?:0*\.\d+|[01](?:\.\d+)?)(?:px|pt)|0*\.0\d*(?:em|rem)|[0-4](?:\.\d+)?%")
_FAR = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|%|vw|vh)?|-\d{2,}(?:\.\d+)?(?:em|rem)|-\d{3,}")
_ONE = re.compile(r"[01](?:px)?|0")
_CLIPPED = re.compile(
    r"rect\(\s*(?:[01](?:px)?[\s,]+){3}[01](?:px)?\s*\)|inset\(\s*(?:50|100)%|circle\(\s*0|polygon\(0(?:px)? 0"
)
_SIDES = ("width", "height", "max-width", "max-height")
_FONT_SIZE = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|em|rem|%)?)(?:\s|/)")
_WHITE = frozenset({"white", "#fff", "#ffffff", "rgb(255,255,255)", "rgba(255,255,255,1)", "snow", "#fefefe"})
_CLEAR = frozenset({"transparent", "rgba(0,0,0,0)", "#0000"})
_PURE_WHITE = re.compile(r"#f[a-f]f[a-f]f[a-f](?:[0-9a-f]{2})?|rgba?\((?:25\d[,/]?){3}(?:1|100%)?\)")
_NO_SIZE = re.compile(r"scale[xy3d]{0,2}\(0(?:\.0+)?(?:,[^()]*)?\)")
_CLEARED = re.compile(r"opacity\(0*\.?0*%?\)")
_FOR_LISTENERS = re.compile(
    r"(?:^|\s)(?:sr-only|screen-?reader-?(?:text|only)|visually-?hidden|a11y-hidden|element-invisible)(?:$|\s)"
)
"""Classes of labels for screen readers: what hides them often stands in a sheet of another host."""
_INLINE_DUMB = frozenset({"span", "i", "a", "em", "b", "svg", "sup", "small"})


def hidden(styled: dict[int, tuple[LexborNode, Declarations]], tree: LexborHTMLParser, markup: str) -> list[LexborNode]:
    """Elements with a style, an attribute or a name that takes them out of sight."""
    paper_is_white = "background" not in markup.lower()
    found = [
        node
        for node, declarations in styled.values()
        if node.tag not in _NEVER and is_hidden(declarations, paper_is_white=paper_is_white)
    ]
    faded = [node for node, style in styled.values() if node.tag not in _NEVER and _is_faded(style)]
    if faded:
        most = _letters(tree) / 2  # what holds more is the frame of a page, whose script shows it when all is there
        found += [node for node in faded if len(node.text(deep=True)) <= most]
    found += [node for node in tree.css("[hidden]") if node.tag not in _NEVER and _hides(node, styled)]
    found += [node for node in tree.css("[aria-hidden='true']") if node.tag in _INLINE_DUMB]
    found += [node for node in tree.css("[class]") if _FOR_LISTENERS.search(node.attributes.get("class") or "")]
    found += [
        node
        for node in tree.css("font[color]")
        if paper_is_white and _is_white((node.attributes.get("color") or "").lower().strip())
    ]
    return found + [
        node for node in tree.css("template, noscript, dialog") if node.tag != "dialog" or "open" not in node.attributes
    ]


def is_hidden(style: Declarations, *, paper_is_white: bool) -> bool:  # noqa: PLR0911  # one way a return
    """Whether the style of an element takes its text out of sight."""
    get = style.get
    if get("display") == "none" or get("visibility") in ("hidden", "collapse"):
        return True
    if get("content-visibility") == "hidden":
        return True
    size = get("font-size") or next(iter(_FONT_SIZE.findall(get("font", ""))), "")
    if size and (_ZERO.fullmatch(size) or _TINY.fullmatch(size)):
        return True
    if get("position") in ("absolute", "fixed"):
        if any(_FAR.fullmatch(get(edge, "")) for edge in ("left", "top", "right")):
            return True
        if _CLIPPED.match(get("clip", "")):
            return True
    if _CLIPPED.match(get("clip-path", "")):
        return True
    if _FAR.fullmatch(get("text-indent", "")):
        return True
    if get("overflow") in ("hidden", "clip") and any(_ONE.fullmatch(get(side, "")) for side in _SIDES):
        return True
    return _is_unseen_ink(style, paper_is_white=paper_is_white)


def _is_faded(style: Declarations) -> bool:
    """Whether an element is clear or of no size for good: what moves is shown when its page is ready."""
    if "transition" in style or "animation" in style:
        return False
    clear = bool(_ZERO.fullmatch(style.get("opacity", ""))) or bool(_CLEARED.search(style.get("filter", "")))
    return clear or bool(_NO_SIZE.search(style.get("transform", "").replace(" ", "")))


def _letters(tree: LexborHTMLParser) -> int:
    """Of the text of a page."""
    unread = sum(len(each.text(deep=True)) for each in tree.css("script, style, noscript, template"))
    return len(tree.body.text(deep=True)) - unread if tree.body is not None else 0


def _is_white(ink: str) -> bool:
    return ink in _WHITE or bool(_PURE_WHITE.fullmatch(ink))


def _is_unseen_ink(style: Declarations, *, paper_is_white: bool) -> bool:
    ink = re.sub(r"(?<=\d) (?=\d)", ",", style.get("color", "")).replace(" ", "")
    paper = (style.get("background-color") or style.get("background") or "").replace(" ", "")
    if ink in _CLEAR:
        return "background" not in style  # else the letters are cut out of a picture
    if paper:
        return ink == paper or (_is_white(ink) and _is_white(paper))
    return _is_white(ink) and paper_is_white


def _hides(node: LexborNode, styled: dict[int, tuple[LexborNode, Declarations]]) -> bool:
    """Whether the attribute counts: a style may show the element all the same."""
    if (node.attributes.get("hidden") or "").lower() == "until-found":
        return True
    entry = styled.get(node.mem_id)
    return entry is None or entry[1].get("display", "none") == "none"
