"""Submits all podcasts at once, watches while they are made, and lists every one in the end."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field

import httpx2
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

from api.podcasts.views import PodcastPage, PodcastStatus
from tests.durability.backlog.usage import Usage, usage
from tests.durability.stack import PARTS, Stack, material

SENDERS = 8
MINUTES = 0.5
"""The shortest podcast there is: some four turns."""

OUTLASTS = 60.0
"""A submission is repeated for so long, in seconds, while it is refused; then it counts as failed."""

LINES = {
    "workflows": ("podcasts", TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW),
    "light": ("podcasts", TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
    "llm": ("llm-openai", TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
    "tts": ("tts-elevenlabs", TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
    "media": ("media", TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
}
"""What waits for a worker: queue and kind."""

PAGE = 50

Say = Callable[[str], None]


@dataclass(frozen=True)
class Sample:
    """One look. `waiting`: what stands in each line, and the age of the oldest; `listing`: seconds for a page."""

    at: float  # seconds since the first submission
    submitted: int
    finished: int
    waiting: dict[str, tuple[int, float]]
    usage: dict[str, Usage]
    listing: float

    @property
    def oldest(self) -> float:
        return max((age for _, age in self.waiting.values()), default=0.0)


@dataclass
class Outcome:
    """`refused`: answers other than success, by what they were. `latencies`: seconds, of those that were."""

    wanted: int
    ids: dict[int, str] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    submitted_in: float = 0.0
    took: float = 0.0
    samples: list[Sample] = field(default_factory=list)
    made: list[PodcastStatus] = field(default_factory=list)


def name_of(number: int) -> str:
    """A word that stands in every sentence of this podcast and of no other."""
    letters = ""
    for _ in range(4):
        number, at = divmod(number, 20)
        letters = "abdefghiklmnoprstuvw"[at] + letters
    return f"Port{letters}"


class Run:
    """`every`: seconds between two looks. `patience`: seconds without a podcast finished, after which it gives up."""

    def __init__(self, stack: Stack, *, podcasts: int, every: float, patience: float, say: Say) -> None:
        self._stack, self._every, self._patience, self._say = stack, every, patience, say
        self.outcome = Outcome(podcasts)
        self._began = time.monotonic()

    async def go(self) -> Outcome:
        temporal = await Client.connect(self._stack.temporal_address)
        base = str(self._stack.http.base_url)
        async with httpx2.AsyncClient(base_url=base, timeout=60, trust_env=False) as http:
            self._began = time.monotonic()
            watching = asyncio.create_task(self._watch(temporal, http))
            numbers = iter(range(self.outcome.wanted))
            await asyncio.gather(*(self._submit(http, numbers) for _ in range(SENDERS)))
            self.outcome.submitted_in = time.monotonic() - self._began
            self._say(f"{len(self.outcome.ids)} submitted in {self.outcome.submitted_in:.1f} s")
            await watching
            self.outcome.made = [each async for page in self._pages(http) for each in page.items]
        return self.outcome

    async def _submit(self, http: httpx2.AsyncClient, numbers: Iterator[int]) -> None:
        """Sent again under its Idempotency-Key while it is refused, as any client would."""
        for number in numbers:
            text = material(name_of(number))
            body = {"sources": [{"type": "text", "text": text}], "duration_minutes": MINUTES, "language": "en"}
            until = time.monotonic() + OUTLASTS
            while time.monotonic() < until:
                began = time.monotonic()
                try:
                    answer = await http.post("/podcasts", json=body, headers={"Idempotency-Key": f"backlog-{number}"})
                except httpx2.TransportError as error:
                    self.outcome.refused[type(error).__name__] += 1
                else:
                    if answer.is_success:
                        self.outcome.latencies.append(time.monotonic() - began)
                        self.outcome.ids[number] = PodcastStatus.model_validate(answer.json()).podcast_id
                        break
                    self.outcome.refused[f"{answer.status_code} {answer.json().get('code', '')}"] += 1
                await asyncio.sleep(1)

    async def _watch(self, temporal: Client, http: httpx2.AsyncClient) -> None:
        """Until all are finished, or none was for so long."""
        last, since = 0, time.monotonic()
        while True:
            await asyncio.sleep(self._every)
            sample = await self._look(temporal, http)
            self.outcome.samples.append(sample)
            self.outcome.took = sample.at
            self._say(
                f"{sample.finished} of {sample.submitted} finished, the oldest in line waits {sample.oldest:.0f} s"
            )
            if sample.finished > last:
                last, since = sample.finished, time.monotonic()
            over = self.outcome.submitted_in > 0 and sample.finished >= len(self.outcome.ids)
            if over or time.monotonic() - since > self._patience:
                return

    async def _look(self, temporal: Client, http: httpx2.AsyncClient) -> Sample:
        ended = await temporal.count_workflows("WorkflowType = 'PodcastWorkflow' AND ExecutionStatus != 'Running'")
        submitted = len(self.outcome.ids)
        began = time.monotonic()
        (await http.get("/podcasts", params={"limit": PAGE})).raise_for_status()
        listing = time.monotonic() - began
        living = self._stack.living()
        return Sample(
            at=time.monotonic() - self._began,
            submitted=submitted,
            finished=ended.count,
            waiting={name: await _in_line(temporal, *line) for name, line in LINES.items()},
            usage=usage({name: living[name] for name in PARTS if name in living}),
            listing=listing,
        )

    async def _pages(self, http: httpx2.AsyncClient) -> AsyncIterator[PodcastPage]:
        cursor: str | None = None
        while True:
            params = {"limit": str(PAGE), **({"cursor": cursor} if cursor else {})}
            page = PodcastPage.model_validate((await http.get("/podcasts", params=params)).raise_for_status().json())
            yield page
            cursor = page.next_cursor
            if not cursor:
                return


async def _in_line(temporal: Client, queue: str, kind: "TaskQueueType.ValueType") -> tuple[int, float]:
    """How many wait for a worker, and how long the oldest has, in seconds."""
    request = DescribeTaskQueueRequest(
        namespace=temporal.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=kind,
        report_stats=True,
    )
    try:
        stats = (await temporal.workflow_service.describe_task_queue(request)).stats
    except RPCError:
        return 0, 0.0
    return stats.approximate_backlog_count, stats.approximate_backlog_age.ToTimedelta().total_seconds()
