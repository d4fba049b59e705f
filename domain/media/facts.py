"""What is known of a media file once it was opened."""

from domain.value import Value


class AudioStream(Value):
    """`index` among all streams of its file. `bits` of a sample, 16 where a codec has none. `seconds`: up to where
    packets can be read."""

    index: int = 0
    codec: str
    sample_rate: int
    channels: int
    bits: int = 16
    seconds: float = 0.0


class VideoStream(Value):
    index: int = 0
    codec: str
    width: int
    height: int
    frame_rate: float = 25.0
    pixel_format: str = ""
    seconds: float = 0.0


class MediaFacts(Value):
    """The first stream of each kind that can be decoded. `cover`: index of a still picture that stands beside.

    `claimed_seconds`: the length in its header; None where that is a guess.
    """

    container: str
    media_type: str
    audio: AudioStream | None = None
    video: VideoStream | None = None
    cover: int | None = None
    claimed_seconds: float | None = None

    @property
    def summary(self) -> str:
        """In a few words: `video/mp4, 5.0 s, h264 320x240, aac 44100 Hz, 1 channel(s)`."""
        parts = [self.media_type, f"{self.seconds:.1f} s"]
        if self.video is not None:
            parts.append(f"{self.video.codec} {self.video.width}x{self.video.height}")
        if self.audio is not None:
            parts.append(f"{self.audio.codec} {self.audio.sample_rate} Hz, {self.audio.channels} channel(s)")
        return ", ".join(parts)

    @property
    def seconds(self) -> float:
        """Up to where it can be read."""
        return max(stream.seconds if stream else 0.0 for stream in (self.audio, self.video))
