"""Retrieving: every source is read, then the passages that the writer shall see are chosen."""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.retrieve import ChoosePassages, Chosen, ReadSource, RetrieveActivities, SourceRead
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from workflows.jobs import policies
    from workflows.jobs.gathering import gather_all
    from workflows.jobs.items import ItemRunner
    from workflows.jobs.policies import Options
    from workflows.jobs.publishing import Publisher

RESOURCE = "retrieve"


class Retrieving:
    def __init__(self, spec: PodcastSpec, state: PodcastState, runner: ItemRunner, publisher: Publisher) -> None:
        self._spec, self._state, self._runner, self._publisher = spec, state, runner, publisher

    async def retrieve(self) -> None:
        if self._state.corpus is not None:
            return  # in the run before this one
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

        chosen = await self._runner.run_required("choose-passages", choose, resource=RESOURCE, options=policies.LIGHT)
        self._state.passages_chosen(
            chosen.corpus, title=chosen.title, language=chosen.language, words=chosen.words, notices=chosen.warnings
        )
        self._publisher.publish()

    async def _read(self, index: int) -> SourceRead:
        source, item = self._spec.sources[index - 1], f"source-{index:03}"
        order = ReadSource(podcast_id=self._spec.podcast_id, index=index, source=source)

        async def read(options: Options) -> SourceRead:
            return await workflow.execute_activity_method(
                RetrieveActivities.read_source, order, activity_id=item, summary=source.type, **options
            )

        done = await self._runner.run_required(item, read, resource=RESOURCE, options=policies.LIGHT)
        self._state.source_read(done.warnings)
        self._publisher.publish()
        return done
