"""How near finished audio comes to the length that was asked for, by writers and voices of different manners.

    python -m benchmarks.length [--minutes 2 5 10 30] [--writers local obedient short long] [--paces 0.8 1 1.25]
                                [--context TOKENS]

Each cell is one podcast, from submission to its MP3: seconds of audio against seconds asked for. The document has more
than 13,000 words; half an hour takes 5,000. `local` is the local writer; the others are language models that deliver
100 %, 60 % and 160 % of the words that they are asked for. Paces: how fast the voices speak, beside what is declared.
The podcasts of a line are submitted at once, so that no rate is known to any of them from another.
"""

import argparse
from collections.abc import Mapping

from benchmarks.stack import anthology, laptop, table, vendor
from benchmarks.stack.calls import Calls

WITHIN = 0.08
WRITERS: Mapping[str, Mapping[str, object]] = {
    "local": {},
    "obedient": {},
    "short": {"delivers": 0.6},
    "long": {"delivers": 1.6},
}
DECLARED = 1.1
"""The fake vendor's voices speak 150 words a minute at pace 1, and 165 are declared (adapters/openai/speech.py)."""


def request(writer: str, minutes: float, *, serial: int) -> dict[str, object]:
    """Each has a title of its own, so that the ledger has nothing of it."""
    title = f"Plain prose, reading {serial}"
    return {
        "title": title,
        "sources": [{"type": "text", "title": title, "text": anthology.document()}],
        "language": "en",
        "duration_minutes": minutes,
        "llm": "local" if writer == "local" else "openai",
        "speakers": [
            {"name": "HOST", "role": "host", "tts": "openai"},
            {"name": "EXPERT", "role": "expert", "tts": "openai"},
        ],
    }


def seconds(calls: Calls, podcast: str) -> float:
    details = calls.finish(podcast)["step_details"]
    assert isinstance(details, dict)
    return float(details["seconds"])


def main() -> None:
    parser = argparse.ArgumentParser(description="Finished audio against the length that was asked for")
    parser.add_argument("--minutes", type=float, nargs="+", default=[2.0, 5.0, 10.0, 30.0])
    parser.add_argument("--writers", nargs="+", choices=WRITERS, default=list(WRITERS))
    parser.add_argument("--paces", type=float, nargs="+", default=[0.8, 1.0, 1.25])
    parser.add_argument(
        "--context", type=int, default=vendor.CONTEXT_TOKENS, help="that the server names of its model; 0: none"
    )
    asked = parser.parse_args()
    table.cores()
    print(f"{'writer':<12}{'pace':>6}" + "".join(f"{f'{minutes:g} min':>12}" for minutes in asked.minutes))
    worst = 0.0
    for pace in asked.paces:
        for writer in asked.writers:
            # A stack for each, so that no rate is known from the ones before.
            with vendor.running(context=asked.context) as fake, laptop.running(fake.settings) as at:
                fake.control(manner=WRITERS[writer], pace=DECLARED * pace)
                calls = Calls(at.url)
                print(f"{writer:<12}{pace:>6g}", end="", flush=True)
                podcasts = [
                    calls.submit(request(writer, minutes, serial=serial))[0]
                    for serial, minutes in enumerate(asked.minutes, 1)
                ]
                for podcast, minutes in zip(podcasts, asked.minutes, strict=True):
                    off = seconds(calls, podcast) / (60 * minutes) - 1
                    worst = max(worst, abs(off))
                    print(f"{off:>+12.1%}", end="", flush=True)
                calls.close()
                print()
    print(f"worst: {worst:.1%}, {'reached' if worst <= WITHIN else 'MISSED'} (≤ {WITHIN:.0%})")


if __name__ == "__main__":
    main()
