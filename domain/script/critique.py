"""What an editor would send back: complaints about an answer that could be used, to be mended in one more attempt."""

from collections.abc import Iterable, Sequence, Set
from itertools import pairwise

from domain.retrieve.words import count_words
from domain.script.checks import AnsweredOutline
from domain.script.drafting import Shown, numbers_in, sentences_in
from domain.script.languages import another_language, language_name
from domain.script.model import Brief, DraftTurn, Part
from domain.tts.speaker import Role
from domain.value import Value

SHORT, LONG = 0.75, 1.35
"""Of the words asked for. Models miss by a fifth as a rule; beyond this a listener notices, so it is asked again."""

_FEW = 15
"""Words more or less that nobody hears, however short the segment."""


class Complaint(Value):
    """`problem` is for the model; the `weight` of all complaints tells the better of two answers."""

    problem: str
    weight: float


def about_turns(turns: Sequence[DraftTurn], parts: Sequence[Part], shown: Shown, *, words: int) -> list[Complaint]:
    """`words`: asked for."""
    roles = {part.name: part.role for part in parts}
    voices = [roles[turn.speaker] for turn in turns]
    found = _about_length(words_of(turns), words)
    if len(set(voices)) < len(set(roles.values())):
        found.append(Complaint(problem="Only one of the two voices speaks.", weight=1))
    else:
        if voices[0] is not Role.HOST:
            found.append(Complaint(problem="The host has to begin.", weight=0.2))
        if any(one is other for one, other in pairwise(voices)):
            found.append(Complaint(problem="A voice speaks for too long at a stretch: more questions.", weight=0.2))
        if not any(turn.citations for turn in turns if roles[turn.speaker] is Role.EXPERT):
            found.append(Complaint(problem="The expert's turns cite no ids of the passages.", weight=0.3))
    if repeats(turns, shown):
        found.append(Complaint(problem="It repeats what earlier segments said; say what is new.", weight=0.6))
    if shown.closes and turns[-1].text.rstrip("\"”’' ").endswith(("?", "？")):
        found.append(Complaint(problem="The episode ends on a question.", weight=0.4))
    if invented := _invented(turns, shown.numbers):
        listed = ", ".join(invented[:10])
        problem = f"These figures stand in no passage: {listed}. Take them out, or keep them as the passages have them."
        found.append(Complaint(problem=problem, weight=0.3 + 0.1 * len(invented)))
    return found


def about_outline(answered: AnsweredOutline, brief: Brief, *, segments: int) -> list[Complaint]:
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
    if another_language(text, brief.language):
        problem = f"Its titles and summaries have to be in the language {language_name(brief.language)}."
        found.append(Complaint(problem=problem, weight=0.5))
    return found


def too_far(said: int, asked: int) -> bool:
    """Whether a listener would notice how far the words are from what was asked for."""
    return abs(said - asked) > _FEW and not SHORT <= said / asked <= LONG


def repeats(turns: Sequence[DraftTurn], shown: Shown) -> bool:
    """Whether sentences of earlier segments were left standing, for want of others."""
    return not shown.said.isdisjoint(sentences_in(turn.text for turn in turns))


def words_of(turns: Iterable[DraftTurn]) -> int:
    return sum(count_words(turn.text) for turn in turns)


def _about_length(said: int, asked: int) -> list[Complaint]:
    if not too_far(said, asked):
        return []
    if said < asked:
        wish = "Go further into what the passages say, with more questions; do not repeat and do not pad."
    else:
        wish = "Leave out what matters least."
    problem = f"All its turns have {said} words together; {asked} are wanted. {wish}"
    return [Complaint(problem=problem, weight=abs(said - asked) / asked)]


def _invented(turns: Sequence[DraftTurn], numbers: Set[str]) -> list[str]:
    """Numbers of two digits and more: smaller ones are often words in the passages."""
    return sorted(one for one in numbers_in(turn.text for turn in turns) - numbers if len(one) > 1)
