"""Reading out: a few long stretches of a story, a letter or a speech, cut into turns (docs/local-writer.md, rule 7)."""

import re
from collections.abc import Sequence
from itertools import accumulate

from domain.script.extractive.choosing.excerpts import NEVER_OVER, Excerpt
from domain.script.extractive.choosing.ranking import Ranking
from domain.script.extractive.choosing.segment_plan import SPARE_SHARE, SegmentPlan
from domain.script.extractive.choosing.themes import Theme
from domain.script.extractive.reading.sections import Section, Sentence

MINUTES_A_STRETCH, MOST_STRETCHES = 2.0, 4
"""A listener settles into a scene of about two minutes; of a long episode, the stretches are longer."""
LONGEST_TURN, FULL_TURN = 86, 50
"""Words of a turn, and those with which it may end at the end of a paragraph."""
LONGEST_ENDING, SHORTEST_ENDING = 70, 12
_JUMP = 4
"""Sentences that may be left out inside a stretch, since they cannot be said."""
_NEAR = 10
"""Sentences of a scene by which it is compared with the topic."""
_BEGINS = re.compile(
    r"(?:chapter|part|book|letter|canto|stave)\s+(?:1|i|one|the first)\b|^(?:1|i)\b[.:)]?", re.IGNORECASE
)
_CALM = 25
"""Words of a paragraph by which one may enter a scene."""


class StretchPlanner:
    """Chooses stretches of one text: its beginning, some places in order, and its end."""

    def __init__(self, sections: Sequence[Section], ranking: Ranking, *, minutes: float) -> None:
        self._sections = {section.index: section for section in sections}
        self._sentences = _from_beginning(sections)
        self._running = [0, *accumulate(sentence.words for sentence in self._sentences)]
        self._scenes = [at for at in range(len(self._sentences)) if self._opens_scene(at)]
        self._ranking = ranking
        self._count = max(1, min(MOST_STRETCHES, round(minutes / MINUTES_A_STRETCH)))
        self._last_words = 0
        self._target = 0

    @property
    def has_more(self) -> bool:
        """Whether the last plan reached its target, so that there may be more to read."""
        return self._last_words >= self._target - LONGEST_ENDING

    def plan(self, target: int) -> list[SegmentPlan]:
        """Segments in order, with about `target` words."""
        self._target = target
        sentences = self._sentences
        ending = self._ending(target)
        end = sentences.index(ending[0]) if ending else len(sentences)
        left = target - _words(ending)
        starts = self._starts(end, left)
        plans: list[SegmentPlan] = []
        for at, start in enumerate(starts):
            share = left // (len(starts) - at)
            stop = starts[at + 1] if at + 1 < len(starts) else end
            stretch = _stretch(sentences[start:stop], share, crosses=len(starts) == 1)
            left -= _words(stretch)
            section = self._sections[stretch[0].section]
            theme = Theme(section.source, section.heading, stretch, len(section.path), path=section.path)
            more = self._read_on(stretch[-1], sentences[start:stop], share, crosses=len(starts) == 1)
            plans.append(SegmentPlan(theme, _turns(stretch), spare=_turns(more)))
        if plans and plans[0].excerpts:
            plans[0].lead = plans[0].excerpts.pop(0)
        if ending:
            if len(plans) < 2:
                plans.append(SegmentPlan(None))
            plans[-1].ending = Excerpt(tuple(ending))
        self._last_words = sum(plan.words for plan in plans)
        return [plan for plan in plans if plan.spoken]

    @staticmethod
    def _read_on(last: Sentence, sentences: Sequence[Sentence], share: int, *, crosses: bool) -> list[Sentence]:
        """What follows a stretch, as spare turns."""
        rest = [one for one in sentences if one.index > last.index]
        if not rest or (_apart(last, rest[0]) and not crosses):
            return []
        return _stretch(rest, round(SPARE_SHARE * share), crosses=crosses)

    def _ending(self, target: int) -> list[Sentence]:
        """The last sentences, from the head of a paragraph where one is near; none in an episode of one turn."""
        if target < 2 * LONGEST_TURN:
            return []
        ending: list[Sentence] = []
        best: list[Sentence] = []
        for sentence in reversed(self._sentences):
            if ending and (_words(ending) + sentence.words > LONGEST_ENDING or sentence.section != ending[0].section):
                break
            ending.insert(0, sentence)
            if sentence.opens_paragraph and _words(ending) >= SHORTEST_ENDING:
                best = list(ending)
        return best or ending

    def _starts(self, end: int, target: int) -> list[int]:
        """Where the stretches begin: at the beginning, and at scenes that stand at even distance from each other."""
        running, total, starts = self._running, self._running[end], [0]
        count = self._count if total >= 2 * target else 1
        room = target // count
        for number in range(1, count):
            options = [
                (abs(running[at] / total - number / count) - self._attraction(at), at)
                for at in self._scenes
                if at < end and running[at] - running[starts[-1]] >= room and total - running[at] > room
            ]
            if options:
                starts.append(min(options)[1])
        return starts

    def _attraction(self, at: int) -> float:
        """What speaks for a scene besides its place: a chapter begins with it, or it is about the topic."""
        near = self._sentences[at : at + _NEAR]
        begins = self._sections[near[0].section].sentences[0] is near[0]
        return (0.1 if begins else 0.0) + max(self._ranking.relevance(sentence) for sentence in near)

    def _opens_scene(self, at: int) -> bool:
        """Whether the sentence opens a paragraph that tells and does not speak."""
        sentence = self._sentences[at]
        if not sentence.opens_paragraph or sentence.text[:1] in "\"“‘'":
            return False
        paragraph = [one for one in self._sentences[at : at + 8] if one.paragraph == sentence.paragraph]
        return _words(paragraph) >= _CALM


def _from_beginning(sections: Sequence[Section]) -> list[Sentence]:
    """All sentences from the first chapter on, where one is found in the first third."""
    body = [section for section in sections if section.sentences]
    total, running, first = sum(section.words for section in body), 0, 0
    for at, section in enumerate(body):
        if any(_BEGINS.match(heading.strip()) for heading in section.path) and running <= total / 3:
            first = at
            break
        running += section.words
    return [sentence for section in body[first:] for sentence in section.sentences]


def _stretch(sentences: Sequence[Sentence], words: int, *, crosses: bool) -> list[Sentence]:
    """Sentences from the first on, of which the words are nearest to a number.

    `crosses`: it goes on into the next section; else only when the first one is short.
    """
    stretch = list(sentences[:1])
    for sentence in sentences[1:]:
        last = stretch[-1]
        said = _words(stretch)
        if _apart(last, sentence) and not crosses and said >= words / 2:
            break
        if said + sentence.words - words > words - said:
            break
        stretch.append(sentence)
    return stretch


def _apart(last: Sentence, following: Sentence) -> bool:
    return following.section != last.section or following.index - last.index > _JUMP


def _turns(stretch: Sequence[Sentence]) -> list[Excerpt]:
    """The stretch cut into turns, at ends of paragraphs where they are long enough."""
    turns: list[list[Sentence]] = []
    for sentence in stretch:
        last = turns[-1] if turns else None
        said = _words(last) if last else 0
        full = last and sentence.opens_paragraph and (said >= FULL_TURN or sentence.section != last[-1].section)
        if last is None or full or said + sentence.words > LONGEST_TURN:
            turns.append([sentence])
        else:
            last.append(sentence)
    one_section = len(turns) > 1 and turns[-1][0].section == turns[-2][0].section
    if one_section and _words(turns[-1]) + _words(turns[-2]) <= NEVER_OVER:
        turns[-2].extend(turns.pop())
    return [Excerpt(tuple(turn)) for turn in turns]


def _words(sentences: Sequence[Sentence]) -> int:
    return sum(sentence.words for sentence in sentences)
