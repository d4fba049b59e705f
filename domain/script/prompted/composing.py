"""The turns of one segment, from all that a model answered for it: drafted, and put in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.retrieve.words import count_words
from domain.script.model import Brief, DraftTurn, Part
from domain.script.prompted.answers import AnsweredTurn, UnusableAnswer
from domain.script.prompted.drafting import ShownMaterial, draft_turns
from domain.script.prompted.languages import is_in_another_language, language_name
from domain.script.prompted.mending import in_order, is_question
from domain.script.prompted.repetition import normalised, without_repeats
from domain.script.prompted.speakers import Speakers
from domain.script.prompted.support import Support
from domain.tts.speaker import Role

_MOST_OF_END = 0.4
"""Of all turns: an end that is longer is none."""


@dataclass(frozen=True)
class Composed:
    """`answered`: the model's own turns. `names`: those that it gave to the speakers. `words`: that are new.
    `repeats`: others were said in earlier segments."""

    answered: tuple[AnsweredTurn, ...]
    turns: tuple[DraftTurn, ...]
    names: dict[str, str]
    words: int
    repeats: bool = False


class Composing:
    """Knows what a segment was asked for. `speaking`: the parts that have to speak in it."""

    def __init__(self, brief: Brief, shown: ShownMaterial, *, speaking: Sequence[Part] = ()) -> None:
        self.speaking = speaking
        self.brief, self._shown, self._support = brief, shown, Support(brief, shown)
        self.passages = [one for one in brief.corpus.passages if one.id in shown.passages]
        self._hosts = {part.name for part in brief.parts if part.role is Role.HOST}

    def compose(self, answered: Sequence[AnsweredTurn]) -> Composed:
        """Raises UnusableAnswer."""
        parts, shown = self.brief.parts, self._shown
        turns = in_order(self._support.cited(draft_turns(answered, parts, shown)), parts, closes=shown.closes)
        if is_in_another_language(" ".join(turn.text for turn in turns), self.brief.language):
            problem = f"every turn has to be in the language {language_name(self.brief.language)}."
            raise UnusableAnswer(problem, code="answer_in_wrong_language")
        new = [without_repeats(turn.text, shown.said, frozenset()) for turn in turns]
        return Composed(
            answered=tuple(answered),
            turns=turns,
            names=Speakers(answered, parts, shown.names).names,
            words=sum(count_words(text) for text, _ in new),
            repeats=any(repeated for _, repeated in new),
        )

    def lengthened(self, first: Composed, more: Sequence[AnsweredTurn]) -> Composed:
        """With the new turns behind what there is, or in front of what closes the episode.

        Raises:
            UnusableAnswer: They add no words.
        """
        at = len(first.answered) - self.end_of(first)
        known = {normalised(turn.text) for turn in first.answered}
        new = [turn for turn in more if normalised(turn.text) not in known]
        longer = self.compose([*first.answered[:at], *new, *first.answered[at:]])
        if longer.words <= first.words:
            raise UnusableAnswer("the new turns say nothing new.")
        return longer

    def end_of(self, composed: Composed) -> int:
        """How many of the last turns close the episode: the last question, its answer, and the host's last words."""
        if not self._shown.closes:
            return 0
        speakers = Speakers(composed.answered, self.brief.parts, self._shown.names)
        last = len(composed.answered)
        for n in range(last - 1, max(0, last - 4), -1):
            name, text = speakers.name_and_text(composed.answered[n], None)
            if name in self._hosts and is_question(text):
                return last - n if last - n <= _MOST_OF_END * last else 0
        return 0
