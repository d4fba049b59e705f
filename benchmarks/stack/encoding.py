"""How fast the encoder of episodes is on this machine."""

import subprocess
import time
from tempfile import TemporaryDirectory

from adapters.audio.encode import BITRATE, QUALITY
from adapters.audio.ffmpeg import QUIET, ffmpeg_program


def encoder_speed() -> float:
    """Seconds of audio encoded in a second, on noise-like sound, by the encoder alone."""
    with TemporaryDirectory() as folder:
        source = ["-f", "lavfi", "-i", "anoisesrc=r=44100:d=300:a=0.1,lowpass=f=3000", "-ac", "1"]
        subprocess.run([ffmpeg_program(), *QUIET, "-y", *source, f"{folder}/s.wav"], check=True)
        began = time.perf_counter()
        encode = ["-i", f"{folder}/s.wav", "-c:a", "libmp3lame", "-b:a", BITRATE, "-compression_level", QUALITY]
        subprocess.run([ffmpeg_program(), *QUIET, "-y", *encode, f"{folder}/s.mp3"], check=True)
        return 300 / (time.perf_counter() - began)
