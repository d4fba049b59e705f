"""Review: a person changes the script before it is spoken, and approves it."""

import hashlib

from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs
from domain.errors import Refused
from domain.jobs.progress import Progress
from domain.jobs.record import JobRecord
from domain.jobs.resuming import RESUME_SECONDS
from domain.jobs.runs import Messages, OrderRejected
from domain.jobs.standing import JobSnapshot, StatusReader
from domain.jobs.status import JobStatus
from domain.podcast.details import details_of
from domain.podcast.messages import APPROVE_UPDATE, EDIT_UPDATE, STALE, ApproveOrder, EditOrder
from domain.script.editing import EditedScript
from domain.value import Value


class Reviews:
    def __init__(self, *, blobs: Blobs, messages: Messages, status: StatusReader) -> None:
        self._documents, self._messages, self._status = Documents(blobs), messages, status

    async def approve(self, record: JobRecord) -> JobSnapshot:
        """Repeating it changes nothing.

        Raises:
            Refused: `wrong_state`.
            NoWorker, EngineUnavailable: repeating it is safe.
        """
        snapshot = await self._status.of(record)
        if snapshot.status is not JobStatus.AWAITING_REVIEW:
            if details_of(snapshot.progress).approved and not snapshot.status.ended:
                return snapshot
            raise Refused("wrong_state", f"It is {snapshot.status.value}; no script waits for a review.", status=409)
        return await self._send(snapshot, APPROVE_UPDATE, ApproveOrder(), key="")

    async def edit(self, snapshot: JobSnapshot, edited: EditedScript, *, base: str) -> JobSnapshot:
        """Puts the edit in the place of the script named `base` (`script_name`).

        Raises:
            Refused: `wrong_state`; 412 `stale` when the script was changed meanwhile.
            NoWorker, EngineUnavailable: it may be taken up later; sent again, it is the same edit.
        """
        order = EditOrder(
            base=base,
            title=edited.outline.title,
            outline=await self._documents.put(edited.outline),
            drafts=tuple([await self._documents.put(draft) for draft in edited.drafts]),
        )
        return await self._send(snapshot, EDIT_UPDATE, order, key=order.model_dump_json())

    async def _send(self, snapshot: JobSnapshot, name: str, order: Value, *, key: str) -> JobSnapshot:
        job = snapshot.job
        try:
            after = await self._messages.update(
                job.id,
                name=name,
                order=order,
                model=Progress,
                update_id=hashlib.sha256(f"{name} {job.attempt} {key}".encode()).hexdigest()[:40],
                within=RESUME_SECONDS,
            )
        except OrderRejected as error:
            if error.code == STALE:
                raise Refused(STALE, "The script was changed meanwhile: read it again.", status=412) from error
            raise Refused("wrong_state", f"It was not taken: {error}.", status=409) from error
        return snapshot.model_copy(update={"progress": after, "stale_since": None})
