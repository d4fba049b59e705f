"""What a heading says about its section: silent, an abstract, a conclusion; and the heading without its number."""

import re

from domain.script.extractive.tables import load_alternatives

_KINDS = load_alternatives("reading/silent.toml")
_SILENT = re.compile(_KINDS["headings"], re.IGNORECASE)
_SUMMARY = re.compile(_KINDS["summaries"], re.IGNORECASE)
_CONCLUSION = re.compile(rf"(?:.*\b)?(?:{_KINDS['conclusions']})", re.IGNORECASE)
_NUMBER = re.compile(
    r"^\s*(?:(?:chapter|section|part|book|appendix|lesson|unit|act)\s+(?:\d+|[ivxlc]+|[A-Z]|one|two|"
    r"three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    r"|\d+(?:\.\d+)*|[ivxlc]+(?=[.):])|[A-Z](?=[.)]\s))\s*[.:)–—-]*\s*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"^\d{4}\b(?![.:)])")


def bare_heading(heading: str) -> str:
    """The heading without its number, `Chapter 3:` and closing punctuation; empty when it has nothing else."""
    text = " ".join(heading.split())
    for _ in range(2):
        text = text if _YEAR.match(text) else _NUMBER.sub("", text, count=1)
    return text.strip(" .:;–—-#*")


def is_silent(heading: str) -> bool:
    return bool(_SILENT.fullmatch(bare_heading(heading) or heading.strip()))


def is_summary(heading: str) -> bool:
    return bool(_SUMMARY.fullmatch(bare_heading(heading)))


def is_conclusion(heading: str) -> bool:
    return bool(_CONCLUSION.fullmatch(bare_heading(heading)))
