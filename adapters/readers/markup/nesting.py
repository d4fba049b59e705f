"""Hostile markup flattened before a tree is built of it: parsers take quadratic time for deep nesting."""

import itertools
import re
from collections import Counter

DEEPEST = 200
"""Open elements; those beyond it become paragraphs of the last one. Web pages have fewer than 100, books than 30."""
LONGEST_TAG = 2_048
"""Characters of a tag; a longer one loses its attributes, since parsers compare each with every other."""

_MOST_ATTRIBUTES = 30  # of the frame that keeps them whatever their length: one holds a document

_START = re.compile(r"<(?:!--|(/?)([a-zA-Z][^\s/>]*+))")
_REST = re.compile(r"""(?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+)*+>""")
_ATTRIBUTE = re.compile(r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+""")
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_UNNESTED = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "a",
                       "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
                       "track", "wbr", "html", "head", "body", "button", "nobr"})  # fmt: skip
"""Elements that are empty, or closed by the next of their kind."""
_FORMATTING = frozenset({"b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"})
"""Elements that a parser opens again in every block until they are closed."""
_INLINE = _FORMATTING | {"span", "sub", "sup", "abbr", "cite", "q", "mark", "del", "ins", "kbd", "var", "label"}


def flattened(markup: str) -> str:
    """The same markup, unless it nests deeper or has longer tags than any page that people write."""
    return _Walk(markup).run()


class _Walk:
    """One pass over the tags, which collects replacements as (start, end, text)."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._replacements: list[tuple[int, int, str]] = []
        self._open: list[str] = []
        self._count: Counter[str] = Counter()
        self._formats: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._formatted = 0

    def run(self) -> str:
        markup, at = self._markup, 0
        while start := _START.search(markup, at):
            if start.group(2) is None:
                end = markup.find("-->", start.end() - 2)
                if end < 0:
                    break
                at = end + 3
                continue
            rest = _REST.match(markup, start.end())
            if rest is None:  # no tag ends behind here
                self._replacements.append((start.start(), len(markup), ""))
                break
            at = rest.end()
            name = start.group(2).lower()
            drawn = bool(self._count["svg"] or self._count["math"])
            if put := self._put(name, closes=bool(start.group(1)), self_closed=drawn and markup[at - 2] == "/"):
                self._replacements.append((start.start(), at, put))
            elif at - start.start() > LONGEST_TAG and not (name == "iframe" and self._is_simple(start.end(), at)):
                self._replacements.append((start.start(), at, f"<{start.group(1)}{name}>"))
            if name in _RAW and not start.group(1):
                at = self._after_raw(name, at)
        return self._replaced()

    def _is_simple(self, start: int, end: int) -> bool:
        attributes = itertools.islice(_ATTRIBUTE.finditer(self._markup, start, end), _MOST_ATTRIBUTES + 1)
        return sum(1 for _ in attributes) <= _MOST_ATTRIBUTES

    def _after_raw(self, name: str, at: int) -> int:
        end = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(self._markup, at)
        return end.start() if end else at

    def _put(self, name: str, *, closes: bool, self_closed: bool) -> str:
        """The replacement of a tag that cannot stay, else empty."""
        if name in _UNNESTED:
            return ""
        if closes:
            return self._closed(name)
        if self_closed:
            return ""
        if name in _FORMATTING:
            if self._formatted >= DEEPEST:
                self._dropped[name] += 1
                return self._instead(name)
            self._formats[name] += 1
            self._formatted += 1
        elif len(self._open) >= DEEPEST:
            self._dropped[name] += 1
            return self._instead(name)
        else:
            self._open.append(name)
            self._count[name] += 1
        return ""

    def _closed(self, name: str) -> str:
        if self._dropped[name]:
            self._dropped[name] -= 1
            return self._instead(name)
        if self._formats[name]:
            self._formats[name] -= 1
            self._formatted -= 1
        elif self._count[name]:
            while (last := self._open.pop()) != name:
                self._count[last] -= 1
            self._count[name] -= 1
        return ""

    def _instead(self, name: str) -> str:
        return " " if name in _INLINE or self._count["svg"] or self._count["math"] else "<p>"

    def _replaced(self) -> str:
        if not self._replacements:
            return self._markup
        parts, at = [], 0
        for start, end, put in self._replacements:
            parts += [self._markup[at:start], put]
            at = end
        return "".join([*parts, self._markup[at:]])
