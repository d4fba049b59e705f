"""Quotations of a turn that stand in none of its passages."""

import re
from collections.abc import Sequence

from domain.script.grounding.finding import Finding, FindingKind
from domain.script.grounding.reading import Reading
from domain.script.grounding.wording import folded

LEAST = 3
"""Words of a quotation. One or two in quotation marks are a term, or said with a wink."""
_MARKS = re.compile(
    r"“([^“”]{2,600})”|„([^„“”]{2,600})[“”]|«\s?([^«»]{2,600}?)\s?»|»([^«»]{2,600})«|「([^「」]{2,600})」"
    r"|(?<!\w)\"([^\"]{2,600})\"(?!\w)|(?<![\w'])'(\S(?:[^'\n]|(?<=\w)'(?=\w)){6,600}?\S)'(?![\w'])"
)
_LEFT_OUT = re.compile(r"…|\.\.\.|\[[^\]]*\]|\(\.\.\.\)")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CONTRACTED = [
    (re.compile(rf"(?<=\w){short}\b", re.IGNORECASE), whole)
    for short, whole in (("n't", " not"), ("'re", " are"), ("'ve", " have"), ("'ll", " will"), ("'m", " am"))
] + [(re.compile(r"\b(it|that|there|what|he|she|who|here|where)'s\b", re.IGNORECASE), r"\1 is")]
"""It is and it's are one; `n't` leaves `wo` of won't, on both sides."""
_BEFORE = 40  # characters in which a hypothetical speaker is introduced


def check_quotations(turn: Reading, cited: Sequence[Reading], others: Sequence[Reading]) -> list[Finding]:
    findings = []
    for match in _MARKS.finditer(turn.text):
        quoted = next(group for group in match.groups() if group is not None)
        parts = [words for part in _LEFT_OUT.split(quoted) if (words := _words(part))]
        if sum(len(part) for part in parts) < LEAST or _is_hypothetical(turn, match.start()):
            continue
        if _stands_in(parts, cited):
            continue
        other = next((at for at, held in enumerate(others) if _stands_in(parts, [held])), None)
        if other is not None:
            message = f"“{quoted}” is quoted from another passage, and from none that the turn cites."
            findings.append(Finding(kind=FindingKind.ELSEWHERE, words=quoted, message=message, other=other))
            continue
        message = f"“{quoted}” stands in quotation marks, and in none of the passages that the turn cites."
        findings.append(Finding(kind=FindingKind.QUOTATION, words=quoted, message=message))
    return findings


def without_quotations(text: str) -> str:
    """The text with an ellipsis for what stands in quotation marks, which is judged word by word."""
    return _MARKS.sub("“…”", text)


def _words(text: str) -> list[str]:
    for short, whole in _CONTRACTED:
        text = short.sub(whole, text)
    return [folded(word) for word in _WORD.findall(text)]


def _stands_in(parts: Sequence[Sequence[str]], cited: Sequence[Reading]) -> bool:
    return all(any(f" {' '.join(part)} " in f" {' '.join(_words(held.text))} " for held in cited) for part in parts)


def _is_hypothetical(turn: Reading, at: int) -> bool:
    """Whether the words are what someone might say, and not what a source says."""
    if turn.language is None:
        return False
    before = turn.text[max(0, at - _BEFORE) : at].lower()
    return any(re.search(rf"{one}[\s,:]*$", before) for one in turn.language.words.hypothetical)
