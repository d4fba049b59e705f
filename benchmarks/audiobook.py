"""A book, from its EPUB to its M4B, by the local voices: how much faster than it is listened to.

    python -m benchmarks.audiobook [--pages 12] [--whole] [--naive-words 300] [--voice NAME]

`--whole` is a book of 300 pages (90,000 words, ten hours), which is what the target is of; the usual size shows that it
works, and is told where a machine does other things beside it. End to end: from the submission, over HTTP, to the file,
on a stack that is running. Nothing of the book was spoken before.

Ideal: the voices need nearly all the work there is, so ideal = their processor time / cores. Naive: one passage after
another in one process, each kept as WAV, then all of it encoded at once; nothing is checked, and nothing survives a
crash. It is measured on the beginning of the book.
Memory is the most that the worker, and each of its voices, ever held (Linux).
"""

import argparse
import asyncio
import io
import os
import subprocess
import tempfile
import time
import wave
from dataclasses import dataclass
from pathlib import Path

from adapters.audio.ffmpeg import QUIET, ffmpeg_program
from adapters.local.speech import LocalSpeech
from benchmarks.stack import history, laptop, novel, processor, table
from benchmarks.stack.calls import Calls
from domain.audiobook.passages import passages_of
from domain.retrieve.chapters import ChapterText, Paragraph
from domain.tts.spoken.text import speech_text
from domain.tts.utterance import Utterance

WHOLE_PAGES = 300
TARGET_SPEED = 60.0


@dataclass(frozen=True)
class Made:
    """Seconds: from submission to the end, of audio, of processor time of the voices, of the worker with its ffmpeg,
    and of Temporal and the API, of reading and of joining. Peaks in megabytes: of the worker, and of the largest of its
    voices."""

    took: float
    audio: float
    voices: float
    worker: float
    servers: float
    reading: float
    joining: float
    passages: int
    worker_mb: float
    voice_mb: float


def end_to_end(pages: int, voice: str | None) -> Made:
    with tempfile.TemporaryDirectory() as folder, laptop.running({}) as at:
        epub = novel.write(Path(folder) / "novel.epub", pages)
        calls = Calls(at.url, collection="audiobooks")
        warm = {"source": {"type": "text", "text": "A first page, so that every voice is loaded. " * 40}}
        calls.finish(calls.submit(warm | ({"voice": voice} if voice else {}))[0])
        worker = at.processes["worker"]
        servers = [at.processes[each] for each in ("temporal", "api")]
        before, worked, served = (
            _voices_time(worker),
            processor.used_with_ended(worker),
            sum(map(processor.used, servers)),
        )
        began = time.perf_counter()
        request = {"source": {"type": "file", "file_id": calls.upload(epub)}, "tts": "local"}
        book, _ = calls.submit(request | ({"voice": voice} if voice else {}))
        done = calls.finish(book)
        took = time.perf_counter() - began
        voices, worked = _voices_time(worker) - before, processor.used_with_ended(worker) - worked
        served = sum(map(processor.used, servers)) - served
        peaks = [_peak_mb(pid) for pid in (worker, *processor.children(worker))]
        run = asyncio.run(history.read(at.temporal_address, book))
        calls.close()
    details = done["step_details"]
    assert isinstance(details, dict)
    return Made(
        took=took,
        audio=float(details["seconds"]),
        voices=voices,
        worker=worked,
        servers=served,
        reading=run.span("book"),
        joining=run.span("join"),
        passages=len(_passages(pages)),
        worker_mb=peaks[0],
        voice_mb=max(peaks[1:], default=0.0),
    )


def _voices_time(worker: int) -> float:
    """The voices are the processes that the worker keeps; ffmpeg and readers have gone when this is asked."""
    return sum(processor.used(pid) for pid in processor.children(worker))


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def _passages(pages: int) -> list[str]:
    texts: list[str] = []
    for n, paragraphs in enumerate(novel.chapters(pages), start=1):
        said = tuple(Paragraph(text=each) for each in (f"Chapter {n}", *paragraphs))
        draft = passages_of(ChapterText(title=f"Chapter {n}", paragraphs=said), index=n, quotes=False)
        texts += [turn.text for turn in draft.turns]
    return texts


async def naive(pages: int, words: int, voice: str | None) -> tuple[float, float]:
    """(Seconds it took, seconds of audio) of the beginning of the book."""
    speech = LocalSpeech(1)
    chosen = voice or (await speech.declare()).expert_voice

    async def told(word: str) -> None:
        return None

    async def say(text: str) -> bytes:
        said = Utterance(vendor="local", model="", engine="", voice=str(chosen), language="en", text=text)
        return (await speech.synthesize(said, on_progress=told)).data

    with tempfile.TemporaryDirectory() as folder:
        await say("A first sentence, so that the voice is loaded.")
        began, frames, spoken, rate = time.perf_counter(), list[bytes](), 0, 0
        for text in _passages(pages):
            with wave.open(io.BytesIO(await say(speech_text(text, language="en")))) as clip:
                rate = clip.getframerate()
                frames.append(clip.readframes(clip.getnframes()))
            spoken += len(text.split())
            if spoken >= words:
                break
        path = Path(folder) / "book.wav"
        with wave.open(str(path), "wb") as whole:
            whole.setparams((1, 2, rate, 0, "NONE", ""))
            whole.writeframes(b"".join(frames))
        encode = ["-y", "-i", str(path), "-c:a", "aac", "-b:a", "64k", str(path.with_suffix(".m4a"))]
        await asyncio.to_thread(subprocess.run, [ffmpeg_program(), *QUIET, *encode], check=True)
        took = time.perf_counter() - began
    await speech.close()
    return took, sum(map(len, frames)) / 2 / rate


def main() -> None:
    parser = argparse.ArgumentParser(description="A book read aloud by the local voices")
    parser.add_argument("--pages", type=int, default=12, help=f"of {novel.WORDS_A_PAGE} words")
    parser.add_argument("--whole", action="store_true", help=f"{WHOLE_PAGES} pages")
    parser.add_argument("--naive-words", type=int, default=300)
    parser.add_argument("--voice", help="left out: the usual one of a narrator")
    asked = parser.parse_args()
    pages = WHOLE_PAGES if asked.whole else asked.pages
    table.heading(f"A book of {pages} pages, EPUB to M4B, local voices; ideal = time of the voices / cores")
    made = end_to_end(pages, asked.voice)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
    ideal = made.voices / cores
    table.row("submission to the finished book", [made.took], ideal=ideal, target=made.audio / TARGET_SPEED)
    speed = f"{made.audio / made.took:.1f} × real time (target {TARGET_SPEED:.0f}, ideal {made.audio / ideal:.1f})"
    print(f"  {made.audio / 60:.1f} minutes of audio in {made.passages} passages: {speed}")
    spent = (
        f"the voices {made.voices:.1f} CPU s, the worker with its ffmpeg {made.worker:.1f}, servers {made.servers:.1f}"
    )
    print(f"  reading {made.reading:.2f} s, joining {made.joining:.2f} s; {spent}:")
    busy = (made.voices + made.worker + made.servers) / cores
    print(f"  with every core on it alone that is {busy:.1f} s, {made.audio / busy:.0f} × real time")
    print(f"  most memory: worker {made.worker_mb:.0f} MB, a voice {made.voice_mb:.0f} MB")
    took, audio = asyncio.run(naive(pages, asked.naive_words, asked.voice))
    table.row("  naive, for as much", [took * made.audio / audio], ideal=ideal)
    print(f"  {audio / took:.1f} × real time, measured on {audio:.0f} s of audio")
    if not asked.whole:
        print(f"  not the book of the target: --whole is {WHOLE_PAGES} pages")


if __name__ == "__main__":
    main()
