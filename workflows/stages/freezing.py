"""Freezing a segment of the script: from then on its turns may be spoken."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.freeze import FreezeActivities, FreezeSegment
    from activities.segments import SegmentFrozen
    from domain.artifacts.reference import ArtifactRef
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from workflows.jobs import policies
    from workflows.jobs.items import ItemRunner
    from workflows.jobs.policies import Options
    from workflows.stages.speaking import Speaking


class Freezing:
    def __init__(self, spec: PodcastSpec, state: PodcastState, runner: ItemRunner, *, speaking: Speaking) -> None:
        self._spec, self._state, self._runner, self._speaking = spec, state, runner, speaking

    async def freeze(
        self, draft: ArtifactRef, *, seconds: float | None = None, rates: dict[str, float] | None = None
    ) -> None:
        """The next segment; with `seconds`, cut to so many at these `rates`."""
        async with self._speaking.freezing:
            await self._freeze(draft, seconds, rates or {})

    async def begin(self, draft: ArtifactRef) -> None:
        """The first exchange of the next segment, by which the voices are heard."""
        state = self._state
        async with self._speaking.freezing:
            frozen = await self._run(
                f"begin-{len(state.segments) + 1:03}", self._order(draft).model_copy(update={"begins": True})
            )
            state.segment_begun(frozen.segment, frozen.plans)

    async def _freeze(self, draft: ArtifactRef, seconds: float | None, rates: dict[str, float]) -> None:
        state = self._state
        order = self._order(draft).model_copy(
            update={
                "seconds": seconds,
                "rates": rates,
                "closes": seconds is not None and state.whole_segments + 1 == state.segments_planned,
                "begun": state.segments[-1] if state.pace.begun else None,
                "voices": state.heard_only_in(state.whole_segments),
            }
        )
        frozen = await self._run(f"freeze-{state.whole_segments + 1:03}", order)
        state.segment_frozen(frozen.segment, frozen.plans, frozen.words, silence=frozen.silence)

    def _order(self, draft: ArtifactRef) -> FreezeSegment:
        state = self._state
        return FreezeSegment(
            podcast_id=self._spec.podcast_id,
            draft=draft,
            first_index=len(state.turns) + 1,
            language=state.language,
            speakers=tuple(state.voices),
            attempt=state.attempt,
            lexicon=self._spec.lexicon,
            earlier=self._earlier() if self._spec.writer.parallel > 1 else (),
        )

    async def _run(self, item: str, order: FreezeSegment) -> SegmentFrozen:
        async def freeze(options: Options) -> SegmentFrozen:
            return await workflow.execute_activity_method(
                FreezeActivities.freeze_segment, order, activity_id=item, **options
            )

        return await self._runner.run_required(item, freeze, resource="freeze", options=policies.LIGHT)

    def _earlier(self) -> tuple[ArtifactRef, ...]:
        """The drafts of what is frozen."""
        written = self._state.pace.written
        return tuple(written[n].draft for n in range(len(self._state.segments)) if n in written)
