"""A renderer in process, for tests: it reads every clip and writes their texts instead of an MP3."""

from pathlib import Path

from domain.combine.ports import ReadClip, Rendered, Tags
from domain.combine.timeline import Timeline
from domain.errors import Fault
from domain.progress import OnProgress


class FakeRenderer:
    """`rendered` holds the timelines, in order."""

    def __init__(self) -> None:
        self.rendered: list[Timeline] = []
        self.faults: list[Fault] = []

    async def render(
        self, timeline: Timeline, *, read_clip: ReadClip, tags: Tags, to: Path, on_progress: OnProgress
    ) -> Rendered:
        if self.faults:
            raise self.faults.pop(0)
        for entry in range(len(timeline.placed)):
            await read_clip(entry)
        self.rendered.append(timeline)
        body = "\n".join(placed.text for placed in timeline.placed).encode()
        to.write_bytes(body)  # noqa: ASYNC240 - a few lines in a test
        return Rendered(
            seconds=timeline.seconds(timeline.total), loudness_lufs=-16.0, true_peak_dbtp=-1.5, size=len(body)
        )
