"""Jobs that were begun before a change have to go on after it: every recorded history replays."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from tests.replay.audiobooks import AUDIOBOOKS
from tests.replay.batches import BATCHES
from tests.replay.conversions import CONVERSIONS
from tests.replay.indexings import INDEXINGS
from tests.replay.scenarios import ALL
from tests.replay.subtitles import SUBTITLES
from tests.replay.transcriptions import TRANSCRIPTIONS
from workflows.audiobook import AudiobookWorkflow
from workflows.batch import BatchWorkflow
from workflows.chapter import ChapterWorkflow
from workflows.conversion import ConversionWorkflow
from workflows.indexing import IndexingWorkflow
from workflows.podcast import PodcastWorkflow
from workflows.subtitles import SubtitlesWorkflow
from workflows.transcription import TranscriptionWorkflow

HISTORIES = {file.stem: file.read_text("utf-8") for file in (Path(__file__).parent / "histories").glob("*.json")}

ADVICE = """
The workflow does not do any more what it did when '{name}' was recorded, so a podcast that is running (or parked, for
weeks) while this is deployed would be stuck:

    {error}

Keep what was and put the new way behind a patch, in the workflow:

    if workflow.patched("what-changes"):
        ...  # podcasts begun from now on
    else:
        ...  # podcasts begun before

Then record the new way beside the old one: PYTHONPATH=. python -P -m tests.replay.record {scenario}-2
(Only while no version was released with this history may it be recorded anew: ... tests.replay.record {scenario})
"""


@pytest.fixture(scope="module")
def replayer() -> Replayer:
    workflows = [
        PodcastWorkflow,
        ConversionWorkflow,
        IndexingWorkflow,
        TranscriptionWorkflow,
        SubtitlesWorkflow,
        AudiobookWorkflow,
        ChapterWorkflow,
        BatchWorkflow,
    ]
    return Replayer(workflows=workflows, data_converter=pydantic_data_converter)


@pytest.mark.parametrize("name", sorted(HISTORIES))
async def test_it_goes_on(name: str, replayer: Replayer) -> None:
    try:
        await replayer.replay_workflow(WorkflowHistory.from_json(name, HISTORIES[name]))
    except NondeterminismError as error:
        pytest.fail(ADVICE.format(name=name, scenario=name.partition("-")[0], error=error), pytrace=False)


def test_every_scenario_is_recorded() -> None:
    kinds = {*ALL, *CONVERSIONS, *INDEXINGS, *TRANSCRIPTIONS, *SUBTITLES, *AUDIOBOOKS, *BATCHES}
    assert {name.partition("-")[0] for name in HISTORIES} == kinds


def test_nothing_of_the_machine_is_recorded() -> None:
    for name, text in HISTORIES.items():
        assert '"identity"' not in text, name
        assert '"stackTrace"' not in text, name
