"""Combine: lays every clip on the timeline, renders one MP3, and writes the captions from the same timeline."""

from temporalio import activity

from activities.clips import ClipsMissing, SpokenClips
from activities.runtime.copies import scratch_folder
from activities.runtime.heartbeats import progress_reporter
from activities.runtime.steps import get_or_make
from domain.artifacts.documents import Documents
from domain.artifacts.ledger import Ledger
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.combine.captions import TranscriptFormat, chapters, transcript
from domain.combine.ports import EpisodeRenderer, Tags
from domain.combine.references import Reference
from domain.combine.timeline import SAMPLE_RATE, SpokenTurn, Timeline, build_timeline
from domain.podcast.result import Episode
from domain.progress import OnProgress
from domain.retrieve.source import Corpus
from domain.script.document import Locate, ScriptDocument, ScriptReference, script_document
from domain.script.frozen import FrozenSegment, FrozenTurn
from domain.script.model import Outline
from domain.script.opening import titled
from domain.tts.clip import Clip
from domain.tts.speaker import Role, Speaker
from domain.value import Value


class CombineEpisode(Value):
    """`segments`: all frozen segments in order; `skipped`: indices of turns left out on purpose."""

    podcast_id: str
    title: str
    language: str
    version: int
    minutes: float
    speakers: tuple[Speaker, ...]
    outline: ArtifactRef
    corpus: ArtifactRef
    segments: tuple[ArtifactRef, ...]
    skipped: tuple[int, ...] = ()


class Combined(Value):
    """The episode, or the indices of turns whose clips are gone from the artifacts and have to be spoken again."""

    episode: Episode | None = None
    missing: tuple[int, ...] = ()


class CombineActivities:
    """Renders in constant memory: clips are read one by one."""

    def __init__(
        self,
        *,
        renderer: EpisodeRenderer,
        ledger: Ledger,
        blobs: Blobs,
        names: Names,
        locate: Locate | None = None,
    ) -> None:
        self._renderer, self._ledger, self._blobs, self._names = renderer, ledger, blobs, names
        self._locate = locate
        self._documents = Documents(blobs)

    @activity.defn(name="combine.render_episode")
    async def render_episode(self, order: CombineEpisode) -> Combined:
        on_progress = progress_reporter()
        try:
            made, _ = await get_or_make(
                self._names,
                self._blobs,
                order.podcast_id,
                "episode",
                order=order,
                make=lambda: self._render(order, on_progress),
                model=Episode,
            )
        except ClipsMissing as gone:
            return Combined(missing=gone.turns)
        return Combined(episode=made)

    async def _render(self, order: CombineEpisode, on_progress: OnProgress) -> Episode:
        segments = [await self._documents.read(ref, FrozenSegment) for ref in order.segments]
        skipped = set(order.skipped)
        turns = [turn for segment in segments for turn in segment.turns if turn.turn.index not in skipped]
        clips = await SpokenClips.of(turns, ledger=self._ledger, blobs=self._blobs)
        roles = {speaker.name: speaker.role for speaker in order.speakers}
        timeline = build_timeline(
            [_spoken(turn, clip, roles[turn.turn.speaker]) for turn, clip in zip(turns, clips.clips, strict=True)]
        )
        titles = [segment.title for segment in segments]

        with scratch_folder() as folder:
            to = folder / "episode.mp3"
            rendered = await self._renderer.render(
                timeline,
                read_clip=clips.read,
                tags=_tags(order.title, timeline, titles),
                to=to,
                on_progress=on_progress,
            )
            mp3 = await self._blobs.put_file(to, media_type="audio/mpeg")
        script = script_document(
            version=order.version,
            language=order.language,
            outline=titled(await self._documents.read(order.outline, Outline), segments),
            turns=[turn.turn for turn in turns],
            corpus=await self._documents.read(order.corpus, Corpus),
            minutes=rendered.seconds / 60,
            locate=self._locate,
        )
        return Episode(
            title=order.title,
            seconds=rendered.seconds,
            loudness_lufs=rendered.loudness_lufs,
            true_peak_dbtp=rendered.true_peak_dbtp,
            audio={"mp3": mp3},
            transcripts=await self._transcripts(timeline, order.title, titles, script),
            script=await self._documents.put(script),
            timeline=await self._documents.put(timeline),
            version=order.version,
        )

    async def _transcripts(
        self, timeline: Timeline, title: str, titles: list[str], script: ScriptDocument
    ) -> dict[str, ArtifactRef]:
        references = {turn.index: [_reference(one) for one in turn.references] for turn in script.turns}
        written: dict[str, ArtifactRef] = {}
        for kind in TranscriptFormat:
            text = transcript(timeline, kind, title=title, segment_titles=titles, references=references)
            written[kind] = await self._blobs.put(text.encode(), media_type=kind.media_type)
        return written


def _spoken(frozen: FrozenTurn, clip: Clip, role: Role) -> SpokenTurn:
    turn = frozen.turn
    return SpokenTurn(
        index=turn.index,
        segment=turn.segment,
        speaker=turn.speaker,
        role=role,
        text=turn.text,
        samples=clip.measure.samples_at(SAMPLE_RATE),
        loudness_lufs=clip.measure.loudness_lufs,
    )


def _reference(one: ScriptReference) -> Reference:
    return Reference(passage=one.passage, source=one.source, place=one.place, words=one.words)


def _tags(title: str, timeline: Timeline, titles: list[str]) -> Tags:
    return Tags(title=title, comment="Made by Podwright from its sources", chapters=chapters(timeline, titles))
