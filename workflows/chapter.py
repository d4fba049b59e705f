"""One chapter of an audiobook: frozen into passages, spoken, and rendered."""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.audiobook import BookActivities, FreezeChapter
    from activities.chapters import BookMediaActivities, RenderChapter
    from activities.freeze import AmendSegment, FreezeActivities
    from domain.artifacts.reference import ArtifactRef
    from domain.audiobook.passages import Pauses
    from domain.audiobook.spec import ChapterMade
    from domain.audiobook.state import ChapterState
    from domain.jobs.reports import ChildEnd
    from domain.jobs.wire import CHAPTER_WORKFLOW, MEDIA_QUEUE
    from domain.script.speech_state import TURN
    from domain.script.turns import TurnState
    from domain.tts.speaker import Speaker
    from domain.value import Value
    from workflows.jobs import policies
    from workflows.jobs.child import ChildRun, ChildWorkflow
    from workflows.jobs.speech import Speech


class ChapterRun(ChildRun):
    n: int
    title: str
    book_title: str
    author: str | None
    book: ArtifactRef
    language: str
    speakers: tuple[Speaker, ...]
    lexicon: ArtifactRef | None = None
    pauses: Pauses = Pauses()
    formats: tuple[str, ...] = ()
    opening: str | None = None
    closing: str | None = None
    window: int = 4
    given: ArtifactRef | None = None


@workflow.defn(name=CHAPTER_WORKFLOW)
class ChapterWorkflow(ChildWorkflow):
    """Its id is `<job id>-chapter-003`."""

    @workflow.init
    def __init__(self, run: ChapterRun) -> None:
        self._chapter = run
        self._state = (
            ChapterState.model_validate_json(run.carried)
            if run.carried
            else ChapterState(
                attempt=run.attempt,
                voices=list(run.speakers),
                corrected=[each.sha256 for each in run.corrections],  # its speakers have them
            )
        )
        self._prepare(run, self._state)
        self._correcting = asyncio.Lock()
        self._speech = Speech(self._state, self._runner, self._reporter, window=run.window)

    @workflow.run
    async def run(self, run: ChapterRun) -> ChildEnd:
        return await self._run()

    def figures(self) -> dict[str, int | float]:
        return self._state.figures()

    async def body(self) -> Value:
        state = self._state
        while not state.segments:
            await self._freeze()
        await self._speech.speak([record.plan.index for record in state.turns if not record.state.settled])
        state.warn_of_silence(f"Chapter {self._chapter.n}, “{self._chapter.title}”,")
        return await self._render()

    async def _freeze(self) -> None:
        state, run, voices = self._state, self._chapter, tuple(self._state.voices)
        order = FreezeChapter(
            job_id=run.job_id,
            attempt=run.attempt,
            book=run.book,
            n=run.n,
            language=run.language,
            speakers=voices,
            lexicon=run.lexicon,
            opening=run.opening,
            closing=run.closing,
            given=run.given,
        )
        frozen = await self._runner.run_activity(
            "freeze", BookActivities.freeze_chapter, order, resource="freeze", options=policies.LIGHT
        )
        if tuple(state.voices) == voices:  # a person gave it others meanwhile
            state.frozen(frozen.segment, frozen.plans)

    async def amend(self, change: ArtifactRef) -> None:
        """Voices and texts of passages that are not spoken yet, and which of them are left out."""
        state, run, scope = self._state, self._chapter, f"{self._chapter.child}/"
        async with self._correcting:
            if change.sha256 in state.corrected:
                return
            read = await workflow.execute_activity_method(
                BookActivities.read_change, change, **policies.failing_fast(policies.AMENDING)
            )
            state.voices_changed(read.speakers)
            skipped = (item.removeprefix(scope + TURN) for item in read.skip_turns if item.startswith(scope + TURN))
            state.skips = sorted({*state.skips, *map(int, skipped)})
            open_turns = tuple(record.plan.index for record in state.turns if not record.state.settled)
            if open_turns:
                order = AmendSegment(
                    podcast_id=run.job_id,
                    segment=state.segments[0],
                    change=change,
                    language=run.language,
                    speakers=tuple(state.voices),
                    open_turns=open_turns,
                    attempt=run.attempt,
                    lexicon=run.lexicon,
                    scope=scope,
                )
                amended = await workflow.execute_activity_method(
                    FreezeActivities.amend_segment, order, **policies.failing_fast(policies.AMENDING)
                )
                plans = tuple(plan.model_copy(update={"segment": 0}) for plan in amended.plans)
                state.segment_amended(0, amended.segment, plans)
            state.corrected.append(change.sha256)

    async def _render(self) -> ChapterMade:
        run = self._chapter
        order = RenderChapter(
            job_id=run.job_id,
            n=run.n,
            title=run.title,
            book_title=run.book_title,
            author=run.author,
            segment=self._state.segments[0],
            pauses=run.pauses,
            formats=run.formats,
            skipped=tuple(r.plan.index for r in self._state.turns if r.state is TurnState.SKIPPED),
        )
        while True:
            rendered = await self._runner.run_activity(
                "render",
                BookMediaActivities.render_chapter,
                order,
                resource="media",
                options=policies.RENDERING,
                task_queue=MEDIA_QUEUE,
            )
            if rendered.chapter is not None:
                return rendered.chapter
            await self._speech.speak_again(rendered.missing)
