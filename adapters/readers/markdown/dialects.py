"""What Markdown is written with beyond CommonMark, taken out or made plain before it is parsed.

Front matter, remarks, short codes, blocks that a page would not show, callouts, marks of blocks and of containers.
"""

import re
from collections.abc import Sequence

from adapters.readers.content import Content
from adapters.readers.markup.colours import WHITE, colour_of
from adapters.readers.markup.stylesheets import declarations_of
from adapters.readers.markup.visibility import is_faded, is_for_listeners, is_hidden
from adapters.readers.text.remarks import without
from domain.retrieve.words import count_words

_YAML = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"[\"']?[A-Za-z_][\w.@ -]{0,40}[\"']?\s*[:=](?:\s|$)")
_GOES_ON = re.compile(r"\s|-(?:\s|$)|#|[\]})]|$")
_FENCED = re.compile(r"^([ \t]*)(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*\2[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_REMARKS = (
    ("<!--", "-->"), ("%%", "%%"), ("{/*", "*/}"), ("{>>", "<<}"), ("{--", "--}"), ("{::comment}", "{:/comment}"),
    ("{% comment %}", "{% endcomment %}"), ("{%- comment -%}", "{%- endcomment -%}"),
)  # fmt: skip
_ADMONITION = re.compile(
    r"^([ \t]*)(?:!!!|\?\?\?\+?)[ \t]+[\w-]+(?:[ \t]+[\w-]+)*(?:[ \t]+\"([^\"\n]*)\")?[ \t]*\n"
    r"((?:(?:[ ]{4}|\t)[^\n]*(?:\n|\Z)|[ \t]*\n)*)",
    re.MULTILINE,
)
"""A note of Python's Markdown, whose text is set in by four spaces as code is."""
_DEFINITION = re.compile(r"^:[ \t]{1,3}(?=\S)", re.MULTILINE)
_ABBREVIATION = re.compile(r"^\*\[[^\]\n]{1,80}\]:[^\n]*$", re.MULTILINE)
_CITED = re.compile(r"[ \t]?\[-?@[\w:.-]{1,80}[^\]\n]{0,200}\]")
_COMMAND = re.compile(
    r"^\\(?:newpage|pagebreak|clearpage|tableofcontents|maketitle|noindent|bigskip)\b[^\n]*$", re.MULTILINE
)
_EQUATION = re.compile(
    r"^\\begin\{(equation|align|gather|multline)\*?\}\n(.{1,2000}?)\n\\end\{\1\*?\}[ \t]*$", re.MULTILINE | re.DOTALL
)
_INSERTED = re.compile(r"\^\[([^\[\]\n]{1,500})\]")
_PANDOC = re.compile(r"\A%[ \t]+([^\n]{1,200})\n(?:%[ \t]*([^\n]{0,200})\n)?(?:%[^\n]*\n)?")
_UNSEEN = ("script", "style", "template", "noscript")
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_OPENED = re.compile(r"<([a-zA-Z][\w-]*)\b((?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*?)(/?)>")
_ATTRIBUTE = re.compile(r"([\w:-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_SHORT_CODE = re.compile(r"\{\{[^{}]{0,500}\}\}|\{%[^{}]{0,500}%\}")
_BLOCK_MARK = re.compile(r"(?<![ \t])[ \t]+\^[A-Za-z][\w-]*(?=[ \t]*$|[.,;:!?]?[ \t]*$)", re.MULTILINE)
_CONTAINER = re.compile(
    r"^[ \t]*:{3,}[^\n]*$|^[ \t]*!{3}[ \t]+\w+[^\n]*$|^\[TOC\]$|^\[\[_?TOC_?\]\]$", re.MULTILINE | re.IGNORECASE
)
_CALLOUT = re.compile(r"^((?:[ \t]*>)+[ \t]*)\[![\w/ -]+(?:\|[^\]\n]*)?\][+-]?[ \t]*([^\n]*)$", re.MULTILINE)
_IDENTIFIER = re.compile(r"(?<![ \t])[ \t]*\{:?[ \t]*[#.][^{}\n]{0,80}\}[ \t]*$", re.MULTILINE)
_DISPLAYED = re.compile(r"^[ \t]*\$\$[ \t]*\n(.{1,2000}?)\n[ \t]*\$\$[ \t]*$", re.MULTILINE | re.DOTALL)
_MARKED = re.compile(r"==(?=[^\s=])([^=\n]{1,200})(?<=\S)==")
_RAISED = re.compile(r"(?<=[\w)])\^([^\s^~\[\]$]{1,8})\^(?![\w^{(\\])")
_LOWERED = re.compile(r"(?<=[\w)])(?<!~)~([^\s^~\[\]$]{1,8})~(?!~)")
_MODULE = re.compile(
    r"^(?:import\s(?:[^\n]{0,200}\sfrom\s+)?[\"'][^\"'\n]{1,200}[\"'];?|export\s(?:const|default|function)\s[^\n]*)$",
    re.MULTILINE,
)
_MOST_HIDDEN = 200  # elements that are taken out
_FURTHEST = 100_000  # characters to the end of one


def made_plain(text: str, content: Content) -> str:
    """CommonMark of the same text; title and author of front matter go to `content`. Code in fences stays as it is."""
    text = _without_front_matter(text.lstrip("\ufeff"), content)
    if block := _PANDOC.match(text):
        content.title, content.author = block[1].strip(), (block[2] or "").strip() or None
        text = text[block.end() :]
    parts, at = [], 0
    for fence in _FENCED.finditer(text):
        parts += [text[at : fence.start()], fence.group()]
        at = fence.end()
    parts.append(text[at:])
    hidden = _hidden_classes(parts[::2])
    unseen: list[str] = []
    plain = "".join(part if number % 2 else _plain(part, hidden, unseen) for number, part in enumerate(parts))
    if unseen:
        content.unseen = "\n".join(re.sub(r"<[^<>]*>", " ", part) for part in unseen)
        content.leave_out("hidden", "text that no reader of the page sees", words=count_words(content.unseen))
    notes = [match[1] for part in parts[::2] for match in _INSERTED.finditer(part)]
    return "\n\n".join([plain, *(f"[^inserted{at}]: {note}" for at, note in enumerate(notes))])


def _plain(text: str, hidden: frozenset[str], unseen: list[str]) -> str:
    for opening, closing in _REMARKS:
        text = without(text, opening, closing)
    for name in _UNSEEN:
        text = without(text, f"<{name}", f"</{name}>", put=" ")
    text = _ADMONITION.sub(_admonition, _without_hidden(text, hidden, unseen))
    for mark in (_ABBREVIATION, _CITED, _COMMAND):
        text = mark.sub("", text)
    text = _DEFINITION.sub("\n- ", _EQUATION.sub(r"$$\n\2\n$$", text))
    text = _BLOCK_MARK.sub("", _SHORT_CODE.sub("", _MODULE.sub("", text)))
    text = _LOWERED.sub(r"<sub>\1</sub>", _RAISED.sub(r"<sup>\1</sup>", _MARKED.sub(r"\1", text)))
    text = _CALLOUT.sub(_callout, _CONTAINER.sub("", text))
    return _DISPLAYED.sub(lambda match: "\n$$" + " ".join(match[1].split()) + "$$\n", _IDENTIFIER.sub("", text))


def _admonition(match: re.Match[str]) -> str:
    title = (match[2] or "").strip()
    body = re.sub(r"^(?: {4}|\t)", match[1], match[3], flags=re.MULTILINE)
    return f"{match[1]}{title}{'' if not title or title[-1] in '.!?:' else ':'}\n\n{body}"


def _callout(match: re.Match[str]) -> str:
    """The title of a callout leads to its text; one without a title loses only its mark."""
    quote, title = match[1], match[2].strip()
    if not title:
        return quote.rstrip()
    return f"{quote}{title}{'' if title[-1] in '.!?:' else ':'}"


def _without_front_matter(text: str, content: Content) -> str:
    """What stands between rules at the very start, when its lines are keys with values."""
    match = _YAML.match(text) or _TOML.match(text)
    if not match:
        return text
    lines = match.group(1).split("\n")
    if not any(_KEY.match(line) for line in lines) or not all(
        _KEY.match(line) or _GOES_ON.match(line) for line in lines
    ):
        return text
    for line in lines:
        key, separator, value = re.sub(r"\s=\s", ": ", line, count=1).partition(":")
        key, value = key.strip().strip("\"'").lower(), value.strip().strip("[]").strip().strip("\"'")
        if separator and value and key == "title":
            content.title = value
        elif separator and value and key in ("author", "authors"):
            content.author = value
    return text[match.end() :]


def _hidden_classes(parts: Sequence[str]) -> frozenset[str]:
    sheets = (sheet.partition("</style")[0] for part in parts for sheet in part.split("<style")[1:])
    rules = (rule for sheet in sheets for rule in _RULE.findall(sheet))
    return frozenset(name for name, body in rules if is_hidden(declarations_of(body)))


def _without_hidden(text: str, classes: frozenset[str], unseen: list[str]) -> str:
    """Without elements whose own attributes take them out of sight, to the tag that closes them; these are `unseen`."""
    shown, at = [], 0
    for _ in range(_MOST_HIDDEN):
        opened = next((one for one in _OPENED.finditer(text, at) if _hides(one, classes)), None)
        if opened is None:
            break
        shown.append(text[at : opened.start()])
        at = _closed(text, opened)
        unseen.append(text[opened.start() : at])
    return "".join([*shown, text[at:]])


def _hides(opened: re.Match[str], classes: frozenset[str]) -> bool:
    if not opened[2].strip() or opened[3]:
        return False
    own = {match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(opened[2])}
    if "hidden" in own or not classes.isdisjoint(own.get("class", "").split()):
        return True
    style = declarations_of(own.get("style", ""))
    ink = colour_of(style.get("color") or own.get("color", ""))
    if own.get("aria-hidden") == "true" or is_for_listeners(own.get("class", "")):
        return True
    if is_hidden(style) or is_faded(style):
        return True
    return ink is not None and "background" not in style and (ink.is_clear or ink.is_like(WHITE))


def _closed(text: str, opened: re.Match[str]) -> int:
    """Behind the tag that closes an element; behind its own when none does."""
    depth = 1
    same = re.compile(rf"<(/?){re.escape(opened[1])}\b[^<>]*>", re.IGNORECASE)
    for tag in same.finditer(text, opened.end(), opened.end() + _FURTHEST):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return opened.end()
