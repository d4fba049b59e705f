"""What travels through Temporal is small: no bytes, no Any, and every model is walked to its leaves."""

import inspect
import types
import typing
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from activities.audiobook import BookActivities
from activities.chapters import BookMediaActivities
from activities.collections import CollectionActivities
from activities.combine import CombineActivities
from activities.embeddings import EmbeddingActivities
from activities.freeze import FreezeActivities
from activities.retrieve import RetrieveActivities
from activities.script import ScriptActivities
from activities.store import StoreActivities
from activities.subtitles import RewritingActivities, SubtitleActivities
from activities.transcribe import RecognitionActivities, TranscribeActivities
from activities.tts import TtsActivities
from activities.upkeep import HousekeepingActivities
from workflows.audiobook import AudiobookWorkflow
from workflows.book_outline import BookOutlineWorkflow
from workflows.chapter import ChapterWorkflow
from workflows.indexing import IndexingWorkflow
from workflows.podcast import PodcastWorkflow
from workflows.preview import VoicePreviewWorkflow
from workflows.query import QueryWorkflow
from workflows.subtitles import SubtitlesWorkflow
from workflows.transcription import TranscriptionWorkflow
from workflows.upkeep import SettleWorkflow, SweepWorkflow

ACTIVITIES = [
    CollectionActivities,
    EmbeddingActivities,
    RetrieveActivities,
    ScriptActivities,
    FreezeActivities,
    TtsActivities,
    CombineActivities,
    StoreActivities,
    HousekeepingActivities,
    BookActivities,
    BookMediaActivities,
    TranscribeActivities,
    RecognitionActivities,
    SubtitleActivities,
    RewritingActivities,
]
WORKFLOWS = [
    PodcastWorkflow,
    IndexingWorkflow,
    AudiobookWorkflow,
    ChapterWorkflow,
    BookOutlineWorkflow,
    TranscriptionWorkflow,
    SubtitlesWorkflow,
    QueryWorkflow,
    VoicePreviewWorkflow,
    SettleWorkflow,
    SweepWorkflow,
]


STAGES = {
    "audiobook",
    "collections",
    "embeddings",
    "retrieve",
    "script",
    "tts",
    "combine",
    "store",
    "housekeeping",
    "transcribe",
    "subtitles",
}


def handlers() -> Iterator[tuple[str, object]]:
    for owner in (*ACTIVITIES, *WORKFLOWS):
        for name, member in inspect.getmembers(owner, inspect.isfunction):
            if any(name_.startswith("__temporal_") for name_ in vars(member)):
                yield f"{owner.__name__}.{name}", member


HANDLERS = dict(handlers())


@pytest.mark.parametrize("name", HANDLERS)
def test_one_model_in_one_out(name: str) -> None:
    hints = typing.get_type_hints(HANDLERS[name])
    answer = hints.pop("return")
    assert len(hints) <= 1, "one model in"
    for hint in (*hints.values(), answer):
        assert hint is type(None) or issubclass(hint, BaseModel), f"{hint} is not a model"


@pytest.mark.parametrize("name", HANDLERS)
def test_no_bytes_and_nothing_untyped(name: str) -> None:
    for hint in typing.get_type_hints(HANDLERS[name]).values():
        for path, leaf in leaves(hint, "", ()):
            assert leaf not in (bytes, bytearray, typing.Any, object), f"{path} is {leaf}"


def leaves(hint: object, path: str, within: tuple[object, ...]) -> Iterator[tuple[str, object]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        if hint in within:
            return
        for name, field in hint.model_fields.items():
            yield from leaves(field.annotation, f"{path}.{name}", (*within, hint))
        return
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) in (types.UnionType, typing.Union, tuple, list, dict) and arguments:
        for argument in arguments:
            if argument not in (..., type(None)):
                yield from leaves(argument, path, within)
        return
    yield path, hint


def test_every_wire_name_is_pinned() -> None:
    names = {handler for handler in HANDLERS if handler.split(".")[0] in {one.__name__ for one in ACTIVITIES}}
    assert len(names) >= 12
    for name in names:
        definition = vars(HANDLERS[name])["__temporal_activity_definition"]
        assert definition.name.split(".")[0] in STAGES, definition.name
