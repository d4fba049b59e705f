"""The sample document, made into about three minutes by the local writer and the local voices.

    python -m benchmarks.local [--runs 3] [--minutes 3]

Once everything is installed and running; what an earlier run spoke is forgotten before the next.

Ideal: the voices need nearly all the work there is, so ideal = their processor time / cores (turns in parallel,
everything else beside them). Naive: on one core, one turn after another, then the rest.
"""

import argparse
import asyncio
import os
import shutil
import time
from dataclasses import dataclass
from statistics import median

from benchmarks.stack import history, laptop, processor, table
from benchmarks.stack.calls import Calls

TARGET_SECONDS = 60.0
STAGES = (
    ("retrieve", ("source-", "choose-passages")),
    ("script: outline", ("outline",)),
    ("script: segments and freezing", ("segment-", "freeze-")),
    ("tts", ("tts-",)),
    ("combine", ("combine",)),
    ("store", ("store", "record-outcome")),
)


@dataclass(frozen=True)
class Made:
    """Seconds, all of them: submit to finished, of audio, and of the voices' processor time."""

    took: float
    audio: float
    voices: float
    run: history.Run


def once(minutes: float, at: laptop.Laptop, calls: Calls) -> Made:
    shutil.rmtree(at.home / "artifacts" / "ledger", ignore_errors=True)
    text = (laptop.CHECKOUT / "examples" / "sample.md").read_text()
    before, began = voices_time(at), time.perf_counter()
    request = {"sources": [{"type": "text", "text": text, "title": "Sample"}], "duration_minutes": minutes}
    podcast, _ = calls.submit(request)
    done = calls.finish(podcast)
    took = time.perf_counter() - began
    run = asyncio.run(history.read(at.temporal_address, podcast))
    return Made(took, float(str(done["duration_seconds"])), voices_time(at) - before, run)


def voices_time(at: laptop.Laptop) -> float:
    """The voices are the processes that the worker keeps; ffmpeg and readers have gone when this is asked."""
    return sum(processor.used(pid) for pid in processor.children(at.processes["worker"]))


def spans(run: history.Run) -> dict[str, float]:
    """Seconds from the first activity of each stage scheduled to its last one recorded."""
    found: dict[str, float] = {}
    for stage, prefixes in STAGES:
        own = [one for prefix in prefixes for one in run.named(prefix)]
        found[stage] = max(one.done for one in own) - min(one.scheduled for one in own)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="The local sample podcast")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=3)
    asked = parser.parse_args()
    table.heading("The sample document, local writer and voices; ideal = time of the voices / cores")
    with laptop.running({}) as at:
        calls = Calls(at.url)
        runs = [once(asked.minutes, at, calls) for _ in range(asked.runs)]
        calls.close()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
    voices = median(one.voices for one in runs)
    ideal = voices / cores or None
    table.row("submit to finished", [one.took for one in runs], ideal=ideal, target=TARGET_SECONDS)
    audio = median(one.audio for one in runs)
    turns = len(runs[0].run.named("tts-"))
    print(f"  {audio / 60:.1f} minutes of audio in {turns} turns; the voices took {voices:.1f} CPU s for them")
    for stage, _ in STAGES:
        table.row(f"  {stage}", [spans(one.run)[stage] for one in runs])
    naive = [one.voices + sum(spans(one.run).values()) - spans(one.run)["tts"] for one in runs]
    table.row("  naive: one turn after another, then the rest", naive, ideal=ideal)


if __name__ == "__main__":
    main()
