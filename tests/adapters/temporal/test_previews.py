"""Samples of voices over a real development server."""

import uuid

import pytest
from temporalio import workflow
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from adapters.temporal.previews import TemporalPreviews
from domain.artifacts.reference import ArtifactRef
from domain.errors import FaultDetail, FaultKind, NoWorker
from domain.jobs.wire import JOBS_QUEUE
from domain.tts.ports import PreviewFailed, PreviewOrder

REF = ArtifactRef(sha256="0" * 64, size=1, media_type="application/json")


@workflow.defn(name="VoicePreviewWorkflow")
class Preview:
    @workflow.run
    async def run(self, order: PreviewOrder) -> str:
        if order.vendor == "mute":
            detail = FaultDetail(kind=FaultKind.ITEM, code="voice_not_found", message="No such voice.")
            raise ApplicationError("No such voice.", detail, non_retryable=True)
        return "spoken"


async def test_a_sample_is_spoken_or_the_vendors_words_come_back(temporal: WorkflowEnvironment) -> None:
    previews = TemporalPreviews(temporal.client)
    async with Worker(
        temporal.client,
        task_queue=JOBS_QUEUE,
        workflows=[Preview],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        await previews.say(PreviewOrder(segment=REF, vendor="local"), key=uuid.uuid4().hex, within=5)
        with pytest.raises(PreviewFailed) as caught:
            await previews.say(PreviewOrder(segment=REF, vendor="mute"), key=uuid.uuid4().hex, within=5)
    assert (caught.value.detail.code, caught.value.detail.kind) == ("voice_not_found", FaultKind.ITEM)


async def test_without_a_worker_a_sample_is_given_up(temporal: WorkflowEnvironment) -> None:
    with pytest.raises(NoWorker):
        await TemporalPreviews(temporal.client).say(
            PreviewOrder(segment=REF, vendor="x"), key=uuid.uuid4().hex, within=0.3
        )
