"""Combining: the episode is rendered from its clips, then given its names."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.combine import CombineActivities, Combined, CombineEpisode
    from activities.store import PublishEpisode, StoreActivities
    from domain.jobs.wire import MEDIA_QUEUE
    from domain.podcast.result import Episode
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from domain.podcast.steps import Step
    from domain.script.turns import TurnState
    from workflows.jobs import policies
    from workflows.jobs.items import ItemRunner
    from workflows.jobs.policies import Options
    from workflows.jobs.publishing import Publisher
    from workflows.stages.judging import Judging
    from workflows.stages.speaking import Speaking


class Combining:
    def __init__(
        self,
        spec: PodcastSpec,
        state: PodcastState,
        runner: ItemRunner,
        publisher: Publisher,
        *,
        speaking: Speaking,
        judging: Judging | None = None,
    ) -> None:
        self._spec, self._state, self._runner, self._publisher = spec, state, runner, publisher
        self._speaking, self._judging = speaking, judging

    async def combine(self) -> Episode:
        """Renders the episode. Clips that are gone from the artifacts by now are spoken again first."""
        self._state.entered(Step.COMBINING_AUDIO)
        self._publisher.publish()
        while True:
            combined = await self._render()
            if combined.episode is not None:
                self._state.pace.actual = round(combined.episode.seconds, 1)
                if self._judging is not None:
                    await self._judging.settle_episode(combined.episode)
                return combined.episode
            await self._speaking.speak_again(combined.missing)

    async def _render(self) -> Combined:
        spec, state = self._spec, self._state
        if state.corpus is None or state.outline is None:
            raise RuntimeError("the episode before the script was written")
        order = CombineEpisode(
            podcast_id=spec.podcast_id,
            title=state.title or "",
            language=state.language,
            version=spec.version,
            minutes=spec.minutes,
            speakers=tuple(state.voices),
            outline=state.outline,
            corpus=state.corpus,
            segments=tuple(state.segments),
            skipped=tuple(r.plan.index for r in state.turns if r.state is TurnState.SKIPPED),
        )

        async def render(options: Options) -> Combined:
            return await workflow.execute_activity_method(
                CombineActivities.render_episode, order, task_queue=MEDIA_QUEUE, activity_id="combine", **options
            )

        return await self._runner.run_required("combine", render, resource="media", options=policies.RENDERING)

    async def store(self, episode: Episode) -> None:
        self._state.entered(Step.STORING_AUDIO)
        self._publisher.publish()
        order = PublishEpisode(
            podcast_id=self._spec.podcast_id,
            version=self._spec.version,
            attempt=self._spec.attempt,
            episode=episode,
        )
        await workflow.execute_activity_method(
            StoreActivities.publish_episode, order, activity_id="store", **policies.RECORDING
        )
