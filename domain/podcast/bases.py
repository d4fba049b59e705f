"""The podcast that another one is based on: its request, its sources as they were read, and its script."""

import json
from dataclasses import dataclass

from domain.artifacts.documents import Documents
from domain.artifacts.ports import ArtifactMissing, Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.errors import Refused
from domain.jobs.ports import Jobs
from domain.jobs.record import JobRecord
from domain.jobs.standing import JobSnapshot, StatusReader, ended_snapshot
from domain.jobs.versions import Versions
from domain.podcast.amending import spec_now
from domain.podcast.based_on import BasedOn, Reuse
from domain.podcast.details import PodcastDetails, details_of
from domain.podcast.given import GivenSource
from domain.podcast.reading import ScriptReader
from domain.podcast.result import episode_of
from domain.podcast.spec import PODCAST, PodcastSpec
from domain.retrieve.source import Corpus, SourceRef, SourceSummary
from domain.retrieve.sources import SourceFacts
from domain.script.editing import drafts_of
from domain.script.model import Outline, PlannedSegment, SegmentDraft
from domain.tts.spoken.lexicon import Lexicon

_LOC = ("based_on", "podcast_id")


@dataclass(frozen=True, kw_only=True)
class KeptScript:
    """A whole script, ready to be frozen again. `corpus`: the passages that it cites, stored unless it is a Corpus."""

    outline: Outline
    language: str
    corpus: ArtifactRef | Corpus
    drafts: tuple[SegmentDraft, ...]


@dataclass(frozen=True, kw_only=True)
class Base:
    """`spec`: as its resumes left it. `read` and `sources`: its sources, in the same order. `script`: when it is what
    is reused."""

    based_on: BasedOn
    spec: PodcastSpec
    lexicon: Lexicon | None
    read: tuple[GivenSource, ...]
    sources: tuple[SourceFacts, ...]
    script: KeptScript | None


class Bases:
    def __init__(self, *, jobs: Jobs, blobs: Blobs, names: Names, status: StatusReader, scripts: ScriptReader) -> None:
        self._jobs, self._blobs, self._names = jobs, blobs, names
        self._status, self._scripts = status, scripts
        self._documents, self._versions = Documents(blobs), Versions(jobs=jobs, names=names)

    async def of(self, based_on: BasedOn, *, owner: str) -> Base:
        """One that was deleted, or is another owner's, is as one that never was. Raises Refused, with the field."""
        if based_on.version is not None and based_on.reuse is not Reuse.SCRIPT:
            message = "Versions differ in their script alone: leave it out, or reuse the script."
            raise Refused("not_with_sources", message, loc=("based_on", "version"))
        record = await self._jobs.get(based_on.podcast_id, owner=owner)
        if record is None or record.job.kind != PODCAST:
            raise _not_found(based_on)
        try:
            return await self._base(based_on, record)
        except ArtifactMissing as error:  # it was deleted meanwhile, and swept
            raise _not_found(based_on) from error

    async def _base(self, based_on: BasedOn, record: JobRecord) -> Base:
        spec = await spec_now(self._blobs, self._names, record)
        snapshot = await self._snapshot(based_on, record)
        script = await self._script(snapshot) if based_on.reuse is Reuse.SCRIPT else None
        details = details_of(snapshot.progress)
        if details.corpus is None and script is None:
            raise _not_ready(snapshot, "Its sources are not read yet.")
        read, sources = await self._read(spec, details)
        return Base(
            based_on=based_on,
            spec=spec,
            lexicon=None if spec.lexicon is None else await self._documents.read(spec.lexicon, Lexicon),
            read=read,
            sources=sources,
            script=script,
        )

    async def _snapshot(self, based_on: BasedOn, record: JobRecord) -> JobSnapshot:
        """As it stands, or at the version that was named."""
        if based_on.version is None:
            return await self._status.of(record)
        finished = await self._versions.finished(record)
        version = next((each for each in finished if each.version == based_on.version), None)
        if version is None or record.outcome is None:
            message = f"It has no finished version {based_on.version}."
            raise Refused("version_not_found", message, loc=("based_on", "version"))
        progress = record.outcome.progress.model_copy(update={"details": version.details})
        served = record.outcome.model_copy(update={"progress": progress, "result": json.dumps(version.result)})
        return ended_snapshot(record.model_copy(update={"outcome": served}))

    async def _script(self, snapshot: JobSnapshot) -> KeptScript:
        """Raises Refused until the whole of it is written."""
        details = details_of(snapshot.progress)
        if episode_of(snapshot.record) is None and (details.total_turns is None or not details.segments):
            raise _not_ready(snapshot, "Its script is not written yet.")
        shown = await self._scripts.shown(snapshot)
        said = {turn.id for turn in shown.document.turns}
        kept: list[SegmentDraft] = []
        outlined, planned = shown.outline.segments, list[PlannedSegment]()
        for at, draft in enumerate(drafts_of(shown.segments)):
            turns = tuple(turn for turn in draft.turns if turn.id in said)
            if turns:  # all of a segment's turns may have been skipped
                kept.append(draft.model_copy(update={"index": len(kept), "turns": turns}))
                planned.append(outlined[at] if at < len(outlined) else PlannedSegment(title=draft.title, words=0))
        if not kept:
            raise _not_ready(snapshot, "Nothing of its script was spoken.")
        return KeptScript(
            outline=shown.outline.model_copy(update={"segments": tuple(planned), "drafts": ()}),
            language=shown.document.language,
            corpus=shown.corpus_ref or shown.corpus,
            drafts=tuple(kept),
        )

    async def _read(
        self, spec: PodcastSpec, details: PodcastDetails
    ) -> tuple[tuple[GivenSource, ...], tuple[SourceFacts, ...]]:
        """Podcasts from before that was recorded know the passages that were chosen, and those alone."""
        read = details.sources
        if read:
            refs = spec.sources if spec.read else tuple(_ref(spec, each.summary.index) for each in read)
            return read, tuple(_facts(ref, each.summary) for ref, each in zip(refs, read, strict=True))
        if details.corpus is None:
            return (), tuple(SourceFacts(ref=ref) for ref in spec.sources)
        corpus = await self._documents.read(details.corpus, Corpus)
        title = corpus.sources[0].title if corpus.sources else spec.title or ""
        whole = SourceSummary(index=1, title=title, language=corpus.language, words=corpus.words)
        of_first = _facts(spec.sources[0], whole)
        return (GivenSource(summary=whole, passages=details.corpus),), (of_first,)


def _ref(spec: PodcastSpec, index: int) -> SourceRef:
    answer = spec.answers.get(index)
    return (answer.instead if answer is not None else None) or spec.sources[index - 1]


def _facts(ref: SourceRef, summary: SourceSummary) -> SourceFacts:
    return SourceFacts(ref=ref, words=summary.words, language=None if summary.language == "und" else summary.language)


def _not_found(based_on: BasedOn) -> Refused:
    return Refused("podcast_not_found", f"No podcast has the id {based_on.podcast_id!r}.", loc=_LOC, status=404)


def _not_ready(snapshot: JobSnapshot, why: str) -> Refused:
    away = " Its worker does not answer at the moment." if snapshot.stale_since is not None else ""
    return Refused("not_ready", f"It is {snapshot.status.value}. {why}{away}", loc=_LOC, status=409)
