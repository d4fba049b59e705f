"""Named retry policies and time-outs; every number says where it comes from.

Activities on vendor queues have start-to-close and heartbeat only: schedule-to-close would be consumed by a closed gate
or a backlog. Who retries, and how long, is Temporal's to know; the delay after a failure comes with the failure
(activities.runtime.faults). A policy's own interval is left for time-outs, that is for a worker that died or froze.
"""

from datetime import timedelta
from typing import TypedDict

from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityCancellationType

HEARTBEAT = timedelta(seconds=8)
"""Four heartbeats of two seconds (activities.runtime.heartbeats): with a sticky time-out of 2 s a dead worker costs
about ten seconds."""

LOST_WORKER = timedelta(seconds=1)
"""After a heartbeat time-out, whatever the attempt: the vendor did nothing wrong and somebody else is there to call it.
Eleven workers lost at one item are a hundred seconds; then a person is asked what kills them."""

PARKED = timedelta(days=30)
"""How long an item waits for a person before the podcast is abandoned (DESIGN 2.3)."""

PUBLISH_EVERY = timedelta(seconds=5)
"""How often changes within a step reach the memo. Each upsert is an event of about a kilobyte in a history that holds
51,200 events and 50 MB."""


class Options(TypedDict):
    start_to_close_timeout: timedelta
    heartbeat_timeout: timedelta
    retry_policy: RetryPolicy
    cancellation_type: ActivityCancellationType


def _options(
    longest: timedelta,
    *,
    attempts: int,
    cancelled: ActivityCancellationType = ActivityCancellationType.TRY_CANCEL,
) -> Options:
    return Options(
        start_to_close_timeout=longest,
        heartbeat_timeout=HEARTBEAT,
        retry_policy=RetryPolicy(
            initial_interval=LOST_WORKER, backoff_coefficient=1, maximum_interval=LOST_WORKER, maximum_attempts=attempts
        ),
        cancellation_type=cancelled,
    )


LIGHT = _options(timedelta(minutes=5), attempts=11)
"""Fetch, read, choose, freeze: a source is bounded to minutes by its adapter; eleven attempts are twelve minutes."""

WRITING = _options(timedelta(hours=1), attempts=11)
"""One segment: a slow model at 10 tokens/s writes 4,000 tokens in seven minutes; its adapter gives up after ten. The
rest is for waiting: calls wait inside their activity for one of the fleet's slots (activities.vendors.slots), which is
no failure and takes no attempt. A worker that dies meanwhile is noticed by its heartbeat."""

SPEAKING = _options(timedelta(minutes=30), attempts=11)
"""One turn: 90 words; the slowest vendor call measured is seconds, a long turn in pieces a minute; adapters give up
after four. The rest is for waiting for a place, as in WRITING."""

RENDERING = _options(timedelta(hours=1), attempts=5, cancelled=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
"""Three hours of audio at 60 x real time are three minutes; an hour allows a machine twenty times slower."""

RECORDING = _options(timedelta(minutes=1), attempts=0)
"""Names and the outcome: tried until the artifacts and the catalog are back."""


PREVIEWING = _options(timedelta(minutes=1), attempts=3)
"""Somebody waits at the other end."""


def retrying_account_faults(options: Options) -> Options:
    """The same call, knocking until an account fault is mended: 5 s at first, then each 15 s, without limit.

    Retries of one pending activity cost no history, so a podcast may wait for weeks; and they meet the vendor's gate
    (activities.vendors.gate), not the vendor, so that knocking often is free and podcasts go on soon after it opens.
    """
    return Options(
        start_to_close_timeout=options["start_to_close_timeout"],
        heartbeat_timeout=HEARTBEAT,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=5), backoff_coefficient=2, maximum_interval=timedelta(seconds=15)
        ),
        # Whoever cancels it to knock anew waits for its end: the server takes no second activity of one running id.
        cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    )


def failing_fast(options: Options) -> Options:
    """The same call, giving an account fault back at once, so that the podcast can show what it waits for."""
    policy = options["retry_policy"]
    return Options(
        start_to_close_timeout=options["start_to_close_timeout"],
        heartbeat_timeout=HEARTBEAT,
        retry_policy=RetryPolicy(
            initial_interval=policy.initial_interval,
            backoff_coefficient=policy.backoff_coefficient,
            maximum_interval=policy.maximum_interval,
            maximum_attempts=policy.maximum_attempts,
            non_retryable_error_types=["AccountFault"],
        ),
        cancellation_type=options["cancellation_type"],
    )
