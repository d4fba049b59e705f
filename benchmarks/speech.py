"""How long the voices of one podcast take, beside what the vendor's own time allows.

    python -m benchmarks.speech [--runs 5] [--words 20]

Real processes: the development server as `podwright up` starts it, worker, API, and the fake vendor. The speech phase
is first turn scheduled → last one recorded, by the history's clock; each clip is decoded, measured, judged and kept.

Ideal: ceil(turns / slots) × latency of a call. Naive: one turn after another, and the vendor's SDK in a bare loop with
as many calls in flight, which keeps, checks and survives nothing.
"""

import argparse
import asyncio
import math
import time

from adapters.openai.speech import OpenAISpeech
from benchmarks.stack import episodes, history, laptop, table, vendor
from benchmarks.stack.calls import Calls
from domain.tts.utterance import Utterance

SLOTS = 20
SHAPES = ((60, 0.2), (20, 1.0))


def target(turns: int, latency: float) -> float:
    """Of the product's own requirements: 0.8 s over the ideal for 60 × 0.2 s, 1.3 × for 20 × 1 s."""
    return ideal(turns, latency) + 0.8 if turns > SLOTS else ideal(turns, latency) * 1.3


def ideal(turns: int, latency: float) -> float:
    return math.ceil(turns / SLOTS) * latency


def phase(turns: int, words: int, tts: str, calls: Calls, at: laptop.Laptop, fake: vendor.Vendor) -> float:
    """Seconds of one speech phase."""
    made = episodes.episode([turns], words=words)
    fake.will_answer(made.answers)
    podcast, _ = calls.submit(made.request(tts))
    calls.finish(podcast)
    run = asyncio.run(history.read(at.temporal_address, podcast))
    if len(run.named("tts-")) != turns:
        raise RuntimeError(f"{len(run.named('tts-'))} turns were spoken, not {turns}")
    return run.span("tts-")


async def bare(turns: int, words: int, in_flight: int, fake: vendor.Vendor) -> float:
    """The same calls through the same SDK, and nothing else."""
    speech = OpenAISpeech(api_key="sk-benchmark", base_url=f"{fake.url}/v1")
    slots = asyncio.Semaphore(in_flight)

    async def told(word: str) -> None:
        return None

    async def say(text: str) -> None:
        async with slots:
            said = Utterance(vendor="openai", model="", engine="", voice="coral", language="en", text=text)
            await speech.synthesize(said, on_progress=told)

    texts = episodes.episode([turns], words=words).texts
    began = time.perf_counter()
    await asyncio.gather(*(say(text) for text in texts))
    took = time.perf_counter() - began
    await speech.close()
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description="Speech phase of one podcast")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--words", type=int, default=20, help="of a turn: 20 are 8 s of audio")
    asked = parser.parse_args()
    table.heading(f"Speech phase at {SLOTS} slots, turns of {asked.words} words; ideal = ceil(turns / slots) × latency")
    with vendor.running() as fake:
        settings = {**fake.settings, "PODWRIGHT_TTS_CONCURRENCY": str(SLOTS)}
        with laptop.running(settings) as at:
            calls = Calls(at.url)
            phase(SLOTS, asked.words, "openai", calls, at, fake)  # everything is loaded and connected after one
            phase(SLOTS, asked.words, "elevenlabs", calls, at, fake)
            for turns, latency in SHAPES:
                fake.control(latency={"speech_base": latency})
                least, most = ideal(turns, latency), target(turns, latency)
                for tts in ("openai", "elevenlabs"):
                    took = [phase(turns, asked.words, tts, calls, at, fake) for _ in range(asked.runs)]
                    table.row(f"{turns} turns × {latency} s, {tts}", took, ideal=least, target=most)
                loop = [asyncio.run(bare(turns, asked.words, SLOTS, fake)) for _ in range(asked.runs)]
                table.row("  naive: the SDK in a bare loop, unchecked", loop, ideal=least)
                table.row("  naive: one after another", [asyncio.run(bare(turns, asked.words, 1, fake))], ideal=least)
            calls.close()


if __name__ == "__main__":
    main()
