"""The Markdown parser: CommonMark with tables and strike-through, and with rules for what is not read aloud."""

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

_DEEPEST = 40
"""Nested blocks and inline marks (a list counts twice). What stands in more is dropped."""

_MARKS = "[*_~"
_MOST_MARKS = 10_000
"""In one paragraph. Above it all are left out: to look for the other end of each would take seconds."""

_NOTE_MARK = re.compile(r"\[\^[^\[\]]+\]|\^\[(?:[^\[\]]|\[[^\[\]]*\])*\]")
_WIKI_LINK = re.compile(r"(!?)\[\[([^\[\]|]*)(?:\\?\|([^\[\]]*))?\]\]")
_FORMULA = re.compile(
    r"\$\$(?P<display>(?:[^$\\]|\\.)+)\$\$"
    r"|\$(?!\s)(?P<inline>(?:[^$\\\n]|\\.|\n(?!\n)){1,400}?)(?<!\s)\$(?!\d)"
    r"|\\\((?P<round>(?:[^\\]|\\[^()]){1,400})\\\)|\\\[(?P<square>(?:[^\\]|\\[^\[\]]){1,400})\\\]",
    re.DOTALL,
)
_MATHEMATICAL = re.compile(r"[\\^_=<>+]|^[A-Za-z](?:\s?[-*/]\s?\w)?$|^\d+[a-z]$")
"""Between single dollars; other text there is between two prices."""
_REFERENCE = re.compile(r"(!?)\[([^\[\]]*)\]\[[^\[\]]*\]")
_NOTE = re.compile(r"\[\^[^\[\]]+\]:[ \t]*")
_DEFINITION = re.compile(r"\[[^\[\]]+\]:")


class _Parser(MarkdownIt):
    """Addresses are not read, so none is refused or rewritten."""

    def validateLink(self, url: str) -> bool:
        return True

    def normalizeLink(self, url: str) -> str:
        return url

    def normalizeLinkText(self, link: str) -> str:
        return link


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    made = _Parser("commonmark", {"maxNesting": _DEEPEST})
    made.enable(["table", "strikethrough"]).disable(
        "html_block"
    )  # tags are left out, and what stands in them is Markdown
    made.core.ruler.before("inline", "many_marks", _drop_many_marks)
    made.inline.ruler.before("escape", "formula", _formula)
    made.inline.ruler.before("link", "note_mark", _note_mark)
    made.inline.ruler.before("link", "wiki_link", _wiki_link)
    made.inline.ruler.before("link", "reference_link", _reference_link)
    made.block.ruler.before("reference", "footnote", _footnote, {"alt": ["paragraph", "reference"]})
    return made


def _drop_many_marks(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and sum(map(token.content.count, _MARKS)) > _MOST_MARKS:
            token.content = token.content.translate(dict.fromkeys(map(ord, _MARKS)))


def _note_mark(state: StateInline, silent: bool) -> bool:
    """`[^1]`, and `^[a note]` with its text, are left out."""
    match = _NOTE_MARK.match(state.src, state.pos, state.posMax) if state.src[state.pos] in "[^" else None
    if match is None:
        return False
    state.pos = match.end()
    return True


def _formula(state: StateInline, silent: bool) -> bool:
    """`$…$`, `$$…$$`, `\\(…\\)` and `\\[…\\]` are formulas."""
    if state.src[state.pos] not in "$\\":
        return False
    match = _FORMULA.match(state.src, state.pos, state.posMax)
    if match is None or (match["inline"] and not _MATHEMATICAL.search(match["inline"])):
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content = next(filter(None, match.groups()), "")
    state.pos = match.end()
    return True


def _wiki_link(state: StateInline, silent: bool) -> bool:
    """`[[page#part|text]]` is its text, else the name of the page; `![[file]]` is left out."""
    match = _WIKI_LINK.match(state.src, state.pos, state.posMax) if state.src[state.pos] in "[!" else None
    if match is None:
        return False
    if not silent and not match[1]:
        token = state.push("text", "", 0)
        page, _, part = match[2].partition("#")
        token.content = (match[3] or page or part.lstrip("^#")).strip()
    state.pos = match.end()
    return True


def _reference_link(state: StateInline, silent: bool) -> bool:
    """`[text][name]` is its text whether or not the name is defined; `![text][name]` is left out."""
    match = _REFERENCE.match(state.src, state.pos, state.posMax) if state.src[state.pos] in "[!" else None
    if match is None:
        return False
    if not silent and not match.group(1):
        end, (state.pos, state.posMax) = state.posMax, match.span(2)
        state.md.inline.tokenize(state)
        state.posMax = end
    state.pos = match.end()
    return True


def _footnote(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """`[^1]: text`, to the end of its paragraph or the next definition."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    match = None if state.is_code_block(start_line) else _NOTE.match(state.src, start, state.eMarks[start_line])
    if match is None:
        return False
    if silent:
        return True
    terminators = state.md.block.ruler.getRules("paragraph")
    line = start_line + 1
    while line < end_line and not state.isEmpty(line):
        if _DEFINITION.match(state.src, state.bMarks[line] + state.tShift[line]):
            break
        if any(ends(state, line, end_line, True) for ends in terminators):
            break
        line += 1
    state.line = line
    state.push("footnote_open", "", 1)
    token = state.push("inline", "", 0)
    token.content = state.getLines(start_line, line, state.blkIndent, False).strip()[match.end() - start :]
    token.children = []
    state.push("footnote_close", "", -1)
    return True
