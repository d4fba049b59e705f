"""One file of subtitles: made of what is recognised in a recording, or of the lines of another file."""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.subtitles import (
        ReadSubtitles,
        RewriteWindow,
        RewritingActivities,
        SubtitleActivities,
        SubtitlesRead,
        SubtitlesWritten,
        WindowRewritten,
        WriteCues,
        WriteSubtitles,
    )
    from domain.artifacts.reference import ArtifactRef
    from domain.captions.cues import SubtitleFormat
    from domain.jobs.progress import Progress
    from domain.jobs.wire import vendor_queue
    from domain.money import Prices
    from domain.subtitles.run import SubtitlesRun
    from domain.subtitles.spec import SUBTITLES, MadeSubtitles
    from domain.subtitles.state import WRITING, SubtitlesState
    from domain.vendors.declarations import ProviderRole
    from workflows.jobs import policies
    from workflows.jobs.gathering import gather_all
    from workflows.jobs.lifecycle import JobWorkflow
    from workflows.jobs.policies import Options
    from workflows.jobs.publishing import EventPublisher
    from workflows.jobs.recognition import Recognition
    from workflows.jobs.reservation import Reservation


@workflow.defn(name="SubtitlesWorkflow")
class SubtitlesWorkflow(JobWorkflow):
    """Its id is the job's id. A large file has a thousand windows: then it continues as new, from its state."""

    kind = SUBTITLES

    @workflow.init
    def __init__(self, spec: SubtitlesRun) -> None:
        self._spec, self._state = spec, spec.carried or SubtitlesState.first(spec)
        self._prepare(self._state, EventPublisher(self._state), job_id=spec.job_id)
        self._writer = spec.writer
        self._recognition: Recognition | None = None
        if spec.recognizer is not None:
            self._recognition = Recognition(
                self._state,
                self._runner,
                self._publisher,
                job_id=spec.job_id,
                recognizer=spec.recognizer,
                ask=spec.ask,
            )

    @workflow.run
    async def run(self, spec: SubtitlesRun) -> Progress:
        return await self._run()

    def continue_as_new(self) -> None:
        change = {"carried": self._state.carried(), "writer": self._writer}
        workflow.continue_as_new(self._spec.model_copy(update=change))

    async def body(self) -> MadeSubtitles:
        spec, recognition = self._spec, self._recognition
        name, made = await (self._generated(recognition) if recognition is not None else self._rewritten())
        self._state.written(cues=made.cues, language=spec.rewriting.language or made.language, notices=made.notices)
        return MadeSubtitles(name=name, file=made.file, cues=made.cues)

    async def amend(self, change: ArtifactRef) -> None:
        read = await workflow.execute_activity_method(
            SubtitleActivities.read_change, change, activity_id=f"change-{change.sha256[:12]}", **policies.AMENDING
        )
        self._writer = read.writer or self._writer
        if self._recognition is not None:
            self._recognition.recognizer = read.recognizer or self._recognition.recognizer
        self._state.changed(budget_usd=read.budget_usd, recognizer=read.recognizer, writer=read.writer)

    async def _generated(self, recognition: Recognition) -> tuple[str, SubtitlesWritten]:
        spec = self._spec
        kind = spec.format or SubtitleFormat.SRT
        cut = await recognition.cut(spec.source)
        heard = await recognition.recognize(cut)
        self._enter_writing()
        name = f"{spec.stem}.{kind.value}"
        order = WriteCues(
            job_id=spec.job_id, title=spec.title or spec.stem, pieces=cut.pieces, heard=heard, format=kind
        )
        return name, await self._runner.run_activity(
            "subtitles", SubtitleActivities.write_cues, order, resource="store", options=policies.LIGHT
        )

    async def _rewritten(self) -> tuple[str, SubtitlesWritten]:
        spec = self._spec
        asked = ReadSubtitles(job_id=spec.job_id, source=spec.source, rewriting=spec.rewriting)
        read = await self._runner.run_activity(
            "source", SubtitleActivities.read, asked, resource="store", options=policies.LIGHT
        )
        self._state.read(format=read.format, cues=read.cues, windows=len(read.most))
        self._publisher.publish()
        window = asyncio.Semaphore(2 * spec.slots)
        tasks = [asyncio.create_task(self._rewrite(position, read, window)) for position in range(len(read.most))]
        await gather_all(tasks)
        self._enter_writing()
        kind, language = spec.format or read.format, f".{spec.rewriting.language}" if spec.rewriting.language else ""
        name = f"{spec.stem}{language}.{kind.value}"
        lines = tuple(self._state.lines.values())
        order = WriteSubtitles(job_id=spec.job_id, file=read.file, read=read.read, lines=lines, format=kind)
        return name, await self._runner.run_activity(
            "subtitles", SubtitleActivities.write, order, resource="store", options=policies.LIGHT
        )

    async def _rewrite(self, position: int, read: SubtitlesRead, window: asyncio.Semaphore) -> None:
        state, item = self._state, f"window-{position + 1:04}"
        if position in state.lines:
            return
        reservation = Reservation(state, self._runner)

        async def reserve() -> None:
            cost = self._prices.cost(read.most[position])
            await reservation.renew(cost, most=2 * cost)

        async def rewrite(options: Options) -> WindowRewritten:
            assert self._writer is not None, "lines are rewritten by a model"
            order = RewriteWindow(
                job_id=self._spec.job_id,
                item=item,
                read=read.read,
                position=position,
                rewriting=self._spec.rewriting,
                writer=self._writer,
                allowance=reservation.allowance(self._prices),
            )
            call = workflow.execute_activity_method(
                RewritingActivities.rewrite_window,
                order,
                task_queue=vendor_queue(ProviderRole.WRITER, self._writer.vendor),
                activity_id=item,
                **options,
            )
            return await reservation.count_if_failed(call)

        made = await self._runner.run(
            item,
            rewrite,
            resource=self._spec.writer.vendor if self._spec.writer else "",
            options=self._runner.paid(policies.WRITING),
            window=window,
            reserve=reserve,
            release=reservation.settle,
        )
        if made is None:
            raise RuntimeError(f"{item} ended without a result")
        state.rewrote(
            position,
            made.lines,
            usage=made.usage,
            failed=made.failed,
            changed=made.changed,
            kept=made.kept,
            again=made.asked_again,
        )
        reservation.settle()
        self._publisher.publish()

    def _enter_writing(self) -> None:
        self._state.entered(WRITING)
        self._publisher.publish()

    @property
    def _prices(self) -> Prices:
        writer = self._writer
        return Prices(
            usd_per_million_input=writer.usd_per_million_input if writer else 0.0,
            usd_per_million_output=writer.usd_per_million_output if writer else 0.0,
        )
