"""The states of an audiobook's workflows: of the book, whose chapters are its children, and of one chapter."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from domain.artifacts.reference import ArtifactRef
from domain.audiobook.book import Chapter
from domain.audiobook.spec import AudiobookSpec, ChapterMade
from domain.jobs.items import ItemStatus
from domain.jobs.notice import Notice
from domain.jobs.pauses import Pauses
from domain.jobs.progress import Attention, Usage
from domain.jobs.reports import ChildRecord, ChildReport, ParentState
from domain.jobs.spending import Spending
from domain.jobs.status import JobStatus
from domain.script.speech_state import SpeechState
from domain.script.turns import TurnPlan, TurnRecord, TurnState
from domain.tts.speaker import Speaker
from domain.value import Value


class Step(StrEnum):
    READING_BOOK = "reading_book"
    SPEAKING_CHAPTERS = "speaking_chapters"
    JOINING_BOOK = "joining_book"


SPAN = {Step.READING_BOOK: (0, 5), Step.SPEAKING_CHAPTERS: (5, 95), Step.JOINING_BOOK: (95, 100)}
"""Percent at which a step begins and ends."""

SECONDS_TO_JOIN = 0.02
"""For a second of audio: copying of packets, and the disk."""


class ChapterProgress(Value):
    """`seconds` once it is spoken, when `audio` can be played. `reason`: why it is skipped."""

    n: int
    title: str
    words: int
    status: ItemStatus | None = None
    percentage: int = 0
    seconds: float | None = None
    reason: str = ""
    audio: ArtifactRef | None = None


class BookSteps(Value):
    """What stands in the memo."""

    total_chapters: int = 0
    completed_chapters: int = 0
    current_chapter: str | None = None
    seconds: float = 0.0


class BookDetails(BookSteps):
    """`chapters`: all of the book; those that are not spoken have no status."""

    chapters: tuple[ChapterProgress, ...] = ()
    author: str | None = None
    language: str = ""


class BookChapter(BaseModel):
    plan: Chapter
    wanted: bool
    seconds: float | None = None
    audio: ArtifactRef | None = None


def child_of(n: int) -> str:
    return f"chapter-{n:03}"


class BookState(ParentState):
    """`book`: artifact of the Book. `speakers`: as they are now; `corrections`: what was corrected of passages."""

    step: str = Step.READING_BOOK
    book: ArtifactRef | None = None
    author: str | None = None
    language: str = ""
    cover: ArtifactRef | None = None
    chapters: list[BookChapter] = Field(default_factory=list)
    speech_began: datetime | None = None
    pauses: Pauses = Field(default_factory=Pauses)
    speakers: list[Speaker] = Field(default_factory=list)
    corrections: list[ArtifactRef] = Field(default_factory=list)

    @classmethod
    def first(cls, spec: AudiobookSpec) -> "BookState":
        money = Spending(usage=Usage(estimated_cost_usd=spec.estimated_cost_usd), budget_usd=spec.budget_usd)
        return cls(
            attempt=spec.attempt, title=spec.title, author=spec.author, money=money, speakers=list(spec.speakers)
        )

    def book_read(
        self,
        book: ArtifactRef,
        *,
        title: str,
        author: str | None,
        language: str,
        chapters: tuple[Chapter, ...],
        wanted: frozenset[int],
        cover: ArtifactRef | None,
        notices: tuple[Notice, ...],
        now: datetime,
    ) -> None:
        self.book, self.title, self.author = book, self.title or title, self.author or author
        self.language, self.cover, self.speech_began = language, cover, now
        self.chapters = [BookChapter(plan=each, wanted=each.n in wanted) for each in chapters]
        self.warned(notices)
        self.entered(Step.SPEAKING_CHAPTERS)

    def corrected(self, speakers: tuple[Speaker, ...], change: ArtifactRef) -> None:
        """Chapters that begin later have the new voices from their beginning."""
        self.speakers = list(speakers) or self.speakers
        self.corrections.append(change)

    @property
    def wanted(self) -> list[BookChapter]:
        return [each for each in self.chapters if each.wanted]

    def chapter_kept(self, made: ChapterMade) -> None:
        """As it is in the version that is revised."""
        self.children[child_of(made.n)] = ChildRecord(result=made.model_dump_json())
        self.chapter_made(made)

    def chapter_made(self, made: ChapterMade) -> None:
        chapter = self.chapters[made.n - 1]
        chapter.seconds, chapter.audio = made.seconds, made.audio["m4a"]
        self._changed()

    def about_child(self, child: str, parked: Attention) -> str:
        return f"chapter {int(child.rpartition('-')[2])}, {parked.about.replace('turn', 'passage')}"

    def child_reported(self, report: ChildReport, now: datetime) -> None:
        """Nothing is spoken while all chapters that were begun wait, which is none of the pace."""
        super().child_reported(report, now)
        idle = all(self.children[child].idle for child in self.running)
        self.pauses.note(now, paused=bool(self.running) and idle)

    def span(self) -> tuple[int, int]:
        return SPAN[Step(self.step)]

    def share_done(self) -> float:
        words = sum(each.plan.words for each in self.wanted)
        if self.step != Step.SPEAKING_CHAPTERS or not words:
            return 0.0
        return sum(each.plan.words * self._share_of(each) for each in self.wanted) / words

    def memo_details(self) -> BookSteps:
        done = [each for each in self.wanted if each.seconds is not None]
        return BookSteps(
            total_chapters=len(self.wanted),
            completed_chapters=len(done),
            current_chapter=next((each.plan.title for each in self.wanted if each.seconds is None), None),
            seconds=round(sum(each.seconds or 0.0 for each in done), 1),
        )

    def details(self) -> BookDetails:
        return BookDetails(
            **self.memo_details().model_dump(),
            chapters=tuple(self._shown(each) for each in self.chapters),
            author=self.author,
            language=self.language,
        )

    def done_so_far(self) -> str:
        steps = self.memo_details()
        return f"{steps.completed_chapters} of {steps.total_chapters} chapters spoken" if steps.total_chapters else ""

    def seconds_left(self, now: datetime) -> int | None:
        """At the pace so far, and the time that joining takes."""
        share = self.share_done()
        if self.status is not JobStatus.GENERATING or self.waiting or self.speech_began is None:
            return None
        if self.step == Step.JOINING_BOOK:
            return max(1, round(SECONDS_TO_JOIN * sum(each.seconds or 0.0 for each in self.wanted)))
        if share < 0.01:
            return None
        spent = (now - self.speech_began).total_seconds() - self.pauses.total(now)
        return max(1, round(spent * (1 - share) / share))

    def _share_of(self, chapter: BookChapter) -> float:
        if chapter.seconds is not None:
            return 1.0
        record = self.children.get(child_of(chapter.plan.n))
        report = record.report if record is not None else None
        return report.done / report.total if report is not None and report.total else 0.0

    def _shown(self, chapter: BookChapter) -> ChapterProgress:
        plan, child = chapter.plan, child_of(chapter.plan.n)
        status = None
        if chapter.wanted:
            status = ItemStatus.WAITING
            record = self.children.get(child)
            report = record.report if record is not None else None
            if chapter.seconds is not None:
                everything = record is not None and (report is None or report.reused == report.total)
                status = ItemStatus.REUSED if everything else ItemStatus.DONE
            elif child in self.running:
                parked = report is not None and bool(report.attention)
                status = ItemStatus.NEEDS_ATTENTION if parked else ItemStatus.WORKING
        return ChapterProgress(
            n=plan.n,
            title=plan.title,
            words=plan.words,
            status=status,
            percentage=int(100 * self._share_of(chapter)),
            seconds=chapter.seconds,
            reason=plan.reason if not chapter.wanted else "",
            audio=chapter.audio,
        )


class ChapterState(SpeechState):
    """One chapter: its passages are the turns of one segment. `corrected`: hashes of the corrections it has."""

    step: str = Step.SPEAKING_CHAPTERS
    corrected: list[str] = Field(default_factory=list)

    def frozen(self, segment: ArtifactRef, plans: tuple[TurnPlan, ...]) -> None:
        self.segments = [segment]
        self.turns = [TurnRecord(plan=plan) for plan in plans]
        self._changed()

    def warn_of_silence(self, name: str) -> None:
        """Once, where everything was left out: its title stays in the book, with nothing to hear."""
        silent = Notice(code="silent_chapter", message=f"{name} is silent: all its passages were left out.")
        if all(record.state is TurnState.SKIPPED for record in self.turns) and silent not in self.warnings:
            self.warned((silent,))

    def figures(self) -> dict[str, int | float]:
        states = [record.state for record in self.turns]
        done = sum(state.settled for state in states)
        return {"done": done, "total": len(states), "reused": states.count(TurnState.REUSED)}
