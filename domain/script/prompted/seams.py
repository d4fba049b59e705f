"""Seams between segments that were written side by side: what one says that another has said is left out."""

import re
from collections.abc import Iterable, Sequence, Set
from difflib import SequenceMatcher

from domain.retrieve.words import terms
from domain.script.model import DraftTurn, Part, SegmentDraft
from domain.script.prompted.mending import is_question
from domain.script.prompted.repetition import LEAST_WORDS, normalised
from domain.script.shortening import meant
from domain.sentences import split_sentences
from domain.tts.speaker import Role

NEARLY = 0.85
"""Of two sentences' words, in order, alike: a changed word or two; sentences on the same thing stay below 0.7."""
_MOST_LEFT_OUT = 0.5
"""Of a segment's words. A segment that has little else is left as it is: better said twice than missing."""
_GREETING = re.compile(
    r"^(?:(?:hello|hi|hey|welcome|good (?:morning|afternoon|evening))\b[^.!?]*"
    r"|(?:thanks|thank you) for (?:having|joining|listening|tuning)[^.!?]*|welcome back[^.!?]*"
    r"|(?:as|like) (?:we|i) (?:said|saw|heard|mentioned|discussed)(?: \w+){0,3},?"
    r"|(?:hallo|guten (?:tag|morgen|abend)|willkommen|bonjour|bonsoir|bienvenue|hola|buenos días|bienvenidos?|ciao"
    r"|buongiorno|benvenut[oiae]|olá|bem-vindos?|welkom|goedendag)\b[^.!?]*)[.!?,…]*\s*",
    re.IGNORECASE,
)


def seamless(draft: SegmentDraft, earlier: Sequence[SegmentDraft], parts: Sequence[Part]) -> SegmentDraft:
    """The draft as it is heard behind the `earlier` ones."""
    kept = _kept(draft.turns, [meant(one) for one in earlier], parts)
    spare = tuple(n for n, (position, _) in enumerate(kept) if position in draft.spare)
    return draft.model_copy(update={"turns": tuple(turn for _, turn in kept), "spare": spare})


def without_seams(
    turns: Sequence[DraftTurn], earlier: Sequence[Sequence[DraftTurn]], parts: Sequence[Part]
) -> tuple[DraftTurn, ...]:
    """The turns without a greeting, and without sentences that `earlier` segments have, or nearly.

    A question goes with the answer that is left out behind it. The first segment stays as it is.
    """
    return tuple(turn for _, turn in _kept(turns, earlier, parts))


def _kept(
    turns: Sequence[DraftTurn], earlier: Sequence[Sequence[DraftTurn]], parts: Sequence[Part]
) -> list[tuple[int, DraftTurn]]:
    """With the position that each had."""
    whole = list(enumerate(turns))
    before = [turn.text for draft in earlier for turn in draft]
    if not before:
        return whole
    said = _Said(before)
    hosts = {part.name for part in parts if part.role is Role.HOST}
    found: list[tuple[int, DraftTurn]] = []
    for position, turn in whole:
        text = said.without(_GREETING.sub("", turn.text, count=1) if position == 0 else turn.text)
        if re.search(r"\w", text):
            left = turn if text == turn.text else turn.model_copy(update={"text": _begun(text)})
            found.append((position, left))
        elif turn.speaker not in hosts and found and _asks(found[-1][1], hosts):
            found.pop()
    words = _words([turn for _, turn in found])
    return found if found and words >= (1 - _MOST_LEFT_OUT) * _words(turns) else whole


def _asks(turn: DraftTurn, hosts: Set[str]) -> bool:
    return turn.speaker in hosts and is_question(turn.text)


class _Said:
    """Sentences that were said, found again by their words."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._sentences = [one for text in texts for sentence in _sentences(text) if _is_long(one := _bare(sentence))]
        self._exact = {" ".join(one) for one in self._sentences}
        self._stems = [frozenset(terms(" ".join(one))) for one in self._sentences]

    def without(self, text: str) -> str:
        sentences = _sentences(text)
        kept = [one for one in sentences if not self._has(one)]
        return text if len(kept) == len(sentences) else " ".join(kept)

    def _has(self, sentence: str) -> bool:
        bare = _bare(sentence)
        if not _is_long(bare):
            return False
        if " ".join(bare) in self._exact:
            return True
        stems = frozenset(terms(" ".join(bare)))
        return any(
            2 * len(stems & other) >= NEARLY * (len(stems) + len(other))
            and SequenceMatcher(None, bare, known, autojunk=False).ratio() >= NEARLY
            and _figures(bare) == _figures(known)
            for known, other in zip(self._sentences, self._stems, strict=True)
            if other
        )


def _sentences(text: str) -> list[str]:
    return split_sentences(text, unspaced=True)


def _bare(sentence: str) -> list[str]:
    return normalised(sentence).split()


def _is_long(words: Sequence[str]) -> bool:
    return len(words) >= LEAST_WORDS


def _figures(words: Sequence[str]) -> list[str]:
    """Another figure makes another statement of the same sentence."""
    return [one for one in words if any(map(str.isdecimal, one))]


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _words(turns: Iterable[DraftTurn]) -> int:
    return sum(len(turn.text.split()) for turn in turns)
