"""A podcast whose voices and writer are real SDKs, talking to the fake vendor; waiting costs no time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from adapters.elevenlabs.speech import ElevenLabsSpeech
from adapters.openai.language import OpenAILanguageModel
from adapters.openai.speech import OpenAISpeech
from domain.jobs.progress import Progress
from domain.jobs.status import JobStatus
from domain.podcast.spec import PodcastSpec
from tests.fakevendor.elevenlabs_api import GEORGE, SARAH
from tests.fakevendor.vendor import FakeVendor
from tests.workflows.conftest import catalog
from tests.workflows.harness import TEXT as SHORT_TEXT
from tests.workflows.harness import PodcastHarness
from workflows.podcast import PodcastWorkflow

__all__ = ["catalog"]

MORE_TEXT = (
    "Salt slows the yeast down and makes the net of gluten stronger. Water wakes both of them, and the baker adds it "
    "last of all, when the flour has been sifted. A loaf that rests overnight in a cool room tastes of more than one "
    "that was made in an hour."
)
KEY = "test-key-of-an-account"
CALL_SECONDS = 1.0
"""The time-out for a vendor that hangs; a good answer of the fake vendor takes milliseconds."""

VOICES = {"elevenlabs": (SARAH, GEORGE, "eleven_multilingual_v2"), "openai": ("coral", "onyx", "tts-1")}

TEXT = f"{SHORT_TEXT} {MORE_TEXT}"
"""More words than half a minute takes."""

Handle = WorkflowHandle[PodcastWorkflow, Progress]


@dataclass
class FaultHarness:
    """One vendor, and the workers that call it. `now` is the server's clock, which waiting moves on."""

    vendor: FakeVendor
    harness: PodcastHarness
    server: WorkflowEnvironment
    speech: str | None = None
    patience: float = 5
    """Seconds that pass between two polls."""
    closing: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def now(self) -> datetime:
        return await self.server.get_current_time()

    async def start(self) -> Handle:
        """A podcast of two turns, spoken by the vendor or written by its model."""
        spec: PodcastSpec = await self.harness.spec()
        if self.speech is None:
            text = await self.harness.artifacts.put(TEXT.encode(), media_type="text/plain")
            (source,) = spec.sources
            spec = spec.model_copy(update={"minutes": 0.5, "sources": (source.model_copy(update={"artifact": text}),)})
        else:
            host, expert, model = VOICES[self.speech]
            spec = spec.model_copy(
                update={
                    "speakers": tuple(
                        speaker.model_copy(update={"voice": voice, "model": model})
                        for speaker, voice in zip(spec.speakers, (host, expert), strict=True)
                    )
                }
            )
        return await self.harness.start(spec)

    async def settled(self, handle: Handle) -> Progress:
        """Its progress once nothing more happens without a person: ended, parked, or waiting for the vendor."""

        def quiet(progress: Progress) -> bool:
            over = progress.status in (JobStatus.COMPLETED, JobStatus.FAILED)
            return over or bool(progress.attention) or bool(progress.waiting)

        return await self.harness.until(handle, quiet)

    def speak_with(self, vendor: str) -> None:
        self.speech = vendor
        voices = (
            ElevenLabsSpeech(api_key=KEY, base_url=self.vendor.url, call_seconds=CALL_SECONDS)
            if vendor == "elevenlabs"
            else OpenAISpeech(api_key=KEY, base_url=self.vendor.openai_url, call_seconds=CALL_SECONDS)
        )
        self.harness.synthesizer = voices
        self.closing.append(voices.close)

    def write_with_a_model(self) -> None:
        model = OpenAILanguageModel(
            "fake-writer", api_key=KEY, base_url=self.vendor.openai_url, call_seconds=CALL_SECONDS
        )
        self.closing.append(model.close)
        self.harness.model = model


@pytest.fixture
async def harness(
    skipping: WorkflowEnvironment, catalog: Catalog, request: pytest.FixtureRequest
) -> AsyncIterator[FaultHarness]:
    """`request.param`: whose voices speak; `writer`: a model writes, and the voices are in process."""
    async with FakeVendor() as vendor:

        async def pass_time() -> None:
            """Not while the vendor answers: on a slow machine, more than an attempt may take would go by meanwhile."""
            while vendor.in_flight:  # noqa: ASYNC110 - a count, of calls that begin and end elsewhere
                await asyncio.sleep(0.005)
            await skipping.sleep(made.patience)

        made = FaultHarness(vendor, PodcastHarness(skipping.client, catalog, pass_time=pass_time), skipping)
        made.harness.writer.segments, made.harness.writer.turns = 1, 2
        if request.param == "writer":
            made.write_with_a_model()
        else:
            made.speak_with(str(request.param))
        try:
            async with made.harness.working():
                yield made
        finally:
            for close in made.closing:
                await close()
