"""What ffmpeg prints of a file it opened, as facts. The packaged program has no ffprobe beside it."""

import re

from domain.media.facts import AudioStream, MediaFacts, VideoStream

_INPUT = re.compile(r"^Input #0, (\S+), from ")
_DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d\.\d+)")
_STREAM = re.compile(r"^  Stream #0:(\d+)(?:\[\w+\])?(?:\([^)]*\))?: (Audio|Video): (.*)$")
_SIZE = re.compile(r"^(\d+)x(\d+)\b")
_BITS = re.compile(r"\((\d+) bit\)")
_LAYOUTS = {"mono": 1, "stereo": 2, "downmix": 2, "quad": 4, "quad(side)": 4, "hexagonal": 6, "octagonal": 8, "cube": 8}
_GUESSED = "Estimating duration from bitrate"

ENCRYPTED_TAGS = ("encv", "enca", "drms", "drmi", "aavd")

_MEDIA_TYPES = {
    "matroska": ("audio/x-matroska", "video/x-matroska"),
    "mov": ("audio/mp4", "video/mp4"),
    "mp3": ("audio/mpeg", "audio/mpeg"),
    "ogg": ("audio/ogg", "video/ogg"),
    "asf": ("audio/x-ms-wma", "video/x-ms-wmv"),
    "avi": ("audio/x-msvideo", "video/x-msvideo"),
    "flv": ("audio/x-flv", "video/x-flv"),
    "mpegts": ("audio/mp2t", "video/mp2t"),
    "mpeg": ("audio/mpeg", "video/mpeg"),
}


class Unreadable(Exception):
    """ffmpeg opened no file; the message is its whole log."""


def facts_of(log: str) -> MediaFacts:
    """Raises Unreadable."""
    container, claimed = "", None
    audio: AudioStream | None = None
    video: VideoStream | None = None
    cover: int | None = None
    for line in log.splitlines():
        if found := _INPUT.match(line):
            container = found[1].partition(",")[0]
        elif found := _DURATION.match(line):
            claimed = int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3])
        elif found := _STREAM.match(line):
            index, kind, words = int(found[1]), found[2], found[3]
            if "(attached pic)" in words:
                cover = index if cover is None else cover
            elif kind == "Audio" and audio is None:
                audio = _audio(index, words)
            elif kind == "Video" and video is None:
                video = _video(index, words)
    if not container:
        raise Unreadable(log)
    length = claimed or 0.0
    types = _MEDIA_TYPES.get(container, (f"audio/{container}", f"video/{container}"))
    return MediaFacts(
        container=container,
        media_type=types[video is not None],
        audio=audio.model_copy(update={"seconds": length}) if audio else None,
        video=video.model_copy(update={"seconds": length}) if video else None,
        cover=cover,
        claimed_seconds=None if _GUESSED in log or container in ("aac", "amr", "ac3", "mpegts", "mpeg") else claimed,
    )


def encrypted_streams(log: str) -> bool:
    """A track whose tag says that it is encrypted."""
    streams = (found[3] for line in log.splitlines() if (found := _STREAM.match(line)))
    return any(f"({tag} /" in words for words in streams for tag in ENCRYPTED_TAGS)


def _audio(index: int, words: str) -> AudioStream | None:
    """`aac (LC) (mp4a / 0x6134706D), 44100 Hz, mono, fltp, 69 kb/s`; None without a rate: nothing can decode it."""
    fields = words.split(", ")
    at = next((at for at, field in enumerate(fields) if field.endswith(" Hz")), None)
    if at is None or at + 1 >= len(fields):
        return None
    rate, codec = int(fields[at].removesuffix(" Hz")), fields[0].partition(" ")[0]
    channels = _channels(fields[at + 1])
    bits = _BITS.search(words)
    if rate <= 0 or channels <= 0 or codec in ("none", "unknown"):
        return None
    deep = bits or (codec.startswith("pcm_") and re.search(r"(24|32|64)", codec))
    return AudioStream(index=index, codec=codec, sample_rate=rate, channels=channels, bits=24 if deep else 16)


def _channels(layout: str) -> int:
    """`stereo`, `5.1(side)`, `3 channels`."""
    word = layout.split(" (", maxsplit=1)[0]
    if word in _LAYOUTS:
        return _LAYOUTS[word]
    if found := re.match(r"^(\d+) channels", word):
        return int(found[1])
    return sum(int(part) for part in re.findall(r"\d+", word.partition("(")[0]))


def _video(index: int, words: str) -> VideoStream | None:
    """`h264 (High) (avc1 / 0x31637661), yuv420p(progressive), 320x240 [SAR 1:1 DAR 4:3], 25 fps, …`."""
    fields = re.split(r", (?![^(]*\))", words)  # not at commas within brackets
    size = next((found for field in fields if (found := _SIZE.match(field))), None)
    codec = fields[0].partition(" ")[0]
    if size is None or codec in ("none", "unknown") or len(fields) < 2:
        return None
    rate = next((float(field.removesuffix(" fps")) for field in fields if re.match(r"^[\d.]+ fps$", field)), 25.0)
    shape = fields[1].partition("(")[0]
    return VideoStream(
        index=index, codec=codec, width=int(size[1]), height=int(size[2]), frame_rate=rate, pixel_format=shape
    )
