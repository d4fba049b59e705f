"""An installation to clean: artifacts in a folder, a catalog, a clock that tests move, podcasts as made."""

import os
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.artifacts.inventory import ObstoreInventory
from adapters.artifacts.obstore import ObstoreArtifacts
from adapters.catalog.catalog import Catalog
from domain.artifacts.ledger import Ledger, LedgerKind
from domain.artifacts.reference import ArtifactRef
from domain.jobs.progress import Progress
from domain.jobs.record import Job, Outcome
from domain.jobs.records import store_job, store_outcome
from domain.jobs.status import JobStatus
from domain.podcast.details import PodcastDetails
from domain.podcast.result import Episode
from domain.script.freezing import freeze_segment
from domain.script.frozen import FrozenSegment
from domain.script.model import DraftTurn, SegmentDraft
from domain.tts.clip import Clip, ClipMeasure
from domain.tts.speaker import Role, Speaker
from domain.upkeep.retention import Retention, SweepReport
from domain.upkeep.sweeping import Sweeper
from domain.value import Value

SPEAKER = Speaker(
    name="HOST",
    role=Role.HOST,
    vendor="fake",
    model="buzz",
    engine="in-process/1",
    voice="anna",
    words_per_minute=150,
    maximum_characters=4000,
)


class Clock:
    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def pass_by(self, **time: float) -> None:
        self.ahead += timedelta(**time)


@dataclass
class UpkeepHarness:
    url: str
    catalog: Catalog
    clock: Clock
    retention: Retention = field(default_factory=Retention)
    between: Callable[[str], Awaitable[None]] | None = None
    """Called with what the sweep says that it does; to do something meanwhile, or to kill it."""

    artifacts: ObstoreArtifacts = field(init=False)
    inventory: ObstoreInventory = field(init=False)

    def __post_init__(self) -> None:
        self.artifacts, self.inventory = ObstoreArtifacts(self.url), ObstoreInventory(self.url)

    @property
    def folder(self) -> Path:
        return Path(self.url.removeprefix("file://"))

    def age(self, *, days: float) -> None:
        """Dates all objects of the store back, as if they had been written then."""
        then = time.time() - days * 86400
        for path in self.folder.rglob("*"):
            if path.is_file():
                os.utime(path, (then, then))

    async def sweep(self, *, dry_run: bool = False, who: str = "test") -> SweepReport:
        async def on_progress(word: str) -> None:
            if self.between is not None:
                await self.between(word)

        return await Sweeper(
            blobs=self.artifacts,
            names=self.artifacts,
            inventory=self.inventory,
            live_jobs=self.catalog.live_jobs,
            locks=self.catalog.locks,
            jobs=self.catalog.jobs,
            retention=self.retention,
            clock=self.clock,
        ).sweep(who=who, dry_run=dry_run, on_progress=on_progress)

    async def put(self, value: Value) -> ArtifactRef:
        return await self.artifacts.put(value.model_dump_json().encode(), media_type="application/json")

    async def name(self, name: str, ref: ArtifactRef) -> None:
        await self.artifacts.create(name, ref.model_dump_json().encode())

    async def segment(self, *texts: str, maximum: int = 4000) -> FrozenSegment:
        turns = tuple(DraftTurn(speaker="HOST", text=text) for text in texts)
        speaker = SPEAKER.model_copy(update={"maximum_characters": maximum})
        draft = SegmentDraft(index=0, title="Bread", turns=turns)
        return freeze_segment(draft, first_index=1, language="en", speakers=(speaker,))

    async def use(self, podcast_id: str, frozen: FrozenSegment) -> ArtifactRef:
        """As freezing does."""
        ref = await self.put(frozen)
        await self.name(f"podcasts/{podcast_id}/uses/{ref.sha256}", ref)
        return ref

    async def speak(self, frozen: FrozenSegment) -> list[Clip]:
        clips: list[Clip] = []
        for turn in frozen.turns:
            audio = await self.artifacts.put(b"RIFF" + turn.key.encode(), media_type="audio/wav")
            clip = Clip(audio=audio, measure=ClipMeasure(samples=1, sample_rate=44100, loudness_lufs=-20), characters=9)
            clips.append(await Ledger(self.artifacts).keep(LedgerKind.CLIP, turn.key, clip))
        return clips

    async def submit(self, **changes: object) -> Job:
        """The row, the job's name and a source of its own."""
        job = Job(id=uuid.uuid4().hex[:24], title="Bread", created_at=self.clock()).model_copy(update=changes)
        source = await self.artifacts.put(f"Source of {job.id}".encode(), media_type="text/plain")
        await self.name(f"podcasts/{job.id}/v1/a1/source-1", source)
        await self.catalog.jobs.create(job)
        await store_job(self.artifacts, job)
        await self.catalog.jobs.begin(job.id, attempt=job.attempt, started=True)
        return job

    async def finish(self, job: Job, *segments: ArtifactRef, status: JobStatus = JobStatus.COMPLETED) -> Episode:
        async def made(what: str, media_type: str) -> ArtifactRef:
            return await self.artifacts.put(f"{what} of {job.id}".encode(), media_type=media_type)

        episode = Episode(
            title="Bread",
            seconds=60,
            loudness_lufs=-16,
            true_peak_dbtp=-1.5,
            audio={"mp3": await made("audio", "audio/mpeg")},
            transcripts={"vtt": await made("words", "text/vtt")},
            script=await made("{}", "application/json"),
            timeline=await made("[]", "application/json"),
        )
        for name, ref in (*episode.audio.items(), *episode.transcripts.items()):
            await self.name(f"podcasts/{job.id}/v1/a{job.attempt}/episode.{name}", ref)
        details = PodcastDetails(segments=segments).model_dump(mode="json")
        progress = Progress(status=status, attempt=job.attempt, rev=7, title="Bread", details=details)
        outcome = Outcome(
            status=status,
            attempt=job.attempt,
            run_id=f"run-{job.attempt}",
            progress=progress,
            result=episode.model_dump_json(),
            ended_at=self.clock(),
        )
        assert await self.catalog.jobs.end(job.id, outcome)
        await store_outcome(self.artifacts, self.catalog.jobs, job.id)
        return episode

    async def podcast(self, *texts: str) -> tuple[Job, FrozenSegment, Episode]:
        """Made and done, one segment."""
        job, frozen = await self.submit(), await self.segment(*texts)
        ref = await self.use(job.id, frozen)
        await self.speak(frozen)
        return job, frozen, await self.finish(job, ref)

    async def clips_of(self, frozen: FrozenSegment) -> list[bool]:
        """Of each turn: is its clip there, record and bytes?"""
        there: list[bool] = []
        for turn in frozen.turns:
            clip = await Ledger(self.artifacts).find(LedgerKind.CLIP, turn.key, Clip)
            there.append(clip is not None and await self.artifacts.exists(clip.audio))
        return there

    async def whole(self, episode: Episode) -> bool:
        refs = (*episode.audio.values(), *episode.transcripts.values(), episode.script, episode.timeline)
        return all([await self.artifacts.exists(ref) for ref in refs])
