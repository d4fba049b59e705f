"""`PYTHONPATH=. python -P -m tests.replay.record [NAME ...]`: plays the scenarios and writes their histories.

Histories of code that shipped are never recorded anew: a new behaviour gets a new file beside them. NAME writes that
one only, and may carry a suffix: `happy-2` plays `happy`.
"""

import asyncio
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from adapters.temporal.main import run_main
from tests.replay.audiobooks import AUDIOBOOKS, audiobook_continued
from tests.replay.batches import BATCHES
from tests.replay.conversions import CONVERSIONS
from tests.replay.indexings import INDEXINGS, indexing_continued
from tests.replay.scenarios import ALL as PODCASTS
from tests.replay.scenarios import LONG
from tests.replay.subtitles import SUBTITLES, subtitles_continued
from tests.replay.transcriptions import TRANSCRIPTIONS
from tests.workflows.audiobook_harness import AudiobookHarness
from tests.workflows.batch_harness import BatchHarness
from tests.workflows.conversion_harness import ConversionHarness
from tests.workflows.harness import PodcastHarness
from tests.workflows.indexing_harness import IndexingHarness
from tests.workflows.subtitles_harness import SubtitlesHarness
from tests.workflows.transcription_harness import TranscriptionHarness

ALL = [*PODCASTS, *CONVERSIONS, *INDEXINGS, *TRANSCRIPTIONS, *SUBTITLES, *AUDIOBOOKS, *BATCHES]

HISTORIES = Path(__file__).parent / "histories"

SUGGESTED = {
    **LONG,
    indexing_continued.__name__: 70,
    audiobook_continued.__name__: 70,
    subtitles_continued.__name__: 70,
}
"""Events after which each scenario's run is to continue as new."""

SUGGESTION = "limit.historyCount.suggestContinueAsNew"

OF_THIS_MACHINE = ("identity", "stackTrace")
"""Process and host names, and paths: replay needs none of them."""


async def record(client: Client, catalog_url: str, name: str) -> str:
    """The history as JSON, one event a line."""
    catalog = await open_catalog(catalog_url)
    try:
        scenario = name.partition("-")[0]
        play = next((play for known, play in OTHERS if scenario in known), _podcast)
        history = json.loads(await play(client, catalog, name))
    finally:
        await catalog.close()
    events = ",\n".join(json.dumps(_anonymous(event), ensure_ascii=False) for event in history["events"])
    return f'{{"events": [\n{events}\n]}}\n'


async def _podcast(client: Client, catalog: Catalog, name: str) -> str:
    harness = PodcastHarness(client, catalog, pass_time=lambda: asyncio.sleep(0.02), suffix="replay")
    harness.writer.turns = 2
    try:
        async with harness.working():
            run = await PODCASTS[name.partition("-")[0]](harness, name)
            return (await run.fetch_history()).to_json()
    finally:
        harness.speech.release()


async def _batch(client: Client, catalog: Catalog, name: str) -> str:
    harness = BatchHarness(client, catalog, pass_time=lambda: asyncio.sleep(0.02), suffix="replay")
    async with harness.working():
        run = await BATCHES[name.partition("-")[0]](harness, name)
        return (await run.fetch_history()).to_json()


async def _conversion(client: Client, catalog: Catalog, name: str) -> str:
    harness = ConversionHarness(client, catalog, pass_time=lambda: asyncio.sleep(0.02), suffix="replay")
    async with harness.working():
        run = await CONVERSIONS[name.partition("-")[0]](harness, name)
        return (await run.fetch_history()).to_json()


async def _indexing(client: Client, catalog: Catalog, name: str) -> str:
    harness = IndexingHarness(client, catalog, pass_time=lambda: asyncio.sleep(0.02), suffix="replay")
    async with harness.working():
        run = await INDEXINGS[name.partition("-")[0]](harness, name)
        return (await run.fetch_history()).to_json()


async def _transcription(client: Client, catalog: Catalog, name: str) -> str:
    harness = TranscriptionHarness(client, catalog, pass_time=lambda: asyncio.sleep(0.02), suffix="replay")
    async with harness.working():
        run = await TRANSCRIPTIONS[name.partition("-")[0]](harness, name)
        return (await run.fetch_history()).to_json()


async def _subtitles(client: Client, catalog: Catalog, name: str) -> str:
    harness = SubtitlesHarness(client, catalog, pass_time=lambda: asyncio.sleep(0.02), suffix="replay")
    async with harness.working():
        run = await SUBTITLES[name.partition("-")[0]](harness, name)
        return (await run.fetch_history()).to_json()


async def _audiobook(client: Client, catalog: Catalog, name: str) -> str:
    harness = AudiobookHarness(client, catalog, pass_time=lambda: asyncio.sleep(0.02), suffix="replay")
    async with harness.working():
        run = await AUDIOBOOKS[name.partition("-")[0]](harness, name)
        return (await run.fetch_history()).to_json()


OTHERS = (
    (CONVERSIONS, _conversion),
    (INDEXINGS, _indexing),
    (TRANSCRIPTIONS, _transcription),
    (SUBTITLES, _subtitles),
    (AUDIOBOOKS, _audiobook),
    (BATCHES, _batch),
)
"""Scenarios of other kinds, and who plays them."""


def _anonymous(value: object) -> object:
    if isinstance(value, dict):
        kept = {key: _anonymous(each) for key, each in value.items() if key not in OF_THIS_MACHINE}
        if kept.get("kind") == "TASK_QUEUE_KIND_STICKY":
            kept["name"] = "sticky"
        return kept
    if isinstance(value, list):
        return [_anonymous(each) for each in value]
    return value


async def main(names: list[str]) -> int:
    program = shutil.which("temporal", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    unknown = [name for name in names if name.partition("-")[0] not in ALL]
    if unknown:
        print(f"No scenario for {', '.join(unknown)}. There are: {', '.join(ALL)}", file=sys.stderr)  # noqa: T201
        return 2
    if program is None:
        print("The program temporal is not installed: pip install -r requirements/dev.txt", file=sys.stderr)  # noqa: T201
        return 2
    HISTORIES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        catalog_url = f"sqlite+aiosqlite:///{folder}/catalog.db"
        await migrate(catalog_url)
        for name in names or ALL:
            scenario = name.partition("-")[0]
            async with await WorkflowEnvironment.start_local(
                dev_server_existing_path=program,
                data_converter=pydantic_data_converter,
                dev_server_extra_args=[f"--dynamic-config-value={SUGGESTION}={SUGGESTED.get(scenario, 4096)}"],
            ) as environment:
                text = await record(environment.client, catalog_url, name)
            (HISTORIES / f"{name}.json").write_text(text, encoding="utf-8")
            print(f"{name}: {len(text.splitlines()) - 2} events")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(run_main(main(sys.argv[1:])))
