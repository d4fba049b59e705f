"""Podcasts that are based on others, as the API resolves them, over a harness."""

from datetime import UTC, datetime
from typing import Any

from adapters.fake.speech import EXPERT, HOST
from adapters.temporal.messages import TemporalMessages
from adapters.temporal.runs import TemporalRuns
from domain.access import Caller
from domain.artifacts.documents import Documents
from domain.artifacts.ledger import Ledger
from domain.jobs.standing import StatusReader
from domain.podcast.based_on import BasedOn, Reuse
from domain.podcast.bases import Bases
from domain.podcast.inheriting import inherited
from domain.podcast.profiled import Profiled
from domain.podcast.reading import ScriptReader
from domain.podcast.request import PodcastRequest
from domain.podcast.resolve import Resolution, resolve
from domain.podcast.respoken import with_what_is_reused
from domain.podcast.revoicing import revoice
from domain.podcast.spec import PodcastSpec
from domain.vendors.declarations import Announcement, ProviderRole, SpeechDeclaration, Voice, WriterDeclaration
from tests.workflows.harness import PodcastHarness


async def again(harness: PodcastHarness, podcast_id: str, reuse: Reuse, *, name: str, **fields: Any) -> PodcastSpec:
    """The spec of a podcast `name` that is based on another."""
    resolution = await resolved(harness, podcast_id, reuse, name=name, **fields)
    documents = (resolution.lexicon, resolution.outline, resolution.corpus, *resolution.drafts)
    for each in documents:
        if each is not None:
            await Documents(harness.artifacts).put(each)
    return resolution.spec


async def resolved(harness: PodcastHarness, podcast_id: str, reuse: Reuse, *, name: str, **fields: Any) -> Resolution:
    based_on = BasedOn(podcast_id=podcast_id, reuse=reuse)
    wanted = Profiled(request=PodcastRequest(based_on=based_on, **fields))
    base = await _bases(harness).of(based_on, owner="local")
    now, caller, vendors = datetime.now(UTC), Caller(), _announced(harness)
    if base.script is not None:
        kept = revoice(wanted, base, base.script, podcast_id=name, caller=caller, announcements=vendors, now=now)
        return await with_what_is_reused(kept, Ledger(harness.artifacts))
    return resolve(
        inherited(wanted, base),
        podcast_id=name,
        caller=caller,
        sources=base.sources,
        announcements=vendors,
        now=now,
        base=base,
    )


def _bases(harness: PodcastHarness) -> Bases:
    artifacts, jobs, messages = harness.artifacts, harness.catalog.jobs, TemporalMessages(harness.client)
    runs = TemporalRuns(harness.client)
    status = StatusReader(jobs=jobs, runs=runs, messages=messages, clock=lambda: datetime.now(UTC))
    scripts = ScriptReader(blobs=artifacts, names=artifacts, messages=messages)
    return Bases(jobs=jobs, blobs=artifacts, names=artifacts, status=status, scripts=scripts)


def _announced(harness: PodcastHarness) -> list[Announcement]:
    writer = WriterDeclaration(models=("plain",), input_tokens=100_000, speakers=(2, 2))
    speech = SpeechDeclaration(
        models=("buzz",),
        engine="in-process/1",
        voices=(Voice(id=HOST, name=HOST), Voice(id=EXPERT, name=EXPERT)),
        host_voice=HOST,
        expert_voice=EXPERT,
        minimum_speed=0.5,
        maximum_speed=2.0,
        maximum_characters=4000,
    )
    seen = datetime.now(UTC)
    return [
        Announcement(vendor=harness.vendor, role=ProviderRole.WRITER, writer=writer, slots=4, seen_at=seen),
        Announcement(vendor=harness.vendor, role=ProviderRole.SPEECH, speech=speech, slots=4, seen_at=seen),
    ]
