"""How an output is made from a source: what is copied, what is encoded, and with which values."""

from domain.errors import PermanentFault
from domain.jobs.notice import Notice
from domain.media.facts import AudioStream, MediaFacts, VideoStream
from domain.media.formats import COPIED_VIDEO, HIGHEST_RATE, LOWEST_RATE, MediaFormat, bitrates
from domain.media.output import LONGEST_SECONDS, OutputSpec
from domain.value import Value

CUT_SHORT_SECONDS, CUT_SHORT_SHARE = 1.0, 0.02
"""What may be missing of the length that a header claims: it counts the last frame otherwise, and rounds."""


class AudioPlan(Value):
    """`stream`: its index in the source. `bitrate` 0: lossless, `bits` a sample. A copied one keeps the source's."""

    stream: int
    copied: bool = False
    sample_rate: int
    channels: int
    bitrate: int = 0
    bits: int = 16
    loudness_lufs: float | None = None


class VideoPlan(Value):
    """`codec`: the source's; encoded is always H.264."""

    stream: int
    codec: str
    copied: bool = False
    pixels_a_second: float = 0.0


class OutputPlan(Value):
    """`seconds`: how long the result will be. `end` None: up to the end of the source. `cover`: index of a still
    picture that goes along."""

    format: MediaFormat
    start: float = 0.0
    end: float | None = None
    seconds: float
    audio: AudioPlan | None = None
    video: VideoPlan | None = None
    cover: int | None = None
    notices: tuple[Notice, ...] = ()

    @property
    def summary(self) -> str:
        """In a few words: `video copied, audio encoded`."""
        streams = (("video", self.video), ("audio", self.audio))
        parts = [f"{kind} {'copied' if each.copied else 'encoded'}" for kind, each in streams if each is not None]
        return ", ".join(parts)

    @property
    def media_type(self) -> str:
        return "audio/mp4" if self.format is MediaFormat.MP4 and self.video is None else self.format.rules.media_type

    @property
    def copies(self) -> bool:
        return any(each is not None and each.copied for each in (self.audio, self.video))

    @property
    def encoded(self) -> "OutputPlan":
        """The same with nothing copied."""
        change = {"copied": False}
        audio = self.audio.model_copy(update=change) if self.audio else None
        video = self.video.model_copy(update=change) if self.video else None
        return self.model_copy(update={"audio": audio, "video": video})

    @property
    def bytes_expected(self) -> int | None:
        """Size of the audio; None with video or a copied stream, which cannot be told before."""
        audio = self.audio
        if audio is None or audio.copied or self.video is not None:
            return None
        return int(self.seconds * (audio.bitrate / 8 or audio.sample_rate * audio.channels * audio.bits / 8))


def plan_output(facts: MediaFacts, output: OutputSpec, *, name: str) -> OutputPlan:
    """`name` of the source, for messages.

    Raises:
        PermanentFault: `no_audio`, `no_video`, `trim_outside_source`, `source_damaged`, `source_too_long`.
    """
    to = output.format
    has_video = facts.video is not None and to.rules.holds_video and output.video is not False
    if output.video and not has_video:
        raise PermanentFault("no_video", f"{name} holds no video.", advice="Leave `video` out, or ask for m4a.")
    if facts.audio is None and not has_video:
        advice = "Ask for mp4, which keeps the picture." if facts.video else "Send a file with sound in it."
        raise PermanentFault("no_audio", f"{name} holds no audio to make {to.value} from.", advice=advice)
    whole = facts.seconds if has_video or facts.audio is None else facts.audio.seconds
    seconds = _length(facts, output, whole=whole, name=name)
    audio = _audio(facts.audio, output) if facts.audio else None
    return OutputPlan(
        format=to,
        start=output.start or 0.0,
        end=output.end if output.end is not None and output.end < whole else None,
        seconds=seconds,
        audio=audio,
        video=_video(facts.video, output) if facts.video and has_video else None,
        cover=facts.cover if to.rules.holds_cover else None,
        notices=_notices(output, audio, whole=whole, name=name),
    )


def _notices(output: OutputSpec, audio: AudioPlan | None, *, whole: float, name: str) -> tuple[Notice, ...]:
    """What was asked for and cannot be had of this source."""
    found: list[Notice] = []
    to, wanted = output.format.value, output.audio_bitrate
    if audio is not None and wanted is not None and audio.bitrate != wanted:
        message = (
            f"{audio.bitrate} bits a second are used, not {wanted}: {to} allows no other at {audio.sample_rate} Hz."
        )
        found.append(Notice(code="bitrate_changed", message=message))
    if output.end is not None and output.end > whole + CUT_SHORT_SECONDS:
        message = f"{name} ends after {whole:.1f} seconds; so does the {to}."
        found.append(Notice(code="end_after_source", message=message))
    return tuple(found)


def _length(facts: MediaFacts, output: OutputSpec, *, whole: float, name: str) -> float:
    start, end = output.start or 0.0, min(whole, whole if output.end is None else output.end)
    if start >= whole:
        raise PermanentFault(
            "trim_outside_source",
            f"{name} lasts {whole:.1f} seconds; nothing begins at {start:g}.",
            advice="Choose an earlier start.",
        )
    claimed = facts.claimed_seconds or 0.0
    missing = claimed - facts.seconds
    if missing > CUT_SHORT_SECONDS + CUT_SHORT_SHARE * claimed and (output.end is None or output.end > whole):
        raise PermanentFault(
            "source_damaged",
            f"{name} ends after {facts.seconds:.1f} of {claimed:.1f} seconds: the rest of it is missing.",
            advice=f"Send it again whole, or set `end` to {whole:.0f} to convert what is there.",
        )
    if end - start > LONGEST_SECONDS:
        raise PermanentFault(
            "source_too_long",
            f"{name} lasts {(end - start) / 3600:.1f} hours; at most {LONGEST_SECONDS // 3600} are converted.",
            advice="Set `start` and `end` to the part that you need.",
        )
    return end - start


def _audio(source: AudioStream, output: OutputSpec) -> AudioPlan:
    to, rules = output.format, output.format.rules
    channels = output.channels or min(source.channels, rules.channels)
    sample_rate = output.sample_rate or _nearest(source.sample_rate, rules.sample_rates)
    asked = (output.audio_bitrate, output.sample_rate, output.channels, output.loudness_lufs)
    bitrate = 0
    if not rules.lossless:
        wanted = output.audio_bitrate or rules.usual_bitrate * channels
        if output.audio_bitrate is not None and output.sample_rate is None:
            sample_rate = _fast_enough(to, wanted, sample_rate, channels)
        lowest, highest = bitrates(to, sample_rate=sample_rate, channels=channels)
        bitrate = min(highest, max(lowest, wanted))
    return AudioPlan(
        stream=source.index,
        copied=source.codec in rules.copied and not output.start and all(each is None for each in asked),
        sample_rate=sample_rate,
        channels=channels,
        bitrate=bitrate,
        bits=24 if source.bits > 16 else 16,
        loudness_lufs=output.loudness_lufs,
    )


def _fast_enough(to: MediaFormat, bitrate: int, sample_rate: int, channels: int) -> int:
    """The least sample rate, from the source's on, at which so many bits can be used; when none can, the source's."""
    above = (rate for rate in to.rules.sample_rates if rate >= sample_rate)
    return next(
        (rate for rate in above if bitrates(to, sample_rate=rate, channels=channels)[1] >= bitrate), sample_rate
    )


def _nearest(sample_rate: int, known: tuple[int, ...]) -> int:
    """The least known rate that loses nothing of the source's, else the highest."""
    if not known:
        return min(HIGHEST_RATE, max(LOWEST_RATE, sample_rate))
    return next((rate for rate in known if rate >= sample_rate), known[-1])


def _video(source: VideoStream, output: OutputSpec) -> VideoPlan:
    shown = source.pixel_format in COPIED_VIDEO.get(source.codec, ())
    return VideoPlan(
        stream=source.index,
        codec=source.codec,
        copied=shown and not output.start,
        pixels_a_second=source.width * source.height * source.frame_rate,
    )
