"""A whole podcast, submit to finished: 20 turns in 3 segments, a writer of 100 tokens/s, 5 calls in flight for speech.

    python -m benchmarks.podcast [--runs 5] [--words 27]

Ideal, the pipelined critical path: outline and segments are written one after another, each in base + tokens / rate;
a segment's turns are free to be spoken once it is written, and each goes, in order, to the call that is free first;
when the last one is spoken the episode is encoded once: its minutes / the speed of the encoder alone, measured here.

    written(k) = sum over outline and segments ≤ k of (0.3 s + tokens / 100 per second)
    spoken(n) = max(written(segment of n), the earliest free of the 5 calls) + 0.3 s + 0.06 s per 10 characters
    ideal = max spoken(n) + audio seconds / encoder speed

Naive: the same without overlap: everything is written, then spoken at 5 calls, then encoded.
"""

import argparse
import asyncio
import heapq
import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from tempfile import TemporaryDirectory

from adapters.audio.encode import BITRATE, QUALITY
from adapters.audio.ffmpeg import QUIET, ffmpeg_program
from benchmarks.stack import episodes, history, laptop, table, vendor
from benchmarks.stack.calls import Calls

SLOTS = 5
TURNS = (7, 7, 6)
CHAT_BASE, PER_TOKEN = 0.3, 0.01
SPEECH_BASE, PER_10_CHARACTERS = 0.3, 0.06
CHARACTERS_PER_TOKEN = 4  # the fake vendor's
CHARACTERS_PER_SECOND = 15.0  # of the fake vendor's voices
SHARE_OVER_IDEAL, FIRST_TURN_SECONDS = 1.15, 2.0


def writing(answer: object) -> float:
    return CHAT_BASE + PER_TOKEN * len(json.dumps(answer)) / CHARACTERS_PER_TOKEN


def speaking(text: str) -> float:
    return SPEECH_BASE + PER_10_CHARACTERS * len(text) / 10


def critical_path(made: episodes.Episode, *, pipelined: bool = True) -> float:
    """Seconds until the last turn is spoken."""
    outline, *written = [writing(answer) for answer in made.answers]
    everything = outline + sum(written)
    free = [0.0] * SLOTS
    at = outline
    for seconds, segment in zip(written, made.segments, strict=True):
        at += seconds
        for text in segment:
            begins = max(heapq.heappop(free), at if pipelined else everything)
            heapq.heappush(free, begins + speaking(text))
    return max(free)


def encoder_speed() -> float:
    """Seconds of audio encoded in a second, on noise-like sound, by the encoder alone."""
    with TemporaryDirectory() as folder:
        source = ["-f", "lavfi", "-i", "anoisesrc=r=44100:d=300:a=0.1,lowpass=f=3000", "-ac", "1"]
        subprocess.run([ffmpeg_program(), *QUIET, "-y", *source, f"{folder}/s.wav"], check=True)
        began = time.perf_counter()
        encode = ["-i", f"{folder}/s.wav", "-c:a", "libmp3lame", "-b:a", BITRATE, "-compression_level", QUALITY]
        subprocess.run([ffmpeg_program(), *QUIET, "-y", *encode, f"{folder}/s.mp3"], check=True)
        return 300 / (time.perf_counter() - began)


def once(words: int, calls: Calls, at: laptop.Laptop, fake: vendor.Vendor) -> tuple[float, float, episodes.Episode]:
    """Seconds from submit to finished; from the first segment written until its first turn can be played."""
    made = episodes.episode(TURNS, words=words)
    fake.will_answer(made.answers)
    began = time.perf_counter()
    podcast, _ = calls.submit(made.request("openai"))

    def first_turn() -> float:
        listener = Calls(at.url)
        while not listener.has_turn(podcast, 1):
            time.sleep(0.02)
        listener.close()
        return time.time()

    with ThreadPoolExecutor(1) as pool:
        playable = pool.submit(first_turn)
        calls.finish(podcast)
        took = time.perf_counter() - began
        run = asyncio.run(history.read(at.temporal_address, podcast))
        return took, playable.result() - run.named("segment-001")[0].done, made


def main() -> None:
    parser = argparse.ArgumentParser(description="A whole podcast")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--words", type=int, default=27, help="of a turn: half an exchange of 54")
    asked = parser.parse_args()
    table.heading(f"{sum(TURNS)} turns in {len(TURNS)} segments, {1 / PER_TOKEN:.0f} tokens/s, {SLOTS} calls in flight")
    speed = encoder_speed()
    with vendor.running() as fake, laptop.running({**fake.settings, "PODWRIGHT_TTS_CONCURRENCY": str(SLOTS)}) as at:
        calls = Calls(at.url)
        once(asked.words, calls, at, fake)
        fake.control(
            latency={
                "chat_base": CHAT_BASE,
                "chat_per_token": PER_TOKEN,
                "speech_base": SPEECH_BASE,
                "speech_per_10_characters": PER_10_CHARACTERS,
            }
        )
        runs = [once(asked.words, calls, at, fake) for _ in range(asked.runs)]
        calls.close()
    made = runs[0][2]
    audio = sum(len(text) for text in made.texts) / CHARACTERS_PER_SECOND
    encoding = audio / speed
    ideal = median(critical_path(one[2]) for one in runs) + encoding
    table.row("submit to finished", [one[0] for one in runs], ideal=ideal, target=SHARE_OVER_IDEAL * ideal)
    naive = critical_path(made, pipelined=False) + encoding
    print(f"  ideal = {ideal - encoding:.2f} s until spoken + {audio:.0f} s / {speed:.0f} × real time")
    print(f"  naive, ideal without overlap: {naive:.2f} s")
    first = [one[1] for one in runs]
    least = speaking(made.texts[0])
    table.row("first turn playable after its segment", first, ideal=least, target=FIRST_TURN_SECONDS)


if __name__ == "__main__":
    main()
