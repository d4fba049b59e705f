"""The OpenAPI document: the framework's, with our bodies, our problems, and names that generated clients can use."""

import re
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from api.http.auth import OPEN_PATHS
from api.http.links import PREFIX
from api.http.problems import Problem
from api.http.session import SessionRequest
from api.providers.routes import GateRequest
from domain.audiobook.request import AudiobookRequest, AudiobookResume
from domain.audiobook.revising import ChapterEdit
from domain.batch.request import BatchRequest
from domain.collections.request import CollectionRequest, DocumentsRequest
from domain.conversion.request import ConversionRequest
from domain.podcast.request import PodcastRequest, ResumeRequest
from domain.profiles.profile import DuplicateRequest, EpisodeProfile, SpeakerProfile
from domain.script.editing import Replacement, ScriptEdit
from domain.subtitles.request import SubtitlesRequest, SubtitlesResume
from domain.transcription.request import TranscriptionRequest, TranscriptionResume

BY_HAND: tuple[type[BaseModel], ...] = (
    PodcastRequest,
    ResumeRequest,
    ScriptEdit,
    ChapterEdit,
    Replacement,
    ConversionRequest,
    AudiobookRequest,
    AudiobookResume,
    TranscriptionRequest,
    TranscriptionResume,
    SubtitlesRequest,
    SubtitlesResume,
    BatchRequest,
    CollectionRequest,
    DocumentsRequest,
    SessionRequest,
    GateRequest,
    EpisodeProfile,
    SpeakerProfile,
    DuplicateRequest,
    Problem,
)
"""Models of bodies that routes read or answer themselves; the framework does not see them."""


_MADE: dict[str, Any] = {}
"""By this process. It takes half a second; every application has the same routes."""


def openapi(app: FastAPI) -> dict[str, Any]:
    """The document, made once. The framework's own validation errors, which are never answered, are left out."""
    if not _MADE:
        _MADE.update(_make(app))
    return _MADE


def _make(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for model in BY_HAND:
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            operation["operationId"] = operation_id(method, path)
            operation.get("responses", {}).pop("422", None)
            if path.startswith(OPEN_PATHS):
                operation["security"] = []
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"key": []}]
    return document


def operation_id(method: str, path: str) -> str:
    """A short name that follows from method and path alone: `list_podcasts`, `resume_podcast`, `get_voice_preview`."""
    parts = path.removeprefix(PREFIX).strip("/").split("/")
    nouns = [_one(part) if _is_id(parts, at + 1) else part for at, part in enumerate(parts) if not part.startswith("{")]
    last = parts[-1]
    if method == "post":
        if len(nouns) == 1:
            return f"create_{_one(last)}"
        if last in COLLECTIONS:
            return "_".join(("add", *(_one(each) for each in nouns)))
        return "_".join((last, *(_one(each) for each in nouns[:-1])))
    verb = "list" if method == "get" and last in COLLECTIONS else method
    return "_".join((verb, *(_one(each) for each in nouns[:-1]), nouns[-1]))


COLLECTIONS = (
    "podcasts",
    "conversions",
    "audiobooks",
    "batches",
    "children",
    "chapters",
    "transcriptions",
    "subtitles",
    "collections",
    "documents",
    "jobs",
    "files",
    "keys",
    "voices",
    "providers",
    "turns",
    "episodes",
    "speakers",
    "profiles",
)
"""What a GET lists; other words that end in `s` are one thing."""


def _is_id(parts: Sequence[str], at: int) -> bool:
    return at < len(parts) and parts[at].startswith("{")


def _one(noun: str) -> str:
    return re.sub(r"(?<=ch)es$|s$", "", noun) if noun in COLLECTIONS else noun
