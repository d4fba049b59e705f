"""What an editor would send back, or mend: complaints about an outline, and what is wrong with the turns of a segment.

A complaint is shown to the model, so its words are part of the next completion's key.
"""

from collections.abc import Sequence

from domain.script.model import Brief, DraftTurn, Part
from domain.script.prompted.answers import AnsweredOutline
from domain.script.prompted.drafting import ShownMaterial
from domain.script.prompted.languages import is_in_another_language, language_name
from domain.script.prompted.repetition import long_sentences
from domain.value import Value

SHORT, LONG = 0.75, 1.35
"""Of the words wanted. Models usually miss by a fifth; beyond this a listener notices, so there is a warning."""
GO_ON_BELOW = 0.87
"""Of the words wanted: what is missing then is worth another call. The ends of exchanges alone miss by a tenth."""
_FEW = 15
"""Words more or less that no listener notices, however short the segment."""


class Complaint(Value):
    """`problem` is for the model; the `weight` of all complaints together tells which of two answers is better."""

    problem: str
    weight: float


def critique_outline(answered: AnsweredOutline, brief: Brief, *, segments: int) -> list[Complaint]:
    """`segments`: how many were asked for."""
    found: list[Complaint] = []
    count = len(answered.segments)
    if not segments / 2 < count <= segments + 2:
        problem = f"It has {count} segments; {segments} are wanted."
        found.append(Complaint(problem=problem, weight=abs(count - segments) / segments))
    ids = {passage.id for passage in brief.corpus.passages}
    empty = sum(not ids.intersection(one.passages) for one in answered.segments)
    if empty == count:  # where only some are, they get the passages that no other has
        problem = f"{empty} of its segments name no passage by its id, as it stands in brackets."
        found.append(Complaint(problem=problem, weight=empty / count))
    text = " ".join(f"{one.title}. {one.summary}" for one in answered.segments)
    if is_in_another_language(text, brief.language):
        problem = f"Its titles and summaries have to be in the language {language_name(brief.language)}."
        found.append(Complaint(problem=problem, weight=0.5))
    return found


def misses_length(words: int, asked: int) -> bool:
    """Whether a listener would notice how far the words are from those asked for."""
    return abs(words - asked) > _FEW and not SHORT <= words / asked <= LONG


def is_short(words: int, wanted: int) -> bool:
    """Whether so many words are missing that the model is asked to go on."""
    return wanted - words > _FEW and words < GO_ON_BELOW * wanted


def silent_parts(turns: Sequence[DraftTurn], parts: Sequence[Part]) -> list[str]:
    """The names of the parts that do not speak."""
    speaking = {turn.speaker for turn in turns}
    return [part.name for part in parts if part.name not in speaking]


def repeats_earlier(turns: Sequence[DraftTurn], shown: ShownMaterial) -> bool:
    """Whether sentences of earlier segments are in the turns, for want of others."""
    return not shown.said.isdisjoint(long_sentences(turn.text for turn in turns))
