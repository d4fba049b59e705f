"""Citations for a turn that has none, and the sentence of a passage that bears a turn out."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from domain.retrieve.source import Passage
from domain.script.grounding.finding import Finding
from domain.script.grounding.reading import Reading, read, sentence_spans
from domain.script.model import Citation

LEAST_SHARE = 0.2
"""Of a turn's weight that one passage has to hold. On the development half of benchmarks/claims 101 of 116 turns find
their passage with it, and none a wrong one; without their own passage in the list, one of them is given another."""
LEAST_LEAD = 0.1
"""Of a turn's weight, by which the best passage leads the next one, unless the turn needs both."""
LEAST_COMMON = 3
"""Words in common, names and numbers among them."""
SECOND = 0.6
"""Of the weight that the best passage leaves open, what a second one has to hold to be cited too."""
FAR_BETTER = 2.0
"""Times as much of a sentence, by weight, that a passage holds which should have been cited."""
WHOLE = 0.95
"""Of a sentence's weight: a passage that holds so much of it says it."""
ENOUGH_SENTENCE = 0.3
"""Of the turn's weight that a sentence has to hold to be shown as what bears it out."""


def cite(text: str, passages: Sequence[Passage], *, language: str = "en") -> tuple[Citation, ...]:
    """The passages that a turn comes from, at most two, best first; none rather than a wrong one.

    Words count by their rarity among the passages, as in BM25, and names and numbers twice.
    """
    turn = read(text, language)
    wanted = turn.marks
    held = [(one, _marks(read(one.text, language))) for one in passages]
    spread = Counter(mark for _, marks in held for mark in marks)
    weights = {mark: weight * _rarity(spread[mark], len(held)) for mark, weight in wanted.items()}
    total = sum(weights.values())
    if not total:
        return ()
    scored = sorted(
        ((sum(weights[mark] for mark in weights if mark in marks), -at) for at, (_, marks) in enumerate(held)),
        reverse=True,
    )
    best, at = scored[0] if scored else (0.0, 0)
    passage, marks = held[-at] if held else (None, frozenset())
    common = [mark for mark in weights if mark in marks]
    if passage is None or best / total < LEAST_SHARE or len(common) < LEAST_COMMON:
        return ()
    found = [passage]
    rest = {mark: weight for mark, weight in weights.items() if mark not in marks}
    for one, other in held:
        there = [mark for mark in rest if mark in other]
        if len(there) >= LEAST_COMMON and sum(rest[mark] for mark in there) >= SECOND * sum(rest.values()):
            found.append(one)
            break
    if len(found) == 1 and len(scored) > 1 and best - scored[1][0] < LEAST_LEAD * total:
        return ()
    return tuple(located(text, one, language=language) for one in found)


def located(text: str, passage: Passage, *, language: str = "en") -> Citation:
    """The citation of a passage, with the place of the sentences in it that bear the turn out where they are found."""
    wanted = read(text, language).marks
    total = sum(wanted.values())
    body = passage.text
    spans = sentence_spans(body)
    shares = [share_of(wanted, read(body[start:end], language)) for start, end in spans]
    if not shares or not total:
        return Citation(passage=passage.id)
    best = max(range(len(shares)), key=lambda at: (shares[at], -at))
    if shares[best] < ENOUGH_SENTENCE * total:
        pair = _best_pair(wanted, body, spans, language)
        if pair is None or pair[0] < ENOUGH_SENTENCE * total:
            return Citation(passage=passage.id)
        return Citation(passage=passage.id, start=pair[1], end=pair[2])
    return Citation(passage=passage.id, start=spans[best][0], end=spans[best][1])


def _best_pair(
    wanted: dict[str, float], body: str, spans: Sequence[tuple[int, int]], language: str
) -> tuple[float, int, int] | None:
    pairs = [
        (share_of(wanted, read(body[start:end], language)), start, end) for (start, _), (_, end) in pairwise(spans)
    ]
    return max(pairs, key=lambda one: (one[0], -one[1]), default=None)


def share_of(wanted: dict[str, float], held: Reading) -> float:
    """The weight of what is wanted that a text holds."""
    marks = _marks(held)
    return sum(weight for mark, weight in wanted.items() if mark in marks)


def _marks(held: Reading) -> frozenset[str]:
    return frozenset(held.marks)


def _rarity(holders: int, passages: int) -> float:
    return math.log(1 + (passages - holders + 0.5) / (holders + 0.5))


def cited_besides(
    text: str,
    cited: Sequence[str],
    others: Sequence[str],
    findings: Sequence[Finding],
    *,
    found: bool = False,
    language: str = "en",
) -> tuple[int, ...]:
    """Of the texts of other passages those that a turn has to cite too, by their index, in order.

    They hold what the findings place elsewhere, and the sentence around it far better than the passages that are cited;
    or whole, where those were `found` and the writer names none. A fact that was taken out of one passage and said of
    what another one is about stays a finding.
    """
    turn = read(text, language)
    here = [read(one, language) for one in cited]
    besides: set[int] = set()
    for finding in findings:
        if finding.other is None:
            continue
        sentence = next((one for one in turn.sentences if finding.words in one.text), turn)
        held = max((share_of(sentence.marks, one) for one in here), default=0.0)
        there = share_of(sentence.marks, read(others[finding.other], language))
        whole = sum(sentence.marks.values())
        says_it = found and there > held and there >= WHOLE * whole
        if says_it or (there >= FAR_BETTER * held and there >= LEAST_SHARE * whole):
            besides.add(finding.other)
    return tuple(sorted(besides))
