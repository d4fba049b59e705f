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
    "text-decoration", "text-decoration-line", "bottom", "inset", "margin-left", "margin-top", "overflow-x",
    "overflow-y", "scale", "zoom", "translate", "-webkit-text-fill-color", "background-clip", "text-shadow",
    "-webkit-background-clip", "-webkit-text-stroke", "background-image", "letter-spacing",
    "mask", "mask-image", "-webkit-mask", "-webkit-mask-image",
})  # fmt: skip
_IMPORTANT = "!"
"""Begins the names of declarations that win over all others."""
_BRACE = re.compile(r"[{}]")
_MOST_CSS = 2 * 2**20  # characters; what whole sites send stays under 1 MB
_MOST_RULES = 2_000
_MOST_VISITS = 20_000_000
"""Rules × tags: each selector is compared with every element, 20 million times a second or so."""
_SELECTOR = re.compile(r"[^{}<@]{1,300}")
_UNTOUCHED = re.compile(r":not\(:(?:hover|focus|active|focus-within|focus-visible|target)\)")
"""Holds of everything on a page that is only looked at."""
_DOING = re.compile(
    r":(?!(?:not|is|where|has|root|empty|(?:first|last|only)-(?:child|of-type)|nth-(?:last-)?(?:child|of-type))(?![\w-]))"
)
"""A pseudo-class or -element that tells what a visitor does, or of a part that stands in no markup."""
_COMMAS = re.compile(r",(?![^()\[\]]*[)\]])")
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_FEATURE = re.compile(r"\(\s*(min|max)-(?:device-)?width\s*:\s*([\d.]{1,8})(px|em|rem)?\s*\)")
_SCREEN = 1280.0
"""Pixels of the width of a window, and of an em: as a person has it at a table."""
_EM = 16.0
_DEEPEST = 6  # rules inside each other


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
        shared = {
            name: value
            for node, style in found.values()
            if node.tag in ("html", "body")
            for name, value in style.items()
            if name.startswith("--")
        }
        for _, style in found.values():
            for name in [name for name in style if name.startswith(_IMPORTANT)]:
                style[name.removeprefix(_IMPORTANT)] = style.pop(name)
            for name, value in [each for each in style.items() if "var(" in each[1]]:
                style[name] = _resolved(value, {**shared, **style})
        return found

    def _add(self, sheet: str, within: str = "", depth: int = 0) -> str:
        """Takes the rules of a sheet, or of a block `within` a selector; returns the declarations beside them."""
        at, bare = 0, ""
        while (opened := sheet.find("{", at)) >= 0 and len(self._rules) < _MOST_RULES and depth < _DEEPEST:
            beside, _, prelude = sheet[at:opened].rpartition(";")
            bare += f"{beside};"
            prelude = prelude.strip()
            at = _block_end(sheet, opened)
            body = sheet[opened + 1 : at - 1]
            if prelude.startswith("@"):
                if _holds_on_screen(prelude):
                    self._take(within, self._add(body, within, depth + 1))
                continue
            for selector in _COMMAS.split(prelude):
                whole = _nested(selector.strip(), within)
                if "{" in body:
                    self._take(whole, self._add(body, whole, depth + 1))
                else:
                    self._take(whole, body)
        return bare + sheet[at:]

    def _take(self, selector: str, body: str) -> None:
        selector = _UNTOUCHED.sub("", selector)
        declarations = _ranked(body) if selector and len(self._rules) < _MOST_RULES else None
        if declarations and _SELECTOR.fullmatch(selector) and selector.count(" ") <= 8 and not _DOING.search(selector):
            self._rules.append((_weight(selector), len(self._rules), selector, declarations))


def _nested(selector: str, within: str) -> str:
    if not within:
        return selector
    return selector.replace("&", within) if "&" in selector else f"{within} {selector}"


def _resolved(value: str, known: Declarations) -> str:
    for _ in range(3):
        value = _VARIABLE.sub(lambda match: known.get(match[1], match[2] or "").strip(), value)
    return value


def _holds_on_screen(prelude: str) -> bool:
    """Whether a block of rules counts for a page on a wide screen, in daylight."""
    name, _, condition = prelude.lower().partition(" ")
    if name == "@layer":
        return True
    if name == "@supports":
        return "not" not in condition.split()
    return name in ("@media", "@container") and any(map(shown_on_screen, _COMMAS.split(condition)))


def shown_on_screen(query: str) -> bool:
    """Whether a medium is a wide screen in daylight."""
    query = " ".join(query.lower().split())
    if query.startswith("not "):
        return query.split()[1] in ("print", "speech")
    for limit, size, unit in _FEATURE.findall(query):
        pixels = float(size if size.count(".") < 2 else 0) * (1 if unit in ("px", "") else _EM)
        if (pixels > _SCREEN) if limit == "min" else (pixels < _SCREEN):
            return False
    rest = _FEATURE.sub("", query.replace("(prefers-color-scheme: light)", ""))
    return set(rest.split()) <= {"only", "screen", "all", "and", "amzn-kf8"}


def declarations_of(body: str) -> Declarations:
    """Those properties that tell something here, in lower case."""
    return {name.removeprefix(_IMPORTANT): value for name, value in _ranked(body).items()}


def _ranked(body: str) -> Declarations:
    found: Declarations = {}
    body = body[:10_000]
    if "\\" in body:
        body = _ESCAPE.sub(lambda match: chr(min(int(match[1], 16), 0xFFFF)), body)
    for declaration in (without(body, "/*", "*/") if "/*" in body else body).split(";"):
        name, separator, value = declaration.partition(":")
        name = name.strip().lower()
        if separator and (name in PROPERTIES or name.startswith("--")):
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
        + 100 * len(re.findall(r"[.\[]|:(?!not|is|where|has)", selector))
        + len(re.findall(r"(?:^|[\s>+~(])[a-z]", selector, re.I))
    )
