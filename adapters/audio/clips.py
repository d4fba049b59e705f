"""Clip-level work with pydub: decoding whatever a vendor sent, trimming the edges, fading them.

The only module that imports pydub. Whole episodes never come here: pydub holds all it touches in memory.
"""

import io
import warnings
from collections.abc import Mapping
from email.message import Message

import numpy as np
from numpy.typing import NDArray

from adapters.audio.ffmpeg import ffmpeg_program, last_words
from adapters.audio.levels import Samples
from domain.ports.speech import RawAudio

with warnings.catch_warnings():
    # At import pydub looks for a system ffmpeg and, by Python's version, for `audioop`; its sources hold invalid
    # escapes. A warning names its module by name, one from the compiler by file.
    warnings.filterwarnings("ignore", module=r"(.*[/\\])?pydub([./\\].*)?$")
    from pydub import AudioSegment
    from pydub.exceptions import CouldntDecodeError
    from pydub.silence import detect_leading_silence

__all__ = ["AudioSegment", "Decoded", "Undecodable", "decode", "trimmed", "wav"]

AudioSegment.converter = ffmpeg_program()

EDGE_MS = 40  # silence left at each edge; with the detector's step of 10 ms at most 50
FADE_MS = 5  # against clicks: a few periods of the lowest voices, far shorter than a consonant
QUIET_DB, FLOOR_DBFS = 45.0, -60.0
"""Silence is 45 dB below the clip's peak: unvoiced consonants at the end of a word stand 10 dB above that."""

PLAUSIBLE_RATES = range(8_000, 192_001)  # from telephones to studios

_NAMED = {
    "audio/mpeg": ("mp3", "mp3"),
    "audio/mp3": ("mp3", "mp3"),
    "audio/aac": ("aac", "aac"),
    "audio/mp4": ("mp4", "aac"),
    "audio/flac": ("flac", "flac"),
}
_SIGNATURES = (
    (0, b"ID3", ("mp3", "mp3")),
    (0, b"fLaC", ("flac", "flac")),
    (0, b"\x1aE\xdf\xa3", ("matroska", "opus")),
    (4, b"ftyp", ("mp4", "aac")),
)
_RAW = ("audio/pcm", "audio/l16", "audio/raw")


class Undecodable(Exception):
    """The bytes are not audio, or hold none; the message says what the decoder said."""


class Decoded:
    """Mono samples in [-1, 1] at the vendor's rate; `clipped`: samples at full scale in runs of three or more."""

    __slots__ = ("clipped", "sample_rate", "samples")

    def __init__(self, samples: Samples, sample_rate: int, clipped: int) -> None:
        self.samples, self.sample_rate, self.clipped = samples, sample_rate, clipped


def decode(raw: RawAudio) -> Decoded:
    """Goes by the content, then by the media type. Raises Undecodable."""
    media_type, parameters = _media_type(raw.media_type)
    try:
        if media_type in _RAW and raw.data[:4] != b"RIFF":
            segment = _headless(raw.data, parameters)
        else:
            container, codec = _container(raw.data, media_type)
            segment = AudioSegment.from_file(io.BytesIO(raw.data), format=container, codec=codec)
    except CouldntDecodeError as error:
        raise Undecodable(f"{media_type or 'audio'} of {len(raw.data)} bytes: {last_words(str(error))}") from error
    except (ValueError, IndexError, KeyError, EOFError) as error:
        raise Undecodable(f"{media_type or 'audio'} of {len(raw.data)} bytes is damaged: {error}") from error
    width = segment.sample_width
    if width == 1:
        segment, width = segment.set_sample_width(2), 2
    whole = np.frombuffer(segment.raw_data, dtype={2: "<i2", 4: "<i4"}[width]).reshape(-1, segment.channels)
    if not len(whole):
        raise Undecodable(f"{media_type or 'audio'} of {len(raw.data)} bytes holds no sound")
    if segment.frame_rate not in PLAUSIBLE_RATES:
        raise Undecodable(f"{media_type or 'audio'} claims {segment.frame_rate} samples a second")
    full = 2.0 ** (8 * width - 1)
    clipped = max(_clipped(whole[:, channel], full) for channel in range(whole.shape[1]))
    mono = whole.mean(axis=1, dtype=np.float32) if whole.shape[1] > 1 else whole[:, 0].astype(np.float32)
    return Decoded(mono / np.float32(full), segment.frame_rate, clipped)


def trimmed(samples: Samples, sample_rate: int) -> Samples:
    """Edges of silence cut to at most 50 ms, 5 ms faded in and out. A silent clip stays as it is."""
    sound = AudioSegment(data=_sixteen_bit(samples), sample_width=2, frame_rate=sample_rate, channels=1)
    quiet = max(FLOOR_DBFS, sound.max_dBFS - QUIET_DB)
    start = detect_leading_silence(sound, silence_threshold=quiet)
    if start >= len(sound):
        return samples
    end = len(sound) - detect_leading_silence(sound.reverse(), silence_threshold=quiet)
    sound = sound[max(0, start - EDGE_MS) : end + EDGE_MS].fade_in(FADE_MS).fade_out(FADE_MS)
    return np.frombuffer(sound.raw_data, "<i2").astype(np.float32) / np.float32(32768)


def wav(samples: Samples, sample_rate: int) -> bytes:
    """Mono 16-bit WAV."""
    out = io.BytesIO()
    AudioSegment(data=_sixteen_bit(samples), sample_width=2, frame_rate=sample_rate, channels=1).export(out, "wav")
    return out.getvalue()


def _sixteen_bit(samples: Samples) -> bytes:
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2").tobytes()


def _clipped(channel: NDArray[np.generic], full: float) -> int:
    """Length of all runs of three or more at the extremes of the range, or one step below."""
    at = np.abs(channel.astype(np.float64)) >= full * (1 - 2 / 32768)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], at, [False]])))
    runs = edges[1::2] - edges[::2]
    return int(runs[runs >= 3].sum())


def _headless(data: bytes, parameters: Mapping[str, str]) -> AudioSegment:
    channels = int(parameters.get("channels", 1))
    whole = len(data) // (2 * channels) * 2 * channels  # a stream may be cut within a sample
    return AudioSegment(
        data=data[:whole], sample_width=2, frame_rate=int(parameters.get("rate", 24_000)), channels=channels
    )


def _media_type(header: str) -> tuple[str, dict[str, str]]:
    message = Message()
    message["content-type"] = header
    return message.get_content_type().lower(), dict(message.get_params(failobj=[])[1:])


def _container(data: bytes, media_type: str) -> tuple[str, str]:
    """Names of ffmpeg's demuxer and decoder. Given both, pydub does without ffprobe, which the package lacks."""
    if data[:4] == b"RIFF":
        return "wav", _wav_codec(data)
    if data[:4] == b"OggS":
        return "ogg", "opus" if b"OpusHead" in data[:200] else "vorbis"
    for at, signature, container in _SIGNATURES:
        if data[at : at + len(signature)] == signature:
            return container
    return _NAMED.get(media_type, ("mp3", "mp3"))


def _wav_codec(data: bytes) -> str:
    at = data.find(b"fmt ", 12, 4096)
    tag, bits = int.from_bytes(data[at + 8 : at + 10], "little"), int.from_bytes(data[at + 22 : at + 24], "little")
    known = {3: f"pcm_f{bits or 32}le", 6: "pcm_alaw", 7: "pcm_mulaw"}
    return known.get(tag, f"pcm_s{bits}le" if bits in (16, 24, 32) else "pcm_s16le")
