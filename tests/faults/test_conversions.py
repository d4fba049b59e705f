"""What goes wrong with a source of a conversion, end to end: real ffmpeg, activities and workflow; how the job ends,
and the words a person sees."""

import asyncio
import wave
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from io import BytesIO

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from adapters.media.converter import FfmpegConverter
from adapters.media.reader import FfmpegMediaReader
from domain.jobs.status import JobStatus
from domain.media.output import OutputSpec
from tests.workflows.conftest import catalog
from tests.workflows.conversion_harness import ConversionHarness

__all__ = ["catalog"]


def tone(seconds: int = 2) -> bytes:
    buffer = BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(bytes(range(256)) * (seconds * 16_000 // 256))
    return buffer.getvalue()


def lying() -> bytes:
    """Its header promises hours."""
    data = bytearray(tone())
    data[40:44] = (0x60000000).to_bytes(4, "little")
    return bytes(data)


@dataclass(frozen=True)
class Row:
    """`source` makes the bytes. `code` and `words` are what people read; none: the conversion is made."""

    source: Callable[[], bytes]
    code: str = ""
    words: tuple[str, ...] = ()
    asked: tuple[tuple[str, object], ...] = ()


ROWS = {
    "well": Row(tone),
    "garbage": Row(lambda: bytes(range(1, 255)) * 40, "source_not_supported", ("neither audio nor video",)),
    "a playlist of local files": Row(
        lambda: b"#EXTM3U\n#EXTINF:10,\n/etc/passwd\n", "source_not_supported", ("playlist", "Send the media itself")
    ),
    "a password": Row(lambda: b"PK\x03\x04\x14\0\x01\0" + bytes(200), "source_encrypted", ("password", "Unpack it")),
    "nothing": Row(lambda: b"", "source_empty", ("no audio and no video",)),
    "a header alone": Row(lambda: tone()[:44], "source_empty", ("no audio and no video",)),
    "cut off": Row(lambda: tone(10)[:80_000], "source_damaged", ("5.0 of 10.0 seconds", "`end`")),
    "endless by its header": Row(lying, "source_damaged", ("2.0 of", "the rest of it is missing")),
    "a part after the end": Row(tone, "trim_outside_source", ("2.0 seconds", "earlier start"), (("start", 60),)),
    "no picture": Row(tone, "no_video", ("holds no video",), (("format", "mp4"), ("video", True))),
}


@pytest.fixture
async def conversions(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[ConversionHarness]:
    harness = ConversionHarness(
        temporal.client,
        catalog,
        pass_time=lambda: asyncio.sleep(0.05),
        reader=FfmpegMediaReader(open_seconds=30),
        converter=FfmpegConverter(),
    )
    async with harness.working():
        yield harness


@pytest.mark.parametrize("name", ROWS)
async def test_sources(name: str, conversions: ConversionHarness) -> None:
    row = ROWS[name]
    output = OutputSpec.model_validate({"format": "mp3", **dict(row.asked)})
    artifact = await conversions.artifacts.put(row.source(), media_type="application/octet-stream")
    spec = await conversions.spec(output.format.value)
    source = spec.source.model_copy(update={"artifact": artifact})
    run = await conversions.start(spec.model_copy(update={"source": source, "outputs": (output,)}))
    progress = await conversions.until(run, lambda told: told.status.ended or bool(told.attention))
    assert progress.status is (JobStatus.FAILED if row.code else JobStatus.COMPLETED)
    if progress.error is not None:
        assert progress.error.code == row.code
        for word in row.words:
            assert word in f"{progress.error.message} {progress.error.advice}"
