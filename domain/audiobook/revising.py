"""Revisions: an edit of one chapter of a finished book becomes the book's next version, made by a job of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from domain.access import Caller
from domain.artifacts.documents import Documents, reference_of
from domain.artifacts.ports import Blobs, Names
from domain.audiobook.correcting import check_language, corrected
from domain.audiobook.kind import outputs_of, start_audiobook
from domain.audiobook.spec import BOOK_REVISION, Audiobook, AudiobookSpec, ChapterMade, GivenBook
from domain.audiobook.state import BookDetails
from domain.errors import Refused
from domain.jobs.kind import JobKind, JobOutput, NewJob
from domain.jobs.ports import Jobs
from domain.jobs.progress import Progress
from domain.jobs.record import JobRecord
from domain.jobs.revising import RevisionPorts, Revisions
from domain.jobs.runs import StartJob
from domain.jobs.specs import spec_of
from domain.jobs.standing import JobSnapshot
from domain.jobs.status import JobStatus
from domain.jobs.submitting import Submitted
from domain.jobs.versions import Versions
from domain.money import speech_cost
from domain.retrieve.source import Corpus
from domain.script.document import ScriptDocument, script_document
from domain.script.editing import EditedScript, ScriptEdit, edited_script
from domain.script.frozen import FrozenSegment
from domain.script.model import Outline, PlannedSegment
from domain.tts.cast import cast_speakers
from domain.tts.request import MOST_SPEAKERS, SpeakerRequest, compared_name
from domain.tts.speaker import Speaker
from domain.value import Body
from domain.vendors.ports import Providers
from domain.vendors.serving import Serving

MOST_VOICES = 20
"""Of a book with all its revisions."""


class ChapterEdit(ScriptEdit):
    """The script of a chapter, whose turns are its passages. `speakers`: others, who may say some of them."""

    speakers: Annotated[tuple[SpeakerRequest, ...], Field(max_length=MOST_SPEAKERS)] = ()


class BookRevisionRequest(Body):
    """`characters`: of the passages that were changed, by speaker; `speakers`: all who are heard in the book."""

    job_id: str
    given: GivenBook
    speakers: tuple[Speaker, ...]
    characters: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class ShownChapter:
    """`document` is what `GET …/script` answers; `base` the version that is served."""

    document: ScriptDocument
    base: Audiobook
    made: ChapterMade
    segment: FrozenSegment

    def edited(self, edit: ScriptEdit, *, speakers: Sequence[str]) -> EditedScript:
        """Raises Refused. The title of the book, and of the chapter, are not part of the script."""
        document, outline = self.document, edit.outline
        if edit.title not in (None, document.title):
            raise Refused("read_only", "'title' cannot be changed here: leave it out.", loc=("title",))
        if outline is not None and [each.title for each in outline.segments] != [self.made.title]:
            raise Refused("read_only", "'outline' cannot be changed here: leave it out.", loc=("outline",))
        return edited_script(
            edit.model_copy(update={"outline": None}),
            shown=document,
            outline=_outline(self.base, self.made),
            corpus=_corpus(self.base),
            segments=[self.segment],
            speakers=speakers,
            flags_stay=True,
        )


class BookRevisionKind(JobKind[BookRevisionRequest, AudiobookSpec]):
    """A revision is an audiobook of which all is given but what was edited; its result becomes that of the book."""

    name, collection, spec_model = BOOK_REVISION, "book-revisions", AudiobookSpec

    def __init__(self, *, jobs: Jobs, blobs: Blobs, names: Names, versions: Versions) -> None:
        self._jobs, self._blobs, self._names, self._versions = jobs, blobs, names, versions

    async def resolve(self, request: BookRevisionRequest, *, job_id: str, caller: Caller) -> NewJob[AudiobookSpec]:
        record = await self._jobs.get(request.job_id, owner=caller.owner)
        if record is None:
            raise Refused("not_found", "The audiobook was deleted meanwhile.", status=404)
        spec = await spec_of(self._blobs, self._names, record.job.id, record.job.attempt, AudiobookSpec)
        if spec is None:
            raise Refused("request_lost", "Its request is no longer among the artifacts.", status=409)
        base, prices = request.given.base, {each.name: each.usd_per_1000_characters for each in request.speakers}
        given = reference_of(request.given)
        revised = spec.model_copy(
            update={
                "job_id": job_id,
                "attempt": 1,
                "title": base.title,
                "author": base.author,
                "language": base.language,
                "speakers": request.speakers,
                "estimated_cost_usd": sum(
                    speech_cost(count, usd_per_1000_characters=prices[name])
                    for name, count in request.characters.items()
                ),
                "version": await self._versions.claim(record, job_id),
                "revises": record.job.id,
                "given": given,
            }
        )
        return NewJob(
            spec=revised,
            title=base.title,
            attributes={"audiobook_id": record.job.id, "version": revised.version},
            characters=sum(request.characters.values()),
            documents=[request.given],
            sources={"given": given},
        )

    def start(self, spec: AudiobookSpec, *, job_id: str) -> StartJob:
        return start_audiobook(spec, kind=self.name, job_id=job_id)

    async def next_attempt(self, spec: AudiobookSpec, *, job_id: str) -> AudiobookSpec:
        """Raises Refused when there is no book any more that could serve it."""
        if spec.revises is None or await self._jobs.get(spec.revises) is None:
            raise Refused("audiobook_deleted", "The audiobook that it is a version of was deleted.", status=409)
        return await corrected(self._blobs, self._names, spec)

    def step_details(self, progress: Progress) -> BookDetails:
        return BookDetails.model_validate(progress.details)

    def outputs(self, result: str) -> Sequence[JobOutput]:
        return outputs_of(result)


class BookRevisions(Revisions[BookRevisionRequest, AudiobookSpec]):
    """Revisions of books, and the scripts of their chapters."""

    def __init__(
        self,
        submitting: RevisionPorts,
        *,
        kind: BookRevisionKind,
        providers: Providers,
        blobs: Blobs,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(submitting, kind=kind)
        self._providers, self._documents, self._clock = providers, Documents(blobs), clock

    async def shown(self, snapshot: JobSnapshot, n: int) -> ShownChapter:
        """The script of chapter `n`, of the version that is served.

        Raises:
            Refused: 409 `not_ready`, or `not_revisable` for a book of an older version; 404 `chapter_not_made`.
        """
        outcome = snapshot.record.outcome
        if outcome is None or outcome.status is not JobStatus.COMPLETED:
            message = f"It is {snapshot.status.value}; a chapter is edited once the book is done."
            raise Refused("not_ready", message, status=409)
        base = Audiobook.model_validate_json(outcome.result)
        if base.book is None:
            message = "It was made before books could be revised. Make it again: what was spoken is reused."
            raise Refused("not_revisable", message, status=409)
        made = next((each for each in base.chapters if each.n == n), None)
        if made is None:
            raise Refused("chapter_not_made", f"Chapter {n} was not spoken.", status=404)
        frozen = await self._documents.read(made.segment, FrozenSegment)
        turns = [each.turn.model_copy(update={"segment": 0}) for each in frozen.turns]
        segment = frozen.model_copy(
            update={
                "index": 0,
                "turns": tuple(
                    each.model_copy(update={"turn": turn}) for each, turn in zip(frozen.turns, turns, strict=True)
                ),
            }
        )
        document = script_document(
            version=base.version,
            language=base.language,
            outline=_outline(base, made),
            turns=turns,
            corpus=_corpus(base),
            minutes=made.seconds / 60,
        )
        return ShownChapter(document=document, base=base, made=made, segment=segment)

    async def edit(
        self, record: JobRecord, shown: ShownChapter, edit: ChapterEdit, *, caller: Caller, key: str | None
    ) -> Submitted:
        """Raises Refused: the field at fault, `unchanged`; and what `submit` raises."""
        speakers = (*shown.base.speakers, *await self._further(edit.speakers, shown.base))
        edited = shown.edited(edit, speakers=[each.name for each in speakers])
        (draft,) = edited.drafts
        if not edited.changed and len(draft.turns) == len(shown.segment.turns):
            raise Refused("unchanged", "Nothing was changed, so there is nothing to make.", loc=("turns",))
        n = shown.made.n
        draft = draft.model_copy(update={"index": n, "title": shown.made.title})
        given = GivenBook(base=shown.base, drafts={n: await self._documents.put(draft)})
        request = BookRevisionRequest(
            job_id=record.job.id, given=given, speakers=speakers, characters=edited.characters
        )
        return await self.submit(record, request, caller=caller, key=key)

    async def _further(self, wanted: Sequence[SpeakerRequest], base: Audiobook) -> tuple[Speaker, ...]:
        """Speakers that the book does not have yet. Raises Refused."""
        if not wanted:
            return ()
        known = {compared_name(each.name) for each in base.speakers}
        for at, each in enumerate(wanted):
            if compared_name(each.name) in known:
                message = f"The book has a speaker called {each.name!r}: give this one another name."
                raise Refused("name_taken", message, loc=("speakers", at, "name"))
            known.add(compared_name(each.name))
        if len(known) > MOST_VOICES:
            raise Refused("too_many_speakers", f"A book has at most {MOST_VOICES} speakers.", loc=("speakers",))
        speakers, _, _ = cast_speakers(wanted, Serving(await self._providers.all(), now=self._clock()))
        check_language(base.language, speakers, loc=("speakers",))
        return speakers


def _outline(base: Audiobook, made: ChapterMade) -> Outline:
    return Outline(title=base.title, segments=(PlannedSegment(title=made.title, words=0),))


def _corpus(base: Audiobook) -> Corpus:
    return Corpus(sources=(), passages=(), language=base.language)
