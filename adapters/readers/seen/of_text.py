"""What a person sees in plain text and Markdown: its lines, without comments, addresses of links and front matter."""

import re
from collections.abc import Iterator

from adapters.readers.seen.accounting import Part

_COMMENT = re.compile(r"<!--.*?-->|%%.*?%%", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])|!\[\[[^\]\n]*\]\]")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_WIKI = re.compile(r"\[\[(?:[^\]|\n]*\|)?([^\]\n]*)\]\]")
_DEFINITION = re.compile(r"^\s{0,3}\[[^\]\n^]+\]:\s*\S+.*$", re.MULTILINE)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]{1,300}\$", re.DOTALL)
_CALLOUT = re.compile(r"^(\s*>\s*)\[![A-Za-z-]+\][+-]?", re.MULTILINE)
_INFO = re.compile(r"^\s*(?:```|~~~).*$", re.MULTILINE)
_NOTE = re.compile(r"\[\^[^\]\n]+\]:?")
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n((?:[ \t]*(?:#.*|[\w -]+:.*|-[ \t].*|[ \t].*)?\n)*?)(?:---|\.\.\.)[ \t]*\n")
_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*$")
_LINES = 100  # of a plain text that are named together


def seen_in_markdown(text: str) -> Iterator[Part]:
    text = _COMMENT.sub(" ", _FRONT.sub("", text))
    for mark in (_IMAGE, _DEFINITION, _FORMULA, _INFO, _NOTE):
        text = mark.sub(" ", text)
    text = _WIKI.sub(r"\1", _LINK.sub(r"\1", _CALLOUT.sub(r"\1", text)))
    name, lines = "the beginning", list[str]()
    for line in _TAG.sub(" ", text).split("\n"):
        if heading := _HEADING.match(line):
            yield Part(name, "\n".join(lines))
            name, lines = f"the part “{heading[1][:80]}”", []
        lines.append(line)
    yield Part(name, "\n".join(lines))


def seen_in_text(text: str) -> Iterator[Part]:
    lines = text.split("\n")
    for first in range(0, len(lines), _LINES):
        some = lines[first : first + _LINES]
        yield Part(f"lines {first + 1} to {first + len(some)}", "\n".join(some))
