"""Whole podcasts by writers of different manners: when all is done, when the first turn plays, what was written.

    python -m benchmarks.writing [--minutes 6 30] [--runs 3]

The writer gives 100 tokens/s after 0.3 s, the voices take 0.5 s + 1.2 ms a character, five at once.

Ideal: nothing waits but for the writer and the voices. The opening is written, then spoken; beside it the outline, then
all segments at once; then what the voices have not said yet; then the encoder.
Naive, computed from what the obedient writer gave: outline, segments and speech one after the other, speech five at a
time, and an answer that misses its length is asked for again whole, once. Writing, measured in Temporal's history: the
time in which the writer was asked for anything.
"""

import argparse
import asyncio
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from benchmarks.stack import history, laptop, prose, table, vendor
from benchmarks.stack.calls import Calls
from benchmarks.stack.encoding import encoder_speed

SLOTS, WRITER_SLOTS = 5, 8
CHAT_BASE, PER_TOKEN = 0.3, 0.01
SPEECH_BASE, PER_CHARACTER = 0.5, 0.0012
TARGETS = {6.0: (18.0, 6.0)}
"""Minutes asked for: seconds until all is done, and until the first turn can be played, with the obedient writer."""
MOST_WRITING = 1 / 3
"""Of the time until all is done: what writing may take of half an hour."""
NEAR = 0.1
"""Share by which the naive way lets an answer miss its length."""
WRITING = ("outline", "opening", "segment-", "extension-")
MOST_OVER = 1.3
"""Of the obedient writer's times and tokens: what the others may take."""
MANNERS: Mapping[str, Mapping[str, object]] = {
    "obedient": {},
    "40 % short, cites nothing, wrong voice": {"delivers": 0.6, "cites": False, "wrong_voice_begins": True},
    "60 % long, cites nothing, wrong voice": {"delivers": 1.6, "cites": False, "wrong_voice_begins": True},
}


class Measured:
    """One podcast: seconds to its end and to its first playable turn, seconds of audio, tokens written."""

    def __init__(self, minutes: float, calls: Calls, at: laptop.Laptop, *, serial: int) -> None:
        began = time.perf_counter()
        podcast, _ = calls.submit(request(minutes, serial=serial))

        def first_turn() -> float:
            listener = Calls(at.url)
            while not listener.has_turn(podcast, 1):
                time.sleep(0.02)
            listener.close()
            return time.perf_counter() - began

        with ThreadPoolExecutor(1) as pool:
            playable = pool.submit(first_turn)
            status = calls.finish(podcast)
            self.done = time.perf_counter() - began
            self.playable = playable.result()
        usage = status["usage"]
        assert isinstance(usage, dict)
        self.tokens, self.characters = int(usage["llm_output_tokens"]), int(usage["tts_characters"])
        details = status["step_details"]
        assert isinstance(details, dict)
        self.audio = float(details["seconds"])
        run = asyncio.run(history.read(at.temporal_address, podcast))
        asked = [one for one in run.activities if one.id.startswith(WRITING) and one.done]
        self.writing = _covered([(one.scheduled, one.done) for one in asked])
        self.segments = sum(one.id.startswith("segment-") for one in asked)


def request(minutes: float, *, serial: int) -> dict[str, object]:
    """Each has a title of its own, so that the ledger has nothing of it."""
    return {
        "title": f"Public works, reading {serial}",
        "sources": [{"type": "text", "title": f"Works {serial}", "text": prose.document(round(400 * minutes))}],
        "language": "en",
        "duration_minutes": minutes,
        "llm": "openai",
        "speakers": [
            {"name": "HOST", "role": "host", "tts": "openai"},
            {"name": "EXPERT", "role": "expert", "tts": "openai"},
        ],
    }


def ideal(one: Measured, encoder: float) -> float:
    """Seconds: outline and longest segment, then a fifth of the speech that is left, then the encoder."""
    writing = 2 * CHAT_BASE + PER_TOKEN * (_outline(one) + one.tokens / 6)
    return writing + _speech(one) + one.audio / encoder


def naive(obedient: Measured, encoder: float, *, delivers: float) -> float:
    """Seconds, of a writer that delivers so many words for each that is asked."""
    answers = 1 if abs(delivers - 1) <= NEAR else 2
    segments = answers * delivers * (obedient.tokens - _outline(obedient))
    writing = CHAT_BASE * (1 + answers * obedient.segments) + PER_TOKEN * (_outline(obedient) + segments)
    return writing + _speech(obedient) + obedient.audio / encoder


def _outline(one: Measured) -> int:
    """Its tokens."""
    return 400 if one.audio > 600 else 300


def _speech(one: Measured) -> float:
    return (one.characters * PER_CHARACTER + SPEECH_BASE * one.characters / 180) / SLOTS


def _covered(spans: list[tuple[float, float]]) -> float:
    """Seconds in which at least one of them lasts."""
    total, until = 0.0, 0.0
    for began, ended in sorted(spans):
        total += max(0.0, ended - max(began, until))
        until = max(until, ended)
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description="Whole podcasts by writers of different manners")
    parser.add_argument("--minutes", type=float, nargs="+", default=[6.0, 30.0])
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    table.heading(f"{1 / PER_TOKEN:.0f} tokens/s, {WRITER_SLOTS} calls in flight for writing, {SLOTS} for speech")
    encoder = encoder_speed()
    at_once = {"PODWRIGHT_TTS_CONCURRENCY": str(SLOTS), "PODWRIGHT_LLM_CONCURRENCY": str(WRITER_SLOTS)}
    latency = {
        "chat_base": CHAT_BASE,
        "chat_per_token": PER_TOKEN,
        "speech_base": SPEECH_BASE,
        "speech_per_10_characters": 10 * PER_CHARACTER,
    }
    obedient: dict[float, list[Measured]] = {}
    for minutes in asked.minutes:
        for name, manner in MANNERS.items():
            runs: list[Measured] = []
            for serial in range(asked.runs):
                # A stack for each, so that nothing was learned of the model before.
                with vendor.running() as fake, laptop.running({**fake.settings, **at_once}) as at:
                    fake.control(latency=latency, manner=manner)
                    calls = Calls(at.url)
                    runs.append(Measured(minutes, calls, at, serial=serial))
                    calls.close()
            _print(minutes, name, runs, obedient.setdefault(minutes, runs), encoder)


def _print(minutes: float, name: str, runs: list[Measured], obedient: list[Measured], encoder: float) -> None:
    delivers = MANNERS[name].get("delivers", 1.0)
    assert isinstance(delivers, float)
    audio = median(one.audio for one in runs)
    tokens, of_obedient = median(one.tokens for one in runs), median(one.tokens for one in obedient)
    print(f"{minutes:g} minutes, {name}: {audio / 60:.2f} minutes of audio, {tokens:.0f} tokens", end="")
    print(f" ({tokens / of_obedient:.2f} × the obedient writer's)" if runs is not obedient else "")
    if runs is obedient:
        done, first = TARGETS.get(minutes, (None, None))
    else:
        done, first = (MOST_OVER * median(getattr(one, of) for one in obedient) for of in ("done", "playable"))
    table.row("  submit to finished", [one.done for one in runs], ideal=ideal(runs[0], encoder), target=done)
    table.row("  submit to first playable turn", [one.playable for one in runs], target=first)
    print(f"  naive, computed: {naive(obedient[0], encoder, delivers=delivers):.1f} s until finished")
    share = median(one.writing / one.done for one in runs)
    verdict = "" if minutes < 30 else f" (≤ {MOST_WRITING:.0%}: {'reached' if share <= MOST_WRITING else 'MISSED'})"
    print(f"  writing, measured: {median(one.writing for one in runs):.1f} s, {share:.0%} of the whole{verdict}")


if __name__ == "__main__":
    main()
