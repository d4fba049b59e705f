"""Turns that their passages do not support, written once more: those alone, and only where that makes them better."""

from collections.abc import Mapping, Sequence

from domain.retrieve.source import Passage
from domain.script.model import Brief, DraftTurn
from domain.script.prompted.answers import UnusableAnswer, parse_turns
from domain.script.prompted.asking import ask_for
from domain.script.prompted.attempts import Attempts
from domain.script.prompted.cleaning import cleaned
from domain.script.prompted.drafting import ShownMaterial, known_citations, spoken_words
from domain.script.prompted.judging import Judged, judged
from domain.script.prompted.languages import is_in_another_language
from domain.script.prompted.prompts.rewriting import rewriting_prompt
from domain.script.prompted.prompts.schemas import SEGMENT_SCHEMA
from domain.script.prompted.support import Support

_SHORTEST = 3
"""Words of a mended turn; fewer say nothing."""


class Rewriting:
    """For one segment."""

    def __init__(self, brief: Brief, shown: ShownMaterial) -> None:
        self._brief, self._shown, self._support = brief, shown, Support(brief, shown)

    async def supported(self, turns: Sequence[DraftTurn], attempts: Attempts) -> tuple[DraftTurn, ...]:
        """The turns with those mended that the model could mend, and flags on what stays."""
        wrong, found = dict(self._support.unsupported(turns)), Judged()
        if self._brief.checked:
            found = await judged(self._brief, self._support, turns, attempts)
            wrong |= found.wrong
        better = await self._mended(turns, wrong, attempts) if wrong else {}
        if again := [n for n in found.wrong if n in better]:
            found = found.after(again, await judged(self._brief, self._support, [better[n] for n in again], attempts))
            better = {n: turn for n, turn in better.items() if n not in found.wrong}
        return found.flagged(self._support.flagged([better.get(n, turn) for n, turn in enumerate(turns)]))

    async def _mended(
        self, turns: Sequence[DraftTurn], wrong: Mapping[int, str], attempts: Attempts
    ) -> dict[int, DraftTurn]:
        """Those that are better now, by their place."""
        at = sorted(wrong)
        prompt = rewriting_prompt(self._brief, [(turns[n], wrong[n]) for n in at], self._passages(turns, at))
        words = spoken_words(turns[n] for n in at)
        asked = ask_for(self._brief, "segment", SEGMENT_SCHEMA, prompt, words=words)
        mended = await attempts.addition(asked, lambda text: self._parsed(text, [turns[n] for n in at]))
        if mended is None:
            return {}
        mended = self._support.cited(mended)
        still = self._support.unsupported(mended)
        new = zip(at, mended, strict=True)
        return {n: turn for k, (n, turn) in enumerate(new) if k not in still and turn.text != turns[n].text}

    def _passages(self, turns: Sequence[DraftTurn], at: Sequence[int]) -> list[Passage]:
        """Those that the turns cite; all of the segment when one of them cites none."""
        cited = [{one.passage for one in turns[n].citations} for n in at]
        ids = set().union(*cited) if all(cited) else set(self._shown.passages)
        return [one for one in self._brief.corpus.passages if one.id in ids]

    def _parsed(self, text: str, turns: Sequence[DraftTurn]) -> tuple[DraftTurn, ...]:
        answered = parse_turns(text).turns
        if len(answered) != len(turns):
            raise UnusableAnswer(f"it holds {len(answered)} turns; {len(turns)} are wanted.")
        mended: list[DraftTurn] = []
        for new, old in zip(answered, turns, strict=True):
            said = cleaned(new.text)
            cited = known_citations(new.citations, self._shown) or old.citations
            turn = old.model_copy(update={"text": said, "citations": cited})
            if spoken_words([turn]) < _SHORTEST or is_in_another_language(said, self._brief.language):
                turn = old
            mended.append(turn)
        return tuple(mended)
