"""What a heading says about its section: silent, an abstract, a conclusion; and the heading without its number."""

import re

from domain.script.extractive.tables import load_alternatives

_KINDS = load_alternatives("reading/silent.toml")
_SILENT = re.compile(_KINDS["headings"], re.IGNORECASE)
_FRONT_MATTER = re.compile(_KINDS["front_matter"], re.IGNORECASE)
_SUMMARY = re.compile(_KINDS["summaries"], re.IGNORECASE)
_CONCLUSION = re.compile(rf"(?:.*\b)?(?:{_KINDS['conclusions']})", re.IGNORECASE)
_NUMBER = re.compile(
    r"^\s*(?:(?:chapter|section|part|book|appendix|annex|article|lesson|unit|act|scene|volume|step|module|rule|title|clause)\s+(?:\d+|[ivxlc]+|[A-Z]|one|two|"
    r"three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    r"|§+\s*\d+(?:\.\d+)*|\d+(?:\.\d+)*|[A-Z](?:\.\d+)+|[ivxlc]+(?=[.):])|[A-Z](?=[.)]\s))\s*[.:)–—-]*\s*",
    re.IGNORECASE,
)
_EDIT_LINK = re.compile(r"\s*\[\s*(?:edit|edit source|source|hide|show|link)[^\]]*\]\s*$", re.IGNORECASE)
_YEAR = re.compile(r"^\d{4}\b(?![.:)])")


def bare_heading(heading: str) -> str:
    """The heading without its number, `Chapter 3:` and closing punctuation; empty when it has nothing else."""
    text = " ".join(_EDIT_LINK.sub("", heading).split())
    for _ in range(2):
        text = text if _YEAR.match(text) else _NUMBER.sub("", text, count=1)
    return text.strip(" .:;–—-#*")


def is_silent(heading: str) -> bool:
    return bool(_SILENT.fullmatch(bare_heading(heading) or heading.strip()))


def is_front_matter(heading: str) -> bool:
    """Whether the heading is that of a leaf before the text, such as a table of contents."""
    return bool(_FRONT_MATTER.fullmatch(bare_heading(heading)))


def is_summary(heading: str) -> bool:
    return bool(_SUMMARY.fullmatch(bare_heading(heading)))


def is_conclusion(heading: str) -> bool:
    return bool(_CONCLUSION.fullmatch(bare_heading(heading)))
