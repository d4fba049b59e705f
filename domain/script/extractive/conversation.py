"""From the plan of an episode to its turns: the HOST asks or links, the EXPERT answers with the document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.retrieve.source import SourceSummary
from domain.script.extractive.blocks import bare_heading
from domain.script.extractive.capitals import Capitals
from domain.script.extractive.dialogue import LONGEST, Host
from domain.script.extractive.frame import MOST_PHRASES, closing, kind_of, opening, opening_length
from domain.script.extractive.functions import Asked, functions_of
from domain.script.extractive.headings import OUTRIGHT, Phrase, phrase_of, title_of
from domain.script.extractive.lexicon import word_count
from domain.script.extractive.material import Line, Run
from domain.script.extractive.phrases import Function
from domain.script.extractive.ranking import terms_of
from domain.script.extractive.selection import leads_on, said
from domain.script.extractive.settling import Part
from domain.script.extractive.subjects import subject_of
from domain.script.model import Citation, DraftTurn, SegmentDraft

SPECIFIC = frozenset(Function) - {Function.LINK, Function.CONTINUE, Function.CONTRAST, Function.EXAMPLE}
"""What a question behind a link may be about: nothing that leans on the turn before."""
FEWEST, USUAL = 0.18, 0.3
"""HOST words per EXPERT word, between which the wish for length is kept (15-25 % of all words)."""
SHORT_WISH = 7.0
"""Words: with less room than this a new segment is opened by a bare link."""
_SHORT_LINKS = {Function.TURN: Function.TURN_SHORT, Function.TURN_PLAIN: Function.PLAIN_SHORT}


@dataclass(frozen=True, slots=True)
class Names:
    """Of the two parts, as the brief names them."""

    host: str
    expert: str


class Conversation:
    """Writes every turn once, in order. `words` is what all turns together should come to.

    `headings` by section: a segment of several sections turns to each of them by its phrase.
    """

    def __init__(
        self,
        sources: Sequence[SourceSummary],
        capitals: Capitals,
        names: Names,
        *,
        words: int,
        headings: Mapping[int, str],
    ) -> None:
        self._sources = {source.index: source for source in sources}
        self._used, self._capitals, self._names, self._words = list(sources), capitals, names, words
        self._host = Host(kind_of(self._used[0]))
        self._headings = headings
        self._left = 0.0  # words the HOST may still say
        self._turns_left = 1
        self._about: list[str] = []
        self._before: Line | None = None
        self._stale = frozenset(term for source in self._used for term in terms_of(source.title))

    def drafts(self, parts: Sequence[Part]) -> list[SegmentDraft]:
        phrases = [self._phrase(part) for part in parts]
        expert = self._answered(parts)
        total = self._words if expert >= 0.72 * self._words else round(expert / 0.81)
        self._left = min(max(total - expert, FEWEST * expert), USUAL * expert)
        self._turns_left = sum(len(part.spoken) for part in parts) + 1
        self._about = self._spoken_of(parts)
        return [self._segment(at, part, phrases, last=at == len(parts) - 1) for at, part in enumerate(parts)]

    def _phrase(self, part: Part) -> Phrase | None:
        heading = part.theme.heading if part.theme else ""
        if part.theme and heading.strip().lower() == self._sources[part.theme.source].title.strip().lower():
            return None  # the title is said by the opening
        return phrase_of(heading, self._capitals) if heading else None

    @staticmethod
    def _answered(parts: Sequence[Part]) -> int:
        """Words of the EXPERT in all parts."""
        words = 0
        before: Line | None = None
        for part in parts:
            for run in part.spoken:
                words += word_count(said(run.lines, before))
                before = run.lines[-1]
        return words

    def _segment(self, index: int, part: Part, phrases: list[Phrase | None], *, last: bool) -> SegmentDraft:
        turns: list[DraftTurn] = []
        for run in part.spoken:
            answer = said(run.lines, self._before)
            question = self._question(index, part, run, answer, phrases=phrases)
            self._spend(question)
            turns += [DraftTurn(speaker=self._names.host, text=question), self._answer(run, answer)]
            self._before = run.lines[-1]
        short = part.theme is None and len(part.runs) > 0
        if last and not short:
            turns.append(DraftTurn(speaker=self._names.host, text=closing(self._used, length=self._left)))
        return SegmentDraft(index=index, title=self._title(index, part), turns=tuple(turns))

    def _question(self, index: int, part: Part, run: Run, answer: str, *, phrases: list[Phrase | None]) -> str:
        wish = self._left / self._turns_left
        if self._before is None:
            return opening(self._used, phrases, length=opening_length(self._words), about=self._about)
        if run is part.ending:
            worth = part.takeaway or len(self._used) > 1
            return self._host.ask(
                [Asked(Function.ENDING if worth else Function.LAST)], answer, length=wish, firm=True
            ).text
        adjacent = leads_on(self._before, run.head)
        asked = list(functions_of(run, answer, self._capitals, adjacent=adjacent, echo=self._echo(), title=self._stale))
        if run in part.runs[:1] and not adjacent and not self._in_lead(part, run):
            return self._turned(self._turning(part, phrases[index]), asked, answer, wish=wish)
        if run.head.section != self._before.section and (inner := self._inner(part, run)):
            return self._turned(self._turn(inner), asked, answer, wish=wish)
        return self._host.ask(asked, answer, length=wish).text

    def _turned(self, turning: Asked, asked: list[Asked], answer: str, *, wish: float) -> str:
        """A new segment: a link that names its phrase, with the answer's own question behind it where it has one."""
        own = [one for one in asked if one.function in SPECIFIC and not _same(one, turning)]
        short = _SHORT_LINKS.get(turning.function)
        if short and wish < SHORT_WISH:
            return self._host.ask([Asked(short, turning.places)], answer, length=wish, firm=True).text
        if short is None or not own:
            return self._host.ask([turning], answer, length=wish + 2, firm=True).text
        link = self._host.ask([Asked(short, turning.places)], answer, length=5, firm=True).text
        room = LONGEST - word_count(link)
        wish = min(room, max(6.0, wish - 3))
        return f"{link} {self._host.ask(own, answer, length=wish, firm=True, longest=room, bare=True).text}"

    def _echo(self) -> str:
        """What the last sentence spoken was about, when that is sure."""
        subject = subject_of(self._before.bare, self._capitals) if self._before and not self._before.voiced_by else None
        return (
            subject.phrase
            if subject and not subject.indefinite and not set(terms_of(subject.phrase)) <= self._stale
            else ""
        )

    def _inner(self, part: Part, run: Run) -> Phrase | None:
        """The phrase of a heading inside a segment, when it can be turned to."""
        heading = self._headings.get(run.head.section, "")
        phrase = (
            phrase_of(heading, self._capitals) if heading and part.theme and heading != part.theme.heading else None
        )
        return phrase if phrase and phrase.noun and run.lines[-1].section == run.head.section else None

    def _in_lead(self, part: Part, run: Run) -> bool:
        """The lead came from the section that goes on: no need to turn to it."""
        return part.lead is not None and part.lead.head.section == run.head.section

    def _turning(self, part: Part, phrase: Phrase | None) -> Asked:
        source = self._sources[part.runs[0].head.source]
        before = self._before.source if self._before else source.index
        if before != source.index and (title := title_of(source.title)):
            return Asked(Function.SOURCE, {"title": title})
        return self._turn(phrase) if phrase else Asked(Function.TURN_PLAIN)

    def _turn(self, phrase: Phrase) -> Asked:
        if question := OUTRIGHT.get(phrase.text):
            return Asked(Function.OUTRIGHT, {"q": question.replace("{kind}", kind_of(self._used[0]))})
        return Asked(Function.TURN if phrase.noun else Function.HEADED, {"p": phrase.text})

    def _spoken_of(self, parts: Sequence[Part]) -> list[str]:
        """The subjects of answers that most of what is spoken comes back to: what a text without a title is about."""
        lines = [line for part in parts for run in part.spoken for line in run.lines]
        subjects = [subject_of(line.bare, self._capitals) for line in lines if not line.voiced_by]
        found = [subject.phrase for subject in subjects if subject and not subject.indefinite]
        weight = {
            phrase: sum(bool(terms) and terms <= set(line.terms) for line in lines)
            for phrase in found
            if (terms := set(terms_of(phrase)))
        }
        best = sorted(weight, key=lambda phrase: (-weight[phrase], found.index(phrase)))
        apart = [
            phrase
            for at, phrase in enumerate(best)
            if not any(set(terms_of(phrase)) & set(terms_of(other)) for other in best[:at])
        ]
        return sorted(apart[:MOST_PHRASES], key=found.index)

    def _spend(self, text: str) -> None:
        self._left -= word_count(text)
        self._turns_left = max(1, self._turns_left - 1)

    def _answer(self, run: Run, text: str) -> DraftTurn:
        citations = tuple(
            Citation(passage=span.passage, start=span.start, end=span.end) for line in run.lines for span in line.spans
        )
        return DraftTurn(speaker=self._names.expert, text=text, citations=citations)

    def _title(self, index: int, part: Part) -> str:
        heading = bare_heading(part.theme.heading or part.theme.continues) if part.theme else ""
        if heading and part.theme and not part.theme.heading:
            return f"{heading}, continued"
        if not heading and len(self._used) > 1 and part.theme:
            heading = title_of(self._sources[part.theme.source].title, longest=30) or ""
        return heading or ("Opening" if index == 0 else f"Part {index + 1}")


def _same(one: Asked, turning: Asked) -> bool:
    """Whether the question would only repeat the phrase of the link."""
    subject, phrase = one.places.get("s", "").lower(), turning.places.get("p", "").lower()
    repeats = bool(subject) and (subject in phrase or phrase in subject) if phrase else False
    return repeats and one.function is not Function.DEFINITION
