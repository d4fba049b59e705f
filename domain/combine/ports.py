"""Rendering of an episode: the port. The domain judges audio; an adapter decodes, levels and encodes it."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from domain.combine.timeline import Timeline
from domain.progress import OnProgress
from domain.value import Value

ReadClip = Callable[[int], Awaitable[bytes]]
"""WAV bytes of the timeline's entry n (0-based); asked in order, once each per encode (there is nearly always one)."""


class Rendered(Value):
    """Measured on the decoded file: LUFS integrated, dBTP, seconds. `passes`: encodes it took to hit the target."""

    seconds: float
    loudness_lufs: float
    true_peak_dbtp: float
    size: int
    passes: int = 1


class Tags(Value):
    title: str
    artist: str = "Podwright"
    comment: str = ""
    chapters: tuple[tuple[float, str], ...] = ()  # start in seconds, title


class EpisodeRenderer(Protocol):
    async def render(
        self,
        timeline: Timeline,
        *,
        read_clip: ReadClip,
        tags: Tags,
        to: Path,
        on_progress: OnProgress,
    ) -> Rendered:
        """Streams the timeline through limiter and one MP3 encoder into the file `to`, in constant memory.

        The decoded length is checked against the timeline.

        Raises:
            TransientFault: `render_failed`.
        """
        ...
