"""Retry policies and time-outs by name; every number says where it comes from.

Activities on vendor queues have start-to-close and heartbeat time-outs only: a closed gate or a backlog would consume
schedule-to-close. Temporal owns retries; the delay after a failure comes with the failure (activities.runtime.faults).
A policy's own interval applies to time-outs alone, that is to a worker that died or froze.
"""

from datetime import timedelta
from typing import TypedDict

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityCancellationType

with workflow.unsafe.imports_passed_through():
    from activities.runtime.faults import INTERNAL
    from domain.errors import FaultKind

HEARTBEAT = timedelta(seconds=8)
"""Four heartbeats of two seconds (activities.runtime.heartbeats): with a sticky time-out of 2 s a dead worker costs
about ten seconds."""

LOST_WORKER = timedelta(seconds=1)
"""After a heartbeat time-out, whatever the attempt: the vendor is well, and another worker can call it at once. Eleven
workers lost at one item take a hundred seconds; then a person has to find out what kills them."""

MOST_PAID_IN_VAIN = 3
"""Tries of one item that were billed and brought nothing, before a person decides whether it is paid for again: one may
be chance, and a third rarely helps where the second did not."""

PARKED = timedelta(days=30)
"""How long an item waits for a person before its job fails as `abandoned` (docs/operations.md)."""

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
"""Fetching, reading, choosing, freezing: adapters bound a source to minutes; eleven attempts take twelve minutes."""

READING = _options(timedelta(hours=1), attempts=11)
"""One source: fetched within a minute, read within half of one. The rest is for waiting for a process that reads: all
activities of a worker that wait for one at the same time have theirs within ten minutes."""

WRITING = _options(timedelta(hours=1), attempts=11)
"""One segment: a slow model at 10 tokens/s writes 4,000 tokens in seven minutes; its adapter gives up after ten. The
rest is for waiting: a call waits inside its activity for one of the fleet's slots (activities.vendors.slots), which
takes no attempt. If the worker dies meanwhile, its heartbeat stops."""

EXTENDING = _options(timedelta(minutes=15), attempts=3)
"""A few words more for a segment, without which the episode is a little shorter: not worth the waiting of WRITING."""

SPEAKING = _options(timedelta(minutes=30), attempts=11)
"""One turn of 90 words: the slowest vendor call measured took seconds, a long turn in pieces a minute; adapters give up
after four minutes. The rest is for waiting for a slot, as in WRITING."""

AMENDING = _options(timedelta(minutes=5), attempts=3)
"""What a person corrected: they wait for the answer, and say it again. Artifacts are waited for inside."""

RENDERING = _options(timedelta(hours=1), attempts=5, cancelled=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
"""Three hours of audio at 60 x real time are three minutes; an hour allows a machine twenty times slower."""

READING_MEDIA = _options(timedelta(hours=1), attempts=11)
"""Fetching up to 2 GB and reading every packet of it; the rest is for waiting for a free process."""

CONVERTING = _options(timedelta(hours=72), attempts=5, cancelled=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
"""A day of media at its own pace, three times; the adapter ends what takes too long for its length."""

RECORDING = _options(timedelta(minutes=1), attempts=0)
"""Names and the outcome: retried until the artifacts and the catalog are back."""

ADVANCING = _options(timedelta(minutes=10), attempts=0, cancelled=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
"""Fifty submissions of some tens of milliseconds, and a minute of waiting for a job to end. What it submitted when it
was cancelled has to be known to whoever stops it."""

COUNTING = _options(timedelta(minutes=1), attempts=11)
"""What silent calls were billed: a history and some names are read. The item waits for it."""

PREVIEWING = _options(timedelta(minutes=1), attempts=3)
"""A person waits for the sample."""

EMBEDDING = _options(timedelta(minutes=30), attempts=11)
"""Some hundred passages: a vendor takes seconds, a model on a slow machine of one's own minutes. The rest is for
waiting for a slot, as in WRITING."""


RECOGNIZING = _options(timedelta(hours=2), attempts=11)
"""A piece of at most an hour: vendors take a minute for it, a small model on a slow machine of one's own as long as it
lasts, twice where words are doubted."""


def arriving(options: Options) -> Options:
    """The same call; when the job is cancelled, its end is awaited (activities.runtime.arrival bounds it)."""
    waits = options.copy()
    waits["cancellation_type"] = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED
    return waits


def retrying_account_faults(options: Options) -> Options:
    """The same call, retried until the account is in order again: after 5 s, then every 15 s, without limit.

    Retries of one pending activity add nothing to the history, so a job may wait for weeks. They meet the vendor's gate
    (activities.vendors.gate) rather than the vendor, so they cost nothing, and jobs go on soon after it opens.
    Any other fault ends them: then the account is in order, and the usual policy decides.
    """
    return Options(
        start_to_close_timeout=options["start_to_close_timeout"],
        heartbeat_timeout=HEARTBEAT,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=5),
            backoff_coefficient=2,
            maximum_interval=timedelta(seconds=15),
            non_retryable_error_types=[FaultKind.TRANSIENT, INTERNAL],
        ),
        # A resume cancels it and starts it anew: the server takes no second activity while one with its id runs.
        cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    )


def failing_fast(options: Options) -> Options:
    """The same call, which fails at once on an account fault, so that the job can show what it waits for."""
    policy = options["retry_policy"]
    return Options(
        start_to_close_timeout=options["start_to_close_timeout"],
        heartbeat_timeout=HEARTBEAT,
        retry_policy=RetryPolicy(
            initial_interval=policy.initial_interval,
            backoff_coefficient=policy.backoff_coefficient,
            maximum_interval=policy.maximum_interval,
            maximum_attempts=policy.maximum_attempts,
            non_retryable_error_types=[FaultKind.ACCOUNT],
        ),
        cancellation_type=options["cancellation_type"],
    )
