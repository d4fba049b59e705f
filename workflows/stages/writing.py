"""Writing: the script comes from the writer and is frozen; what is frozen is spoken while the rest is being written."""

import asyncio
from typing import Protocol

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from domain.errors import Fault
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from workflows.jobs.gathering import cancel_quietly, cancelled, gather_all
    from workflows.jobs.items import ItemRunner, Suspended
    from workflows.jobs.publishing import Publisher
    from workflows.stages.given import ScriptGiven
    from workflows.stages.judging import Judging
    from workflows.stages.reviewing import Reviewing
    from workflows.stages.speaking import Speaking
    from workflows.stages.writing_in_order import WritingInOrder
    from workflows.stages.writing_to_length import WritingToLength


class Order(Protocol):
    """The order in which the script is written and frozen."""

    async def write(self, speaking: list[asyncio.Task[None]], asking: list[asyncio.Task[None]]) -> None:
        """Until the script is one that may be spoken. Calls under way are tasks in the two lists."""
        ...


class Writing:
    """Writes with the writer of the spec, and hands every frozen turn to `speaking`."""

    def __init__(
        self,
        spec: PodcastSpec,
        state: PodcastState,
        runner: ItemRunner,
        publisher: Publisher,
        *,
        speaking: Speaking,
        judging: Judging | None,
        reviewing: Reviewing,
    ) -> None:
        self._runner = runner
        self._order: Order
        if spec.given is not None:
            self._order = ScriptGiven(spec, state, runner, publisher, speaking=speaking, reviewing=reviewing)
        elif spec.keeps_length and judging is not None:
            self._order = WritingToLength(
                spec, state, runner, publisher, speaking=speaking, judging=judging, reviewing=reviewing
            )
        else:
            self._order = WritingInOrder(
                spec, state, runner, publisher, speaking=speaking, judging=judging, reviewing=reviewing
            )

    async def write_and_speak(self) -> None:
        """Every outcome is kept, then judged."""
        speaking: list[asyncio.Task[None]] = []
        asking: list[asyncio.Task[None]] = []
        try:
            await self._order.write(speaking, asking)
            await gather_all(speaking)
        except (ActivityError, Fault) as error:
            if not is_cancelled_exception(error):
                # What is in flight may be paid for: let it arrive in the ledger, but start nothing more.
                self._runner.stop()
                await asyncio.gather(*speaking, *asking, return_exceptions=True)
            raise
        except asyncio.CancelledError:
            if self._runner.calls_arrive:
                await cancelled([*asking, *speaking])
            raise
        except Suspended:
            await asyncio.gather(*speaking, *asking, return_exceptions=True)
            raise
        finally:
            for task in [*asking, *speaking]:
                cancel_quietly(task)
