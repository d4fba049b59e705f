"""Everything that a run wrote, searched for what must not be in it: keys anywhere, and with encryption any words."""

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.vendors.completions import CachedLanguageModel
from activities.vendors.purchases import Purchases
from adapters.artifacts.obstore import ObstoreArtifacts
from adapters.catalog.catalog import open_catalog
from adapters.catalog.schema import migrate
from adapters.elevenlabs.speech import ElevenLabsSpeech
from adapters.openai.language import OpenAILanguageModel
from adapters.temporal.codec import AesGcmCodec
from adapters.temporal.converter import encrypting
from adapters.temporal.runs import TemporalRuns
from domain.access import ApiKey, HeldKey, Scope
from domain.artifacts.ledger import Ledger
from domain.jobs.status import JobStatus
from domain.script.prompted.answers import is_usable
from domain.script.prompted.writer import PromptedWriter
from tests.fakevendor.control import Misdeed
from tests.fakevendor.elevenlabs_api import GEORGE, SARAH
from tests.fakevendor.vendor import FakeVendor
from tests.workflows.harness import TEXT, PodcastHarness

WRITER_KEY, VOICE_KEY = "sk-planted-secret-of-the-writer", "planted-secret-of-the-voices"
API_KEY = "pw_0123456789ab_planted-secret-of-a-caller"
SECRETS = (WRITER_KEY, VOICE_KEY, API_KEY)

TITLE = "A title that is nobody's business"
WORDS = (TITLE, "yeast eats sugar", "net of gluten", "crumb its holes")
"""Of the request, the source and so of everything that is said."""


@asynccontextmanager
async def a_run(
    temporal: WorkflowEnvironment, folder: Path, *, encrypted: bool
) -> AsyncIterator[tuple[PodcastHarness, str]]:
    """A podcast by vendors with keys, through a transient fault and a parked turn that quote a key, to its end."""
    converter = encrypting(AesGcmCodec({"a": b"k" * 32}) if encrypted else None)
    config = temporal.client.config()
    config["data_converter"] = converter
    url = f"sqlite:///{folder / 'catalog.db'}"
    await migrate(url)
    catalog = await open_catalog(url)
    digest = hashlib.sha256(API_KEY.encode()).hexdigest()
    key = ApiKey(key_id="0123456789ab", owner="anna", scope=Scope.WRITE, priority=3, created_at=datetime.now(UTC))
    await catalog.keys.add(HeldKey(key=key, digest=digest))
    artifacts = ObstoreArtifacts((folder / "artifacts").as_uri())
    async with FakeVendor() as vendor:
        model = OpenAILanguageModel("fake-writer", api_key=WRITER_KEY, base_url=vendor.openai_url)
        speech = ElevenLabsSpeech(api_key=VOICE_KEY, base_url=vendor.url)
        harness = PodcastHarness(Client(**config), catalog, pass_time=lambda: asyncio.sleep(0.02))
        harness.synthesizer = speech
        harness.scripts = PromptedWriter(CachedLanguageModel(model, Purchases(Ledger(artifacts)), accept=is_usable))
        vendor.misbehave(Misdeed.STATUS, kind="speech", status=503, nth=(1,), body=f"No place for {VOICE_KEY}.")
        vendor.misbehave(Misdeed.STATUS, kind="chat", status=503, nth=(1,), body=f"No place for {WRITER_KEY}.")
        try:
            async with harness.working():
                spec = await harness.spec(title=TITLE, owner="anna", minutes=0.5)
                cast = tuple(
                    speaker.model_copy(update={"voice": voice, "model": "eleven_multilingual_v2"})
                    for speaker, voice in zip(spec.speakers, (SARAH, GEORGE), strict=True)
                )
                handle = await harness.start(spec.model_copy(update={"speakers": cast}))
                progress = await harness.until(
                    handle, lambda one: one.status.ended or bool(one.attention or one.waiting)
                )
                assert progress.status is JobStatus.COMPLETED, progress.attention
                yield harness, spec.podcast_id
        finally:
            await model.close()
            await speech.close()
            await catalog.close()


def catalog_bytes(folder: Path) -> bytes:
    """With what is not yet written back into the file itself."""
    return b"".join(each.read_bytes() for each in folder.glob("catalog.db*"))


async def written(harness: PodcastHarness, podcast_id: str, folder: Path, logs: str) -> dict[str, bytes]:
    """By where it was written."""
    handle = harness.client.get_workflow_handle(podcast_id)
    described = await handle.describe()
    history = await handle.fetch_history()
    events = b"".join(event.SerializeToString() for event in history.events)
    kept = harness.artifacts
    return {
        "history": events,
        "history as JSON": history.to_json().encode(),
        "memo": described.raw_description.SerializeToString(),
        "logs": logs.encode(),
        "catalog": await asyncio.to_thread(catalog_bytes, folder),
        "names of artifacts": "\n".join((*kept.names, *kept.blobs)).encode(),
        "artifacts": b"".join((*kept.names.values(), *kept.blobs.values())),
    }


@pytest.mark.parametrize("encrypted", [False, True], ids=["in the open", "encrypted"])
async def test_no_key_is_written_and_no_words_once_encrypted(
    temporal: WorkflowEnvironment, tmp_path: Path, caplog: pytest.LogCaptureFixture, encrypted: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_run(temporal, tmp_path, encrypted=encrypted) as (harness, podcast_id):
        places = await written(harness, podcast_id, tmp_path, caplog.text)
        log = await TemporalRuns(harness.client).history(podcast_id, limit=1000)
        places["log of the podcast"] = json.dumps([each.message for each in log]).encode()
    for place, content in places.items():
        for secret in SECRETS:
            assert secret.encode() not in content, f"{secret} is in the {place}"
    assert TEXT.encode() in places["artifacts"], "the search finds what is there"
    temporals = places["history"] + places["memo"]
    for words in WORDS:
        found = words.encode() in temporals
        assert not found or not encrypted, f"{words!r} is in what Temporal keeps"
    assert encrypted or TITLE.encode() in temporals, "the search finds what is there"
    assert any("503" in each.message or "No place" in each.message for each in log), "failures are told, decrypted"
    for words in (*WORDS, "anna"):
        assert words.encode() not in places["names of artifacts"]
