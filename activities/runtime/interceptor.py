"""The activity interceptor: heartbeats every activity, translates its faults, and lets paid calls arrive when it is
cancelled, so that no activity does so itself.

Whatever runs activities installs it: the worker's fleet, and every test that starts a worker.
"""

from temporalio import activity
from temporalio.exceptions import FailureError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.runtime.arrival import let_calls_arrive
from activities.runtime.faults import failure_of
from activities.runtime.heartbeats import run_with_heartbeats
from domain.errors import Fault


class ActivityInterceptor(Interceptor):
    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        return _Inbound(super().intercept_activity(next))


class _Inbound(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> object:  # noqa: A002
        """Every exception becomes a failure that says whether, and when, to try again.

        A fault says all there is to say. Traces would not fit beside it: of an attempt that failed, the server keeps
        four kilobytes, and what it cuts off cannot be decrypted.
        """
        try:
            return await run_with_heartbeats(let_calls_arrive(self.next.execute_activity(input)))
        except FailureError:
            raise
        except Fault as fault:
            raise failure_of(fault, attempt=activity.info().attempt) from None
        except Exception as error:
            raise failure_of(error, attempt=activity.info().attempt) from error
