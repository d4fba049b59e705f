"""What the styles of a Word file say of its characters and paragraphs, and what of that takes text out of sight."""

import re
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

_OFF = frozenset({"0", "false", "off"})
_DEEPEST = 10  # styles based on each other
BODY_TEXT = 9  # the level of what the outline does not list
_NAMED = re.compile(r"(?:heading ?([1-6])$|title|subtitle|toc\b|caption|(?:intense )?quote)", re.IGNORECASE)
BY_NAME = -1
_SMALLEST = 2  # half points: letters of one point cannot be seen
_NARROWEST = 5  # percent of the width of letters
_ALIKE = 8  # of 255 in each of red, green and blue
_WHITE = "FFFFFF"
_MARKERS = {
    "black": "000000", "white": _WHITE, "yellow": "FFFF00", "green": "00FF00", "cyan": "00FFFF", "magenta": "FF00FF",
    "blue": "0000FF", "red": "FF0000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_CLEAR = 100_000  # thousandths of a percent


def local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]


def child(node: Element | None, name: str) -> Element | None:
    return next((one for one in node if local(one) == name), None) if node is not None else None


def inside(node: Element | None) -> list[Element]:
    return list(node) if node is not None else []


def attribute(node: Element, name: str) -> str:
    """An attribute whatever its namespace is."""
    return next((text for key, text in node.attrib.items() if key.rpartition("}")[2] == name), "")


def value(node: Element | None) -> str:
    return attribute(node, "val") if node is not None else ""


def is_on(properties: Element | None, name: str) -> bool:
    node = child(properties, name)
    return node is not None and value(node).lower() not in _OFF


def hidden_styles(styles: Element | None) -> frozenset[str]:
    """Ids of the styles whose text is hidden, by their own properties or by those of the style they are based on."""
    own: dict[str, bool | None] = {}
    based: dict[str, str] = {}
    for style in (node for node in styles if local(node) == "style") if styles is not None else ():
        name = attribute(style, "styleId")
        properties = child(style, "rPr")
        own[name] = is_on(properties, "vanish") if child(properties, "vanish") is not None else None
        based[name] = value(child(style, "basedOn"))
    found = set()
    for name in own:
        at = name
        for _ in range(_DEEPEST):
            if own.get(at) is not None or at not in own:
                break
            at = based[at]
        if own.get(at):
            found.add(name)
    return frozenset(found)


def raised_styles(styles: Element | None) -> dict[str, str]:
    """Where the characters of a style stand, `superscript` or `subscript`, by its own id or that it is based on."""
    nodes = [node for node in styles if local(node) == "style"] if styles is not None else []
    own = {attribute(node, "styleId"): value(child(child(node, "rPr"), "vertAlign")) for node in nodes}
    based = {attribute(node, "styleId"): value(child(node, "basedOn")) for node in nodes}
    found: dict[str, str] = {}
    for name in own:
        at = name
        for _ in range(_DEEPEST):
            if own.get(at, "") or at not in based:
                break
            at = based[at]
        if own.get(at) in ("superscript", "subscript"):
            found[name] = own[at]
    return found


def outline_levels(styles: Element | None) -> dict[str, int]:
    """The level in the outline, from 0 on, of each style that has one, its own or that of the style it is based on.

    Those whose own names say what they are (`heading 2`, `Title`) have `BY_NAME`: the converter knows them.
    """
    own: dict[str, int] = {}
    based: dict[str, str] = {}
    known = set()
    for style in (node for node in styles if local(node) == "style") if styles is not None else ():
        name = attribute(style, "styleId")
        based[name] = value(child(style, "basedOn"))
        level = child(child(style, "pPr"), "outlineLvl")
        if named := _NAMED.match(value(child(style, "name"))):
            known.add(name)
        if level is not None or (named and named[1]):
            own[name] = number(value(level)) if level is not None else int(named[1]) - 1 if named else BODY_TEXT
    found: dict[str, int] = {}
    for name in based:
        at = name
        for _ in range(_DEEPEST):
            if at in own or at not in based:
                break
            at = based[at]
        found[name] = BY_NAME if name in known else own.get(at, BODY_TEXT)
    return found


class Styles:
    """Properties of characters through the styles that each style is based on."""

    def __init__(self, styles: Element | None) -> None:
        nodes = [node for node in styles if local(node) == "style"] if styles is not None else []
        self._own = {attribute(node, "styleId"): node for node in nodes}

    def effective(self, properties: Element | None, styles: Iterable[str], name: str) -> Element | None:
        """A property of a run: its own, else that of the first style in which it is said."""
        found = child(properties, name)
        for style in styles if found is None else ():
            found = next(
                (one for node in self._chain(style) if (one := child(child(node, "rPr"), name)) is not None), None
            )
            if found is not None:
                break
        return found

    def is_shaded(self, style: str) -> bool:
        return any(child(child(node, "pPr"), "shd") is not None for node in self._chain(style))

    def _chain(self, style: str) -> list[Element]:
        chain: list[Element] = []
        while style in self._own and len(chain) < _DEEPEST:
            chain.append(self._own[style])
            style = value(child(chain[-1], "basedOn"))
        return chain


def is_out_of_sight(effective: Callable[[str], Element | None], *, on_colour: bool) -> bool:
    """Whether characters are too small, clear, or of the colour of what they stand on. `on_colour`: something around
    them may be filled with one."""
    if 0 < number(value(effective("sz"))) <= _SMALLEST or 0 < number(value(effective("w"))) <= _NARROWEST:
        return True
    fill = effective("textFill")
    if fill is not None and any(
        local(one) == "noFill" or (local(one) == "alpha" and number(value(one)) >= _CLEAR) for one in fill.iter()
    ):
        return True
    ink, shade, marker = value(effective("color")), effective("shd"), value(effective("highlight"))
    ground = _MARKERS.get(marker) or (attribute(shade, "fill") if shade is not None else "")
    if not ground or ground == "auto":
        ground = "" if on_colour or (marker and marker != "none") else _WHITE
    return _are_alike(ink, ground)


def _are_alike(one: str, other: str) -> bool:
    if not _HEX.fullmatch(one) or not _HEX.fullmatch(other):
        return False
    return all(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) <= _ALIKE for at in (0, 2, 4))


def number(text: str) -> int:
    return int(text) if text.lstrip("-").isdigit() and len(text) < 8 else 0
