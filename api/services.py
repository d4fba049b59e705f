"""Everything the routes need, wired once per process; and what every route asks of a request."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Header, Path, Request

from adapters.temporal.codec import JsonCodec
from api.files.uploads import Uploads
from api.health.stalls import StallWatch
from api.http.events import Watchers
from api.http.keyring import KeyRing
from api.http.links import Links, caller_of
from api.http.metrics import Metrics
from api.http.problems import not_found
from api.podcasts.actions import Actions
from api.podcasts.script import Scripts
from api.podcasts.submit import Submissions
from api.providers.samples import Samples
from domain.access import ApiKeys, Caller
from domain.artifacts.files import Files
from domain.artifacts.ports import Blobs
from domain.jobs.ports import Jobs, UsageByDay
from domain.jobs.record import JobRecord
from domain.jobs.runs import Runs
from domain.jobs.standing import JobSnapshot, StatusReader
from domain.vendors.ports import Gates, Providers


@dataclass(frozen=True)
class Check:
    """A part that has to answer before this API can serve."""

    name: str
    ask: Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Services:
    keys: KeyRing
    key_rows: ApiKeys
    usage: UsageByDay
    codec: JsonCodec | None
    links: Links
    metrics: Metrics
    stalls: StallWatch
    jobs: Jobs
    files: Files
    providers: Providers
    gates: Gates
    blobs: Blobs
    runs: Runs
    status: StatusReader
    submissions: Submissions
    actions: Actions
    scripts: Scripts
    samples: Samples
    uploads: Uploads
    watchers: Watchers
    checks: Sequence[Check]

    async def snapshot(self, record: JobRecord) -> JobSnapshot:
        return await self.status.of(record)


def services_of(request: Request) -> Services:
    return cast(Services, request.app.state.services)


ServicesDep = Annotated[Services, Depends(services_of)]


CallerDep = Annotated[Caller, Depends(caller_of)]


async def _record(
    services: ServicesDep,
    caller: CallerDep,
    podcast_id: Annotated[str, Path(description="The podcast's id.", max_length=200)],
) -> JobRecord:
    record = await services.jobs.get(podcast_id, owner=caller.owner)
    if record is None or record.job.kind != "podcast":
        raise not_found()
    return record


Record = Annotated[JobRecord, Depends(_record)]


async def _standing(services: ServicesDep, record: Record) -> JobSnapshot:
    return await services.status.of(record)


SnapshotDep = Annotated[JobSnapshot, Depends(_standing)]

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="The same key with the same body gives the same resource again, for seven days.",
    ),
]
