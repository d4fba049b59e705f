"""Failures say when to try again. The policy's own delay, a second, is for a lost worker."""

import dataclasses
from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.runtime.faults import JITTER, LONGEST_DELAY_AT_HOME, failure_of
from domain.errors import AccountFault, ArtifactsUnavailable, CatalogUnavailable, TransientFault
from tests.activities.running import run_activity
from workflows.jobs import policies

BUSY = TransientFault("vendor_busy", "The vendor is busy.")
ASKED = TransientFault("rate_limited", "Slower.", retry_after=timedelta(seconds=7))
FULL = ArtifactsUnavailable("There is no room for more artifacts")


async def failed(error: Exception, *, attempt: int) -> ApplicationError:
    async def fails() -> None:
        raise error

    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(environment.info, attempt=attempt)
    with pytest.raises(ApplicationError) as failure:
        await run_activity(environment, fails)
    return failure.value


@pytest.mark.parametrize(
    ("error", "attempt", "seconds"),
    [
        (BUSY, 1, 1),
        (BUSY, 4, 8),
        (BUSY, 11, 240),
        (ASKED, 4, 7),
        (FULL, 4, 8),
        (FULL, 11, LONGEST_DELAY_AT_HOME.total_seconds()),
        (CatalogUnavailable("away"), 11, LONGEST_DELAY_AT_HOME.total_seconds()),
        (KeyError("a bug"), 4, 8),
    ],
)
async def test_delays_grow_with_the_attempts(error: Exception, attempt: int, seconds: float) -> None:
    failure = await failed(error, attempt=attempt)
    assert not failure.non_retryable
    assert failure.next_retry_delay is not None
    assert seconds * (1 - JITTER) <= failure.next_retry_delay.total_seconds() <= seconds * (1 + JITTER)


async def test_an_unexpected_exception_keeps_its_name() -> None:
    failure = await failed(KeyError("a bug"), attempt=1)
    assert (failure.type, failure.message) == ("InternalFault", "KeyError: 'a bug'")


@pytest.mark.parametrize(
    "options",
    [policies.SPEAKING, policies.WRITING, policies.failing_fast(policies.LIGHT)],
    ids=["speaking", "writing", "light"],
)
def test_the_eleventh_lost_worker_costs_no_more_than_the_first(options: policies.Options) -> None:
    policy = options["retry_policy"]
    assert policy.backoff_coefficient == 1
    assert policy.initial_interval + policies.HEARTBEAT < timedelta(seconds=15)


def test_how_often_a_closed_vendor_is_tried_may_be_set_and_is_else_left_to_the_policy() -> None:
    closed = AccountFault("quota_exceeded", "The quota is used up.")
    assert failure_of(closed, attempt=3).next_retry_delay is None
    assert failure_of(closed, attempt=3, account_retry=timedelta(minutes=5)).next_retry_delay == timedelta(minutes=5)
    assert failure_of(BUSY, attempt=1, account_retry=timedelta(minutes=5)).next_retry_delay != timedelta(minutes=5)
