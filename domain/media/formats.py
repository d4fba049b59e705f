"""The formats that media are converted to, and what each can hold."""

from enum import StrEnum

from domain.value import Value


class MediaFormat(StrEnum):
    MP4 = "mp4"
    M4A = "m4a"
    MP3 = "mp3"
    OPUS = "opus"
    WAV = "wav"
    FLAC = "flac"

    @property
    def rules(self) -> "FormatRules":
        return _RULES[self]


class FormatRules(Value):
    """Sample rates in Hz, bitrates in bits a second.

    `sample_rates`: those that the encoder takes, ascending; none: any between the extremes. `usual_bitrate`: for each
    channel; 0: the format is lossless. `copied`: audio codecs that go into the format as they are. `holds_cover`: a
    still picture may stand beside the audio.
    """

    media_type: str
    sample_rates: tuple[int, ...] = ()
    channels: int = 8
    usual_bitrate: int = 0
    copied: tuple[str, ...] = ()
    holds_video: bool = False
    holds_cover: bool = False

    @property
    def lossless(self) -> bool:
        return self.usual_bitrate == 0


LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
"""From telephones to studios."""

COPIED_VIDEO = {
    "h264": ("yuv420p", "yuvj420p"),
    "hevc": ("yuv420p", "yuvj420p", "yuv420p10le"),
    "av1": ("yuv420p", "yuv420p10le"),
}
"""Video codecs that go into MP4 as they are, with the pixel formats that its players show: few of them know 4:4:4."""

_AAC_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000)

_RULES = {
    MediaFormat.MP4: FormatRules(
        media_type="video/mp4",
        sample_rates=_AAC_RATES,
        usual_bitrate=96_000,
        copied=("aac", "mp3"),
        holds_video=True,
    ),
    MediaFormat.M4A: FormatRules(
        media_type="audio/mp4", sample_rates=_AAC_RATES, usual_bitrate=96_000, copied=("aac",), holds_cover=True
    ),
    MediaFormat.MP3: FormatRules(
        media_type="audio/mpeg",
        sample_rates=(8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000),
        channels=2,
        usual_bitrate=96_000,
        copied=("mp3",),
        holds_cover=True,
    ),
    MediaFormat.OPUS: FormatRules(
        media_type="audio/ogg",
        sample_rates=(8000, 12000, 16000, 24000, 48000),
        usual_bitrate=64_000,
        copied=("opus",),
    ),
    MediaFormat.WAV: FormatRules(media_type="audio/wav"),
    MediaFormat.FLAC: FormatRules(media_type="audio/flac", copied=("flac",), holds_cover=True),
}


def bitrates(to: MediaFormat, *, sample_rate: int, channels: int) -> tuple[int, int]:
    """The lowest and the highest bitrate that the encoder honours."""
    if to is MediaFormat.MP3:  # MPEG 1, 2 and 2.5 have a table each
        return (32_000, 320_000) if sample_rate >= 32_000 else (8_000, 160_000 if sample_rate >= 16_000 else 64_000)
    if to is MediaFormat.OPUS:
        return 6_000 * channels, 256_000 * channels  # RFC 6716
    return 8_000 * channels, min(6 * sample_rate, 256_000) * channels  # 6144 bits for 1024 samples: ISO/IEC 14496-3
