"""What a person sees in plain text, Markdown and captions: lines without comments, addresses, times, front matter."""

import html
import re
from collections.abc import Iterator

from adapters.readers.seen.accounting import Part

_COMMENT = re.compile(
    r"<!--.{0,20000}?-->|%%[^%]{0,2000}%%|\{/\*.{0,5000}?\*/\}|^(?:import|export)\s[^\n]*$|^\*\[[^\]\n]{1,80}\]:[^\n]*$"
    r"|^(?:!!!|\?\?\?)\+?[ \t]+\w+|^:{3,}[^\n]*$|^\\(?:begin|end|newpage)\b[^\n]*$",
    re.DOTALL | re.MULTILINE,
)
_IMAGE = re.compile(r"!\[[^\]\n]{0,300}\](?:\([^()\n]{0,500}\)|\[[^\]\n]{0,100}\])|!\[\[[^\]\n]{0,300}\]\]")
_LINK = re.compile(r"\[([^\[\]\n]{0,500})\]\([^()\n]{0,500}\)")
_WIKI = re.compile(r"\[\[(?:[^\[\]|\n]{0,200}\|)?([^\[\]\n]{0,200})\]\]")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n^]{1,200}\]:[ \t]*\S.*$", re.MULTILINE)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,500}>")
_FORMULA = re.compile(r"\$\$[^$]{1,1000}\$\$|\$[^$\n]{1,300}\$")
_CALLOUT = re.compile(r"^([ \t]*>[ \t]*)\[![A-Za-z-]{1,30}\][+-]?", re.MULTILINE)
_INFO = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_NOTE = re.compile(r"\[\^[^\]\n]{1,100}\]:?")
_SHORTCODE = re.compile(r"(?<![\w:]):[a-z0-9_+-]{2,40}:(?![\w:])")
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n((?:[ \t]*(?:#.*|[\w -]+:.*|-[ \t].*|[ \t].*)?\n)*?)(?:---|\.\.\.)[ \t]*\n")
_HEADING = re.compile(r"#{1,6}[ \t]+(\S.{0,200})")
_CUE = re.compile(r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->")
_SPEAKER_AND_TIME = re.compile(r"^[^\n]{0,45}\b\d{1,3}:[0-5]\d[\d.:)\]]*:?$|^\[\w+:[^\]\n]*\]$", re.MULTILINE)
_TIME = re.compile(r"[\[(<]?\b(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[.,:]\d{1,3})?\b[\])>]?")
_ASIDE = re.compile(r"WEBVTT|NOTE\b|STYLE\b|REGION\b|X-TIMESTAMP")
_LONGEST_FRONT = 8_000  # characters of front matter
_LINES = 100  # of a plain text that are named together


def seen_in_markdown(text: str) -> Iterator[Part]:
    front = _FRONT.match(text[:_LONGEST_FRONT])
    text = _COMMENT.sub(" ", text[front.end() :] if front else text)
    for mark in (_IMAGE, _DEFINITION, _FORMULA, _INFO, _NOTE, _SHORTCODE):
        text = mark.sub(" ", text)
    text = _WIKI.sub(r"\1", _LINK.sub(r"\1", _CALLOUT.sub(r"\1", text)))
    name, lines = "the beginning", list[str]()
    for line in _TAG.sub(" ", text).split("\n"):
        if heading := _HEADING.match(line):
            yield Part(name, "\n".join(lines))
            name, lines = f"the part “{heading[1].rstrip(' #')[:80]}”", []
        lines.append(line)
    yield Part(name, "\n".join(lines))


def seen_in_text(text: str) -> Iterator[Part]:
    lines = text.split("\n")
    for first in range(0, len(lines), _LINES):
        some = lines[first : first + _LINES]
        yield Part(f"lines {first + 1} to {first + len(some)}", "\n".join(some))


def seen_in_captions(text: str) -> Iterator[Part]:
    """The lines of cues; a line that the next cue repeats, as live captions do, is seen once."""
    if not _CUE.search(text) and "Dialogue:" not in text and "<" not in text[:1]:
        yield from seen_in_text(_TIME.sub(" ", _SPEAKER_AND_TIME.sub("", text)))
        return
    seen: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r", "")):
        lines = block.strip("\ufeff\n ").split("\n")
        at = next((number for number, line in enumerate(lines) if _CUE.match(line.strip())), None)
        if at is None or _ASIDE.match(lines[0]):
            continue
        shown = (" ".join(html.unescape(_TAG.sub(" ", line)).split()) for line in lines[at + 1 :])
        seen += [line for line in shown if line and line not in seen[-4:]]
    for first in range(0, len(seen), _LINES):
        some = seen[first : first + _LINES]
        yield Part(f"the captions from “{some[0][:60]}” on", "\n".join(some))
