"""Names that the passages have, said by a turn of what they say of another name."""

import re
from collections.abc import Sequence

from domain.script.grounding.finding import Finding, FindingKind
from domain.script.grounding.meanings import Term, terms_in
from domain.script.grounding.names import name_runs
from domain.script.grounding.reading import Reading, read
from domain.script.grounding.wording import folded

LEAST = 2
"""Words, names aside, that turn and sentence share, and of those of the turn's sentence, which share:"""
SHARE = 0.5
_PERSON = re.compile(
    r"\b(?:he|she|they|it|we|i|his|her|their|its|him|them|my|our|who|both|this|these)\b", re.IGNORECASE
)
"""In the place of a name that another sentence has."""
_SUBJECT = re.compile(r"\b(?:he|she|they|we)\b", re.IGNORECASE)
"""Before a name: who does it, named earlier, and the name is another's."""
_ACTS = re.compile(r" (?:\w{2,}ed|said|says|wrote|told|found|led|built|made|puts?|thinks?|thought|believes?)\b")
_PARTS = re.compile(r"[;:—]\s|,?\s(?:but|while|whereas|although|though)\s|,\s(?=and\b)")
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")


def check_attribution(turn: Reading, cited: Sequence[Reading], known: Sequence[Reading]) -> list[Finding]:
    """`known`: what may be named without a passage, like the author of the source."""
    sentences = [
        read(part.strip(), one.code)
        for held in cited
        for one in held.sentences
        for part in _PARTS.split(one.text)
        if part.strip()
    ]
    inside = [_names(one, first=False) for one in sentences]
    names = frozenset[str]().union(*inside, *(_whole_names(one) for one in (*sentences, *known)))
    said_at_all = turn.words
    findings = []
    for sentence in turn.sentences:
        named = (_names(sentence, first=True) & names) - _addressed(sentence)
        terms = [one for one in _terms(sentence) if not names.intersection(map(folded, one.text.split()))]
        if not named or len(terms) < LEAST or sentence.text.endswith("?"):
            continue
        shares = [_share(terms, one) for one in sentences]
        most = max(shares, default=0)
        if most < max(LEAST, SHARE * len(terms)) or shares.count(most) > 1:
            continue
        source, others = sentences[shares.index(most)], inside[shares.index(most)]
        if named & source.words or not others or others & said_at_all or _PERSON.search(_QUOTED.sub("", source.text)):
            continue
        first = min(token.start for run in name_runs(sentence) for token in run if folded(token.text) in named)
        if _SUBJECT.search(sentence.text[:first]):
            continue
        name = " ".join(token.text for run in name_runs(sentence) for token in run if folded(token.text) in named)
        message = f"The passage says this of another than “{name}”: {source.text}"
        findings.append(Finding(kind=FindingKind.NAME, words=name, message=message))
    return findings


def _names(held: Reading, *, first: bool) -> frozenset[str]:
    """The words of names in a text. `first`: with the first word, whose capital may mean nothing."""
    start = next((one.start for one in held.tokens if one.kind == "word"), 0)
    return frozenset(folded(one.text) for run in name_runs(held) for one in run if first or one.start != start)


def _whole_names(held: Reading) -> frozenset[str]:
    """The words of names of two words and more, wherever they stand, and of one before a verb of persons."""
    return frozenset(
        folded(one.text)
        for run in name_runs(held)
        if len(run) > 1 or _ACTS.match(held.text[run[-1].end :])
        for one in run
    )


def _addressed(held: Reading) -> frozenset[str]:
    """Who is spoken to: `…, Tom, …`."""
    tokens = held.tokens
    ends = {",", ".", "!", "?"}
    return frozenset(
        folded(one.text)
        for before, one, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if before.text == "," and after.text in ends
    )


def _terms(held: Reading) -> tuple[Term, ...]:
    return terms_in(held.text, held.code.split("-")[0], ())


def _share(terms: Sequence[Term], source: Reading) -> int:
    keys = frozenset[str]().union(*(one.keys for one in _terms(source)))
    return sum(1 for one in terms if one.keys & keys)
