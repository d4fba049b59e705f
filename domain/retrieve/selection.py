"""The passages that a writer sees when the sources exceed its budget: by topic, or from every part of the document.

Every part of every source, its end too, has a share of the budget, and what is chosen stays in order.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from domain.retrieve.ranking import Ranking
from domain.retrieve.source import BlockKind, Corpus, Passage

_CHARACTERS_PER_TOKEN = 3.5  # English has about 4.4 with the tokenizers in use; digits and names have less
_OVERHEAD = 12  # tokens of a passage's id, locator and markup in a prompt
_TOPIC_SHARE = 0.7  # of the budget goes to what the topic asks for; the rest shows where it stands
_BINS = 40  # the most parts that one source is divided in
_APPARATUS = frozenset({"references", "bibliography", "acknowledgements", "acknowledgments", "index", "contents",
                   "table of contents", "literature", "works cited", "copyright"})  # fmt: skip


def tokens(text: str) -> int:
    """A careful estimate: characters / 3.5; scripts without spaces count a token a character."""
    wide = sum(1 for character in text if character > "\u2fff")
    return math.ceil((len(text) - wide) / _CHARACTERS_PER_TOKEN) + wide


def corpus_tokens(corpus: Corpus) -> int:
    return sum(map(passage_tokens, corpus.passages))


def passage_tokens(passage: Passage) -> int:
    """What it takes of a prompt."""
    return tokens(passage.text) + _OVERHEAD


def select(corpus: Corpus, *, topic: str | None, token_budget: int) -> Corpus:
    """The corpus itself when it fits; else with as many passages as fit, in document order, and some of every source.

    With a topic most of the budget follows BM25, or the search of a collection where that ranks higher; without one,
    each part of each source has a share that grows with the square root of its length, filled with its most central
    passages first.
    """
    costs = [passage_tokens(passage) for passage in corpus.passages]
    if sum(costs) <= token_budget:
        return corpus.model_copy(update={"relevance": ()}) if corpus.relevance else corpus
    ranking = Ranking([_ranked_text(passage) for passage in corpus.passages])
    chosen = _Choice(costs, token_budget)
    relevance = _relevance(ranking.scores(topic), corpus.relevance) if topic else []
    if any(relevance):
        _choose_by_topic(corpus, relevance, chosen, token_budget)
    _cover(corpus, ranking, relevance, chosen)
    passages = tuple(corpus.passages[number] for number in sorted(chosen.numbers))
    return corpus.model_copy(update={"passages": passages, "relevance": ()})


def _relevance(scores: list[float], measured: Sequence[float]) -> list[float]:
    """The greater of the two for each passage, where both reach from 0 to 1."""
    if not measured:
        return scores
    top = max(scores, default=0.0) or 1.0
    return [max(score / top, other) for score, other in zip(scores, measured, strict=True)]


def _ranked_text(passage: Passage) -> str:
    return " ".join((*passage.locator.headings, passage.locator.chapter or "", passage.text))


class _Choice:
    """Passages taken so far, and what is left of the budget."""

    def __init__(self, costs: list[int], budget: int) -> None:
        self.costs, self.left, self.numbers = costs, budget, set[int]()

    def cost(self, number: int) -> int:
        return self.costs[number]

    def take(self, number: int, *, within: float = math.inf) -> int:
        """The cost of a passage that fits, 0 when it does not (or was taken)."""
        cost = self.costs[number]
        if number in self.numbers or cost > self.left or cost > within:
            return 0
        self.numbers.add(number)
        self.left -= cost
        return cost


def _choose_by_topic(corpus: Corpus, relevance: list[float], chosen: _Choice, budget: int) -> None:
    """Takes each source's best passage, then the best of all; below a quarter of the best score nothing is relevant."""
    order = sorted(range(len(relevance)), key=lambda number: (-relevance[number], number))
    allowance = _TOPIC_SHARE * budget
    best_of: dict[int, int] = {}
    for number in order:
        best_of.setdefault(corpus.passages[number].source, number)
    for number in best_of.values():
        allowance -= chosen.take(number, within=allowance)
    floor = relevance[order[0]] / 4
    for number in order:
        if relevance[number] < floor:
            break
        allowance -= chosen.take(number, within=allowance)


def _cover(corpus: Corpus, ranking: Ranking, relevance: list[float], chosen: _Choice) -> None:
    """Fills what is left part by part: first the share of each part, then, in rounds, what still fits."""
    shares = _shares(corpus.passages, chosen)
    queues: list[list[int]] = []
    allowances: list[float] = []
    for numbers, share in shares:
        parts = _parts(corpus.passages, numbers, most=int(share * len(numbers) / sum(map(chosen.cost, numbers))))
        weights = [math.sqrt(sum(map(chosen.cost, part))) for part in parts]
        allowances += [share * weight / sum(weights) for weight in weights]
        queues += [_by_worth(corpus, ranking, relevance, part) for part in parts]
    _take_of_every_source(corpus.passages, queues, chosen)
    for queue, allowance in zip(queues, allowances, strict=True):
        left = allowance - sum(chosen.cost(number) for number in queue if number in chosen.numbers)
        for number in queue:
            left -= chosen.take(number, within=left)
    _round_robin(queues, chosen)


def _shares(passages: Sequence[Passage], chosen: _Choice) -> list[tuple[list[int], float]]:
    """Of each source the passages worth reading, and its share of what is left, by the square root of its length."""
    by_source: dict[int, list[int]] = {}
    for number, passage in enumerate(passages):
        by_source.setdefault(passage.source, []).append(number)
    for source, numbers in by_source.items():
        by_source[source] = [number for number in numbers if not _is_apparatus(passages[number])] or numbers
    weights = {source: math.sqrt(sum(map(chosen.cost, numbers))) for source, numbers in by_source.items()}
    total = sum(weights.values())
    return [(numbers, chosen.left * weights[source] / total) for source, numbers in by_source.items()]


def _take_of_every_source(passages: Sequence[Passage], queues: list[list[int]], chosen: _Choice) -> None:
    """Takes a passage of each source, and of its first and last part, before shares are counted."""
    parts_of: dict[int, list[int]] = {}
    for at, queue in enumerate(queues):
        parts_of.setdefault(passages[queue[0]].source, []).append(at)
    for parts in parts_of.values():
        _take_first(queues[parts[len(parts) // 2]], chosen)
    for parts in parts_of.values():
        for at in (parts[0], parts[-1]):
            _take_first(queues[at], chosen)


def _take_first(queue: list[int], chosen: _Choice) -> None:
    if not any(number in chosen.numbers for number in queue):
        for number in queue:
            if chosen.take(number):
                return


def _round_robin(queues: list[list[int]], chosen: _Choice) -> None:
    """Takes another passage of each part in turn, until nothing fits; the order of the parts is spread."""
    waiting = [[number for number in queue if number not in chosen.numbers][::-1] for queue in queues]
    bits = max(1, len(queues).bit_length())
    order = sorted(range(len(queues)), key=lambda at: int(f"{at:0{bits}b}"[::-1], 2))
    while any(waiting):
        for at in order:
            if waiting[at]:
                chosen.take(waiting[at].pop())


def _parts(passages: Sequence[Passage], numbers: list[int], *, most: int) -> list[list[int]]:
    """The parts of one source by its outermost headings; even parts when those are too few or too many."""
    most = max(3, min(most, _BINS))
    named: list[list[int]] = []
    name: str | None = None
    for number in numbers:
        locator = passages[number].locator
        own = locator.chapter or (locator.headings[0] if locator.headings else "")
        if own != name or not named:
            named.append([])
            name = own
        named[-1].append(number)
    if 3 <= len(named) <= most:
        return named
    bounds = [round(at * len(numbers) / most) for at in range(most + 1)]
    return [numbers[start:end] for start, end in pairwise(bounds) if end > start]


def _is_apparatus(passage: Passage) -> bool:
    """References and the like: never worth a writer's tokens. Tables and code alone are not for the ear."""
    if any(heading.strip(" .:0123456789").lower() in _APPARATUS for heading in passage.locator.headings):
        return True
    return all(block.kind in (BlockKind.TABLE, BlockKind.CODE, BlockKind.FOOTNOTE) for block in passage.blocks)


def _by_worth(corpus: Corpus, ranking: Ranking, relevance: list[float], part: list[int]) -> list[int]:
    """Most central first; the opening passage of a part counts a fifth more; relevance to the topic doubles at most."""
    central = ranking.centrality(part)
    highest, top = max(central) or 1.0, max(relevance, default=0.0) or 1.0
    worth = {
        number: score / highest * (1.2 if at == 0 else 1.0) * (1 + (relevance[number] / top if relevance else 0.0))
        for at, (number, score) in enumerate(zip(part, central, strict=True))
    }
    return sorted(part, key=lambda number: (-worth[number], number))
