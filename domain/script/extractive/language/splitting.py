"""Where the sentences of an English text begin and end, mindful of abbreviations, initials and reference marks.

`domain.sentences` has the rule for any language. This one is stricter, and gives offsets: here single sentences are
chosen to be spoken and cited, and one that is cut at "Fig." would be spoken as it is.
"""

import re

from domain.script.extractive.tables import load_words

_ABBREVIATIONS = load_words("language/abbreviations.toml")
_BEGINNING = re.compile(rf"\s+(?:{'|'.join(sorted(_ABBREVIATIONS['beginnings']))})\b")
_END = re.compile(r"[.!?…]+[\"”’')\]]*(?:\[\d+(?:[,–\-\s]+\d+)*\]|[¹²³⁰-⁹]+)*(?=\s)")
_OPENER = re.compile(r"\s+[\"“‘'(\[]*[A-Z0-9À-ÖØ-Þ]")
_LAST_TOKEN = re.compile(r"([^\s(\[“\"]+)$")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The offsets [start, end) of all sentences; what stands after the last full stop is one too."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if match.group()[0] == "." and _is_abbreviation(text[start : match.start()], text[end:]):
            continue
        if not _OPENER.match(text, end):
            continue
        spans.append((start, end))
        start = end
    spans.append((start, len(text)))
    return [stripped for span in spans if (stripped := _stripped(text, *span))]


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if end > start else None


def _is_abbreviation(before: str, after: str) -> bool:
    """Whether the full stop between the two texts belongs to the word before it and ends no sentence."""
    match = _LAST_TOKEN.search(before)
    last = match.group(1).lower().strip("“”\"'‘’([") if match else ""
    if last == "no":  # "No. 5", but also the end of "the answer was no."
        return bool(re.match(r"\s+\d", after))
    if last in _ABBREVIATIONS["often_final"]:
        return not _BEGINNING.match(after)
    initial = re.fullmatch(r"[a-z]", last) and before[-1:].isupper() and last != "i"
    return last in _ABBREVIATIONS["never_final"] or bool(initial)
