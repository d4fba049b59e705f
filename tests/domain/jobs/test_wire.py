"""The pinned names are the ones that workflows are defined under; a kind without a workflow would never run."""

from temporalio.workflow import _Definition

from domain.jobs import wire
from domain.vendors.declarations import ProviderRole
from worker.fleet import WORKFLOWS


def test_each_name_is_that_of_a_workflow_that_workers_serve() -> None:
    served = {_Definition.must_from_class(each).name for each in WORKFLOWS}
    others = {wire.PREVIEW_WORKFLOW, wire.QUERY_WORKFLOW, wire.SETTLE_WORKFLOW, wire.SWEEP_WORKFLOW}
    others |= {wire.CHAPTER_WORKFLOW, wire.BOOK_OUTLINE_WORKFLOW}
    assert served == {*wire.WORKFLOWS.values(), *others}


def test_the_names_never_change() -> None:
    assert wire.WORKFLOWS["podcast"] == "PodcastWorkflow"
    assert (wire.JOBS_QUEUE, wire.MEDIA_QUEUE) == ("podcasts", "media")
    assert wire.vendor_queue(ProviderRole.WRITER, "openai") == "llm-openai"
    assert wire.vendor_queue(ProviderRole.SPEECH, "openai") == "tts-openai"
    assert (wire.PROGRESS_MEMO, wire.PROGRESS_QUERY, wire.RESUME_UPDATE) == ("progress", "progress", "resume")
    assert wire.ATTRIBUTES == ("PodwrightKind", "PodwrightStatus", "PodwrightStep")
    assert (wire.SETTLE_SCHEDULE, wire.SWEEP_SCHEDULE) == ("podwright-settle", "podwright-sweep")


def test_every_role_has_queues() -> None:
    assert len({wire.vendor_queue(role, "x") for role in ProviderRole}) == len(ProviderRole)
