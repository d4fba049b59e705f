"""What a person does to the script of a podcast: edits of it, an approval, a revision."""

from temporalio.client import WorkflowHandle

from domain.artifacts.reference import ArtifactRef
from domain.jobs.progress import Progress
from domain.podcast.given import GivenScript
from domain.podcast.messages import ApproveOrder, EditOrder, script_name
from domain.podcast.spec import PodcastSpec
from domain.script.editing import drafts_of
from domain.script.frozen import FrozenSegment
from tests.workflows.harness import PodcastHarness
from workflows.podcast import PodcastWorkflow

Handle = WorkflowHandle[PodcastWorkflow, Progress]


async def edit_of(harness: PodcastHarness, handle: Handle, *, old: str, new: str) -> EditOrder:
    """Every turn that holds `old` says `new`."""
    view = await handle.query(PodcastWorkflow.script)
    segments = [FrozenSegment.model_validate_json(await harness.artifacts.read(ref)) for ref in view.segments]
    drafts: list[ArtifactRef] = []
    for draft in drafts_of(segments):
        turns = tuple(turn.model_copy(update={"text": turn.text.replace(old, new)}) for turn in draft.turns)
        document = draft.model_copy(update={"turns": turns})
        data = document.model_dump_json().encode()
        drafts.append(await harness.artifacts.put(data, media_type="application/json"))
    assert view.outline is not None
    return EditOrder(base=script_name(view.segments), title="Edited", outline=view.outline, drafts=tuple(drafts))


async def approve(handle: Handle) -> Progress:
    progress = await handle.execute_update("approve", ApproveOrder(), result_type=Progress)
    assert isinstance(progress, Progress)
    return progress


async def revision_of(handle: Handle, spec: PodcastSpec, order: EditOrder) -> PodcastSpec:
    """The spec of the job that makes the edited script the second version of the podcast."""
    view = await handle.query(PodcastWorkflow.script)
    assert view.corpus is not None
    given = GivenScript(
        title=order.title, language="en", outline=order.outline, corpus=view.corpus, drafts=order.drafts
    )
    return spec.model_copy(
        update={"podcast_id": f"{spec.podcast_id}-2", "version": 2, "given": given, "revises": spec.podcast_id}
    )
