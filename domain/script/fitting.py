"""Fitting a script to its length: whole exchanges are cut, those that bring it nearest to what is wanted."""

from collections.abc import Collection, Sequence

from domain.script.model import DraftTurn, Part
from domain.tts.speaker import Role

STEPS = 4_000
"""Sums are told apart by a four-thousandth of the whole: half a second of half an hour."""


def exchanges(turns: Sequence[DraftTurn], parts: Sequence[Part]) -> list[list[DraftTurn]]:
    """Turns in groups that can be cut whole: a host's turn and what answers it. Without a host, every turn is one."""
    hosts = {part.name for part in parts if part.role is Role.HOST}
    if hosts.issuperset(turn.speaker for turn in turns):
        return [[turn] for turn in turns]
    groups: list[list[DraftTurn]] = []
    for turn in turns:
        begins = turn.speaker in hosts or not hosts
        if groups and not (begins and any(one.speaker not in hosts for one in groups[-1])):
            groups[-1].append(turn)
        else:
            groups.append([turn])
    return groups


def nearest(sizes: Sequence[float], wanted: float, *, also: Collection[int] = ()) -> list[int]:
    """Which of the groups to keep, in order, so that their sizes add up as nearly as can be to `wanted`.

    The first and the last are kept: they link to what stands before and behind; and so are those of `also`. Of equal
    choices, the one that keeps more of the beginning is taken.
    """
    whole = sum(sizes)
    if len(sizes) < 3 or whole <= wanted:
        return list(range(len(sizes)))
    step = whole / STEPS
    weights = [round(size / step) for size in sizes]
    always = {0, len(sizes) - 1, *also}
    rest = wanted / step - sum(weights[n] for n in always)
    inner = [n for n in range(len(sizes)) if n not in always]
    reached: dict[int, tuple[int, ...]] = {0: ()}
    for n in inner:
        for total, kept in list(reached.items()):
            reached.setdefault(total + weights[n], (*kept, n))
    best = min(reached, key=lambda total: (abs(total - rest), -total))
    return sorted({*always, *reached[best]})
