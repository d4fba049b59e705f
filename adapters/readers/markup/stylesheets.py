"""What style sheets say about single elements, as far as it tells hidden text and raised letters."""

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from adapters.readers.text.remarks import without

Declarations = dict[str, str]

PROPERTIES = frozenset({
    "display", "visibility", "font-size", "font", "color", "background", "background-color", "vertical-align",
    "position", "left", "top", "right", "text-indent", "clip", "clip-path", "opacity", "width", "height", "overflow",
    "max-height", "max-width", "transform", "filter", "content-visibility", "transition", "animation",
    "text-decoration", "text-decoration-line",
})  # fmt: skip
_IMPORTANT = "!"
"""Begins the names of declarations that win over all others."""
_BRACE = re.compile(r"[{}]")
_MOST_CSS = 2 * 2**20  # characters; what whole sites send stays under 1 MB
_MOST_RULES = 2_000
_MOST_VISITS = 20_000_000
"""Rules × tags: each selector is compared with every element, 20 million times a second or so."""
_SELECTOR = re.compile(r"[\w\s.#*>,\-]{1,300}")
"""Without pseudo-classes and attributes, which depend on what a visitor does or on guesses of ours."""


class Rules:
    """Rules in the order in which they count: by how narrow they are, then as they stand."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self._rules: list[tuple[int, int, str, Declarations]] = []
        for sheet in sheets:
            self._add(without(re.sub("<!--|-->", " ", sheet[:_MOST_CSS]), "/*", "*/", put=" "))
        self._rules.sort(key=lambda rule: rule[:2])

    def of(self, tree: LexborHTMLParser, *, tags: int) -> dict[int, tuple[LexborNode, Declarations]]:
        """The declarations of each element that has some, with those of its own `style`."""
        found: dict[int, tuple[LexborNode, Declarations]] = {}
        most = _MOST_VISITS // max(tags, 1)
        for _, _, selector, declarations in self._rules[:most]:
            try:
                nodes = tree.css(selector)
            except (SelectolaxError, ValueError):
                continue
            for node in nodes:
                found.setdefault(node.mem_id, (node, {}))[1].update(declarations)
        for node in tree.css("[style]"):
            own = _ranked(node.attributes.get("style") or "")
            if own:
                found.setdefault(node.mem_id, (node, {}))[1].update(own)
        for _, style in found.values():
            for name in [name for name in style if name.startswith(_IMPORTANT)]:
                style[name.removeprefix(_IMPORTANT)] = style.pop(name)
        return found

    def _add(self, sheet: str) -> None:
        at = 0
        while (opened := sheet.find("{", at)) >= 0 and len(self._rules) < _MOST_RULES:
            prelude = sheet[at:opened].rpartition(";")[2].strip()
            if prelude.startswith("@"):
                at = _block_end(sheet, opened)
                if re.fullmatch(r"@media\s+(?:all|screen)", prelude, re.IGNORECASE):
                    self._add(sheet[opened + 1 : at - 1])
                continue
            end = sheet.find("}", opened)
            if end < 0:
                return
            declarations = _ranked(sheet[opened + 1 : end])
            if declarations:
                for selector in prelude.split(","):
                    if _SELECTOR.fullmatch(selector.strip()) and selector.count(" ") <= 8:
                        self._rules.append((_weight(selector), len(self._rules), selector.strip(), declarations))
            at = end + 1


def declarations_of(body: str) -> Declarations:
    """Those properties that tell something here, in lower case."""
    return {name.removeprefix(_IMPORTANT): value for name, value in _ranked(body).items()}


def _ranked(body: str) -> Declarations:
    found: Declarations = {}
    for declaration in body[:10_000].split(";"):
        name, separator, value = declaration.partition(":")
        name = name.strip().lower()
        if separator and name in PROPERTIES:
            value, mark, _ = value.lower().partition("!")
            found[f"{_IMPORTANT if mark else ''}{name}"] = " ".join(value.split())
    return found


def _block_end(sheet: str, opened: int) -> int:
    """Behind the brace that closes the one at `opened`."""
    depth = 0
    for match in _BRACE.finditer(sheet, opened):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.end()
    return len(sheet)


def _weight(selector: str) -> int:
    """Specificity: ids, then classes, then names of elements."""
    return (
        10_000 * selector.count("#")
        + 100 * selector.count(".")
        + len(re.findall(r"(?:^|[\s>+~])[a-z]", selector, re.I))
    )
