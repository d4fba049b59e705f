"""Merging: the words of overlapping pieces as one sequence, without loss or doubling at the seams."""

from collections.abc import Sequence

from domain.transcribe.pieces import Piece
from domain.transcribe.words import Word

APART = 1.5
"""Seconds by which two recognisers may differ about one word: Whisper's word times err by up to a second."""

_DIFFERENT, _LATER, _GAP = 0.9, 0.5, 0.6
"""Costs of an alignment: a word heard differently, a second of difference, a word that only one side heard. Two gaps
cost more than one word heard differently at about the same time, and less than one a second away."""

_UNEQUAL, _ALONE = 1.0, 0.5
"""Seconds by which a seam may lie farther from the middle of the overlap for being at a word heard alike, and for
having another such word beside it."""

Pair = tuple[int, int]


def merged(pieces: Sequence[Piece], heard: Sequence[Sequence[Word]]) -> list[Word]:
    """`heard`: the words of each piece, with times from its start. Times of the result are the recording's."""
    whole: list[Word] = []
    for piece, words in zip(pieces, heard, strict=True):
        moved = [each.moved(piece.start) for each in words]
        if not piece.lead or not whole:
            whole += moved
            continue
        begin, end = piece.start, piece.start + piece.lead
        moved = relabelled(whole, moved, begin, end)
        left, right = _seam(whole, moved, begin, end)
        whole = whole[:left] + moved[right:]
    return whole


def relabelled(whole: Sequence[Word], moved: Sequence[Word], begin: float, end: float) -> list[Word]:
    """The words of the next piece with the labels of speakers that the pieces before have: who says the same words at
    the same time is the same. Others get labels of their own."""
    if not any(each.speaker for each in moved):
        return list(moved)
    votes: dict[tuple[str, str], int] = {}
    tail, head = _overlapping(whole, begin, end), _overlapping(moved, begin, end)
    for left, right in aligned([whole[at] for at in tail], [moved[at] for at in head]):
        names = moved[head[right]].speaker, whole[tail[left]].speaker
        votes[names] = votes.get(names, 0) + 1
    known = {each.speaker for each in whole}
    labels: dict[str, str] = {}
    for (new, old), _ in sorted(votes.items(), key=lambda vote: -vote[1]):
        if new not in labels and old not in labels.values():
            labels[new] = old
    for each in moved:
        if each.speaker not in labels:
            labels[each.speaker] = fresh = f"speaker_{len(known)}"
            known.add(fresh)
    return [each.model_copy(update={"speaker": labels[each.speaker]}) for each in moved]


def aligned(left: Sequence[Word], right: Sequence[Word]) -> list[Pair]:
    """Pairs of positions that are the same word, heard twice, at the least cost."""
    width = len(right) + 1
    costs = [[0.0] * width for _ in range(len(left) + 1)]
    for i in range(len(left) + 1):
        for j in range(width):
            if i and j:
                paired = costs[i - 1][j - 1] + _cost(left[i - 1], right[j - 1])
                costs[i][j] = min(paired, costs[i - 1][j] + _GAP, costs[i][j - 1] + _GAP)
            else:
                costs[i][j] = (i + j) * _GAP
    pairs: list[Pair] = []
    i, j = len(left), len(right)
    while i and j:
        if costs[i][j] == costs[i - 1][j - 1] + _cost(left[i - 1], right[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif costs[i][j] == costs[i - 1][j] + _GAP:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def _cost(left: Word, right: Word) -> float:
    late = abs(left.middle - right.middle)
    if late > APART:
        return 10.0
    return _LATER * late + (0.0 if left.letters == right.letters else _DIFFERENT)


def _overlapping(words: Sequence[Word], begin: float, end: float) -> range:
    """Positions of the words within the overlap, or so near that the other side may have them within."""
    near = [at for at, each in enumerate(words) if begin - APART <= each.middle <= end + APART]
    return range(near[0], near[-1] + 1) if near else range(0)


def _seam(whole: Sequence[Word], moved: Sequence[Word], begin: float, end: float) -> Pair:
    """How many words of the left side stay, and how many of the right side go."""
    tail, head = _overlapping(whole, begin, end), _overlapping(moved, begin, end)
    if not tail or not head:
        return len(whole), 0  # one of them heard nothing there
    middle = (begin + end) / 2

    pairs = aligned([whole[at] for at in tail], [moved[at] for at in head])
    alike = {pair for pair in pairs if whole[tail[pair[0]]].letters == moved[head[pair[1]]].letters}

    def distance(pair: Pair) -> float:
        left, right = pair
        beside = {(left - 1, right - 1), (left + 1, right + 1)}
        doubt = 0.0 if pair in alike and beside & alike else _ALONE if pair in alike else _UNEQUAL
        return abs((whole[tail[left]].middle + moved[head[right]].middle) / 2 - middle) + doubt

    if pairs:
        left, right = min(pairs, key=distance)
        return tail[left] + 1, head[right] + 1
    stay = next((at for at in tail if whole[at].middle > middle), tail[-1] + 1)
    go = next((at for at in head if moved[at].middle > middle), head[-1] + 1)
    return stay, go
