"""A sample of a voice: one short text, spoken on the vendor's queue and kept like every clip."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.tts import Spoken, SynthesizeTurn, TtsActivities
    from domain.tts.ports import PreviewOrder
    from workflows.jobs import policies, queues


@workflow.defn(name="VoicePreviewWorkflow")
class VoicePreviewWorkflow:
    @workflow.run
    async def run(self, order: PreviewOrder) -> Spoken:
        return await workflow.execute_activity_method(
            TtsActivities.synthesize_turn,
            SynthesizeTurn(segment=order.segment, position=0),
            task_queue=queues.tts(order.vendor),
            activity_id="preview",
            **policies.PREVIEWING,
        )
