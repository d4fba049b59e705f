"""Shortening a segment to its time: whole exchanges are left out, then sentences at the end of answers."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from domain.script.length import pause_after
from domain.script.model import DraftTurn, SegmentDraft
from domain.script.references import References, told_in
from domain.sentences import split_sentences
from domain.tts.rates import letters_of
from domain.tts.spoken.text import speech_text

NEAR = 0.02
"""Of the time: this near, no sentence is cut."""
FAR = 0.08
"""Of the time: beyond it, a segment keeps one of its ends alone."""
STEP = 0.2
"""Seconds by which sums are told apart."""
CHANGE = 0.5
"""Seconds that one exchange or sentence left out has to bring nearer: what was written should be heard."""
LOST = 4.0
"""Seconds that it has to bring nearer to leave out what a later exchange repeats: a listener who has to guess what a
name is has lost about a sentence."""
FEWEST_WORDS = 8
"""Of an answer of which a sentence was cut: fewer answer nothing."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """Exchanges that are kept, by number, and how many differ from what the writer meant to be heard. `told`: the names
    and numbers in them; `lost`: exchanges that repeat some that are not."""

    kept: tuple[int, ...] = ()
    changes: int = 0
    told: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class _Trimmed:
    turns: tuple[DraftTurn, ...]
    seconds: float
    changes: int
    lost: int


def shortened(
    draft: SegmentDraft,
    seconds: float | None,
    *,
    language: str,
    rates: Mapping[str, float],
    opens: bool = True,
    closes: bool = False,
    voices: Collection[str] = (),
) -> SegmentDraft:
    """The draft in about so many seconds, with its first and last exchange, in order.

    Exchanges that the writer marked as spare are used where that comes nearer; without `seconds`, they are left out.
    `rates`: letters a second by speaker. A draft that is shorter than wanted stays as it is. Of one that is far too
    long all the same, the last exchange may go too, or the first where the segment `closes` the episode. Without
    `opens`, its first exchange was spoken before, and all but the last may go. `voices`: speakers who are heard nowhere
    else, and keep one exchange each.
    """
    if seconds is None:
        return draft.model_copy(update={"turns": meant(draft), "spare": ()})
    fitting = _Fitting(draft, seconds, language=language, rates=rates, voices=voices)
    last = len(fitting.groups) - 1
    best = fitting.best({0, last} if opens else {last})
    if opens and best.seconds > (1 + FAR) * fitting.wanted:
        best = fitting.best({last} if closes else {0})
    return draft.model_copy(update={"turns": best.turns, "spare": ()})


def meant(draft: SegmentDraft) -> tuple[DraftTurn, ...]:
    """The turns that the writer meant to be heard in the time that it knew of."""
    return tuple(turn for n, turn in enumerate(draft.turns) if n not in draft.spare)


def parted(draft: SegmentDraft) -> tuple[SegmentDraft, SegmentDraft | None]:
    """The first exchange of a draft, and the rest of it where there is one."""
    groups = exchanges(draft.turns)
    if len(groups) == 1:
        return draft, None
    first = len(groups[0])
    rest = tuple(n - first for n in draft.spare if n >= first)
    return (
        draft.model_copy(update={"turns": draft.turns[:first], "spare": ()}),
        draft.model_copy(update={"turns": draft.turns[first:], "spare": rest}),
    )


def exchanges(turns: Sequence[DraftTurn]) -> list[list[int]]:
    """Positions of turns in groups that can be left out whole: a turn of who begins, and all that answer it.

    A closing turn without an answer belongs to the group before it. Of one voice, every turn is a group.
    """
    asker = turns[0].speaker
    alone = all(turn.speaker == asker for turn in turns)
    groups: list[list[int]] = []
    for n, turn in enumerate(turns):
        answered = n + 1 < len(turns) and (n == 0 or turns[n - 1].speaker != asker)
        if not groups or alone or (turn.speaker == asker and answered):
            groups.append([n])
        else:
            groups[-1].append(n)
    return groups


class _Fitting:
    def __init__(
        self,
        draft: SegmentDraft,
        wanted: float,
        *,
        language: str,
        rates: Mapping[str, float],
        voices: Collection[str],
    ) -> None:
        self._draft, self._language, self._rates = draft, language, rates
        self.wanted = wanted + pause_after(draft.turns[-1].text)
        self._letters: dict[str, float] = {}
        self.groups = exchanges(draft.turns)
        self._asker = draft.turns[0].speaker
        self._costs = [sum(self._cost(draft.turns[n]) for n in group) for group in self.groups]
        self._spare = {n for n, group in enumerate(self.groups) if group[0] in draft.spare}
        self._voices = [self._heard_in(group).intersection(voices) for group in self.groups]

    def _heard_in(self, group: Sequence[int]) -> set[str]:
        return {self._draft.turns[n].speaker for n in group}

    def _needed(self, kept: Set[int]) -> set[int]:
        """Groups for the voices that are not in those: for each the first one, spare where there is no other."""
        needed = set(kept) - self._spare
        for n in sorted(range(len(self.groups)), key=lambda n: (n in self._spare, n)):
            if self._voices[n].difference(*(self._voices[k] for k in needed)):
                needed.add(n)
        return needed

    def best(self, kept: Set[int]) -> _Trimmed:
        """What comes nearest, with these groups in it."""
        choices = self._choices(kept)
        best = min(choices, key=lambda one: self._misfit(self._seconds(one), one))
        over = [one for one in choices if self._seconds(one) > self.wanted]
        candidates = [best, min(over, key=lambda one: self._misfit(self._seconds(one), one))] if over else [best]
        trimmed = [self._trimmed(one) for one in candidates]
        return min(trimmed, key=lambda one: self._misfit(one.seconds, one))

    def _misfit(self, seconds: float, one: _Choice | _Trimmed) -> float:
        return abs(seconds - self.wanted) + CHANGE * one.changes + LOST * one.lost

    def _seconds(self, choice: _Choice) -> float:
        return sum(self._costs[n] for n in choice.kept)

    def _cost(self, turn: DraftTurn) -> float:
        return self._said(turn.text, turn.speaker) + pause_after(turn.text)

    def _said(self, text: str, speaker: str) -> float:
        letters = self._letters.get(text)
        if letters is None:
            letters = self._letters[text] = letters_of(speech_text(text, language=self._language))
        return letters / self._rates[speaker]

    def _choices(self, always: Set[int]) -> list[_Choice]:
        """One for each length that can be reached, the one with the fewest changes."""
        spare, needed = self._spare, self._needed(always)
        references = self._references(spare)
        reached = {0: _Choice()}
        for n, cost in enumerate(self._costs):
            after: dict[int, _Choice] = {}
            must = n in needed
            for total, choice in reached.items():
                kept = _Choice(
                    (*choice.kept, n),
                    choice.changes + (n in spare),
                    choice.told | references.told(n),
                    choice.lost + references.is_lost(n, choice.told),
                )
                _offer(after, total + round(cost / STEP), kept)
                if not must:
                    _offer(after, total, replace(choice, changes=choice.changes + (n not in spare)))
            reached = after
        return [one for one in reached.values() if one.kept]

    def _references(self, spare: Set[int]) -> References:
        """Nothing rests on what the writer marked as spare."""
        texts = [" ".join(self._draft.turns[n].text for n in group) for group in self.groups]
        return References(texts, apart=spare)

    def _trimmed(self, choice: _Choice) -> _Trimmed:
        """The turns without sentences at the end of answers, as long as that comes nearer."""
        turns = [self._draft.turns[n] for group in choice.kept for n in self.groups[group]]
        seconds, changes = self._seconds(choice), choice.changes
        while seconds - self.wanted > NEAR * self.wanted:
            found = self._sentence_to_cut(turns, over=seconds - self.wanted)
            if found is None:
                break
            position, turn, gain = found
            turns[position] = turn
            seconds, changes = seconds - gain, changes + 1
        return _Trimmed(tuple(turns), seconds, changes, choice.lost)

    def _sentence_to_cut(self, turns: Sequence[DraftTurn], *, over: float) -> tuple[int, DraftTurn, float] | None:
        """Position, what remains of the turn, and seconds won: the one that is exact, else of the longest answer."""
        found: list[tuple[int, DraftTurn, float]] = []
        missed: list[tuple[int, DraftTurn, float]] = []
        for position, turn in enumerate(turns):
            rest = self._without_last(turn)
            if rest is None:
                continue
            gain, told = self._cost(turn) - self._cost(rest), self._is_told_later(turns, position, rest)
            if abs(over - gain) + CHANGE + LOST * told < over:
                (missed if told else found).append((position, rest, gain))
        found = found or missed
        exact = [one for one in found if abs(over - one[2]) <= NEAR * self.wanted]
        return max(exact or found, key=lambda one: self._cost(turns[one[0]]), default=None)

    @staticmethod
    def _is_told_later(turns: Sequence[DraftTurn], position: int, rest: DraftTurn) -> bool:
        """Whether the sentence that would go tells what only turns behind it repeat."""
        before = [*(turn.text for turn in turns[:position]), rest.text]
        gone = told_in(turns[position].text).difference(*map(told_in, before))
        return bool(gone) and any(gone & told_in(turn.text) for turn in turns[position + 1 :])

    def _without_last(self, turn: DraftTurn) -> DraftTurn | None:
        """An answer without its last sentence; None where that cannot go."""
        if turn.speaker == self._asker and any(one.speaker != self._asker for one in self._draft.turns):
            return None
        sentences = split_sentences(turn.text)
        text = " ".join(sentences[:-1])
        if len(text.split()) < FEWEST_WORDS:
            return None
        cited = turn.citations[:-1] if len(turn.citations) == len(sentences) else turn.citations
        return turn.model_copy(update={"text": text, "citations": cited})


def _offer(reached: dict[int, _Choice], total: int, choice: _Choice) -> None:
    """Of equal lengths, the one in which less is lost, then with fewer changes, then with more of the beginning."""
    known = reached.get(total)
    if known is None or (choice.lost, choice.changes, choice.kept) < (known.lost, known.changes, known.kept):
        reached[total] = choice
