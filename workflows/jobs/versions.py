"""The end of a revision: what it made becomes a version of the job that it revises."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.store import PublishVersion, StoreActivities
    from domain.value import Value
    from workflows.jobs import policies


async def publish_version(result: Value, details: Value, *, job_id: str, version: int, of: str, kind: str) -> None:
    """The result becomes the version that the job `of`, of this kind, serves; `details` of the progress of `job_id`."""
    order = PublishVersion(
        of=of,
        kind=kind,
        job_id=job_id,
        version=version,
        result=result.model_dump(mode="json"),
        details=details.model_dump(mode="json"),
    )
    await workflow.execute_activity_method(
        StoreActivities.publish_version, order, activity_id="publish-version", **policies.RECORDING
    )
