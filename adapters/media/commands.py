"""ffmpeg's arguments for each piece of work. The source is its standard input; it can open no other file."""

from collections.abc import Sequence
from pathlib import Path

from domain.media.formats import MediaFormat
from domain.media.plan import AudioPlan, OutputPlan, VideoPlan

_CONTAINERS = "asf,avi,caf,flv,matroska,mov,mpeg,mpegts,mxf,ogg"
_STREAMS = "aac,ac3,aiff,amr,ape,au,dts,eac3,flac,mp3,mpegvideo,tta,w64,wav,wv"
DEMUXERS = f"{_CONTAINERS},{_STREAMS}"
"""What may be opened: single files that hold streams. Playlists, manifests and sequences name other files."""

_MOST_PIXELS = 8192 * 4320
_MOST_ALLOCATED = 512 * 2**20
"""Bytes of one piece of memory: a frame of the most pixels in ten bits of 4:4:4 takes 212 MB."""

_MOST_ERRORS = "0.05"
"""Share of packets that may fail to decode. A gap of seconds in an hour stays below; encrypted streams do not."""

_GLOBAL = ("-hide_banner", "-nostdin", "-nostats", "-y", "-max_alloc", str(_MOST_ALLOCATED))
_PROGRESS = ("-progress", "pipe:1", "-stats_period", "0.5")

_LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}

_H264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-pix_fmt", "yuv420p", "-fps_mode", "vfr")
"""CRF 21 is about where differences begin to be seen; `veryfast` takes a quarter of the usual preset's time."""

_EVEN = "scale=trunc(iw/2)*2:trunc(ih/2)*2"
"""4:2:0 halves both sides."""

_OVERSAMPLED = 4
"""The limiter knows samples only; between four times as many of them the wave rises by less than 0.1 dB (BS.1770)."""


def opening() -> list[str]:
    """Prints what the source holds, and ends with code 1, since there is no output."""
    return [*_GLOBAL, "-loglevel", "info", *_source()]


def reading(index: int) -> list[str]:
    """Reads every packet of a stream, without decoding it."""
    output = ("-map", f"0:{index}", "-c", "copy", "-f", "null", "-")
    return [*_GLOBAL, *_PROGRESS, "-loglevel", "warning", *_source(), *output]


def measuring(plan: OutputPlan) -> list[str]:
    """Decodes the audio as it will be encoded and prints its loudness and true peak at the end."""
    assert plan.audio is not None
    filters = f"{_shaped(plan.audio)},{_METER}"
    output = ("-map", f"0:{plan.audio.stream}", "-af", filters, "-f", "null", "-")
    return [*_GLOBAL, *_PROGRESS, "-loglevel", "info", *_part(plan), *output]


def checking(*, loudness: bool) -> list[str]:
    """Decodes the audio of a result, given as standard input."""
    meter = ("-af", _METER) if loudness else ()
    return [*_GLOBAL, *_PROGRESS, "-loglevel", "info", *_source(), "-map", "0:a:0", *meter, "-f", "null", "-"]


def converting(
    plan: OutputPlan,
    to: Path,
    *,
    gain_db: float = 0.0,
    limit_dbtp: float | None = None,
    audio: Path | None = None,
) -> list[str]:
    """Makes the output. `audio`: a file of its own that holds the audio as it shall be, made by us before."""
    arguments = [*_GLOBAL, *_PROGRESS, "-loglevel", "warning", "-max_error_rate", _MOST_ERRORS, *_part(plan)]
    if audio is not None:
        arguments += ["-protocol_whitelist", "file", "-i", f"file:{audio}"]
    if plan.video is not None:
        arguments += ["-map", f"0:{plan.video.stream}", *_video(plan.video)]
    if audio is not None:
        arguments += ["-map", "1:a:0", "-c:a", "copy"]
    elif plan.audio is not None:
        arguments += ["-map", f"0:{plan.audio.stream}", *_audio(plan.format, plan.audio, gain_db, limit_dbtp)]
    if plan.cover is not None:
        arguments += ["-map", f"0:{plan.cover}", "-c:v", "copy", "-disposition:v:0", "attached_pic"]
    return [*arguments, "-map_metadata", "0", "-map_chapters", "0", *_container(plan.format), f"file:{to}"]


def sampling(index: int, to: Path, *, rate: int) -> list[str]:
    """Decodes a stream to mono samples of 16 bit without a header; where time stamps leave a gap, there is silence."""
    filters = f"aresample={rate}:async=1:first_pts=0,aformat=sample_fmts=s16:channel_layouts=mono"
    output = ("-map", f"0:{index}", "-af", filters, "-f", "s16le", f"file:{to}")
    return [*_GLOBAL, *_PROGRESS, "-loglevel", "warning", "-max_error_rate", _MOST_ERRORS, *_source(), *output]


def piece(to: Path, *, start: float, seconds: float, rate: int) -> list[str]:
    """A part of such samples, given as standard input, as FLAC without a word about the program that made it."""
    source = (
        "-protocol_whitelist",
        "fd",
        "-f",
        "s16le",
        "-ar",
        str(rate),
        "-ac",
        "1",
        "-ss",
        f"{start:.3f}",
        "-i",
        "fd:",
    )
    plain = ("-fflags", "+bitexact", "-flags", "+bitexact", "-map_metadata", "-1")
    output = ("-t", f"{seconds:.3f}", "-c:a", "flac", *plain, "-f", "flac", f"file:{to}")
    return [*_GLOBAL, *_PROGRESS, "-loglevel", "warning", *source, *output]


_METER = "ebur128=peak=true:framelog=quiet"


def _source() -> tuple[str, ...]:
    """Standard input, which is a file, so that it can be searched."""
    return (
        *("-protocol_whitelist", "fd", "-format_whitelist", DEMUXERS),
        *("-max_pixels", str(_MOST_PIXELS), "-threads", "2", "-i", "fd:"),
    )


def _part(plan: OutputPlan) -> list[str]:
    trim = ["-ss", f"{plan.start:.6f}"] if plan.start else []
    if plan.end is not None:
        trim += ["-t", f"{plan.end - plan.start:.6f}"]
    return [*trim, *_source()]


def _video(plan: VideoPlan) -> Sequence[str]:
    if not plan.copied:
        return (*_H264, "-vf", _EVEN, "-threads", "2")
    return ("-c:v", "copy", *(("-tag:v", "hvc1") if plan.codec == "hevc" else ()))  # other tags Apple's players refuse


def _audio(to: MediaFormat, plan: AudioPlan, gain_db: float, limit_dbtp: float | None) -> list[str]:
    if plan.copied:
        return ["-c:a", "copy"]
    filters = _shaped(plan)
    if gain_db:
        filters += f",volume={gain_db:.3f}dB"
    if limit_dbtp is not None:
        filters += (
            f",aresample={_OVERSAMPLED * plan.sample_rate}"
            f",alimiter=limit={limit_dbtp:.3f}dB:level=0:latency=1:attack=5:release=50,aresample={plan.sample_rate}"
        )
    return ["-af", filters, *_encoder(to, plan)]


def _shaped(plan: AudioPlan) -> str:
    """At the wanted rate and channels. Where time stamps leave a gap, such as before a late start, there is silence."""
    return f"aresample={plan.sample_rate}:async=1:first_pts=0,aformat=channel_layouts={_LAYOUTS[plan.channels]}"


def _encoder(to: MediaFormat, plan: AudioPlan) -> list[str]:
    deep = plan.bits > 16
    bitrate = ["-b:a", str(plan.bitrate)]
    match to:
        case MediaFormat.MP3:
            return ["-c:a", "libmp3lame", *bitrate]
        case MediaFormat.OPUS:
            return ["-c:a", "libopus", *bitrate, "-mapping_family", "1" if plan.channels > 2 else "0"]
        case MediaFormat.WAV:
            return ["-c:a", "pcm_s24le" if deep else "pcm_s16le"]
        case MediaFormat.FLAC:
            samples = ["s32", "-bits_per_raw_sample", "24"] if deep else ["s16"]
            return ["-c:a", "flac", "-sample_fmt", *samples]
        case MediaFormat.M4A | MediaFormat.MP4:
            return ["-c:a", "aac", *bitrate]


def _container(to: MediaFormat) -> Sequence[str]:
    match to:
        case MediaFormat.MP4:
            return ("-movflags", "+faststart", "-f", "mp4")
        case MediaFormat.M4A:
            return ("-movflags", "+faststart", "-f", "ipod")
        case MediaFormat.MP3:
            return ("-id3v2_version", "3", "-f", "mp3")
        case MediaFormat.OPUS:
            return ("-f", "opus")
        case MediaFormat.WAV:
            return ("-rf64", "auto", "-f", "wav")
        case MediaFormat.FLAC:
            return ("-f", "flac")
