"""How fast the programme is rendered on one core, and in how much memory.

    python -m benchmarks.combine [--minutes 120] [--pydub-minutes 10]

Each way runs in a process of its own, bound to one core where the system allows it, over the same clips: two speakers
17 LU apart, in turns of 6 to 13 s, whose peaks the limiter has to hold. CPU seconds count the process and its
encoder. Linux counts for a child the memory of the image it was started from too: ffmpeg's figure is an upper bound.

Ideal: with a clip measured as it is made, nothing needs doing but to encode once and to decode once for the check, so
ideal speed = 1 / (1 / encode + 1 / decode), each alone. Target: 60 × real time, 250 MB for two hours.
"""

import argparse
import asyncio
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from adapters.audio.encode import BITRATE, QUALITY
from adapters.audio.ffmpeg import QUIET, ffmpeg_program
from adapters.audio.inspect import measure
from domain.combine.captions import chapters
from domain.combine.ports import Rendered, Tags
from domain.combine.timeline import SAMPLE_RATE, SpokenTurn, Timeline, build_timeline
from domain.tts.speaker import Role

DIFFERENT_CLIPS = 12
VENDOR_RATE = 24_000  # what the vendors' clips come at
_T = TypeVar("_T")
TARGET_SPEED, TARGET_MEMORY_MB = 60, 250


def voice(seconds: float, *, tone: float, rms_db: float) -> NDArray[np.float32]:
    """Speech-like: pulses through resonances, in syllables, with the crest factor of a real voice (about 18 dB)."""
    time = np.arange(round(seconds * VENDOR_RATE)) / VENDOR_RATE
    phase = (time * tone) % 1
    pulse = np.exp(-phase * 2.2) * (np.sin(2 * np.pi * 3 * phase) + 0.5 * np.sin(2 * np.pi * 9 * phase))
    noise = np.random.default_rng(round(tone)).standard_normal(len(time)) * 0.03
    syllables = np.clip(np.sin(2 * np.pi * 4 * time) + 0.5 * np.sin(2 * np.pi * 0.7 * time), 0, None)
    sound = (pulse + noise) * syllables
    sound *= 10 ** (rms_db / 20) / np.sqrt(np.mean(sound**2))
    return np.clip(sound, -1, 1).astype(np.float32)


def clips() -> list[bytes]:
    """WAV files; the host is loud, the expert quiet."""
    from adapters.audio.clips import sound_of, wav  # noqa: PLC0415  # pydub only where it is measured or needed

    return [
        wav(sound_of(voice(6 + number % 8, tone=110 + 13 * number, rms_db=(-18.0, -35.0)[number % 2]), VENDOR_RATE))
        for number in range(DIFFERENT_CLIPS)
    ]


def timeline_of(made: list[bytes], minutes: float) -> Timeline:
    measured = [
        measure(np.frombuffer(clip[44:], "<i2").astype(np.float32) / np.float32(32768), VENDOR_RATE) for clip in made
    ]
    turns: list[SpokenTurn] = []
    length = 0.0
    while length < minutes * 60:
        clip = measured[len(turns) % DIFFERENT_CLIPS]
        turns.append(
            SpokenTurn(
                index=len(turns) + 1,
                segment=len(turns) // 20,
                speaker=("HOST", "EXPERT")[len(turns) % 2],
                role=(Role.HOST, Role.EXPERT)[len(turns) % 2],
                text=f"Turn {len(turns)}.",
                samples=clip.samples_at(SAMPLE_RATE),
                loudness_lufs=clip.loudness_lufs,
            )
        )
        length += clip.seconds + 0.5
    return build_timeline(turns)


def streamed(minutes: float, folder: Path) -> dict[str, float]:
    """The renderer of the product."""
    from adapters.audio.render import Mp3EpisodeRenderer  # noqa: PLC0415  # each way loads only what it needs

    made = clips()
    timeline = timeline_of(made, minutes)

    async def read(number: int) -> bytes:
        return made[number % DIFFERENT_CLIPS]

    async def told(word: str) -> None:
        return None

    async def run() -> Rendered:
        titles = [f"Segment {number}" for number in range(len(timeline.placed) // 20 + 1)]
        tags = Tags(title="Benchmark", chapters=chapters(timeline, titles))
        return await Mp3EpisodeRenderer().render(
            timeline, read_clip=read, tags=tags, to=folder / "episode.mp3", on_progress=told
        )

    rendered, spent = timed(lambda: asyncio.run(run()))
    return spent | {
        "seconds": rendered.seconds,
        "lufs": rendered.loudness_lufs,
        "dbtp": rendered.true_peak_dbtp,
        "passes": rendered.passes,
    }


def pydub_joined(minutes: float, folder: Path) -> dict[str, float]:
    """The way of most examples: normalise each clip, add it to what there is, export."""
    from adapters.audio.clips import AudioSegment  # noqa: PLC0415  # imported with its warnings filtered, once

    made = clips()
    timeline = timeline_of(made, minutes)

    def run() -> float:
        whole = AudioSegment.silent(250, frame_rate=SAMPLE_RATE)
        for number in range(len(timeline.placed)):
            clip = AudioSegment.from_file(io.BytesIO(made[number % DIFFERENT_CLIPS]), format="wav")
            whole += clip.apply_gain(-16.0 - clip.dBFS)
            whole += AudioSegment.silent(500, frame_rate=SAMPLE_RATE)
        whole.export(folder / "episode.mp3", format="mp3", bitrate=BITRATE, parameters=["-compression_level", QUALITY])
        return float(whole.duration_seconds)

    seconds, spent = timed(run)
    return spent | {"seconds": seconds}


def encoder_alone(minutes: float, folder: Path) -> dict[str, float]:
    source = _pcm(minutes, folder)
    target = ["-c:a", "libmp3lame", "-b:a", BITRATE, "-compression_level", QUALITY, str(folder / "episode.mp3")]
    return _ffmpeg(source + target) | {"seconds": minutes * 60}


def decoder_alone(minutes: float, folder: Path) -> dict[str, float]:
    encoder_alone(minutes, folder)
    return _ffmpeg(["-i", str(folder / "episode.mp3"), "-f", "s16le", "/dev/null"]) | {"seconds": minutes * 60}


def _pcm(minutes: float, folder: Path) -> list[str]:
    sound = np.concatenate([np.frombuffer(clip[44:], "<i2") for clip in clips()])
    with (folder / "episode.pcm").open("wb") as file:
        left = round(minutes * 60 * SAMPLE_RATE)
        while left:
            left -= file.write(sound[:left].tobytes()) // 2
    return ["-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", str(folder / "episode.pcm")]


def _ffmpeg(arguments: list[str]) -> dict[str, float]:
    return timed(lambda: subprocess.run([ffmpeg_program(), *QUIET, "-y", *arguments], check=True))[1]


def timed(work: Callable[[], _T]) -> tuple[_T, dict[str, float]]:
    """CPU seconds of this process and of its children, and the peaks of their memory."""
    whole = [resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN]
    before = [resource.getrusage(who) for who in whole]
    result = work()
    after = [resource.getrusage(who) for who in whole]
    own, encoder = (a.ru_utime + a.ru_stime - b.ru_utime - b.ru_stime for a, b in zip(after, before, strict=True))
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return result, {
        "own_cpu": own,
        "encoder_cpu": encoder,
        "own_mb": after[0].ru_maxrss / unit,
        "encoder_mb": after[1].ru_maxrss / unit,
    }


WAYS = {way.__name__: way for way in (streamed, pydub_joined, encoder_alone, decoder_alone)}


def apart(way: str, minutes: float) -> dict[str, float]:
    """One way in its own process, on one core."""
    command = [sys.executable, "-m", "benchmarks.combine", "--way", way, "--minutes", str(minutes)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def report(name: str, found: dict[str, float]) -> float:
    cpu = found["own_cpu"] + found["encoder_cpu"]
    speed = found["seconds"] / cpu
    print(
        f"{name:<34}{found['seconds'] / 60:6.0f} min {cpu:8.1f} CPU s {speed:6.0f} × real time"
        f"   {found['own_mb']:5.0f} + {found['encoder_mb']:3.0f} MB (own + ffmpeg)"
    )
    return speed


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed and memory of combining")
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--pydub-minutes", type=float, default=10)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(WAYS[asked.way](asked.minutes, Path(folder))))
        return
    few = min(10.0, asked.minutes)
    encode = report("encoder alone", apart("encoder_alone", few))
    decode = report("decoder alone", apart("decoder_alone", few))
    ideal = 1 / (1 / encode + 1 / decode)
    print(f"ideal = 1 / (1 / {encode:.0f} + 1 / {decode:.0f}) = {ideal:.0f} × real time on one core")
    report("streamed, short", apart("streamed", few))
    found = apart("streamed", asked.minutes)
    speed = report("streamed", found)
    print(
        f"  {found['lufs']:.2f} LUFS, {found['dbtp']:.2f} dBTP, {found['passes']:.0f} encode(s); "
        f"{speed:.0f} × (target ≥ {TARGET_SPEED}), {speed / ideal:.0%} of the ideal; "
        f"{found['own_mb'] + found['encoder_mb']:.0f} MB (target < {TARGET_MEMORY_MB})"
    )
    report("pydub += in a loop, peaks unheld", apart("pydub_joined", asked.pydub_minutes))
    report("pydub += in a loop, twice as long", apart("pydub_joined", 2 * asked.pydub_minutes))


if __name__ == "__main__":
    main()
