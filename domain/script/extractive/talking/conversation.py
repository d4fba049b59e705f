"""From the plan of an episode to its turns: the host asks or links, the expert answers with the document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.retrieve.source import SourceSummary
from domain.script.extractive.choosing.excerpts import Excerpt, spoken_text, spoken_words
from domain.script.extractive.choosing.segment_plan import SegmentPlan
from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.language.subjects import subject_of
from domain.script.extractive.language.terms import terms_of
from domain.script.extractive.language.topics import Topics
from domain.script.extractive.language.words import word_count
from domain.script.extractive.reading.headings import bare_heading
from domain.script.extractive.reading.sections import Sentence
from domain.script.extractive.talking.acts import ActType, DialogueAct
from domain.script.extractive.talking.answer_acts import acts_before
from domain.script.extractive.talking.heading_phrases import (
    UNINFORMATIVE,
    USUAL_PHRASES,
    HeadingPhrase,
    phrase_of,
    repeated_headings,
)
from domain.script.extractive.talking.host import LONGEST, Host
from domain.script.extractive.talking.host_budget import HostBudget
from domain.script.extractive.talking.opening_and_closing import (
    MOST_PHRASES,
    closing,
    opening,
    opening_length,
    reading_opening,
)
from domain.script.extractive.talking.recurring_subjects import recurring_subjects
from domain.script.extractive.talking.sayable import with_one_stop
from domain.script.extractive.talking.section_acts import SHORT_OF, as_asked, repeats_phrase, section_act
from domain.script.extractive.talking.source_names import kind_of, title_of
from domain.script.model import Citation, DraftTurn, SegmentDraft

_BEHIND_A_LINK = frozenset(ActType) - {ActType.LINK, ActType.CONTINUE, ActType.CONTRAST, ActType.EXAMPLE, ActType.THEME}
"""What a question behind a link may ask: nothing that rests on the turn before."""
_LINK_LENGTH = 5
"""Words of a link that has a question behind it."""
_TERSE, _LONGEST_TERSE = 5.0, 9
"""Words of a line in a brief, usually and at most."""
_SHORT = 7.0
"""Words; with less room than this, a link to a new segment has no question behind it."""


@dataclass(frozen=True, slots=True)
class SpeakerNames:
    """The names of both speakers, as the brief gives them."""

    host: str
    expert: str


class Conversation:
    """Writes every turn once, in order. `words` is what all turns together should come to.

    `paths`: the headings above each section; a segment of several sections turns to each of them by its phrase.
    `reads_out`: the expert reads long stretches of the text as they stand. `terse`: the host only links, in few words.
    """

    def __init__(
        self,
        sources: Sequence[SourceSummary],
        capitals: Capitals,
        names: SpeakerNames,
        *,
        words: int,
        paths: Mapping[int, tuple[str, ...]],
        topics: Topics,
        reads_out: bool = False,
        terse: bool = False,
    ) -> None:
        self._sources, self._by_index = sources, {source.index: source for source in sources}
        self._capitals, self._names, self._words = capitals, names, words
        self._paths, self._topics, self._reads_out = paths, topics, reads_out
        self._terse = terse
        self._repeated = repeated_headings(paths)
        self._kind = kind_of(sources[0])
        self._host = Host(self._kind)
        self._budget = HostBudget(0.0, lines=1)
        self._subjects: list[str] = []
        self._before: Sentence | None = None
        self._turned_to: tuple[str, ...] = ()
        self._title_terms = frozenset(term for source in sources for term in terms_of(source.title))

    def drafts(self, plans: Sequence[SegmentPlan]) -> list[SegmentDraft]:
        phrases = [self._phrase(plan) for plan in plans]
        excerpts = [excerpt for plan in plans for excerpt in plan.spoken]
        spoken = [sentence for excerpt in excerpts for sentence in excerpt.sentences]
        lines = sum(len(plan.spoken) for plan in plans) + 1
        self._budget = HostBudget.beside(spoken_words(excerpts), budget=self._words, lines=lines)
        if self._terse:
            self._budget = HostBudget(_TERSE * lines, lines=lines)
        self._subjects = recurring_subjects(spoken, self._capitals, most=MOST_PHRASES)
        last = len(plans) - 1
        drafts = [self._segment(at, plan, phrases, last=at == last) for at, plan in enumerate(plans)]
        return [
            draft.model_copy(update={"title": f"{draft.title}, continued"})
            if at and draft.title == drafts[at - 1].title
            else draft
            for at, draft in enumerate(drafts)
        ]

    def _segment(
        self, index: int, plan: SegmentPlan, phrases: Sequence[HeadingPhrase | None], *, last: bool
    ) -> SegmentDraft:
        turns: list[DraftTurn] = []
        spare: list[int] = []
        for excerpt in plan.with_spare:
            answer = spoken_text(excerpt.sentences, self._before)
            question = self._question(plan, excerpt, answer, phrases, phrase=phrases[index])
            if excerpt in plan.spare:  # what follows does not rest on it, since it may not be heard
                spare += [len(turns), len(turns) + 1]
            else:
                self._budget.spend(question)
                self._before = excerpt.last
            turns += [DraftTurn(speaker=self._names.host, text=question), self._answer(excerpt, answer)]
        exchange = plan.theme is None and plan.excerpts
        if last and not exchange:
            turns.append(DraftTurn(speaker=self._names.host, text=closing(self._sources, length=self._budget.left)))
        return SegmentDraft(index=index, title=self._title(index, plan), turns=tuple(turns), spare=tuple(spare))

    def _question(
        self,
        plan: SegmentPlan,
        excerpt: Excerpt,
        answer: str,
        phrases: Sequence[HeadingPhrase | None],
        *,
        phrase: HeadingPhrase | None,
    ) -> str:
        """The host's line before an answer. `phrases` are those of all segments, `phrase` that of this one."""
        length = self._budget.per_line
        if self._before is None:
            length = opening_length(self._words)
            if self._reads_out:
                return with_one_stop(reading_opening(self._sources[0], length=length))
            asked = excerpt.first.asked if excerpt.first.needs_question else ""
            subjects = self._subjects
            return with_one_stop(opening(self._sources, phrases, length=length, subjects=subjects, asked=asked))
        if excerpt is plan.ending:
            sums_up = plan.sums_up or len(self._sources) > 1
            act = DialogueAct(ActType.TAKEAWAY if sums_up else ActType.LAST_ANSWER)
            return self._host.ask([act], answer, length=length, in_order=True).text
        if self._reads_out:
            return self._reading_question(plan, excerpt, answer)
        return self._question_inside(plan, excerpt, answer, phrase=phrase, adjacent=excerpt.first.adjoins(self._before))

    def _question_inside(
        self, plan: SegmentPlan, excerpt: Excerpt, answer: str, *, phrase: HeadingPhrase | None, adjacent: bool
    ) -> str:
        """The line before an answer that is neither first nor last. `adjacent`: it goes on from the one before."""
        if excerpt.first.asked:
            return as_asked(excerpt.first.asked)
        length = self._budget.per_line
        acts = list(
            acts_before(
                excerpt,
                answer,
                self._capitals,
                adjacent=adjacent,
                echo=self._echo(),
                title=self._title_terms,
                topics=self._topics,
                theme=self._theme(excerpt),
            )
        )
        begun = plan.lead is not None and phrase is not None and phrase.text in UNINFORMATIVE
        path = self._paths.get(excerpt.first.section, ())
        if excerpt in plan.excerpts[:1]:
            if plan.theme is not None and plan.theme.heading and path and path != self._path_of(plan):
                phrase = self._phrase_of(excerpt.first.source, path) or phrase  # another theme was merged into this one
            turned_to, self._turned_to = self._turned_to, path
            if not (adjacent or begun or path == turned_to or plan.continues_lead(excerpt)):
                return self._turn_to(self._segment_act(excerpt, phrase), acts, answer, length=length)
        new_section = self._before is not None and excerpt.first.section != self._before.section
        if new_section and (inner := self._inner_phrase(plan, excerpt)):
            self._turned_to = path
            return self._turn_to(section_act(inner, self._kind), acts, answer, length=length)
        return self._host.ask(acts, answer, length=length, longest=_LONGEST_TERSE if self._terse else LONGEST).text

    def _reading_question(self, plan: SegmentPlan, excerpt: Excerpt, answer: str) -> str:
        """The line before a stretch of a text that is read out, or before the next turn of the same stretch."""
        length = self._budget.per_line
        things = [topic for topic in self._topics.of(answer) if topic.startswith("the ")]
        acts = [DialogueAct(ActType.READ_ON_NAMED, {"s": one}) for one in (*self._topics.names_in(answer), *things[:3])]
        new_section = self._before is not None and excerpt.first.section != self._before.section
        if new_section or (excerpt in plan.excerpts[:1] and plan.lead is None):
            place = DialogueAct(ActType.READ_PLACE)
            path = self._paths.get(excerpt.first.section, ())
            heading = bare_heading(path[-1]) if path else ""
            if heading and phrase_of(heading, self._capitals):
                name = self._capitals.restored(heading) if heading.isupper() else heading
                place = DialogueAct(ActType.READ_PART, {"p": name[:1].upper() + name[1:]})
            return self._host.ask([place], answer, length=length + 2, in_order=True).text
        return self._host.ask([*acts, DialogueAct(ActType.READ_ON)], answer, length=length).text

    def _turn_to(self, section: DialogueAct, acts: Sequence[DialogueAct], answer: str, *, length: float) -> str:
        """A link to a new section, with the answer's own question behind it where it has one."""
        own = [act for act in acts if act.type in _BEHIND_A_LINK and not repeats_phrase(act, section)]
        short = DialogueAct(SHORT_OF[section.type], section.slots) if section.type in SHORT_OF else None
        if short and self._terse and "p" in section.slots:
            return self._host.ask([short], answer, length=length, in_order=True).text
        hurried = length < _SHORT and section.type is not ActType.SOURCE
        named = any(act.type is not ActType.ADVICE for act in own)
        if own and (section.type is ActType.UNNAMED_SECTION or (hurried and named)):
            return self._host.ask(own, answer, length=length).text
        if section.type is ActType.UNNAMED_SECTION:
            return self._host.ask([*acts, section], answer, length=length + 2).text
        if short is None or not own:
            return self._host.ask([section], answer, length=length + 2, in_order=True).text
        link = self._host.ask([short], answer, length=_LINK_LENGTH, in_order=True).text
        room = LONGEST - word_count(link)
        length = min(room, max(6.0, length - 3))
        question = self._host.ask(own, answer, length=length, in_order=True, longest=room, plain=True).text
        return f"{link} {question}"

    def _segment_act(self, excerpt: Excerpt, phrase: HeadingPhrase | None) -> DialogueAct:
        """Turns to a new segment: by the title of its source, when that is another one, or by its phrase."""
        source = self._by_index[excerpt.first.source]
        new_source = self._before is not None and self._before.source != source.index
        if new_source and (title := title_of(source.title)):
            return DialogueAct(ActType.SOURCE, {"title": title})
        return section_act(phrase, self._kind)

    def _echo(self) -> str:
        """What the last sentence spoken was about, when that is sure."""
        if self._before is None or self._before.attributed_to:
            return ""
        subject = subject_of(self._before.standalone, self._capitals)
        if subject is None or subject.indefinite or set(terms_of(subject.phrase)) <= self._title_terms:
            return ""
        return subject.phrase

    def _phrase(self, plan: SegmentPlan) -> HeadingPhrase | None:
        if plan.theme is None or not plan.theme.heading:
            return None
        return self._phrase_of(plan.theme.source, self._path_of(plan))

    def _path_of(self, plan: SegmentPlan) -> tuple[str, ...]:
        """The headings above a segment: those of its theme, or of what is spoken when it is from elsewhere."""
        theme = plan.theme
        if theme is None:
            return ()
        spoken = [self._paths.get(excerpt.first.section, ()) for excerpt in plan.excerpts]
        return theme.path if not spoken or theme.path in spoken else spoken[0]

    def _phrase_of(self, source: int, path: Sequence[str]) -> HeadingPhrase | None:
        """The phrase of the last heading of a path; with the one above it where other parts have the same heading."""
        title = self._by_index[source].title
        if not path or path[-1].strip().lower() == title.strip().lower():
            return None  # the opening says the title
        phrase = phrase_of(path[-1], self._capitals)
        if phrase is None or len(path) < 2 or bare_heading(path[-1]).lower() not in self._repeated:
            return phrase
        return phrase.of_part(phrase_of(path[-2], self._capitals))

    def _theme(self, excerpt: Excerpt) -> str:
        """The phrase of the part that an answer comes from, for a question that can name nothing else."""
        phrase = self._phrase_of(excerpt.first.source, self._paths.get(excerpt.first.section, ()))
        if phrase is None or not phrase.nominal or phrase.text in USUAL_PHRASES.values():
            return ""
        return phrase.listed or phrase.text

    def _inner_phrase(self, plan: SegmentPlan, excerpt: Excerpt) -> HeadingPhrase | None:
        """The phrase of a heading inside a segment, when it can be turned to."""
        path = self._paths.get(excerpt.first.section, ())
        if not path or plan.theme is None or path == self._turned_to:
            return None
        phrase = self._phrase_of(excerpt.first.source, path)
        return phrase if phrase and phrase.nominal and excerpt.last.section == excerpt.first.section else None

    def _answer(self, excerpt: Excerpt, text: str) -> DraftTurn:
        spans = [span for sentence in excerpt.sentences for span in sentence.spans]
        citations = tuple(Citation(passage=span.passage, start=span.start, end=span.end) for span in spans)
        return DraftTurn(speaker=self._names.expert, text=text, citations=citations)

    def _title(self, index: int, plan: SegmentPlan) -> str:
        theme = plan.theme
        path = self._path_of(plan)
        heading = bare_heading(path[-1] if path else theme.continues) if theme else ""
        if heading and not path:
            return f"{heading}, continued"
        if heading and theme and heading.lower() in self._repeated and len(path) > 1:
            heading = f"{bare_heading(path[-2])}: {heading}"
        if not heading and theme and len(self._sources) > 1:
            heading = title_of(self._by_index[theme.source].title, longest=30) or ""
        if self._reads_out and theme is None and index:
            return "The end"
        return heading or ("Opening" if index == 0 else f"Part {index + 1}")
