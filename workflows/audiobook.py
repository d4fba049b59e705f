"""One audiobook: its book is read, each chapter is spoken by a child, and the chapters are joined."""

import asyncio
from collections.abc import Callable

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.audiobook import BookActivities, ReadGiven
    from activities.chapters import BookMediaActivities, JoinBook
    from domain.artifacts.reference import ArtifactRef
    from domain.audiobook.estimate import wanted_of
    from domain.audiobook.ports import BookRead, ReadBook
    from domain.audiobook.spec import Audiobook, AudiobookSpec, ChapterMade
    from domain.audiobook.state import BookChapter, BookState, Step, child_of
    from domain.errors import Fault, PermanentFault
    from domain.jobs.markdown import in_markdown
    from domain.jobs.progress import Progress
    from domain.jobs.wire import CHAPTER_WORKFLOW, MEDIA_QUEUE
    from domain.money import speech_cost
    from domain.tts.speaker import Speaker
    from domain.vendors.declarations import supports
    from workflows.chapter import ChapterRun
    from workflows.jobs import policies
    from workflows.jobs.children import ParentWorkflow
    from workflows.jobs.gathering import cancelled, gather_all
    from workflows.jobs.items import Suspended
    from workflows.jobs.publishing import EventPublisher
    from workflows.jobs.versions import publish_version

CHAPTERS_AT_ONCE = 3
"""One is spoken, one is rendered, and one begins meanwhile. Those that wait for a person do not count."""

MOST_BEGUN = 10
"""Chapters that wait for a person, and those at work: what is wrong with ten may be wrong with all."""

SPOKEN_LONGER = 1.3
"""What a chapter is granted, of the price of its text as it is written: numbers and units are said in more letters."""


class AudiobookRun(AudiobookSpec):
    """A long run continues as new: `carried` is the whole state then."""

    carried: BookState | None = None


@workflow.defn(name="AudiobookWorkflow")
class AudiobookWorkflow(ParentWorkflow):
    """Its id is the job's id. Long books continue as new, from the state."""

    kind = "audiobook"

    @workflow.init
    def __init__(self, spec: AudiobookRun) -> None:
        self._spec, self._state = spec, spec.carried or BookState.first(spec)
        self._prepare_parent(self._state, EventPublisher(self._state), job_id=spec.job_id)

    @workflow.run
    async def run(self, spec: AudiobookRun) -> Progress:
        return await self._run()

    @property
    def _speakers(self) -> tuple[Speaker, ...]:
        """As people corrected them."""
        return tuple(self._state.speakers) or self._spec.speakers

    def continue_as_new(self) -> None:
        workflow.continue_as_new(self._spec.model_copy(update={"carried": self._state.carried()}))

    async def amend(self, change: ArtifactRef) -> None:
        read = await workflow.execute_activity_method(
            BookActivities.read_change, change, **policies.failing_fast(policies.AMENDING)
        )
        if read.budget_usd is not None:
            self._state.money.budget_usd = read.budget_usd
            self._children.bound()
        if read.of_passages:
            self._state.corrected(read.speakers, change)
            self._parent_runner.corrections.append(change)

    async def body(self) -> Audiobook:
        spec = self._spec
        if self._state.book is None:
            await (self._read() if spec.given is None else self._take(spec.given))
        await self._speak()
        book = await self._join()
        if spec.revises is not None:
            await publish_version(
                book, self._state.details(), job_id=spec.job_id, version=spec.version, of=spec.revises, kind=self.kind
            )
        return book

    async def _take(self, given: ArtifactRef) -> None:
        """The book as it was read for the version that is revised, with the chapters that stay as they are."""
        taken = await self._runner.run_activity(
            "book", BookActivities.read_given, ReadGiven(given=given), resource="book", options=policies.LIGHT
        )
        wanted = frozenset((*taken.edited, *(each.n for each in taken.kept)))
        self._book_read(taken.read, language=taken.read.language, wanted=wanted)
        for made in taken.kept:
            self._state.chapter_kept(made)
        self._publisher.publish()

    async def _read(self) -> None:
        spec = self._spec
        self._publisher.publish()
        order = ReadBook(job_id=spec.job_id, source=spec.source)
        read: BookRead = await self._runner.run_activity(
            "book", BookActivities.read_book, order, resource="retrieve", options=policies.READING
        )
        language = spec.language or (read.language if read.language != "und" else "en")
        for speaker in self._speakers:
            if not supports(speaker.languages, language):
                raise PermanentFault(
                    "language_not_supported",
                    f"The book is in “{language}”; the voice “{speaker.voice}” of {speaker.vendor} speaks "
                    f"{', '.join(speaker.languages)}.",
                    advice="Choose elevenlabs: or openai: voices, which speak many languages.",
                )
        wanted = wanted_of(read.chapters, chosen=spec.chapters, skip_front_matter=spec.skip_front_matter)
        self._book_read(read, language=language, wanted=wanted)
        self._publisher.publish()

    def _book_read(self, read: BookRead, *, language: str, wanted: frozenset[int]) -> None:
        self._state.book_read(
            read.book,
            title=read.title,
            author=read.author,
            language=language,
            chapters=read.chapters,
            wanted=wanted,
            cover=read.cover,
            notices=read.notices,
            now=workflow.now(),
        )

    async def _speak(self) -> None:
        """In order, some at a time. Every chapter that was begun comes to its end, whatever becomes of the others."""
        tasks: list[asyncio.Task[None]] = []
        try:
            for chapter in [each for each in self._state.wanted if each.seconds is None]:
                await self._until(lambda: self._may_begin(tasks), tasks)
                tasks.append(asyncio.create_task(self._speak_chapter(chapter)))
            await self._until(lambda: all(task.done() for task in tasks), tasks)
        except (Fault, ActivityError, asyncio.CancelledError):
            await cancelled(tasks)
            raise
        except Suspended:
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    def _may_begin(self, tasks: list[asyncio.Task[None]]) -> bool:
        begun = sum(not task.done() for task in tasks)
        return begun - self._children.parked < CHAPTERS_AT_ONCE and begun < MOST_BEGUN

    async def _until(self, ready: Callable[[], bool], tasks: list[asyncio.Task[None]]) -> None:
        """Raises what ended a chapter, and Suspended."""

        def failed() -> list[asyncio.Task[None]]:
            return [task for task in tasks if task.done() and (task.cancelled() or task.exception() is not None)]

        await workflow.wait_condition(lambda: ready() or self._parent_runner.suspended or bool(failed()))
        await gather_all(failed())
        if self._parent_runner.suspended and not ready():
            raise Suspended

    async def _speak_chapter(self, chapter: BookChapter) -> None:
        state, spec, plan = self._state, self._spec, chapter.plan
        wanted = [each.plan.n for each in state.wanted]
        if state.book is None:
            raise RuntimeError("a chapter before its book")
        run = ChapterRun(
            child=child_of(plan.n),
            job_id=spec.job_id,
            attempt=spec.attempt,
            n=plan.n,
            title=plan.title,
            book_title=state.title or "",
            author=state.author,
            book=state.book,
            language=state.language,
            speakers=self._speakers,
            lexicon=spec.lexicon,
            pauses=spec.pauses,
            formats=tuple(sorted({each.part for each in spec.formats} - {"m4a"})),
            opening=spec.intro_text if plan.n == wanted[0] else None,
            closing=spec.outro_text if plan.n == wanted[-1] else None,
            window=max(2, -(-spec.speech_window // 2)),
            given=spec.given,
            corrections=tuple(state.corrections),
        )
        price = max(each.usd_per_1000_characters for each in self._speakers)
        usd = SPOKEN_LONGER * speech_cost(plan.characters, usd_per_1000_characters=price)
        result = await self._children.run(run, kind=CHAPTER_WORKFLOW, usd=usd, summary=in_markdown(plan.title))
        state.chapter_made(ChapterMade.model_validate_json(result))
        self._publisher.publish()

    async def _join(self) -> Audiobook:
        state, spec = self._state, self._spec
        state.entered(Step.JOINING_BOOK)
        self._publisher.publish()
        made = [ChapterMade.model_validate_json(state.children[child_of(each.plan.n)].result) for each in state.wanted]
        order = JoinBook(
            job_id=spec.job_id,
            title=state.title or "",
            author=state.author,
            language=state.language,
            narrator=", ".join(dict.fromkeys(each.voice for each in self._speakers)),
            chapters=tuple(made),
            cover=state.cover,
            formats=spec.formats,
            version=spec.version,
            book=state.book,
            speakers=self._speakers,
        )
        return await self._runner.run_activity(
            "join",
            BookMediaActivities.join_book,
            order,
            resource="media",
            options=policies.RENDERING,
            task_queue=MEDIA_QUEUE,
        )
