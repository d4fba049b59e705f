"""The stages of a podcast. A segment's turns are spoken while the next segment is being written."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.combine import CombineActivities, Combined, CombineEpisode
    from activities.freeze import FreezeActivities, FreezeSegment
    from activities.retrieve import ChoosePassages, Chosen, ReadSource, RetrieveActivities, SourceRead
    from activities.script import OutlineMade, ScriptActivities, SegmentMade, WriteOutline, WriteSegment
    from domain.artifacts.reference import ArtifactRef
    from domain.errors import Fault
    from domain.podcast.messages import ScriptView
    from domain.podcast.result import Episode
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState, TurnState
    from workflows.jobs import policies, queues
    from workflows.jobs.gathering import gather_all
    from workflows.jobs.items import Call, ItemRunner, Reserve, cancel_quietly
    from workflows.jobs.policies import Options
    from workflows.jobs.reservation import Reservation
    from workflows.stages.speaking import Speaking

T = TypeVar("T")


class Pipeline:
    """Holds what one stage hands to the next. Every activity is run by the attendant, who waits and parks."""

    def __init__(self, spec: PodcastSpec, state: PodcastState, runner: ItemRunner, publish: Callable[[], None]) -> None:
        self._spec, self._state, self._runner, self._publish = spec, state, runner, publish
        self._speaking = Speaking(spec, state, runner, publish)
        self._corpus: Chosen | None = None
        self._outline: OutlineMade | None = None

    def script(self) -> ScriptView:
        return ScriptView(
            outline=self._outline.outline if self._outline else None,
            corpus=self._corpus.corpus if self._corpus else None,
            segments=tuple(self._state.segments),
        )

    async def amend(self, change: ArtifactRef) -> None:
        """Applies what a person mended."""
        await self._speaking.amend(change, language=self._asked().language)

    # -- retrieve --------------------------------------------------------------------------------------------------

    async def retrieve(self) -> None:
        spec = self._spec
        read = await gather_all([asyncio.create_task(self._read(n)) for n in range(1, len(spec.sources) + 1)])
        order = ChoosePassages(
            podcast_id=spec.podcast_id,
            title=spec.title,
            topic=spec.topic,
            language=spec.language,
            sources=tuple(read),
            writer=spec.writer,
            speakers=spec.speakers,
        )

        async def choose(options: Options) -> Chosen:
            return await workflow.execute_activity_method(
                RetrieveActivities.choose_passages, order, activity_id="choose-passages", **options
            )

        self._corpus = await self._done("choose-passages", choose, resource="retrieve", options=policies.LIGHT)
        self._state.passages_chosen(self._corpus.title, self._corpus.warnings)
        self._publish()

    async def _read(self, index: int) -> SourceRead:
        source, item = self._spec.sources[index - 1], f"source-{index:03}"
        order = ReadSource(podcast_id=self._spec.podcast_id, index=index, source=source)

        async def read(options: Options) -> SourceRead:
            return await workflow.execute_activity_method(
                RetrieveActivities.read_source, order, activity_id=item, summary=source.type, **options
            )

        done = await self._done(item, read, resource="retrieve", options=policies.LIGHT)
        self._state.source_read(done.warnings)
        self._publish()
        return done

    # -- script and tts, overlapping -------------------------------------------------------------------------------

    async def write_and_speak(self) -> None:
        """Writes segment after segment, and speaks each as soon as it is frozen. Every outcome is kept, then judged."""
        speaking: list[asyncio.Task[None]] = []
        try:
            await self._write(speaking)
            await gather_all(speaking)
        except (ActivityError, Fault) as error:
            if not is_cancelled_exception(error):
                # What is in flight may be paid for: let it arrive in the ledger, but start nothing more.
                self._runner.stop()
                await asyncio.gather(*speaking, return_exceptions=True)
            raise
        finally:
            for task in speaking:
                cancel_quietly(task)

    async def _write(self, speaking: list[asyncio.Task[None]]) -> None:
        spec, state = self._spec, self._state
        asked = self._asked()
        self._outline = outline = await self._write_outline(asked)
        drafts: list[ArtifactRef] = []
        for index in range(outline.segments):
            made = await self._write_segment(asked, outline, index, tuple(drafts))
            drafts.append(made.draft)
            state.billed(made.failed)
            state.segment_written(made.usage, made.warnings)
            order = FreezeSegment(
                podcast_id=spec.podcast_id,
                draft=made.draft,
                first_index=len(state.turns) + 1,
                language=asked.language,
                speakers=self._speaking.speakers,
            )
            await self._freeze(order, f"freeze-{index + 1:03}")
            first = order.first_index
            speaking += [asyncio.create_task(self._speaking.turn(n)) for n in range(first, len(state.turns) + 1)]
            self._publish()

    async def _write_outline(self, asked: WriteOutline) -> OutlineMade:
        held = Reservation(self._state, self._runner)

        async def write(options: Options) -> OutlineMade:
            call = workflow.execute_activity_method(
                ScriptActivities.write_outline,
                asked,
                task_queue=queues.llm(self._spec.writer.vendor),
                activity_id="outline",
                **options,
            )
            return await held.counted(call)

        vendor = self._spec.writer.vendor
        made = await self._done("outline", write, resource=vendor, options=policies.WRITING)
        self._state.billed(made.failed)
        self._state.outline_written(title=made.title, segments=made.segments, words=made.words, tokens=made.usage)
        self._state.warned(made.warnings)
        self._publish()
        return made

    async def _write_segment(
        self, asked: WriteOutline, outline: OutlineMade, index: int, before: tuple[ArtifactRef, ...]
    ) -> SegmentMade:
        order = WriteSegment(asked=asked, outline=outline.outline, index=index, before=before)
        item, held = f"segment-{index + 1:03}", Reservation(self._state, self._runner)

        async def reserve() -> None:
            await held.renew(self._price_of_writing(outline))

        async def write(options: Options) -> SegmentMade:
            call = workflow.execute_activity_method(
                ScriptActivities.write_segment,
                order,
                task_queue=queues.llm(self._spec.writer.vendor),
                activity_id=item,
                summary=f"segment {index + 1} of {outline.segments}",
                **options,
            )
            return await held.counted(call)

        await reserve()
        vendor = self._spec.writer.vendor
        made = await self._done(item, write, resource=vendor, options=policies.WRITING, reserve=reserve)
        held.settle()
        return made

    def _price_of_writing(self, outline: OutlineMade) -> float:
        """Upper cost of one segment: its share of the passages and the words asked for, at two tokens a word."""
        writer, corpus = self._spec.writer, self._corpus
        read = min(writer.input_tokens, 2 * corpus.words) if corpus else writer.input_tokens
        written = 2 * outline.words / max(1, outline.segments)
        return (read * writer.usd_per_million_input + written * writer.usd_per_million_output) / 1_000_000

    async def _freeze(self, order: FreezeSegment, item: str) -> None:
        async def freeze(options: Options) -> None:
            frozen = await workflow.execute_activity_method(
                FreezeActivities.freeze_segment, order, activity_id=item, **options
            )
            self._state.segment_frozen(frozen.segment, frozen.plans)

        await self._runner.run(item, freeze, resource="freeze", options=policies.LIGHT)

    # -- combine ---------------------------------------------------------------------------------------------------

    async def combine(self) -> Episode:
        """Renders the episode. Clips that are gone from the artifacts by now are spoken again first."""
        self._state.combining()
        self._publish()
        while True:
            combined = await self._render()
            if combined.episode is not None:
                return combined.episode
            await self._speaking.again(combined.missing)

    async def _render(self) -> Combined:
        spec, corpus, outline = self._spec, self._corpus, self._outline
        if corpus is None or outline is None:
            raise RuntimeError("combine before the script was written")
        order = CombineEpisode(
            podcast_id=spec.podcast_id,
            title=outline.title,
            language=corpus.language,
            version=spec.version,
            minutes=spec.minutes,
            speakers=self._speaking.speakers,
            outline=outline.outline,
            corpus=corpus.corpus,
            segments=tuple(self._state.segments),
            skipped=tuple(r.plan.index for r in self._state.turns if r.state is TurnState.SKIPPED),
        )

        async def render(options: Options) -> Combined:
            return await workflow.execute_activity_method(
                CombineActivities.render_episode,
                order,
                task_queue=queues.MEDIA,
                activity_id="combine",
                **options,
            )

        return await self._done("combine", render, resource="media", options=policies.RENDERING)

    # -- shared ----------------------------------------------------------------------------------------------------

    def _asked(self) -> WriteOutline:
        spec, corpus = self._spec, self._corpus
        if corpus is None:
            raise RuntimeError("script before passages were chosen")
        return WriteOutline(
            podcast_id=spec.podcast_id,
            corpus=corpus.corpus,
            title=spec.title,
            topic=spec.topic,
            language=corpus.language,
            minutes=spec.minutes,
            model=spec.writer.model,
            speakers=spec.speakers,
        )

    async def _done(
        self, item: str, call: Call[T], *, resource: str, options: Options, reserve: Reserve | None = None
    ) -> T:
        """An item that cannot be given up."""
        done = await self._runner.run(item, call, resource=resource, options=options, reserve=reserve)
        if done is None:
            raise RuntimeError(f"{item} ended without a result")
        return done
