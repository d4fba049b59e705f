"""One API over a real catalog and fakes of the rest, and what a worker would have left behind."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from fastapi import FastAPI

from adapters.artifacts.memory import MemoryArtifacts
from adapters.catalog.catalog import Catalog
from adapters.fake.outlines import FakeOutlines
from adapters.fake.runs import FakeRuns
from api.services import Services
from domain.artifacts.ledger import Ledger, LedgerKind
from domain.artifacts.reference import ArtifactRef
from domain.combine.timeline import Placed, Timeline
from domain.jobs.progress import Progress
from domain.jobs.record import Outcome
from domain.jobs.status import JobStatus
from domain.podcast.details import PodcastDetails
from domain.podcast.given import GivenSource
from domain.podcast.result import Episode
from domain.podcast.spec import PodcastSpec
from domain.retrieve.source import Block, BlockKind, Corpus, Passage, SourceSummary
from domain.script.document import script_document
from domain.script.freezing import freeze_segment
from domain.script.frozen import FrozenSegment
from domain.script.model import DraftTurn, Outline, PlannedSegment, SegmentDraft
from domain.tts.clip import Clip, ClipMeasure
from domain.tts.speaker import Role, Speaker
from domain.vendors.declarations import Announcement, ProviderRole, SpeechDeclaration, Voice, WriterDeclaration

TEXT = (
    "Bread rises because yeast eats sugar and breathes out carbon dioxide. The dough is a net of gluten that holds "
    "the gas. Salt slows the yeast down and makes the net stronger, and a cool night makes the flavour deeper. "
) * 8


class Clock:
    """Real time, moved on by tests."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def pass_by(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


@dataclass
class ApiHarness:
    """One API with everything around it."""

    app: FastAPI
    services: Services
    client: httpx2.AsyncClient
    engine: FakeRuns
    artifacts: MemoryArtifacts
    catalog: Catalog
    clock: Clock
    outlines: FakeOutlines

    @property
    def specs(self) -> list[PodcastSpec]:
        """What the engine was asked to start, in order."""
        return [start.spec for start in self.engine.starts if isinstance(start.spec, PodcastSpec)]

    async def announce(self, *, vendor: str = "local", local: bool = True, seen_at: datetime | None = None) -> None:
        seen = seen_at or self.clock()
        languages = ("en",) if local else ()
        await self.catalog.providers.announce(
            Announcement(
                vendor=vendor,
                role=ProviderRole.WRITER,
                writer=WriterDeclaration(
                    models=("extractive",) if local else ("large", "small"),
                    languages=languages,
                    input_tokens=200_000,
                    usd_per_million_input=0 if local else 1.0,
                    usd_per_million_output=0 if local else 4.0,
                ),
                slots=4,
                default=local,
                why="no key is set" if local else "",
                local=local,
                seen_at=seen,
            )
        )
        await self.catalog.providers.announce(
            Announcement(
                vendor=vendor,
                role=ProviderRole.SPEECH,
                speech=SpeechDeclaration(
                    models=("neural",),
                    engine=f"{vendor} 1",
                    languages=languages,
                    voices=(Voice(id="anna", name="Anna"), Voice(id="ben", name="Ben", words_per_minute=140)),
                    any_voice=not local,
                    host_voice="anna",
                    expert_voice="ben",
                    minimum_speed=0.5,
                    maximum_speed=2.0,
                    usd_per_1000_characters=0 if local else 0.3,
                ),
                slots=2,
                default=local,
                why="no key is set" if local else "",
                local=local,
                seen_at=seen,
            )
        )

    async def submit(self, **fields: Any) -> dict[str, Any]:
        """A podcast that Temporal took."""
        answer = await self.client.post("/api/v1/podcasts", json={"sources": [text_source()], **fields})
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    async def freeze(self, *turns: tuple[str, str], first: int = 1, index: int = 0) -> ArtifactRef:
        draft = SegmentDraft(
            index=index,
            title=f"Part {index + 1}",
            turns=tuple(DraftTurn(speaker=speaker, text=text) for speaker, text in turns),
        )
        segment = freeze_segment(draft, first_index=first, language="en", speakers=SPEAKERS)
        return await self.artifacts.put(segment.model_dump_json().encode(), media_type="application/json")

    async def speak(self, segment: ArtifactRef, position: int, audio: bytes = b"RIFF a clip") -> None:
        turn = FrozenSegment.model_validate_json(await self.artifacts.read(segment)).turns[position]
        ref = await self.artifacts.put(audio, media_type="audio/wav")
        clip = Clip(audio=ref, measure=MEASURE, characters=len(turn.turn.text))
        await Ledger(self.artifacts).keep(LedgerKind.CLIP, turn.key, clip)

    async def _segment(self) -> ArtifactRef:
        segment = await self.freeze(("HOST", "Why does bread rise?"), ("EXPERT", "Because yeast breathes."))
        await self.speak(segment, 0)
        return segment

    async def generating(self, podcast_id: str, *, turn_states: str = "ds", **change: Any) -> ArtifactRef:
        """Two turns frozen, the first of them spoken."""
        segment = await self._segment()
        details = PodcastDetails(
            total_turns=2,
            estimated_turns=2,
            completed_turns=1,
            playable_turns=1,
            turn_states=turn_states,
            segments=(segment,),
        )
        progress = Progress(
            status=JobStatus.GENERATING,
            rev=7,
            percentage=55,
            step="generating_audio",
            details=details.model_dump(mode="json"),
            title="Bread",
            updated_at=self.clock(),
        )
        self.engine.tell(podcast_id, progress.model_copy(update=change))
        return segment

    async def _details(self, segment: ArtifactRef) -> PodcastDetails:
        """Of a finished podcast, with its one source as it was read."""
        summary = SourceSummary(index=1, title="Bread", words=300)
        block = Block(kind=BlockKind.PARAGRAPH, text=TEXT)
        corpus = Corpus(sources=(summary,), passages=(Passage(id="s1-p1", source=1, blocks=(block,)),))
        passages = await self.artifacts.put(corpus.model_dump_json().encode(), media_type="application/json")
        return PodcastDetails(
            total_turns=2,
            turn_states="dr",
            segments=(segment,),
            corpus=passages,
            sources=(GivenSource(summary=summary, passages=passages),),
        )

    async def complete(self, podcast_id: str, *, audio: bytes = b"ID3" + bytes(range(256)) * 40) -> Episode:
        """As the store activity leaves it."""
        segment = await self._segment()
        put = self.artifacts.put
        turns = [each.turn for each in FrozenSegment.model_validate_json(await self.artifacts.read(segment)).turns]
        timeline = Timeline(
            sample_rate=44_100,
            placed=tuple(
                Placed(
                    turn=turn.index,
                    segment=0,
                    speaker=turn.speaker,
                    text=turn.text,
                    start=at * 44_100,
                    samples=40_000,
                    gain_db=0,
                )
                for at, turn in enumerate(turns)
            ),
            total=3 * 44_100,
        )
        script = script_document(
            version=1,
            language="en",
            outline=Outline(title="Bread", segments=(PlannedSegment(title="Part 1", words=8),)),
            turns=turns,
            corpus=Corpus(sources=(), passages=()),
            minutes=0.1,
        )
        episode = Episode(
            title="Bread: “why it rises”",
            seconds=3.0,
            loudness_lufs=-16,
            true_peak_dbtp=-1.5,
            audio={"mp3": await put(audio, media_type="audio/mpeg")},
            transcripts={
                "vtt": await put(b"WEBVTT\n", media_type="text/vtt"),
                "txt": await put("HOST: Why? – “Bread”".encode(), media_type="text/plain"),
            },
            script=await put(script.model_dump_json().encode(), media_type="application/json"),
            timeline=await put(timeline.model_dump_json().encode(), media_type="application/json"),
        )
        for name, ref in {"episode.mp3": episode.audio["mp3"], "timeline.json": episode.timeline}.items():
            await self.artifacts.create(f"podcasts/{podcast_id}/v1/a1/{name}", ref.model_dump_json().encode())
        lengths = {"target_seconds": 6.0, "expected_seconds": 3.2, "seconds": episode.seconds}
        progress = Progress(
            status=JobStatus.COMPLETED,
            rev=20,
            percentage=100,
            step="storing_audio",
            details=(await self._details(segment)).model_copy(update=lengths).model_dump(mode="json"),
            title="Bread",
        )
        await self.catalog.jobs.end(
            podcast_id,
            Outcome(
                status=JobStatus.COMPLETED,
                attempt=1,
                run_id="run-1",
                progress=progress,
                result=episode.model_dump_json(),
                ended_at=self.clock(),
            ),
        )
        return episode


SPEAKERS = tuple(
    Speaker(
        name=name,
        role=role,
        vendor="local",
        model="neural",
        engine="local 1",
        voice=voice,
        words_per_minute=150,
        maximum_characters=4000,
        languages=("en",),
    )
    for name, role, voice in (("HOST", Role.HOST, "anna"), ("EXPERT", Role.EXPERT, "ben"))
)

MEASURE = ClipMeasure(samples=44_100, sample_rate=44_100, loudness_lufs=-20, voiced_seconds=0.8)


def text_source(text: str = TEXT) -> dict[str, str]:
    return {"type": "text", "text": text}


def problem(answer: httpx2.Response) -> dict[str, Any]:
    """The problem an answer is, checked for its form."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = json.loads(answer.text)
    assert {"type", "title", "status", "detail", "instance", "code"} <= body.keys()
    assert body["status"] == answer.status_code
    assert body["instance"] == answer.request.url.path
    return dict(body)
