"""Single clips with pydub: decoding whatever a vendor sent, trimming the edges, fading them.

This is the only module that imports pydub. Episodes are not made here: pydub holds all that it works on in memory.
"""

import io
import warnings
from collections.abc import Mapping, Sequence
from email.message import Message
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from adapters.audio.ffmpeg import ffmpeg_program, last_words
from adapters.audio.levels import Samples
from adapters.media.sniffing import SNIFFED_BYTES, sniff, sniff_container
from domain.tts.ports import RawAudio

with warnings.catch_warnings():
    # At import pydub looks for a system ffmpeg and for `audioop`, and its sources hold invalid escapes. Warnings at
    # run time name a module, warnings of the compiler name a file.
    warnings.filterwarnings("ignore", module=r"(.*[/\\])?pydub([./\\].*)?$")
    from pydub import AudioSegment
    from pydub.exceptions import CouldntDecodeError
    from pydub.silence import detect_leading_silence

__all__ = [
    "AudioSegment",
    "Decoded",
    "Undecodable",
    "decode",
    "joined",
    "samples_of",
    "sound_of",
    "trimmed",
    "wav",
]

AudioSegment.converter = ffmpeg_program()

EDGE_MS = 40  # silence left at each edge; with the detector's step of 10 ms at most 50
FADE_MS = 5  # against clicks: a few periods of the lowest voices, far shorter than a consonant
QUIET_DB, FLOOR_DBFS = 45.0, -60.0
"""Silence is 45 dB below the clip's peak: unvoiced consonants at the end of a word stand 10 dB above that."""

PLAUSIBLE_RATES = range(8_000, 192_001)  # from telephones to studios

_DECODERS = {
    "audio/mpeg": ("mp3", "mp3"),
    "audio/mp3": ("mp3", "mp3"),
    "audio/aac": ("aac", "aac"),
    "audio/mp4": ("mp4", "aac"),
    "video/mp4": ("mp4", "aac"),
    "audio/flac": ("flac", "flac"),
    "video/x-matroska": ("matroska", "opus"),
}
"""By media type, found or declared: ffmpeg's demuxer and decoder."""

_EXTENSIBLE = b"\xfe\xff"  # WAVE_FORMAT_EXTENSIBLE
_WAV = "audio/wav"
_RAW = ("audio/pcm", "audio/l16", "audio/raw")


class Undecodable(Exception):
    """The bytes are not audio, or hold none; the message says what the decoder said."""


class Decoded(NamedTuple):
    """Mono 16-bit sound at the vendor's rate; `clipped`: samples at full scale in runs of three or more."""

    sound: AudioSegment
    clipped: int


def decode(raw: RawAudio) -> Decoded:
    """Decodes by the content, then by the media type. Raises Undecodable."""
    media_type, parameters = _media_type(raw.media_type)
    try:
        if media_type in _RAW and sniff_container(raw.data[:SNIFFED_BYTES]) != _WAV:
            segment = _headless(raw.data, parameters)
        else:
            data = _with_plain_tag(raw.data)
            container, codec = _container(data, media_type)
            segment = AudioSegment.from_file(io.BytesIO(data), format=container, codec=codec)
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
    clipped = max(_clipped(whole[:, channel], 8 * width) for channel in range(whole.shape[1]))
    if (segment.channels, width) != (1, 2):
        mono = whole.mean(axis=1, dtype=np.float32) / np.float32(2.0 ** (8 * width - 1))
        segment = sound_of(mono, segment.frame_rate)
    return Decoded(segment, clipped)


def trimmed(sound: AudioSegment) -> AudioSegment:
    """The sound with at most 50 ms of silence at its edges, faded over 5 ms. A silent clip stays as it is."""
    quiet = max(FLOOR_DBFS, sound.max_dBFS - QUIET_DB)
    start = detect_leading_silence(sound, silence_threshold=quiet)
    if start >= len(sound):
        return sound
    end = len(sound) - detect_leading_silence(sound.reverse(), silence_threshold=quiet)
    return sound[max(0, start - EDGE_MS) : end + EDGE_MS].fade_in(FADE_MS).fade_out(FADE_MS)


def joined(sounds: Sequence[AudioSegment], *, pause_ms: int) -> AudioSegment:
    """Sounds of one rate, one after another, with silence between them."""
    pause = AudioSegment.silent(pause_ms, frame_rate=sounds[0].frame_rate)
    whole = sounds[0]
    for sound in sounds[1:]:
        whole = whole + pause + sound
    return whole


def samples_of(sound: AudioSegment) -> Samples:
    """The samples of a sound, in [-1, 1]."""
    samples = np.frombuffer(sound.raw_data, "<i2").astype(np.float32)
    samples *= np.float32(1 / 32768)
    return samples


def sound_of(samples: Samples, sample_rate: int) -> AudioSegment:
    """A sound of samples; what lies beyond [-1, 1] is cut off."""
    data = np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2").tobytes()
    return AudioSegment(data=data, sample_width=2, frame_rate=sample_rate, channels=1)


def wav(sound: AudioSegment) -> bytes:
    out = io.BytesIO()
    sound.export(out, "wav")
    return out.getvalue()


def _clipped(channel: NDArray[np.signedinteger], bits: int) -> int:
    """Samples in runs of three or more at the extremes of the range, or one step of 16 bits below them."""
    full = 2 ** (bits - 1) - 2 ** (bits - 15)
    high, low = channel >= full, channel <= -full
    if not high.any() and not low.any():
        return 0
    edges = np.flatnonzero(np.diff(np.concatenate([[False], high | low, [False]])))
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
    found = sniff(data[:SNIFFED_BYTES])
    if found == _WAV:
        return "wav", _wav_codec(data)
    if found == "audio/ogg":
        return "ogg", "opus" if b"OpusHead" in data[:200] else "vorbis"
    return _DECODERS.get(found or "") or _DECODERS.get(media_type, ("mp3", "mp3"))


def _with_plain_tag(data: bytes) -> bytes:
    """An extensible WAV with its sub-format as its tag: pydub reads every extensible WAV as whole numbers."""
    at = data.find(b"fmt ", 12, 4096) + 8
    if data[:4] != b"RIFF" or data[at : at + 2] != _EXTENSIBLE:
        return data
    return data[:at] + data[at + 24 : at + 26] + data[at + 2 :]


def _wav_codec(data: bytes) -> str:
    at = data.find(b"fmt ", 12, 4096)
    tag, bits = int.from_bytes(data[at + 8 : at + 10], "little"), int.from_bytes(data[at + 22 : at + 24], "little")
    known = {3: f"pcm_f{bits or 32}le", 6: "pcm_alaw", 7: "pcm_mulaw"}
    return known.get(tag, f"pcm_s{bits}le" if bits in (16, 24, 32) else "pcm_s16le")
