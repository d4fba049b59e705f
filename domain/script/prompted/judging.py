"""Turns that code cannot compare with their passages, judged by the model: one short call for a segment, and one for
those that were written again."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.script.model import Brief, DraftTurn
from domain.script.prompted.answers import UnusableAnswer
from domain.script.prompted.asking import ask_for
from domain.script.prompted.attempts import Attempts
from domain.script.prompted.prompts.checking import checking_prompt
from domain.script.prompted.prompts.schemas import VERDICTS_SCHEMA
from domain.script.prompted.support import Support
from domain.script.prompted.verdicts import verdicts_in

NOT_IN_SOURCES, UNCHECKED = "not_in_sources", "unchecked"
WORDS_OF_A_VERDICT = 20


@dataclass(frozen=True)
class Judged:
    """By the place of the turn: `wrong`, why it is not supported; `open`, those without a verdict."""

    wrong: dict[int, str] = field(default_factory=dict)
    open: frozenset[int] = frozenset()

    def after(self, places: Sequence[int], again: "Judged") -> "Judged":
        """With the verdicts about the turns that stand in these places now."""
        wrong = {n: why for n, why in self.wrong.items() if n not in places}
        wrong |= {places[n]: why for n, why in again.wrong.items()}
        return Judged(wrong, self.open | {places[n] for n in again.open})

    def flagged(self, turns: Sequence[DraftTurn]) -> tuple[DraftTurn, ...]:
        flags = dict.fromkeys(self.wrong, NOT_IN_SOURCES) | dict.fromkeys(self.open, UNCHECKED)
        return tuple(
            turn.model_copy(update={"flags": (*turn.flags, flags[n])}) if n in flags else turn
            for n, turn in enumerate(turns)
        )


async def judged(brief: Brief, support: Support, turns: Sequence[DraftTurn], attempts: Attempts) -> Judged:
    """Nothing when every turn is decided; all that were asked about stay open when no answer can be used."""
    asked = support.undecided(turns)
    if not asked:
        return Judged()
    cited = {one.passage for n in asked for one in turns[n].citations}
    prompt = checking_prompt([turns[n] for n in asked], [one for one in brief.corpus.passages if one.id in cited])
    ask = ask_for(brief, "verdicts", VERDICTS_SCHEMA, prompt, words=WORDS_OF_A_VERDICT * len(asked))
    said = await attempts.addition(ask, _verdicts) or {}
    found = {n: said[k] for k, n in enumerate(asked, 1) if k in said}
    return Judged({n: why for n, why in found.items() if why}, frozenset(asked) - set(found))


def _verdicts(text: str) -> dict[int, str]:
    found = verdicts_in(text)
    if not found:
        raise UnusableAnswer("it holds no verdicts.")
    return dict(found)
