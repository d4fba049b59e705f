"""Elements that no reader sees: they may have been written for machines, and are left out."""

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from adapters.readers.markup.colours import BLACK, WHITE, Colour, colour_of
from adapters.readers.markup.lengths import is_far, pixels
from adapters.readers.markup.stylesheets import Declarations

Styled = dict[int, tuple[LexborNode, Declarations]]
"""Elements that have declarations, by their address."""

_NEVER = frozenset({"html", "body"})
"""Elements that scripts show again once a page is ready: hidden, they would take everything along."""
_INHERITED = ("visibility", "font-size", "font", "color", "letter-spacing")
_ZERO = re.compile(r"0*\.?0+(?:px|pt|em|rem|%|vw|vh|ex|ch|cm|mm|in)?")
_TINY = re.compile(r"(?:0*\.\d+|[01](?:\.\d+)?)(?:px|pt)|0*\.0\d*(?:em|rem)|[0-4](?:\.\d+)?%")
_FAR_WITHIN = re.compile(r"(?<![\w.-])(?:-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|vw|vh)|\d{4,}(?:\.\d+)?(?:px|pt))")
_OFF = -1_000.0  # pixels of a margin: pages pull what is seen by less
_CROWDED = -0.4
"""Ems between letters, as which they stand on top of each other; to close gaps, pages take up to a third of one."""
_LARGE = 50.0  # pixels: of letters that are set closer, where nothing says how large they are
_MASK = ("mask", "mask-image", "-webkit-mask", "-webkit-mask-image")
_CLEAR_COLOUR = re.compile(
    r"transparent|rgba?\([^()]*[,/]\s*0*\.?0+%?\s*\)|hsla?\([^()]*[,/]\s*0*\.?0+%?\s*\)|#(?:\w{3}0|\w{6}00)\b"
)
_GRADIENT = re.compile(r"(?:repeating-)?(?:linear|radial|conic)-gradient\((.*)\)[^()]*", re.DOTALL)
_NO_COLOUR = re.compile(
    r"\b(?:to|from|at|left|right|top|bottom|center|circle|ellipse|closest|farthest|side|corner|in)\b|[\d.+-]+(?:deg|turn|rad|px|em|rem|%|vw|vh)?|[,\s-]"
)
_ONE = re.compile(r"[01](?:px)?|0*\.?0+(?:em|rem|pt|vh|vw|%)?")
_CLIPPED = re.compile(
    r"rect\(\s*(?:[01](?:px)?[\s,]+){3}[01](?:px)?\s*\)|inset\([^()]*(?<!\d)(?:5\d|[6-9]\d|100)(?:\.\d+)?%|circle\(\s*0"
    r"|polygon\(0(?:px)? 0"
)
_EDGES = ("left", "top", "right", "bottom")
_SIDES = ("width", "height", "max-width", "max-height")
_FONT_SIZE = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|em|rem|%)?)(?:\s|/)")
_NO_SIZE = re.compile(r"scale[xy3d]{0,2}\(0(?:\.0+)?(?:,[^()]*)?\)|rotate[xy]\(-?90deg\)")
_CLEARED = re.compile(r"opacity\(0*\.?0*%?\)")
_CLEAR = 0.05
_DEEPEST = 60  # elements around one whose colours are looked for
_FOR_LISTENERS = re.compile(
    r"(?:^|\s)(?:sr-only|screen-?reader-?(?:text|only)|visually-?hidden|a11y-hidden|element-invisible)(?:$|\s)"
)
"""Classes of labels for screen readers: what hides them often stands in a sheet of another host."""
_INLINE_DUMB = frozenset({"span", "i", "a", "em", "b", "svg", "sup", "small"})


def hidden(styled: Styled, tree: LexborHTMLParser, markup: str) -> list[LexborNode]:
    """Elements with a style, an attribute or a name that takes them out of sight."""
    inks = _Inks(styled, tree, markup)
    found = [
        node
        for node, declarations in styled.values()
        if node.tag not in _NEVER and (is_hidden(declarations) or inks.hide(node))
    ]
    found = [part for node in found for part in _without_what_shows_again(node, styled, inks)]
    faded = [node for node, style in styled.values() if node.tag not in _NEVER and is_faded(style)]
    if faded:
        most = _letters(tree) / 2  # what holds more is the frame of a page, whose script shows it when all is there
        found += [node for node in faded if len(node.text(deep=True)) <= most]
    found += [node for node in tree.css("[hidden]") if node.tag not in _NEVER and _hides(node, styled)]
    found += [node for node in tree.css("[aria-hidden='true']") if node.tag in _INLINE_DUMB]
    found += [node for node in tree.css("[class]") if is_for_listeners(node.attributes.get("class") or "")]
    found += [node for node in tree.css("font[color]") if node.mem_id not in styled and inks.hide(node)]
    found += [
        node
        for node in tree.css("iframe[width], iframe[height]")
        if any(_ONE.fullmatch(node.attributes.get(side) or "") for side in ("width", "height"))
    ]
    return found + [
        node
        for node in tree.css("template, noscript, noframes, datalist, dialog, [popover]")
        if node.tag != "dialog" or "open" not in node.attributes
    ]


def _without_what_shows_again(node: LexborNode, styled: Styled, inks: "_Inks") -> list[LexborNode]:
    """The element, or those parts of it that stay out of sight when something inside is shown again."""
    style = styled[node.mem_id][1] if node.mem_id in styled else {}
    for_good = is_hidden({name: value for name, value in style.items() if name not in _INHERITED})
    inner = [] if for_good else [each for each in node.traverse() if each.mem_id != node.mem_id]
    shown = {each.mem_id for each in inner if each.mem_id in styled and _shows_again(each, styled, inks)}
    if not shown:
        return [node]
    around: set[int] = set()
    for each in inner:
        above = each.parent if each.mem_id in shown else None
        while above is not None and above.mem_id not in around and above.mem_id != node.mem_id:
            around.add(above.mem_id)
            above = above.parent
    parts: list[LexborNode] = []
    waiting = [node]
    while waiting:
        for child in waiting.pop().iter(include_text=True):
            if child.mem_id in around and child.mem_id not in shown:
                waiting.append(child)
            elif child.mem_id not in shown:
                parts.append(child)
    return parts


def _shows_again(node: LexborNode, styled: Styled, inks: "_Inks") -> bool:
    style = styled[node.mem_id][1]
    return any(name in style for name in _INHERITED) and not is_hidden(style) and not inks.hide(node)


def is_hidden(style: Declarations) -> bool:  # noqa: PLR0911  # one way a return
    """Whether the style of an element takes its text out of sight, whatever its colour is."""
    get = style.get
    if get("display") == "none" or get("visibility") in ("hidden", "collapse"):
        return True
    if get("content-visibility") == "hidden" or _ZERO.fullmatch(get("zoom", "")):
        return True
    size = get("font-size") or next(iter(_FONT_SIZE.findall(get("font", ""))), "")
    if size and (_ZERO.fullmatch(size) or _TINY.fullmatch(size)):
        return True
    if get("position") in ("absolute", "fixed", "relative"):
        if any(is_far(get(edge, "")) for edge in _EDGES) or _FAR_WITHIN.search(get("inset", "")):
            return True
        if _CLIPPED.match(get("clip", "")):
            return True
    if _CLIPPED.match(get("clip-path", "")):
        return True
    if any(pixels(get(edge, "")) <= _OFF for edge in ("margin-left", "margin-top")):
        return True
    if is_far(get("text-indent", "")) or _is_crowded(get("letter-spacing", ""), size):
        return True
    if any(_is_clear_mask(get(name, "")) for name in _MASK):
        return True
    cut = any(get(name) in ("hidden", "clip") for name in ("overflow", "overflow-x", "overflow-y"))
    return cut and any(_ONE.fullmatch(get(side, "")) for side in _SIDES)


def _is_crowded(spacing: str, size: str) -> bool:
    """Whether letters of a size, empty where it is inherited, stand on top of each other."""
    em = 16.0 if spacing.endswith("em") else pixels(size) or _LARGE
    return pixels(spacing) <= _CROWDED * em


def _is_clear_mask(mask: str) -> bool:
    """Whether a mask lets nothing through: a gradient of clear colours alone."""
    gradient = _GRADIENT.fullmatch(mask.strip())
    if gradient is None:
        return False
    rest, clear = _CLEAR_COLOUR.subn("", gradient[1])
    return clear > 0 and not _NO_COLOUR.sub("", rest)


def is_for_listeners(names: str) -> bool:
    """Whether the classes of an element say that it is a label for screen readers."""
    return _FOR_LISTENERS.search(names) is not None


def is_faded(style: Declarations) -> bool:
    """Whether an element is clear, of no size or moved away for good: what moves is shown when its page is ready."""
    if "transition" in style or "animation" in style:
        return False
    opacity = style.get("opacity", "")
    clear = bool(re.fullmatch(r"[\d.]{1,9}", opacity)) and opacity.count(".") < 2 and float(opacity) < _CLEAR
    clear = clear or bool(_ZERO.fullmatch(opacity)) or bool(_CLEARED.search(style.get("filter", "")))
    transform = style.get("transform", "")
    moved = f"{transform if 'translate' in transform else ''} {style.get('translate', '')}"
    small = _NO_SIZE.search(transform.replace(" ", "")) or _ZERO.fullmatch(style.get("scale", ""))
    return clear or bool(small) or bool(_FAR_WITHIN.search(moved.replace("(", " ").replace(",", " ")))


def _letters(tree: LexborHTMLParser) -> int:
    """Of the text of a page."""
    unread = sum(len(each.text(deep=True)) for each in tree.css("script, style, noscript, template"))
    return len(tree.body.text(deep=True)) - unread if tree.body is not None else 0


class _Inks:
    """Which elements have the colour of what they stand on.

    A ground that is a picture, or whose colour is unknown, shows every ink.
    """

    def __init__(self, styled: Styled, tree: LexborHTMLParser, markup: str) -> None:
        self._styled = styled
        foreign = any("stylesheet" in (link.attributes.get("rel") or "") for link in tree.css("link[href]"))
        self._paper = None if foreign and "background" in markup.lower() else WHITE

    def hide(self, node: LexborNode) -> bool:
        style = self._styled[node.mem_id][1] if node.mem_id in self._styled else {}
        inked = "-webkit-text-fill-color" in style or "color" in style or node.tag == "font"
        if not (inked or _ground(node, style)) or "text-shadow" in style or "-webkit-text-stroke" in style:
            return False
        ink = self._nearest(node, _ink)
        if not isinstance(ink, Colour):
            ink = BLACK if ink is None else None
        if ink is None or ink.is_clear:
            return (
                ink is not None
                and "text" not in f"{style.get('background-clip')} {style.get('-webkit-background-clip')}"
            )
        paper = self._nearest(node, _ground) or self._paper
        return isinstance(paper, Colour) and not paper.is_clear and ink.is_like(paper)

    def _nearest(
        self, node: LexborNode, of: Callable[[LexborNode, Declarations], Colour | str | None]
    ) -> Colour | str | None:
        """The colour of the element or of the next one around it that has one; a text for one that is unknown."""
        at: LexborNode | None = node
        for _ in range(_DEEPEST):
            if at is None:
                break
            found = of(at, self._styled[at.mem_id][1] if at.mem_id in self._styled else {})
            if found and not (isinstance(found, Colour) and found.is_clear and of is _ground):
                return found
            at = at.parent
        return None


def _ink(node: LexborNode, style: Declarations) -> Colour | str | None:
    written = style.get("-webkit-text-fill-color") or style.get("color")
    if written is None:
        written = node.attributes.get("color" if node.tag == "font" else "text" if node.tag == "body" else "-none-")
    return None if not written or written in ("inherit", "unset") else colour_of(written) or written


def _ground(node: LexborNode, style: Declarations) -> Colour | str | None:
    picture = style.get("background-image", "none")
    if picture not in ("none", "unset", "initial", "") or node.attributes.get("background"):
        return picture
    written = style.get("background-color") or style.get("background") or node.attributes.get("bgcolor")
    if not written or written in ("none", "inherit", "unset", "initial", "0 0", "0", "auto"):
        return None
    return colour_of(written) or colour_of(written.split()[0]) or written


def _hides(node: LexborNode, styled: Styled) -> bool:
    """Whether the attribute counts: a style may show the element all the same."""
    if (node.attributes.get("hidden") or "").lower() == "until-found":
        return True
    entry = styled.get(node.mem_id)
    return entry is None or entry[1].get("display", "none") == "none"
