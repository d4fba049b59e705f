"""Whether the passages support what turns say: citations that are missing are found, and what no passage holds is
named."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from domain.retrieve.source import Passage
from domain.script.grounding.check import check_turn
from domain.script.grounding.citing import cite, cited_besides
from domain.script.grounding.deciding import is_plain
from domain.script.grounding.finding import Finding
from domain.script.model import Brief, Citation, DraftTurn
from domain.script.prompted.drafting import ShownMaterial
from domain.script.prompted.languages import is_in_another_language, language_name
from domain.sentences import split_sentences
from domain.tts.speaker import Role

OTHER_LANGUAGE, UNCITED = "in_another_language", "uncited"
_MOST_FOUND = 4
"""Citations of one turn; one that rests on more names none in particular."""
_MOST_FINDINGS = 6
"""Of one turn that are named to the model."""

_check = lru_cache(maxsize=256)(check_turn)
"""A turn is looked at for its citations, its problems and its flags: checked once, unless it changed meanwhile. As many
as a few segments have; the texts are the passages' own."""


class Support:
    """The check of one segment: its turns against the passages that the model was shown."""

    def __init__(self, brief: Brief, shown: ShownMaterial) -> None:
        self._brief = brief
        self._passages: Mapping[str, Passage] = {
            one.id: one for one in brief.corpus.passages if one.id in shown.passages
        }
        self._known = (shown.titles, *(part.name for part in brief.parts))
        self._hosts = {part.name for part in brief.parts if part.role is Role.HOST}
        read_in = brief.corpus.language
        self._read_in = None if read_in in ("und", brief.language.partition("-")[0].lower()) else read_in

    def cited(self, turns: Sequence[DraftTurn]) -> tuple[DraftTurn, ...]:
        """With the passages that turns come from: of turns that cite none, and of words that another passage holds."""
        return tuple(self._cited(turn) for turn in turns)

    def unsupported(self, turns: Sequence[DraftTurn]) -> Mapping[int, str]:
        """What is wrong, in words for the model, by the place of the turn."""
        return {n: " ".join(problems) for n, turn in enumerate(turns) if (problems := self._problems(turn))}

    def undecided(self, turns: Sequence[DraftTurn]) -> list[int]:
        """Places of the turns that are not found wrong and say in other words, or another language, what they cite."""
        return [
            n
            for n, turn in enumerate(turns)
            if turn.citations and not self._problems(turn) and not self._is_plain(turn)
        ]

    def flagged(self, turns: Sequence[DraftTurn]) -> tuple[DraftTurn, ...]:
        """The turns, each with what an editor should look at."""
        return tuple(turn.model_copy(update={"flags": self._flags(turn)}) for turn in turns)

    def _cited(self, turn: DraftTurn) -> DraftTurn:
        cited = turn.citations
        if not cited and turn.speaker not in self._hosts:
            cited = self._found(turn.text)
        if cited:
            others = self._others(cited)
            ids = {one.passage for one in cited}
            besides = cited_besides(
                turn.text,
                [one.text for name, one in self._passages.items() if name in ids],
                [self._passages[name].text for name in others],
                self._findings(turn, cited),
                found=not turn.citations,
                language=self._brief.language,
            )
            cited += tuple(Citation(passage=others[n]) for n in besides)
        return turn if cited == turn.citations else turn.model_copy(update={"citations": cited})

    def _found(self, text: str) -> tuple[Citation, ...]:
        """Of the turn as a whole; of its sentences, when it gathers what many passages hold."""
        passages, language = list(self._passages.values()), self._brief.language
        ids = [one.passage for one in cite(text, passages, language=language)]
        if not ids:
            sentences = split_sentences(text, unspaced=True)
            ids = [one.passage for each in sentences for one in cite(each, passages, language=language)]
        return tuple(Citation(passage=one) for one in list(dict.fromkeys(ids))[:_MOST_FOUND])

    def _is_plain(self, turn: DraftTurn) -> bool:
        cited = [self._passages[one.passage].text for one in turn.citations if one.passage in self._passages]
        return is_plain(turn.text, cited, language=self._brief.language)

    def _problems(self, turn: DraftTurn) -> list[str]:
        problems = [finding.message for finding in self._findings(turn, turn.citations)][:_MOST_FINDINGS]
        if is_in_another_language(turn.text, self._brief.language):
            problems.append(f"It has to be in the language {language_name(self._brief.language)}.")
        return problems

    def _flags(self, turn: DraftTurn) -> tuple[str, ...]:
        flags = [finding.flag for finding in self._findings(turn, turn.citations)]
        if is_in_another_language(turn.text, self._brief.language):
            flags.append(OTHER_LANGUAGE)
        if not turn.citations and turn.speaker not in self._hosts:
            flags.insert(0, UNCITED)
        return tuple(dict.fromkeys(flags))

    def _findings(self, turn: DraftTurn, cited: Sequence[Citation]) -> tuple[Finding, ...]:
        ids = {one.passage for one in cited}
        return _check(
            turn.text,
            tuple(one.text for name, one in self._passages.items() if name in ids),
            others=tuple(self._passages[name].text for name in self._others(cited)),
            known=self._known,
            language=self._brief.language,
            source_language=self._read_in,
        )

    def _others(self, cited: Sequence[Citation]) -> list[str]:
        ids = {one.passage for one in cited}
        return [name for name in self._passages if name not in ids]
