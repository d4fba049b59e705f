"""The activity interceptor: heartbeats every activity, translates its faults, and lets paid calls arrive when it is
cancelled, so that no activity does so itself.

Whatever runs activities installs it: the worker's fleet, and every test that starts a worker.
"""

from datetime import timedelta

from temporalio import activity
from temporalio.exceptions import FailureError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.runtime.arrival import let_calls_arrive
from activities.runtime.faults import failure_of
from activities.runtime.heartbeats import INTERVAL, run_with_heartbeats
from domain.errors import Fault


class ActivityInterceptor(Interceptor):
    """`heartbeat`: the interval. `account_retry`: how often a closed vendor is tried; None leaves it to the policy."""

    def __init__(self, *, heartbeat: timedelta = INTERVAL, account_retry: timedelta | None = None) -> None:
        self._heartbeat, self._account_retry = heartbeat, account_retry

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        return _Inbound(super().intercept_activity(next), self._heartbeat, self._account_retry)


class _Inbound(ActivityInboundInterceptor):
    def __init__(
        self,
        next: ActivityInboundInterceptor,  # noqa: A002
        heartbeat: timedelta,
        account_retry: timedelta | None,
    ) -> None:
        super().__init__(next)
        self._heartbeat, self._account_retry = heartbeat, account_retry

    async def execute_activity(self, input: ExecuteActivityInput) -> object:  # noqa: A002
        """Every exception becomes a failure that says whether, and when, to try again.

        A fault says all there is to say. Traces would not fit beside it: of an attempt that failed, the server keeps
        four kilobytes, and what it cuts off cannot be decrypted.
        """
        try:
            work = let_calls_arrive(self.next.execute_activity(input))
            return await run_with_heartbeats(work, interval=self._heartbeat)
        except FailureError:
            raise
        except Fault as fault:
            raise failure_of(fault, attempt=activity.info().attempt, account_retry=self._account_retry) from None
        except Exception as error:
            raise failure_of(error, attempt=activity.info().attempt) from error
