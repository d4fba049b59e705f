"""`python -P -m tests.fakevendor --port 0 --ledger calls.jsonl`, in the checkout with PYTHONPATH=. set.

The first line on standard output is the URL it answers on. Ends on SIGTERM or SIGINT.
"""

import argparse
import asyncio
import signal
from pathlib import Path

from tests.fakevendor import audio
from tests.fakevendor.elevenlabs_api import GEORGE, SARAH
from tests.fakevendor.vendor import FakeVendor


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.fakevendor", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--ledger", type=Path, help="file that gets a JSON line at arrival and completion of each call")
    parser.add_argument("--chat-base", type=float, default=0.0, help="seconds before an answer begins")
    parser.add_argument("--chat-per-token", type=float, default=0.0)
    parser.add_argument("--speech-base", type=float, default=0.0)
    parser.add_argument("--speech-per-10-characters", type=float, default=0.0)
    parser.add_argument(
        "--concurrency", action="append", default=[], metavar="VENDOR/KIND=N", help="429 above N in flight"
    )
    parser.add_argument("--retry-after", default="1")
    parser.add_argument("--loop-seconds", type=int, default=audio.loop_seconds, help="of sound before it repeats")
    parser.add_argument("--model", action="append", default=[], help="served chat model (fake-writer)")
    parser.add_argument("--context", type=int, help="tokens that it holds, as its list says")
    parser.add_argument("--traceable", action="store_true", help="a chat answer names its call behind the model")
    return parser.parse_args()


async def serve(given: argparse.Namespace) -> None:
    audio.loop_seconds = given.loop_seconds
    vendor = FakeVendor(ledger=given.ledger, port=given.port)
    vendor.control(
        latency={
            "chat_base": given.chat_base,
            "chat_per_token": given.chat_per_token,
            "speech_base": given.speech_base,
            "speech_per_10_characters": given.speech_per_10_characters,
        },
        concurrency={lane: int(most) for lane, most in (limit.split("=") for limit in given.concurrency)},
        retry_after=given.retry_after,
        traceable=given.traceable,
        **({"models": given.model} if given.model else {}),
        context=given.context,
    )
    audio.warm(("elevenlabs/" + SARAH, "elevenlabs/" + GEORGE, "openai/coral", "openai/onyx"))
    over = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, over.set)
    async with vendor:
        print(vendor.url, flush=True)  # noqa: T201  # whoever started us reads it
        await over.wait()


asyncio.run(serve(arguments()))
