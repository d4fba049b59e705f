"""How many events a podcast leaves in Temporal's history, at the paces of a fast and of a real speech vendor.

    python -m benchmarks.history [--turns 60] [--clip-seconds 0 0.8 2]

The script is given (a review's edit); each clip takes so many seconds, two in flight. Temporal ends a run at 51,200
events or at 50 MB, so events and bytes a turn say how long a podcast may be. Ideal: three events for the turn's
activity and three for the workflow task that its end causes. Turns that end together share a task, so that a fast
vendor's take fewer.
"""

import argparse
import asyncio
from collections import Counter

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from benchmarks.stack import episodes, laptop, vendor
from benchmarks.stack.calls import Calls

IN_FLIGHT = 2
TURNS_A_SEGMENT = 10
WORDS = 27  # of a turn: half an exchange of 54
IDEAL = 6

FAMILIES = ("ACTIVITY_TASK", "WORKFLOW_TASK", "TIMER", "WORKFLOW_PROPERTIES", "UPSERT_WORKFLOW_SEARCH")
"""Columns: names of events begin with these. WORKFLOW_PROPERTIES is the memo."""


async def counted(address: str, workflow_id: str) -> tuple[Counter[str], int]:
    """Events by name, and the history's bytes."""
    handle = (await Client.connect(address)).get_workflow_handle(workflow_id)
    names: Counter[str] = Counter()
    async for event in handle.fetch_history_events():
        names[EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")] += 1
    described = await handle.describe()
    return names, described.raw_description.workflow_execution_info.history_size_bytes


def main() -> None:
    parser = argparse.ArgumentParser(description="Events in the history of a podcast")
    parser.add_argument("--turns", type=int, default=60)
    parser.add_argument("--clip-seconds", type=float, nargs="+", default=[0.0, 0.8, 2.0])
    asked = parser.parse_args()
    whole, rest = divmod(asked.turns, TURNS_A_SEGMENT)
    segments = [TURNS_A_SEGMENT] * whole + [rest] * (rest > 0)
    print(f"{asked.turns} turns in {len(segments)} segments, {IN_FLIGHT} calls in flight; ideal {IDEAL} events a turn")
    columns = ("activity", "task", "timer", "memo", "attributes")
    print(f"{'a clip takes':<14}{'turns/s':>9}{'events':>8}{'a turn':>8}{'kB a turn':>11}", end="")
    print("".join(f"{name:>11}" for name in columns))
    with vendor.running() as fake, laptop.running({**fake.settings, "PODWRIGHT_TTS_CONCURRENCY": str(IN_FLIGHT)}) as at:
        calls = Calls(at.url)
        for seconds in asked.clip_seconds:
            made = episodes.episode(segments, words=WORDS)
            fake.control(latency={"speech_base": seconds}, forget_calls=True)
            podcast = calls.submit_script(made.request("openai"), made.texts)
            calls.finish(podcast)
            said = fake.calls("speech")
            spoken = float(str(said[-1]["done_at"])) - float(str(said[0]["at"]))
            names, size = asyncio.run(counted(at.temporal_address, podcast))
            print(f"{f'{seconds:g} s':<14}{len(said) / spoken:>9.1f}{names.total():>8}", end="")
            print(f"{names.total() / len(said):>8.1f}{size / len(said) / 1000:>11.1f}", end="")
            families = [sum(n for name, n in names.items() if name.startswith(family)) for family in FAMILIES]
            print("".join(f"{number:>11}" for number in families), flush=True)
        calls.close()


if __name__ == "__main__":
    main()
