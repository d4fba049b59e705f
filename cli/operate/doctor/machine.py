"""What Podwright needs on this machine: Python, disk, voices, ffmpeg."""

import os
import platform
import shutil
import sys
from pathlib import Path

from cli.operate.doctor.finding import Finding, Verdict

ENOUGH_DISK = 2_000_000_000
"""Bytes. An hour of finished audio with its clips takes about 250 MB, and Temporal's database and the logs grow too."""


def python() -> Finding:
    return Finding("Python", Verdict.OK, f"{platform.python_version()} at {sys.executable}")


def environment() -> Finding:
    if sys.prefix == sys.base_prefix:
        means = "Its packages are shared with the system's; an update there can break Podwright."
        return Finding("virtual environment", Verdict.NOTE, "none", means, "make setup")
    return Finding("virtual environment", Verdict.OK, sys.prefix)


def disk(home: Path) -> Finding:
    there = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(there).free
    shown = f"{free / 1e9:.1f} GB free at {home}"
    if free < ENOUGH_DISK:
        means = "An hour of audio with its clips takes about 250 MB. Jobs fail when the disk is full."
        return Finding("disk", Verdict.BAD, shown, means, "PODWRIGHT_HOME=/another/disk podwright up")
    return Finding("disk", Verdict.OK, shown)


def local_voices() -> Finding:
    from adapters.local.speech import available  # noqa: PLC0415 - numpy, for this command only

    missing = available()
    if missing:
        means = "Without them every podcast needs ELEVENLABS_API_KEY or another vendor."
        return Finding("local voices", Verdict.NOTE, missing, means, "make setup")
    return Finding("local voices", Verdict.OK, "installed")


def ffmpeg() -> Finding:
    from adapters.audio.ffmpeg import FfmpegError, ffmpeg_program  # noqa: PLC0415 - for this command only

    try:
        program = Path(ffmpeg_program())
    except FfmpegError as error:
        return Finding("ffmpeg", Verdict.BAD, str(error), "No MP3 can be made.", "make setup")
    if not os.access(program, os.X_OK):
        return Finding("ffmpeg", Verdict.BAD, f"{program} cannot be run", "No MP3 can be made.", f"chmod +x {program}")
    return Finding("ffmpeg", Verdict.OK, str(program))
