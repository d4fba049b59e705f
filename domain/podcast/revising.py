"""Revisions: an edit of a finished podcast's script becomes its next version, made by a job of its own."""

from collections.abc import Sequence

from domain.access import Caller
from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs, Names
from domain.errors import Refused
from domain.jobs.kind import JobKind, JobOutput, NewJob
from domain.jobs.ports import Jobs
from domain.jobs.progress import Progress
from domain.jobs.record import JobRecord
from domain.jobs.revising import RevisionPorts, Revisions
from domain.jobs.runs import StartJob
from domain.jobs.submitting import Submitted
from domain.jobs.versions import Versions
from domain.money import speech_cost
from domain.podcast.amending import amended, spec_now
from domain.podcast.details import StepDetails, details_of
from domain.podcast.given import GivenScript
from domain.podcast.kind import PodcastAttributes, start_podcast
from domain.podcast.result import Episode
from domain.podcast.shown import ShownScript
from domain.podcast.spec import PodcastSpec
from domain.script.editing import EditedScript
from domain.value import Body

REVISION = "revision"


class RevisionAttributes(PodcastAttributes):
    """The attributes of a revision's row: the podcast, and which version of it this becomes."""

    podcast_id: str
    version: int


class RevisionRequest(Body):
    """A podcast, and the script of its next version. `characters`: of the turns that were changed, by speaker."""

    podcast_id: str
    script: GivenScript
    characters: dict[str, int]


class RevisionKind(JobKind[RevisionRequest, PodcastSpec]):
    """A revision is a podcast whose script is given; its result becomes that of the podcast."""

    name = REVISION
    collection = "revisions"
    spec_model = PodcastSpec

    def __init__(self, *, jobs: Jobs, blobs: Blobs, names: Names, versions: Versions) -> None:
        self._jobs, self._blobs, self._names, self._versions = jobs, blobs, names, versions

    async def resolve(self, request: RevisionRequest, *, job_id: str, caller: Caller) -> NewJob[PodcastSpec]:
        record = await self._jobs.get(request.podcast_id, owner=caller.owner)
        if record is None:
            raise Refused("not_found", "The podcast was deleted meanwhile.", status=404)
        spec = await spec_now(self._blobs, self._names, record)
        cost = sum(
            speech_cost(request.characters.get(each.name, 0), usd_per_1000_characters=each.usd_per_1000_characters)
            for each in spec.voices
        )
        revised = spec.model_copy(
            update={
                "podcast_id": job_id,
                "attempt": 1,
                "version": await self._versions.claim(record, job_id),
                "title": request.script.title,
                "language": request.script.language,
                "speakers": spec.voices,
                "cast": (),
                "estimated_cost_usd": cost,
                "given": request.script,
                "read": details_of(record.outcome.progress).sources if record.outcome is not None else spec.read,
                "revises": record.job.id,
                "review": False,
            }
        )
        return NewJob(
            spec=revised,
            title=request.script.title,
            attributes=RevisionAttributes(
                duration_minutes=spec.minutes, podcast_id=record.job.id, version=revised.version
            ).model_dump(),
            characters=sum(request.characters.values()),
        )

    def start(self, spec: PodcastSpec, *, job_id: str) -> StartJob:
        return start_podcast(spec, kind=REVISION)

    async def next_attempt(self, spec: PodcastSpec, *, job_id: str) -> PodcastSpec:
        """Raises Refused when there is no podcast any more that could serve it."""
        if spec.revises is None or await self._jobs.get(spec.revises) is None:
            raise Refused("podcast_deleted", "The podcast that it is a version of was deleted.", status=409)
        return await amended(self._blobs, self._names, spec)

    def step_details(self, progress: Progress) -> StepDetails:
        return StepDetails.model_validate(progress.details)

    def outputs(self, result: str) -> Sequence[JobOutput]:
        return [JobOutput(name=name, artifact=ref) for name, ref in Episode.model_validate_json(result).files.items()]


class PodcastRevisions(Revisions[RevisionRequest, PodcastSpec]):
    """Revisions of podcasts: what an edited script is checked against, and stored as."""

    def __init__(self, submitting: RevisionPorts, *, kind: RevisionKind, blobs: Blobs, names: Names) -> None:
        super().__init__(submitting, kind=kind)
        self._blobs, self._names, self._documents = blobs, names, Documents(blobs)

    async def speakers(self, record: JobRecord) -> tuple[str, ...]:
        """Names of those who may say something in it."""
        return tuple(each.name for each in (await spec_now(self._blobs, self._names, record)).voices)

    async def edit(
        self, record: JobRecord, shown: ShownScript, edited: EditedScript, *, caller: Caller, key: str | None
    ) -> Submitted:
        """Raises what `submit` raises."""
        request = RevisionRequest(
            podcast_id=record.job.id,
            script=await self.given(shown, edited),
            characters=edited.characters,
        )
        return await self.submit(record, request, caller=caller, key=key)

    async def given(self, shown: ShownScript, edited: EditedScript) -> GivenScript:
        return GivenScript(
            title=edited.outline.title,
            language=shown.document.language,
            outline=await self._documents.put(edited.outline),
            corpus=shown.corpus_ref or await self._documents.put(shown.corpus),
            drafts=tuple([await self._documents.put(draft) for draft in edited.drafts]),
            words=sum(len(turn.text.split()) for draft in edited.drafts for turn in draft.turns),
        )
