"""How long the voices of one podcast take, beside what the vendor's own time allows.

    python -m benchmarks.speech [--runs 5] [--words 20]

Real processes: the development server as `podwright up` starts it, worker, API, and the fake vendor. The speech phase
is first turn scheduled → last one recorded, by the history's clock; each clip is decoded, measured, judged and kept.

Ideal: ceil(turns / slots) × latency of a call. Naive: one turn after another, and the vendor's SDK in a bare loop with
as many calls in flight, which keeps, checks and survives nothing. CPU seconds (Linux) are of one speech phase; on a
machine that does nothing else their sum over the cores is the other bound.
"""

import argparse
import asyncio
import math
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from adapters.openai.speech import OpenAISpeech
from benchmarks.stack import episodes, history, laptop, table, vendor
from benchmarks.stack.calls import Calls
from benchmarks.stack.processor import Watch
from domain.tts.utterance import Utterance

SLOTS = 20
SHAPES = ((60, 0.2), (20, 1.0))


def target(turns: int, latency: float) -> float:
    """Of the product's own requirements: 0.8 s over the ideal for 60 × 0.2 s, 1.3 × for 20 × 1 s."""
    return ideal(turns, latency) + 0.8 if turns > SLOTS else ideal(turns, latency) * 1.3


def ideal(turns: int, latency: float) -> float:
    return math.ceil(turns / SLOTS) * latency


@dataclass(frozen=True)
class Studio:
    """A stack with its vendor, and how long the turns of its podcasts are."""

    at: laptop.Laptop
    fake: vendor.Vendor
    calls: Calls
    words: int
    spent: dict[str, list[float]] = field(default_factory=dict)  # CPU seconds by process, of each phase

    def phase(self, turns: int, tts: str) -> float:
        """Seconds of one speech phase."""
        made = episodes.episode([turns], words=self.words)
        with Watch({**self.at.processes, "vendor": self.fake.pid}) as watch:
            podcast = self.calls.submit_script(made.request(tts), made.texts)
            self.calls.finish(podcast)
        run = asyncio.run(history.read(self.at.temporal_address, podcast))
        spoken = run.named("tts-")
        if len(spoken) != turns:
            raise RuntimeError(f"{len(spoken)} turns were spoken, not {turns}")
        began, ended = min(one.scheduled for one in spoken), max(one.done for one in spoken)
        for name, seconds in watch.between(began, ended).items():
            self.spent.setdefault(name, []).append(seconds)
        return ended - began

    def measure(self, turns: int, latency: float, tts: str, runs: int) -> None:
        self.spent.clear()
        took = [self.phase(turns, tts) for _ in range(runs)]
        least, most = ideal(turns, latency), target(turns, latency)
        table.row(f"{turns} turns × {latency} s, {tts}", took, ideal=least, target=most)
        spent = Counter({name: median(seconds) for name, seconds in self.spent.items()})
        if spent:
            each = ", ".join(f"{name} {seconds:.2f}" for name, seconds in spent.most_common())
            print(f"  CPU s: {sum(spent.values()):.2f} ({each})")

    async def bare(self, turns: int, in_flight: int) -> float:
        """The same calls through the same SDK, and nothing else."""
        speech = OpenAISpeech(api_key="sk-benchmark", base_url=f"{self.fake.url}/v1")
        slots = asyncio.Semaphore(in_flight)

        async def told(word: str) -> None:
            return None

        async def say(text: str) -> None:
            async with slots:
                said = Utterance(vendor="openai", model="", engine="", voice="coral", language="en", text=text)
                await speech.synthesize(said, on_progress=told)

        texts = episodes.episode([turns], words=self.words).texts
        began = time.perf_counter()
        await asyncio.gather(*(say(text) for text in texts))
        took = time.perf_counter() - began
        await speech.close()
        return took


def main() -> None:
    parser = argparse.ArgumentParser(description="Speech phase of one podcast")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--words", type=int, default=20, help="of a turn: 20 are 10 s of audio here")
    asked = parser.parse_args()
    table.heading(f"Speech phase at {SLOTS} slots, turns of {asked.words} words; ideal = ceil(turns / slots) × latency")
    with vendor.running() as fake:
        settings = {**fake.settings, "PODWRIGHT_TTS_CONCURRENCY": str(SLOTS)}
        with laptop.running(settings) as at:
            studio = Studio(at, fake, Calls(at.url), asked.words)
            for tts in ("openai", "elevenlabs"):
                studio.phase(SLOTS, tts)  # everything is loaded and connected after one
            for turns, latency in SHAPES:
                fake.control(latency={"speech_base": latency})
                for tts in ("openai", "elevenlabs"):
                    studio.measure(turns, latency, tts, asked.runs)
                least = ideal(turns, latency)
                loop = [asyncio.run(studio.bare(turns, SLOTS)) for _ in range(asked.runs)]
                table.row("  naive: the SDK in a bare loop, unchecked", loop, ideal=least)
                table.row("  naive: one after another", [asyncio.run(studio.bare(turns, 1))], ideal=least)
            studio.calls.close()


if __name__ == "__main__":
    main()
