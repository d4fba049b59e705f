"""What an editor would send back: complaints about a usable answer, for one more attempt.

A complaint is shown to the model, so its words are part of the next completion's key.
"""

from collections.abc import Sequence, Set
from itertools import pairwise

from domain.script.model import Brief, DraftTurn, Part
from domain.script.prompted.answers import AnsweredOutline
from domain.script.prompted.drafting import ShownMaterial, spoken_words
from domain.script.prompted.figures import figures_in
from domain.script.prompted.languages import is_in_another_language, language_name
from domain.script.prompted.repetition import long_sentences
from domain.tts.speaker import Role
from domain.value import Value

SHORT, LONG = 0.75, 1.35
"""Of the words asked for. Models usually miss by a fifth; beyond this a listener notices, so it is asked again."""
_FEW = 15
"""Words more or less that no listener notices, however short the segment."""


class Complaint(Value):
    """`problem` is for the model; the `weight` of all complaints together tells which of two answers is better."""

    problem: str
    weight: float


def critique_turns(
    turns: Sequence[DraftTurn], parts: Sequence[Part], shown: ShownMaterial, *, words: int
) -> list[Complaint]:
    """`words`: those asked for."""
    roles = {part.name: part.role for part in parts}
    voices = [roles[turn.speaker] for turn in turns]
    found = _critique_length(spoken_words(turns), words)
    if len(set(voices)) < len(set(roles.values())):
        found.append(Complaint(problem="Only one of the two voices speaks.", weight=1))
    else:
        if voices[0] is not Role.HOST:
            found.append(Complaint(problem="The host has to begin.", weight=0.2))
        if any(one is other for one, other in pairwise(voices)):
            found.append(Complaint(problem="A voice speaks for too long at a stretch: more questions.", weight=0.2))
        if not any(turn.citations for turn in turns if roles[turn.speaker] is Role.EXPERT):
            found.append(Complaint(problem="The expert's turns cite no ids of the passages.", weight=0.3))
    if repeats_earlier(turns, shown):
        found.append(Complaint(problem="It repeats what earlier segments said; say what is new.", weight=0.6))
    if shown.closes and turns[-1].text.rstrip("\"”’' ").endswith(("?", "？")):
        found.append(Complaint(problem="The episode ends on a question.", weight=0.4))
    if invented := _invented(turns, shown.figures):
        listed = ", ".join(invented[:10])
        problem = f"These figures stand in no passage: {listed}. Take them out, or keep them as the passages have them."
        found.append(Complaint(problem=problem, weight=0.3 + 0.1 * len(invented)))
    return found


def critique_outline(answered: AnsweredOutline, brief: Brief, *, segments: int) -> list[Complaint]:
    """`segments`: how many were asked for."""
    found: list[Complaint] = []
    count = len(answered.segments)
    if not segments / 2 < count <= segments + 2:
        problem = f"It has {count} segments; {segments} are wanted."
        found.append(Complaint(problem=problem, weight=abs(count - segments) / segments))
    ids = {passage.id for passage in brief.corpus.passages}
    empty = sum(not ids.intersection(one.passages) for one in answered.segments)
    if empty:
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


def repeats_earlier(turns: Sequence[DraftTurn], shown: ShownMaterial) -> bool:
    """Whether sentences of earlier segments are in the turns, for want of others."""
    return not shown.said.isdisjoint(long_sentences(turn.text for turn in turns))


def _critique_length(words: int, asked: int) -> list[Complaint]:
    if not misses_length(words, asked):
        return []
    if words < asked:
        wish = "Go further into what the passages say, with more questions; do not repeat and do not pad."
    else:
        wish = "Leave out what matters least."
    problem = f"All its turns have {words} words together; {asked} are wanted. {wish}"
    return [Complaint(problem=problem, weight=abs(words - asked) / asked)]


def _invented(turns: Sequence[DraftTurn], figures: Set[str]) -> list[str]:
    """Figures of two digits and more that no passage holds: smaller ones are often words in the passages."""
    return sorted(one for one in figures_in(turn.text for turn in turns) - figures if len(one) > 1)
