"""Real media, made by ffmpeg itself once a session, and a bench that reads and converts them."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.audio.ffmpeg import ffmpeg_program
from adapters.media.converter import FfmpegConverter
from adapters.media.reader import FfmpegMediaReader
from domain.media.facts import MediaFacts
from domain.media.output import OutputSpec
from domain.media.plan import plan_output
from domain.media.ports import ConvertedFile

SINE = ("-f", "lavfi", "-i", "sine=f=440:d=5:r=44100")
PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=5")
STILL = ("-f", "lavfi", "-i", "testsrc2=s=300x300:r=25:d=0.04")
LAYOUT_5_1 = ("-af", "aformat=channel_layouts=5.1")

BEEP = "if(between(t,30,30.1),0.8*sin(2000*PI*t),0.01*sin(400*PI*t))"

RECIPES: dict[str, tuple[str, ...]] = {
    "h264.mp4": (*PICTURE, *SINE, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    "h264.mkv": (*PICTURE, *SINE, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    "h264-444.mkv": (*PICTURE, *SINE, "-c:v", "libx264", "-pix_fmt", "yuv444p", "-c:a", "libopus"),
    "h264.ts": (*PICTURE, *SINE, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    "h264.flv": (*PICTURE, *SINE, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    "hevc.mp4": (*PICTURE, *SINE, "-c:v", "libx265", "-x265-params", "log-level=error", "-pix_fmt", "yuv420p"),
    "vp9.webm": (*PICTURE, *SINE, "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"),
    "mpeg4.avi": (*PICTURE, *SINE, "-c:v", "mpeg4", "-c:a", "libmp3lame"),
    "mpeg2.mpg": (*PICTURE, *SINE, "-c:v", "mpeg2video", "-c:a", "mp2"),
    "odd.webm": ("-f", "lavfi", "-i", "testsrc2=s=321x241:r=10:d=2", "-c:v", "libvpx-vp9", "-cpu-used", "8"),
    "silent-film.mp4": (*PICTURE, "-c:v", "libx264", "-pix_fmt", "yuv420p"),
    "varying.mkv": (
        *("-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=5,select='not(mod(floor(t)\\,2)*mod(n\\,5))'", *SINE),
        *("-fps_mode", "vfr", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    ),
    "mono.mp3": (*SINE, "-metadata", "title=A tone", "-metadata", "artist=ffmpeg"),
    "mono.wav": SINE,
    "stereo.flac": ("-f", "lavfi", "-i", "aevalsrc=0.2*sin(880*t*PI)|0.1*sin(660*t*PI):d=5", "-sample_fmt", "s16"),
    "telephone.wav": ("-f", "lavfi", "-i", "sine=f=440:d=5:r=8000", "-c:a", "pcm_mulaw"),
    "studio.flac": ("-f", "lavfi", "-i", "sine=f=440:d=5:r=96000", "-sample_fmt", "s32", "-bits_per_raw_sample", "24"),
    "surround.flac": (*SINE, *LAYOUT_5_1),
    "vorbis.ogg": (*SINE, "-c:a", "libvorbis"),
    "opus.opus": (*SINE, "-c:a", "libopus"),
    "adts.aac": (*SINE, "-c:a", "aac"),
    "wma.wma": (*SINE, "-c:a", "wmav2"),
    "phone.amr": ("-f", "lavfi", "-i", "sine=f=440:d=5:r=8000", "-c:a", "libopencore_amrnb"),
    "lossless.m4a": (*SINE, "-c:a", "alac"),
    "aiff.aiff": SINE,
    "cover.mp3": (*SINE, *STILL, "-map", "0", "-map", "1", "-c:v", "mjpeg", "-disposition:v", "attached_pic"),
    "cover.m4a": (*SINE, *STILL, "-map", "0", "-map", "1", "-c:v", "mjpeg", "-disposition:v", "attached_pic"),
    "silence.wav": ("-f", "lavfi", "-i", "anullsrc=r=44100:cl=mono:d=5"),
    "hours.flac": ("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono:d=36000"),
    "beep.wav": ("-f", "lavfi", "-i", f"aevalsrc='{BEEP}':d=60:s=44100"),
    "large.webm": ("-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=5:d=1", "-c:v", "libvpx-vp9", "-cpu-used", "8"),
    "still.jpg": (*STILL, "-frames:v", "1"),
}  # fmt: skip

Make = Callable[[str], Path]


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """The file of a recipe, by its name."""
    folder = tmp_path_factory.mktemp("media")

    def make(name: str) -> Path:
        path = folder / name
        if not path.exists():
            recipe = (ffmpeg_program(), "-hide_banner", "-loglevel", "error", "-y", *RECIPES[name], str(path))
            subprocess.run(recipe, check=True, stdin=subprocess.DEVNULL, timeout=50)
        return path

    return make


class Made(NamedTuple):
    path: Path
    result: ConvertedFile
    facts: MediaFacts


class Bench:
    """Reads a file, converts it as asked, and reads what came out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reader, self.converter = FfmpegMediaReader(open_seconds=30), FfmpegConverter()
        self.words: list[str] = []

    async def note(self, word: str) -> None:
        self.words.append(word)

    async def read(self, source: Path) -> MediaFacts:
        return await self.reader.read(source, name=source.name, on_progress=self.note)

    async def convert(self, source: Path, **asked: object) -> Made:
        output = OutputSpec.model_validate(asked)
        plan = plan_output(await self.read(source), output, name=source.name)
        to = self.folder / f"{source.stem}-made.{output.format.value}"
        result = await self.converter.convert(source, plan, name=source.name, to=to, on_progress=self.note)
        return Made(to, result, await self.read(to))


def samples(path: Path, *, rate: int = 44_100) -> NDArray[np.float32]:
    """The first channel, decoded as a player would."""
    command = (ffmpeg_program(), "-loglevel", "error", "-i", str(path), "-map", "0:a:0", "-ar", str(rate))
    output = ("-af", "pan=mono|c0=c0", "-f", "f32le", "-")
    raw = subprocess.run((*command, *output), check=True, capture_output=True, timeout=50).stdout
    return np.frombuffer(raw, "<f4")


def pitch(path: Path) -> float:
    """The strongest frequency, in Hz."""
    sound = samples(path)
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.argmax(spectrum) * 44_100 / len(sound))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)
