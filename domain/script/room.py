"""Room: how much of its sources a writer reads, where one ask does not hold all that an episode rests on."""

from collections.abc import Sequence

from domain.retrieve.selection import passage_tokens
from domain.retrieve.source import Passage
from domain.script.budget import segment_count

LEAST_TOKENS, TOKENS_A_MINUTE = 4_000, 2_000
"""Of passages: a minute says 160 words, of which a token is three quarters; ten times as much leaves a choice."""


def tokens_needed(minutes: float) -> int:
    """Of passages, for an episode to choose from."""
    return int(LEAST_TOKENS + TOKENS_A_MINUTE * minutes)


def tokens_beyond(room: int, *, minutes: float) -> int:
    """Of passages, for a writer whose room in one ask is too little for the whole episode: each segment behind the
    opening is written from a window of its own. 0 where one ask holds enough."""
    tokens = min(max(1, segment_count(minutes) - 1) * room, tokens_needed(minutes))
    return tokens if tokens > room else 0


def widened(
    assigned: Sequence[Sequence[str]], passages: Sequence[Passage], shown: Sequence[Passage], *, room: int
) -> list[list[str]]:
    """The ids of each segment, in document order, with those that stand next to them and were not `shown` to who
    planned it: the nearest first, as many as there is room for, each in one segment."""
    place = {one.id: n for n, one in enumerate(passages)}
    tokens = {one.id: passage_tokens(one) for one in passages}
    owners = sorted((place[one], n) for n, own in enumerate(assigned) for one in own)
    left = [room - sum(tokens[one] for one in own) for own in assigned]
    found = [list(own) for own in assigned]
    seen = {one.id for one in shown}

    def nearest(passage: Passage) -> tuple[int, int]:
        """The distance to the nearest passage that a segment has, and that segment; where it goes on counts for more
        than where it leads to."""
        at = place[passage.id]
        return min((2 * abs(at - where) + (where > at), n) for where, n in owners)

    unseen = [(*nearest(one), one.id) for one in passages if one.id not in seen] if owners else []
    for _, n, name in sorted(unseen, key=lambda one: (one[0], place[one[2]])):
        if tokens[name] <= left[n]:
            found[n].append(name)
            left[n] -= tokens[name]
    return [sorted(own, key=place.__getitem__) for own in found]
