"""Every way a recogniser fails, end to end: real SDKs, decoding, activities and workflow over a fake vendor; waiting
costs no time."""

import json
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from adapters.audio.ffmpeg import ffmpeg_program
from adapters.catalog.catalog import Catalog
from adapters.elevenlabs.recognition import ElevenLabsRecognizer
from adapters.media.cutter import FfmpegCutter
from adapters.openai.recognition import OpenAIRecognizer
from domain.jobs.progress import Progress
from domain.jobs.status import JobStatus
from domain.retrieve.source import SourceRef, SourceType
from domain.transcribe.ports import RecognitionAsk
from domain.transcription.spec import TranscriptionSpec
from tests.conftest import program
from tests.fakevendor import audio, tones
from tests.fakevendor.control import KeyState, Misdeed
from tests.fakevendor.vendor import FakeVendor
from tests.faults.rows import Rule, shown, status
from tests.workflows.conftest import catalog
from tests.workflows.transcription_harness import Run, TranscriptionHarness
from tests.workflows.transcription_harness import shown as details_of

__all__ = ["catalog"]

TURNS = (
    "Bread rises because yeast eats sugar and breathes out carbon dioxide.",
    "And what holds the gas?",
    "The dough is a net of gluten, which grows with it.",
    "Salt slows the yeast down, and a cool night makes the flavour deeper.",
    "Is that why bakers wait so long?",
    "It is. A loaf that rests overnight tastes of more than one that was made in an hour.",
)
PAUSES = (0.4, 0.3, 3.5, 0.3, 0.4, 0.2)
SAID = tones.spelled(" ".join(TURNS)).split()
ATTEMPTS = 11
"""Of a transient fault, before the piece parks."""

PIECES = 2


@dataclass(frozen=True)
class Row:
    """`calls` beside one for each piece. `code` empty: the transcript is made, of all words. `words` stand in what
    people see. `doubts` are told in a warning."""

    do: Misdeed
    rule: Rule = field(default_factory=dict)
    once: bool = False
    code: str = ""
    words: tuple[str, ...] = ()
    calls: int = 0
    doubts: str = ""


ROWS: dict[str, Row] = {
    "well": Row(Misdeed.SLOW, {"seconds": 0.0}),
    "429": Row(Misdeed.STATUS, status(429, retry_after="30"), once=True, calls=1),
    "reset in the middle": Row(Misdeed.RESET_MIDDLE, once=True, calls=1),
    "hangs": Row(Misdeed.HANG, once=True, calls=1),
    "503 for ever": Row(
        Misdeed.STATUS, status(503, "It is broken."), code="vendor_error", words=("503", "It is broken."),
        calls=PIECES * (ATTEMPTS - 1),
    ),
    "refused": Row(
        Misdeed.STATUS, status(400, "We cannot hear that."), once=True, code="request_rejected",
        words=("We cannot hear that.", "another recogniser"),
    ),
    "a loop": Row(Misdeed.LOOPING, once=True, calls=2),
    "a loop each time": Row(Misdeed.LOOPING, calls=2 * PIECES, doubts="repeated"),
    "invented in silence": Row(Misdeed.INVENTED, once=True, calls=2),
}  # fmt: skip


def mp3() -> bytes:
    """The turns, with pauses between them, and a long one."""
    rate = 24_000
    said = [tones.pcm(each, rate=rate, seconds=audio.seconds_of(each)) for each in TURNS]
    pauses = [bytes(2 * int(rate * seconds)) for seconds in PAUSES]
    sound = b"".join(part for turn in zip(said, pauses, strict=True) for part in turn)
    command = (ffmpeg_program(), "-v", "error", "-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "-")
    encoded = ("-b:a", "64k", "-f", "mp3", "-")
    return subprocess.run((*command, *encoded), input=sound, capture_output=True, check=True).stdout


@dataclass
class Recording:
    vendor: FakeVendor
    jobs: TranscriptionHarness
    recording: bytes
    patience: float = 0.2
    """Seconds that pass between two polls."""

    async def spec(self, **changes: object) -> TranscriptionSpec:
        spec = await self.jobs.spec("")
        artifact = await self.jobs.artifacts.put(self.recording, media_type="audio/mpeg")
        source = SourceRef(type=SourceType.FILE, name="talk.mp3", artifact=artifact)
        return spec.model_copy(update={"source": source, "ask": RecognitionAsk(), **changes})

    async def settled(self, run: Run) -> Progress:
        return await self.jobs.until(
            run, lambda progress: progress.status.ended or bool(progress.attention) or bool(progress.waiting)
        )


@pytest.fixture(scope="module")
def recording() -> bytes:
    return mp3()


@pytest.fixture(scope="module")
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    """A server of its own: what is left parked here would slow down the tests of others."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=program("temporal-test-server"), data_converter=pydantic_data_converter
    ) as environment:
        yield environment


@pytest.fixture
async def recorded(
    request: pytest.FixtureRequest, skipping: WorkflowEnvironment, catalog: Catalog, recording: bytes
) -> AsyncIterator[Recording]:
    async with FakeVendor() as vendor:
        harness = TranscriptionHarness(
            skipping.client, catalog, pass_time=lambda: skipping.sleep(made.patience), media=FfmpegCutter()
        )
        harness.port = port = (
            OpenAIRecognizer(api_key="k", base_url=vendor.openai_url, call_seconds=1.0)
            if request.param == "openai"
            else ElevenLabsRecognizer(api_key="k", base_url=vendor.url, call_seconds=1.0)
        )
        made = Recording(vendor, harness, recording)
        try:
            async with harness.working():
                yield made
        finally:
            await port.close()


@pytest.mark.parametrize(
    ("recorded", "name"),
    [*(("openai", name) for name in ROWS), *(("elevenlabs", name) for name in ("well", "refused", "a loop"))],
    indirect=["recorded"],
)
async def test_what_a_recogniser_does_wrong(name: str, recorded: Recording) -> None:
    row = ROWS[name]
    recorded.patience = 5.0 if row.code and not row.once else 0.2
    rule = {**row.rule, **({"nth": (1,)} if row.once else {})}
    recorded.vendor.misbehave(row.do, kind="transcription", **rule)
    spec = await recorded.spec()
    progress = await recorded.settled(await recorded.jobs.start(spec))
    if row.code:
        assert progress.attention[0].code == row.code
        for word in row.words:
            assert word in shown(progress.attention[0])
        return
    assert progress.status is JobStatus.COMPLETED
    heard = await recorded.jobs.heard(spec.job_id)
    assert len(recorded.vendor.calls(kind="transcription")) == PIECES + row.calls
    if row.doubts:
        assert [each.code for each in progress.warnings] == ["doubtful_words"]
        assert row.doubts in progress.warnings[0].message
    else:
        assert heard == SAID
        assert progress.warnings == ()


@pytest.mark.parametrize("recorded", ["elevenlabs"], indirect=True)
async def test_a_refused_account_is_waited_for(recorded: Recording) -> None:
    recorded.vendor.control(other_keys=KeyState.OVER_QUOTA)
    spec = await recorded.spec()
    run = await recorded.jobs.start(spec)
    waiting = await recorded.settled(run)
    assert (waiting.status, bool(waiting.waiting)) == (JobStatus.GENERATING, True)
    recorded.vendor.control(other_keys=KeyState.VALID)
    assert (await run.result()).status is JobStatus.COMPLETED
    assert await recorded.jobs.heard(spec.job_id) == SAID


@pytest.mark.parametrize("recorded", ["openai"], indirect=True)
async def test_words_come_with_their_times_wherever_it_is_cut(recorded: Recording) -> None:
    spec = await recorded.spec()
    progress = await (await recorded.jobs.start(spec)).result()
    assert details_of(progress).total_pieces == PIECES
    heard = json.loads((await recorded.jobs.made(spec.job_id))["json"])["words"]
    at, place = 0.0, 0
    for turn, pause in zip(TURNS, PAUSES, strict=True):
        assert abs(heard[place]["start"] - at) < 0.15, heard[place]
        at += audio.seconds_of(turn) + pause
        place += len(turn.split())
