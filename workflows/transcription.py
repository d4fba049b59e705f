"""One transcription: its recording is recognised in pieces, and the words are joined."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.transcribe import TranscribeActivities, WriteTranscript
    from activities.transcription_changes import TranscriptionChanges
    from domain.artifacts.reference import ArtifactRef
    from domain.jobs.progress import Progress
    from domain.transcription.spec import TRANSCRIPTION, Transcription, TranscriptionSpec
    from domain.transcription.state import WRITING, TranscriptionState
    from workflows.jobs import policies
    from workflows.jobs.lifecycle import JobWorkflow
    from workflows.jobs.publishing import EventPublisher
    from workflows.jobs.recognition import Recognition


@workflow.defn(name="TranscriptionWorkflow")
class TranscriptionWorkflow(JobWorkflow):
    """Its id is the job's id. Ten hours are some hundred pieces, so that its history stays short."""

    kind = TRANSCRIPTION

    @workflow.init
    def __init__(self, spec: TranscriptionSpec) -> None:
        self._spec, self._state = spec, TranscriptionState.first(spec)
        self._prepare(self._state, EventPublisher(self._state), job_id=spec.job_id)
        self._recognition = Recognition(
            self._state,
            self._runner,
            self._publisher,
            job_id=spec.job_id,
            recognizer=spec.recognizer,
            ask=spec.ask,
        )

    @workflow.run
    async def run(self, spec: TranscriptionSpec) -> Progress:
        return await self._run()

    async def body(self) -> Transcription:
        spec, state = self._spec, self._state
        cut = await self._recognition.cut(spec.source)
        heard = await self._recognition.recognize(cut)
        state.entered(WRITING)
        self._publisher.publish()
        order = WriteTranscript(
            job_id=spec.job_id,
            title=spec.title or spec.stem,
            stem=spec.stem,
            pieces=cut.pieces,
            heard=heard,
            formats=spec.formats,
            recognizer=self._recognition.recognizer.name,
            language=spec.ask.language,
            estimated=not spec.recognizer.traits.word_times,
        )
        made = await self._runner.run_activity(
            "transcript", TranscribeActivities.write, order, resource="store", options=policies.LIGHT
        )
        state.written(words=made.words, language=made.language, notices=made.notices)
        return Transcription(files=made.files, language=made.language, words=made.words, seconds=cut.seconds)

    async def amend(self, change: ArtifactRef) -> None:
        read = await workflow.execute_activity_method(
            TranscriptionChanges.read_change, change, activity_id=f"change-{change.sha256[:12]}", **policies.AMENDING
        )
        self._recognition.recognizer = read.recognizer or self._recognition.recognizer
        self._state.corrected(budget_usd=read.budget_usd, recognizer=read.recognizer)
