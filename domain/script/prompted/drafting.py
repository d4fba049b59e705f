"""From a model's turns to a draft: known speakers, clean text, known citations, nothing said twice, and flags."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from domain.retrieve.words import count_words
from domain.script.model import Citation, DraftTurn, Part
from domain.script.prompted.answers import AnsweredTurn, UnusableAnswer
from domain.script.prompted.figures import figures_in
from domain.script.prompted.repetition import long_sentences, without_repeats
from domain.script.prompted.speakers import Speakers
from domain.sentences import split_sentences
from domain.tts.speaker import Role

LONGEST_TURN = 140
"""Words. A turn of a minute is the most a listener takes; twice what is asked for is still accepted."""


@dataclass(frozen=True)
class ShownMaterial:
    """What the model was shown for a segment.

    `passages`: text by id. `titles`: titles, authors and headings, whose figures are known too. `said`: sentences of
    earlier segments, and `instructions`: those of the prompt, both as `long_sentences` gives them. `names`: those that
    the model gave to parts in earlier segments. `closes`: the episode ends with this segment.
    """

    passages: Mapping[str, str]
    titles: str = ""
    said: frozenset[str] = frozenset()
    instructions: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    closes: bool = True

    @property
    def figures(self) -> frozenset[str]:
        return figures_in([*self.passages.values(), self.titles])


def draft_turns(turns: Sequence[AnsweredTurn], parts: Sequence[Part], shown: ShownMaterial) -> tuple[DraftTurn, ...]:
    """Turns of known speakers with clean text. Empty and repeated ones are dropped, neighbours of one voice joined.

    What earlier segments said stays when most of the answer is that: it is better said twice than missing.

    Raises:
        UnusableAnswer: No words remain.
    """
    with_repeats = _clean_turns(turns, parts, shown, frozenset())
    found = _clean_turns(turns, parts, shown, shown.said) if shown.said else with_repeats
    if 2 * spoken_words(found) < spoken_words(with_repeats):
        found = with_repeats
    if not found:
        raise UnusableAnswer("no turn holds any words of its own.")
    return flagged(found, parts, shown)


def flagged(turns: Sequence[DraftTurn], parts: Sequence[Part], shown: ShownMaterial) -> tuple[DraftTurn, ...]:
    """The turns, each with what an editor should look at."""
    roles = {part.name: part.role for part in parts}
    figures = shown.figures
    return tuple(one.model_copy(update={"flags": _flags(one, roles[one.speaker], figures)}) for one in turns)


def known_citations(ids: Iterable[str], shown: ShownMaterial) -> tuple[Citation, ...]:
    """Of passages that were shown, each once."""
    known = {one.casefold(): one for one in shown.passages}
    found = (known.get(one.strip("[]() ").casefold()) for one in ids)
    return tuple(Citation(passage=one) for one in dict.fromkeys(found) if one is not None)


def spoken_words(turns: Iterable[DraftTurn]) -> int:
    return sum(count_words(turn.text) for turn in turns)


def _clean_turns(
    turns: Sequence[AnsweredTurn], parts: Sequence[Part], shown: ShownMaterial, said: frozenset[str]
) -> list[DraftTurn]:
    roles = {part.name: part.role for part in parts}
    speakers = Speakers(turns, parts, shown.names)
    heard = set(said)
    found: list[DraftTurn] = []
    for answered in turns:
        name, text = speakers.name_and_text(answered, found[-1].speaker if found else None)
        text, repeated = without_repeats(text, heard, shown.instructions)
        heard |= long_sentences([text])
        if not re.search(r"\w", text):
            if repeated and roles[name] is Role.EXPERT and found and roles[found[-1].speaker] is Role.HOST:
                found.pop()  # a question that has been answered before
            continue
        cited = known_citations(answered.citations, shown)
        if found and found[-1].speaker == name and count_words(f"{found[-1].text} {text}") <= LONGEST_TURN:
            before = found.pop()
            text, cited = f"{before.text} {text}", tuple(dict.fromkeys(before.citations + cited))
        found += _cut(name, text, cited)
    if not shown.closes and len(found) > 1 and roles[found[-1].speaker] is Role.HOST and found[-1].text.endswith("?"):
        found.pop()  # the next segment begins with the host
    return found


def _cut(name: str, text: str, cited: tuple[Citation, ...]) -> list[DraftTurn]:
    """A turn, or a monologue cut at sentence ends into pieces that stay neighbours of one voice."""
    pieces: list[str] = [""]
    for sentence in split_sentences(text, unspaced=True) if count_words(text) > LONGEST_TURN else [text]:
        longer = f"{pieces[-1]} {sentence}".strip()
        if pieces[-1] and count_words(longer) > LONGEST_TURN:
            pieces.append(sentence)
        else:
            pieces[-1] = longer
    return [DraftTurn(speaker=name, text=piece, citations=cited) for piece in pieces if re.search(r"\w", piece)]


def _flags(turn: DraftTurn, role: Role, figures: Set[str]) -> tuple[str, ...]:
    """What an editor should look at: an expert without a source, a figure that no passage holds."""
    flags: list[str] = []
    if role is Role.EXPERT and not turn.citations:
        flags.append("uncited")
    if figures_in([turn.text]) - figures:
        flags.append("number_not_in_sources")
    return tuple(flags)
