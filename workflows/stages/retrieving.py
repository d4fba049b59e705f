"""Retrieving: every source is read, then the passages that the writer shall see are chosen."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.embeddings import EmbeddingActivities, EmbedQuery
    from activities.retrieve import ChoosePassages, Chosen, ReadSource, RetrieveActivities, SourceRead
    from activities.runtime.faults import fault_of
    from domain.errors import FaultDetail, FaultKind, PermanentFault
    from domain.jobs.markdown import in_markdown
    from domain.jobs.wire import vendor_queue
    from domain.podcast.given import GivenSource
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from domain.retrieve.completeness import UNREADABLE
    from domain.retrieve.ports import CollectionChoice
    from domain.retrieve.source import SourceRef, SourceType
    from domain.script.room import tokens_beyond, tokens_needed
    from domain.vendors.declarations import ProviderRole, split_name
    from workflows.jobs import policies
    from workflows.jobs.gathering import gather_all
    from workflows.jobs.items import ItemRunner
    from workflows.jobs.policies import Options
    from workflows.jobs.publishing import Publisher
    from workflows.jobs.reservation import Reservation

RESOURCE = "retrieve"


class Retrieving:
    """`why`: what was wrong with each source the last time it was read, and `vectors` those of the topic for
    collections, by index."""

    def __init__(self, spec: PodcastSpec, state: PodcastState, runner: ItemRunner, publisher: Publisher) -> None:
        self._spec, self._state, self._runner, self._publisher = spec, state, runner, publisher
        self._why: dict[int, str] = {}
        self._vectors: dict[int, str] = {}

    async def retrieve(self) -> None:
        if self._state.corpus is not None:
            return  # in the run before this one
        spec = self._spec
        read = await self._read_all()
        self._state.read = [GivenSource(summary=each.summary, passages=each.passages) for each in read]
        order = ChoosePassages(
            podcast_id=spec.podcast_id,
            title=spec.title,
            topic=spec.topic,
            language=spec.language,
            sources=read,
            writer=spec.writer,
            speakers=spec.speakers,
            tokens=tokens_beyond(spec.writer.input_tokens, minutes=spec.minutes),
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

    async def _read_all(self) -> tuple[SourceRead, ...]:
        """All sources that were not left out. Those of another podcast are read already."""
        given = self._spec.read
        if given:
            self._state.sources_read = self._state.sources
            return tuple(SourceRead(summary=each.summary, passages=each.passages) for each in given)
        count = len(self._spec.sources)
        return self._kept(await gather_all([asyncio.create_task(self._read(n)) for n in range(1, count + 1)]))

    def _kept(self, read: list[SourceRead | None]) -> tuple[SourceRead, ...]:
        """Raises PermanentFault when every source was left out."""
        kept = tuple(each for each in read if each is not None)
        if not kept:
            raise PermanentFault(
                "no_usable_text",
                "No source is left to speak about. " + " ".join(self._why.values()),
                advice="Give at least one source that can be read.",
            )
        return kept

    async def _read(self, index: int) -> SourceRead | None:
        """None for a source that is left out, or when the podcast has failed meanwhile."""
        item, state = f"source-{index:03}", self._state

        async def read(options: Options) -> SourceRead | None:
            answer = state.answer(index)
            source = answer.instead or self._spec.sources[index - 1]
            choice = await self._choice(index, source)
            order = ReadSource(
                podcast_id=self._spec.podcast_id,
                index=index,
                source=source,
                accepted=answer.accept,
                choice=choice,
            )
            try:
                return await workflow.execute_activity_method(
                    RetrieveActivities.read_source,
                    order,
                    activity_id=item,
                    summary=in_markdown(source.origin),
                    **options,
                )
            except ActivityError as error:
                if is_cancelled_exception(error) or not self._leaves_out(index, fault_of(error)):
                    raise
                return None

        done = await self._runner.run(
            item, read, resource=RESOURCE, options=policies.READING, given_up=lambda: state.answer(index).skip
        )
        if done is not None:
            state.source_read(done.warnings)
        elif state.skip_unreadable or state.answer(index).skip:
            state.source_left_out(index, self._why.get(index, "a person said so."))
        self._publisher.publish()
        return done

    async def _choice(self, index: int, source: SourceRef) -> CollectionChoice | None:
        if source.type is not SourceType.COLLECTION:
            return None
        spec, vector = self._spec, ""
        if spec.topic and source.embeddings:
            vector = await self._embedded(index, spec.topic, source.embeddings)
        room = spec.writer.input_tokens
        tokens = tokens_beyond(room, minutes=spec.minutes) or min(room, tokens_needed(spec.minutes))
        return CollectionChoice(owner=spec.owner, topic=spec.topic, tokens=tokens, vector=vector)

    async def _embedded(self, index: int, topic: str, model: str) -> str:
        """The topic's vector; empty when it cannot be had in a minute: the topic is then searched for by full text."""
        if index in self._vectors:
            return self._vectors[index]
        vendor, name = split_name(model)
        try:
            call = workflow.execute_activity_method(
                EmbeddingActivities.embed_query,
                EmbedQuery(query=topic, model=name),
                task_queue=vendor_queue(ProviderRole.EMBEDDINGS, vendor),
                activity_id=f"topic-{index:03}",
                summary=f"the topic, for the collection that is source {index}",
                schedule_to_start_timeout=policies.PREVIEWING["start_to_close_timeout"],
                **policies.failing_fast(self._runner.paid(policies.PREVIEWING)),
            )
            embedded = await Reservation(self._state, self._runner).count_if_failed(call)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            self._runner.check_cancelled()
            return self._vectors.setdefault(index, "")
        self._state.billed(embedded.failed)
        self._state.money.wrote(embedded.usage)
        self._runner.check_cancelled()
        return self._vectors.setdefault(index, embedded.vector)

    def _leaves_out(self, index: int, fault: FaultDetail) -> bool:
        """Whether the podcast goes on without a source that cannot be read.

        Raises:
            PermanentFault: one of several that cannot be read, named; what waits for a person waits in vain then.
        """
        self._why[index] = fault.message
        several = len(self._spec.sources) > 1
        if several and self._state.skip_unreadable and fault.code in UNREADABLE:
            return True
        if several and fault.kind is FaultKind.PERMANENT:
            self._runner.stop()
            raise PermanentFault(
                fault.code,
                f"Source {index} of {len(self._spec.sources)}: {fault.message}",
                advice=f"{fault.advice} Or make the podcast without it: skip_unreadable (--skip-unreadable).".strip(),
            )
        return False
