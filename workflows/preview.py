"""A sample of a voice: one short text, spoken on the vendor's queue and kept like every clip."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.tts import Spoken, SynthesizeTurn, TtsActivities
    from domain.jobs.wire import vendor_queue
    from domain.tts.ports import PreviewOrder
    from domain.vendors.declarations import ProviderRole
    from workflows.jobs import policies


@workflow.defn(name="VoicePreviewWorkflow")
class VoicePreviewWorkflow:
    @workflow.run
    async def run(self, order: PreviewOrder) -> Spoken:
        return await workflow.execute_activity_method(
            TtsActivities.synthesize_turn,
            SynthesizeTurn(segment=order.segment, position=0),
            task_queue=vendor_queue(ProviderRole.SPEECH, order.vendor),
            activity_id="preview",
            **policies.PREVIEWING,
        )
