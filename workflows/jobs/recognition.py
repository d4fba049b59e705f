"""Recognition of a job's recording: it is cut once, and its pieces are recognised some at once."""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.transcribe import (
        CutPieces,
        PieceRecognized,
        PiecesCut,
        RecognitionActivities,
        RecognizePiece,
        TranscribeActivities,
    )
    from domain.artifacts.reference import ArtifactRef
    from domain.jobs.wire import CONVERSION_QUEUE, vendor_queue
    from domain.money import Prices
    from domain.retrieve.source import SourceRef
    from domain.transcribe.pieces import piece_limits
    from domain.transcribe.ports import RecognitionAsk, Recognizer
    from domain.transcribe.state import RecognitionState
    from domain.vendors.declarations import ProviderRole
    from workflows.jobs import policies
    from workflows.jobs.gathering import gather_all
    from workflows.jobs.items import ItemRunner
    from workflows.jobs.policies import Options
    from workflows.jobs.publishing import Publisher
    from workflows.jobs.reservation import Reservation

NO_TOKENS = Prices()
"""Recognition is billed by the minute, in dollars."""


class Recognition:
    """`recognizer` may be another one after a resume; the pieces stay those of the first."""

    def __init__(
        self,
        state: RecognitionState,
        runner: ItemRunner,
        publisher: Publisher,
        *,
        job_id: str,
        recognizer: Recognizer,
        ask: RecognitionAsk,
    ) -> None:
        self._state, self._runner, self._publisher = state, runner, publisher
        self._job_id, self._first, self._ask = job_id, recognizer, ask
        self.recognizer = recognizer

    async def cut(self, source: SourceRef) -> PiecesCut:
        longest, overlap = piece_limits(self._first.traits, speakers=self._ask.speakers)
        order = CutPieces(
            job_id=self._job_id, source=source, longest=longest, overlap=overlap, always=self._ask.speakers
        )
        cut = await self._runner.run_activity(
            "source",
            TranscribeActivities.cut_pieces,
            order,
            resource="media",
            options=policies.READING_MEDIA,
            task_queue=CONVERSION_QUEUE,
        )
        self._state.cut(cut.seconds, cut.lengths)
        self._publisher.publish()
        return cut

    async def recognize(self, cut: PiecesCut) -> tuple[ArtifactRef, ...]:
        """What was heard in each piece."""
        window = asyncio.Semaphore(2 * self._first.slots)
        pieces = [asyncio.create_task(self._piece(position, cut, window)) for position in range(len(cut.lengths))]
        return tuple(await gather_all(pieces))

    async def _piece(self, position: int, cut: PiecesCut, window: asyncio.Semaphore) -> ArtifactRef:
        state, item = self._state, f"piece-{position + 1:03}"
        reservation = Reservation(state, self._runner)

        async def reserve() -> None:
            cost = cut.lengths[position] / 60 * self.recognizer.traits.usd_per_minute
            await reservation.renew(cost, most=2 * cost)

        async def recognize(options: Options) -> PieceRecognized:
            order = RecognizePiece(
                job_id=self._job_id,
                item=item,
                pieces=cut.pieces,
                position=position,
                recognizer=self.recognizer,
                ask=self._ask,
                allowance=reservation.allowance(NO_TOKENS),
            )
            call = workflow.execute_activity_method(
                RecognitionActivities.recognize_piece,
                order,
                task_queue=vendor_queue(ProviderRole.RECOGNITION, self.recognizer.vendor),
                activity_id=item,
                **options,
            )
            return await reservation.count_if_failed(call)

        made = await self._runner.run(
            item,
            recognize,
            resource=self._first.vendor,
            options=self._runner.paid(policies.RECOGNIZING),
            window=window,
            reserve=reserve,
            release=reservation.settle,
        )
        if made is None:
            raise RuntimeError(f"{item} ended without a result")
        state.recognized(
            position,
            usage=made.usage,
            failed=made.failed,
            words=made.words,
            doubtful=made.doubtful,
            again=made.asked_again,
            language=made.language,
        )
        reservation.settle()
        self._publisher.publish()
        return made.heard
