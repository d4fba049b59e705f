"""An activity run as a worker runs it: through the interceptor, in an environment that a test makes."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from activities.runtime.interceptor import ActivityInterceptor

Answer = TypeVar("Answer")


class _Innermost(ActivityInboundInterceptor):
    def __init__(self) -> None:
        """It has no next one."""

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - the SDK's name
        return await input.fn(*input.args)


async def run_activity(
    environment: ActivityEnvironment, fn: Callable[..., Awaitable[Answer]], *arguments: object
) -> Answer:
    interceptor = ActivityInterceptor().intercept_activity(_Innermost())
    given = ExecuteActivityInput(fn=fn, args=arguments, executor=None, headers={})
    answer: Answer = await environment.run(interceptor.execute_activity, given)
    return answer
