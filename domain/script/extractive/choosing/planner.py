"""The plan of an episode: which excerpts are spoken in which segment, before the host says a word."""

from collections.abc import Sequence
from dataclasses import replace

from domain.script.budget import HOST_SHARE, segment_count
from domain.script.extractive.choosing.excerpts import SHORTEST, USUAL, Excerpt, excerpt_of, without
from domain.script.extractive.choosing.layout import LOOSE, LOOSEST, STRICT, excess_quotations, lay_out
from domain.script.extractive.choosing.lead_and_ending import ending_of, lead_of
from domain.script.extractive.choosing.length_fitting import LengthFitter
from domain.script.extractive.choosing.ranking import Ranking, Vector
from domain.script.extractive.choosing.segment_plan import SPARE_SHARE, SegmentPlan
from domain.script.extractive.choosing.selection import Selection, select
from domain.script.extractive.choosing.spare import add_spare
from domain.script.extractive.choosing.theme_choice import chosen_themes, word_shares
from domain.script.extractive.choosing.themes import Theme, themes_of
from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.language.subjects import subject_of
from domain.script.extractive.language.topics import Topics
from domain.script.extractive.language.words import word_count
from domain.script.extractive.reading.sections import Section, Sentence
from domain.script.model import Brief
from domain.script.style import Style

FIRST_SENTENCE_BONUS = 0.15
"""Added to the score of a section's first sentence, by which it is best entered."""
ONE_THEME = 120
"""Words of an episode that has room for a theme between its lead and its ending."""
USUAL_OF_BRIEF = 30
"""Words of a turn of a brief: one statement, or two that belong together."""
FEW_WORDS, USUAL_OF_FEW = 400, 66
"""Short episodes have longer turns, since the host's opening and closing weigh more in them."""
SMALL_BUDGET, SHORTEST_OF_ALL = 250, 12
"""In an episode of fewer words, a turn may be one sentence of twelve, since the length could not be met otherwise."""
QUESTION, USUAL_ANSWER = 7.4, 41
"""Words of a question and of an answer, as episodes come out."""
LEAST_EXPERT_SHARE = 0.757
"""Of all words; the host says a quarter of them at most."""
ASKABLE = 0.1
"""Added to the score of an excerpt, usually 0.3 to 0.9, whose first sentence names what can be asked for."""
LONGEST_FIRST_QUESTION = 10
"""Words of a question that the opening may ask behind a title."""
ASKED = 0.3
"""The same, when it answers the question of its heading."""
ENOUGH = 1.3
"""Words that excerpts hold per word of the episode, with which there is something to choose from."""
MOST_ATTEMPTS = 6
"""Plans made until every acronym is explained before it is used; usually the first one is right."""


class Planner:
    """Chooses what the expert says, to a number of words."""

    def __init__(
        self, brief: Brief, sections: Sequence[Section], ranking: Ranking, *, capitals: Capitals, topics: Topics
    ) -> None:
        self._brief, self._sections, self._ranking = brief, sections, ranking
        self._capitals, self._topics = capitals, topics
        self._is_brief = brief.style is Style.BRIEF
        self._askable: dict[int, bool] = {}
        self._centroids: dict[int, Vector] = {one.index: ranking.centroid(one.sentences) for one in sections}
        self._by_index = {section.index: section for section in sections}
        self._scores: dict[int, float] = {}
        self._target = self._planned_words = 0
        self._least = SHORTEST if brief.words >= SMALL_BUDGET and not self._is_brief else SHORTEST_OF_ALL
        self._tolerance = max(3, round(0.01 * brief.words))
        self._excluded: set[int] = set()
        self._section_starts: set[int] = set()
        self._expanded = {term for section in sections for sentence in section.sentences for term in sentence.expands}
        self._selection = Selection(ranking)
        self._looseness = self._least_looseness()

    @property
    def has_more(self) -> bool:
        """Whether the last plan reached its target, so that there may be more to say."""
        return self._planned_words >= self._target - 3 * self._tolerance

    def plan(self, target: int) -> list[SegmentPlan]:
        """Segments in order, with `target` words of the expert.

        Sentences that use an acronym before it is explained are excluded, and so are quotations beyond those allowed;
        then the plan is made again.
        """
        self._target = target
        for _ in range(MOST_ATTEMPTS):
            plans = self._attempt()
            wrong = self._unexplained(plans) | self._excess_quotations(plans)
            if not wrong:
                break
            self._excluded |= wrong
        self._planned_words = self._selection.words
        add_spare(
            plans,
            self._selection,
            share=SPARE_SHARE,
            elsewhere=self._elsewhere(plans),
            expanded=self._expanded,
        )
        return plans

    def _elsewhere(self, plans: Sequence[SegmentPlan]) -> list[Excerpt]:
        """Excerpts of what no theme holds."""
        held = {one.index for plan in plans for excerpt in plan.available for one in excerpt.sentences}
        body = [_reduced(section, held | self._excluded) for section in self._sections if not section.summary]
        return [excerpt for section in body if section.sentences for excerpt in self._lay_out(section.sentences)]

    def _attempt(self) -> list[SegmentPlan]:
        self._selection, self._section_starts = Selection(self._ranking), set()
        body = [_reduced(one, self._excluded) for one in self._sections if self._is_brief or not one.summary]
        body = [section for section in body if section.sentences]
        abstract = [sentence for section in self._sections if section.summary for sentence in section.sentences]
        abstract = [sentence for sentence in abstract if sentence.index not in self._excluded]
        unasked = {one.index for section in body for one in section.sentences if one.needs_question}
        too_long = {one.index for section in body for one in section.sentences if _asks_too_much(one)}
        lead = self._lead(abstract, [_reduced(section, too_long) for section in body])
        spoken = {sentence.index for sentence in lead.sentences} if lead else set()
        if lead:
            self._selection.add(lead)
        ending = ending_of(
            abstract, [_reduced(section, unasked) for section in body], self._lay_out, self._selection, spoken=spoken
        )
        if ending:
            self._selection.add(ending)
            spoken |= {sentence.index for sentence in ending.sentences}
        if lead and not self._by_index[lead.first.section].summary:  # what stands before the lead would come after it
            every = [sentence.index for section in body for sentence in section.sentences]
            spoken |= {index for index in every if index < lead.first.index}
        rest = [_reduced(section, spoken) for section in body]
        plans = self._body([section for section in rest if section.sentences], lead)
        plans = self._with_lead_and_ending(plans, lead, ending)
        fitter = LengthFitter(
            self._selection, least=self._least, tolerance=self._tolerance, section_starts=self._section_starts
        )
        fitter.fit(plans, target=self._target)
        return plans

    def _lead(self, abstract: Sequence[Sentence], body: Sequence[Section]) -> Excerpt | None:
        """The lead, from the first source; its first sentence when no excerpt is long enough."""
        source = min(section.source for section in self._sections)
        body = [section for section in body if section.source == source] or body
        summary = [one for one in abstract if one.source == source]
        if lead := lead_of(summary, body, self._lay_out, title=self._ranking.title_terms):
            return lead
        first = next((section.sentences for section in body), [])[:1]
        return excerpt_of(first, self._score) if first else None

    def _body(self, sections: Sequence[Section], lead: Excerpt | None) -> list[SegmentPlan]:
        """The segments between lead and ending; those for which nothing is left to say are left out."""
        room = (self._target - self._selection.words + 10) // 40
        count = min(segment_count(self._brief.minutes), max(int(self._brief.words >= ONE_THEME), room))
        sources = len({section.source for section in sections})
        count = max(count, min(sources if sources > 1 else 0, self._target // 35))
        if not count or not sections:
            return []
        themes = themes_of(sections, self._ranking, count=count)
        themes = chosen_themes(themes, self._ranking, count=count, budget=self._target)
        budgets = word_shares(themes, max(0, self._target - self._selection.words))
        plans, carried = [], 0
        for theme, budget in zip(themes, budgets, strict=True):
            available = self._lay_out(theme.sentences)
            plan = SegmentPlan(theme, self._selected(theme, available, budget + carried, lead), available)
            carried += budget - plan.words
            plans.append(plan)
        return [plan for plan in plans if plan.excerpts]

    def _selected(self, theme: Theme, available: Sequence[Excerpt], budget: int, lead: Excerpt | None) -> list[Excerpt]:
        """The best excerpts of a theme to a number of words; at least one, when there is one left to say."""
        start = self._section_start(theme, available, lead)
        selected = select(available, self._selection, budget, slack=USUAL // 2, section_start=start)
        if selected:
            return selected
        left = [one for one in available if one.words >= SHORTEST and self._selection.admits(one)]
        if not left:
            return []
        best = max(left, key=lambda excerpt: (excerpt.score, -excerpt.first.index))
        self._selection.add(best)
        return [best]

    def _section_start(self, theme: Theme, available: Sequence[Excerpt], lead: Excerpt | None) -> Excerpt | None:
        """The excerpt that opens the section a segment is named after; it is kept whatever else goes."""
        entered = lead is not None and lead.first.section == theme.sentences[0].section
        if entered or not theme.heading or not available or available[0].words < SHORTEST:
            return None
        self._section_starts.add(available[0].first.index)
        return available[0]

    def _with_lead_and_ending(
        self, plans: list[SegmentPlan], lead: Excerpt | None, ending: Excerpt | None
    ) -> list[SegmentPlan]:
        """Lead and ending join the segment beside them, or are segments of their own when there are fewer than two."""
        if lead and len(plans) > 1:
            plans[0].lead = lead
        elif lead:
            plans.insert(0, SegmentPlan(None, lead=lead))
        if ending:
            if not plans or (lead and len(plans) == 1):
                plans.append(SegmentPlan(None))
            plans[-1].ending = ending
            section = self._by_index[ending.first.section]
            plans[-1].sums_up = section.conclusion or section.summary
        return plans

    def _lay_out(self, sentences: Sequence[Sentence]) -> list[Excerpt]:
        usual = USUAL if self._brief.words >= FEW_WORDS else USUAL_OF_FEW
        if self._is_brief:
            usual = USUAL_OF_BRIEF
        laid_out = lay_out(sentences, self._score, usual=usual, looseness=self._looseness)
        return [replace(one, score=one.score + self._bonus(one)) for one in laid_out]

    def _bonus(self, excerpt: Excerpt) -> float:
        """For what a listener would ask."""
        return ASKED if excerpt.first.asked else ASKABLE if self._is_askable(excerpt) else 0.0

    def _is_askable(self, excerpt: Excerpt) -> bool:
        """Whether a question can name what the first sentence of the excerpt is about."""
        index = excerpt.first.index
        if index not in self._askable:
            text = excerpt.first.standalone
            self._askable[index] = bool(subject_of(text, self._capitals) or self._topics.of(text))
        return self._askable[index]

    def _least_looseness(self) -> int:
        """How loosely excerpts have to be put together for the text to fill the episode."""
        for looseness in (STRICT, LOOSE):
            self._looseness = looseness
            words = sum(
                excerpt.words
                for section in self._sections
                for excerpt in self._lay_out(section.sentences)
                if excerpt.words >= SHORTEST
            )
            if words >= ENOUGH * self._brief.words:
                return looseness
        return LOOSEST

    def _score(self, sentence: Sentence) -> float:
        if sentence.index not in self._scores:
            section = self._by_index[sentence.section]
            score = self._ranking.score(sentence, section, self._centroids[section.index])
            first = sentence is section.sentences[0]
            self._scores[sentence.index] = score + (FIRST_SENTENCE_BONUS if first else 0.0)
        return self._scores[sentence.index]

    def _excess_quotations(self, plans: Sequence[SegmentPlan]) -> set[int]:
        out: set[int] = set()
        for plan in plans:
            spoken = [sentence for excerpt in plan.spoken for sentence in excerpt.sentences]
            out |= excess_quotations(spoken, self._score)
        return out

    def _unexplained(self, plans: Sequence[SegmentPlan]) -> set[int]:
        """Sentences with an acronym that the document explains, spoken before any sentence that explains it."""
        known: set[str] = set()
        early: set[int] = set()
        for sentence in (one for plan in plans for excerpt in plan.spoken for one in excerpt.sentences):
            known |= sentence.expands
            if (sentence.acronyms & self._expanded) - known:
                early.add(sentence.index)
        return early


def expert_words(words: int, *, fixed: int) -> int:
    """What the expert should say of a budget: all but a question to each turn and `fixed` words of the host."""
    left = (words - fixed) / (1 + QUESTION / USUAL_ANSWER)
    return round(min(max(left, LEAST_EXPERT_SHARE * words), (1 - HOST_SHARE) * words))


def _asks_too_much(sentence: Sentence) -> bool:
    """Whether it needs a question that finds no room behind the title."""
    return sentence.needs_question and word_count(sentence.asked) > LONGEST_FIRST_QUESTION


def _reduced(section: Section, removed: set[int]) -> Section:
    return Section(
        section.index,
        section.source,
        section.heading,
        section.path,
        without(section.sentences, removed),
        section.summary,
        section.conclusion,
    )
