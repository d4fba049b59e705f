"""The main function of a process that uses Temporal's client: garbage collection, and the end of the process."""

import asyncio
import gc
from collections.abc import Coroutine

SETTLE_SECONDS = 0.1
"""A client closing together with the interpreter aborts it in one run of five (sdk-python issue 300); with this
pause at the end of main: none of twenty."""

YOUNG = 10_000
"""Objects made until Python looks for garbage; by default 700. With a thousand podcasts open, half of a worker's time
went there, and each look at everything stopped it for seconds."""


def run_main(main: Coroutine[object, object, int]) -> int:
    """Runs `main` to its exit code, then lets the client's threads settle.

    What is loaded by now is never collected: looking through its 140,000 objects takes 0.1 s each time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)

    async def settled() -> int:
        try:
            return await main
        finally:
            await asyncio.sleep(SETTLE_SECONDS)

    return asyncio.run(settled())
