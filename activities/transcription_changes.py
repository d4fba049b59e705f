"""Changes of transcriptions: what a person corrected, read for the workflow."""

from temporalio import activity

from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs
from domain.artifacts.reference import ArtifactRef
from domain.transcription.changing import TranscriptionChange


class TranscriptionChanges:
    def __init__(self, *, blobs: Blobs) -> None:
        self._documents = Documents(blobs)

    @activity.defn(name="transcribe.read_change")
    async def read_change(self, change: ArtifactRef) -> TranscriptionChange:
        return await self._documents.read(change, TranscriptionChange)
