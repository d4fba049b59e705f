"""Turns of a draft as they should be, mended in code: who begins, how it ends, and no more than was wanted."""

from collections.abc import Sequence

from domain.retrieve.words import count_words
from domain.script.fitting import exchanges, nearest
from domain.script.model import DraftTurn, Part
from domain.script.prompted.drafting import LONGEST_TURN, spoken_words
from domain.sentences import split_sentences
from domain.tts.speaker import Role

TOO_LONG = 1.1
"""Of the words wanted. Cutting costs nothing, and exchanges are units of a tenth of a usual segment and less."""
_ASIDE_WORDS = 12
"""A turn of fewer words before the host's first says nothing that would be missed."""
_QUESTION = ("?", "？", "؟", ";")
"""At the end of a turn. Greek asks with a semicolon."""


def in_order(turns: Sequence[DraftTurn], parts: Sequence[Part], *, closes: bool) -> tuple[DraftTurn, ...]:
    """The host begins, and the episode does not end on a question where it can end before."""
    hosts = {part.name for part in parts if part.role is Role.HOST}
    found = list(turns)
    if hosts and not hosts.issuperset(part.name for part in parts):
        found = _host_first(found, hosts)
    return tuple(_without_last_question(found, hosts) if closes else found)


def is_question(text: str) -> bool:
    return text.rstrip("\"”’'»› ").endswith(_QUESTION)


def fitted(turns: Sequence[DraftTurn], parts: Sequence[Part], *, words: int) -> tuple[DraftTurn, ...]:
    """Without the exchanges that are too many: the first and the last stay, and the rest is as near as it can be.

    Where exchanges alone will not do, one more stays and the longest turns lose their last sentences.
    """
    found, spare = with_spare(turns, parts, words=words)
    return tuple(turn for n, turn in enumerate(found) if n not in spare)


def with_spare(
    turns: Sequence[DraftTurn], parts: Sequence[Part], *, words: int
) -> tuple[tuple[DraftTurn, ...], tuple[int, ...]]:
    """All turns, and the positions of those that `fitted` leaves out."""
    if spoken_words(turns) <= TOO_LONG * words:
        return tuple(turns), ()
    groups = exchanges(turns, parts)
    sizes = [spoken_words(group) for group in groups]
    cuts = [nearest(sizes, wanted, also=_first_of_each(groups)) for wanted in (words, words + max(sizes) / 2)]
    positions = [n for n, group in enumerate(groups) for _ in group]
    ways: list[tuple[tuple[DraftTurn, ...], list[int]]] = []
    for kept, most in zip(cuts, (TOO_LONG, 1.0), strict=True):
        at = [n for n, group in enumerate(positions) if group in kept]
        ways.append((shortened([turns[n] for n in at], words=round(most * words)), at))
    best, at = min(ways, key=lambda way: abs(spoken_words(way[0]) - words))
    found = list(turns)
    for n, turn in zip(at, best, strict=True):
        found[n] = turn
    return tuple(found), tuple(n for n in range(len(turns)) if n not in at)


def _first_of_each(groups: Sequence[Sequence[DraftTurn]]) -> list[int]:
    """For each who speaks neither in the first group nor in the last, the first one that has it."""
    heard = {turn.speaker for group in (groups[0], groups[-1]) for turn in group}
    found: list[int] = []
    for n, group in enumerate(groups):
        if new := {turn.speaker for turn in group} - heard:
            heard |= new
            found.append(n)
    return found


def shortened(turns: Sequence[DraftTurn], *, words: int) -> tuple[DraftTurn, ...]:
    """With at most so many words, as far as sentences can be cut from the ends of turns: the longest loses one first.

    Every turn keeps its first sentence.
    """
    found = list(turns)
    while spoken_words(found) > words:
        cut = _cut_sentence(found)
        if cut is None:
            break
        found = cut
    return tuple(found)


def _host_first(turns: list[DraftTurn], hosts: set[str]) -> list[DraftTurn]:
    """Whoever speaks before the host's first turn speaks behind it, in front of the own answer."""
    first = next((n for n, turn in enumerate(turns) if turn.speaker in hosts), None)
    if first is None or first == 0:
        return turns
    before, host, rest = turns[:first], turns[first], turns[first + 1 :]
    if len({turn.speaker for turn in turns}) == 2 and _questions(turns, hosts) < 0:
        return [_said_by(turn, host if turn.speaker not in hosts else before[0]) for turn in turns]
    if spoken_words(before) < _ASIDE_WORDS and rest:
        return [host, *rest]
    return _joined([host, *before, *rest])


def _without_last_question(turns: list[DraftTurn], hosts: set[str]) -> list[DraftTurn]:
    last = turns[-1]
    if not is_question(last.text):
        return turns
    sentences = split_sentences(last.text, unspaced=True)
    while sentences and is_question(sentences[-1]):
        sentences.pop()
    if sentences:
        return [*turns[:-1], last.model_copy(update={"text": " ".join(sentences)})]
    return turns[:-1] if len(turns) > 2 and last.speaker in hosts else turns


def _questions(turns: Sequence[DraftTurn], hosts: set[str]) -> int:
    """Those of the hosts less those of the others: below zero when the voices were exchanged."""
    return sum(1 if turn.speaker in hosts else -1 for turn in turns if is_question(turn.text))


def _said_by(turn: DraftTurn, other: DraftTurn) -> DraftTurn:
    return turn.model_copy(update={"speaker": other.speaker})


def _joined(turns: Sequence[DraftTurn]) -> list[DraftTurn]:
    """Neighbours of one voice as one turn, as long as a listener takes that."""
    found: list[DraftTurn] = []
    for turn in turns:
        last = found[-1] if found else None
        text = f"{last.text} {turn.text}" if last is not None else ""
        if last is not None and last.speaker == turn.speaker and count_words(text) <= LONGEST_TURN:
            cited = tuple(dict.fromkeys(last.citations + turn.citations))
            found[-1] = last.model_copy(update={"text": text, "citations": cited})
        else:
            found.append(turn)
    return found


def _cut_sentence(turns: Sequence[DraftTurn]) -> list[DraftTurn] | None:
    """The turns without the last sentence of the longest turn that has two and more."""
    for n in sorted(range(len(turns)), key=lambda n: -count_words(turns[n].text)):
        sentences = split_sentences(turns[n].text, unspaced=True)
        if len(sentences) > 1:
            shorter = turns[n].model_copy(update={"text": " ".join(sentences[:-1])})
            return [*turns[:n], shorter, *turns[n + 1 :]]
    return None
