"""The end of a job that wrote no outcome: terminated, timed out, lost with Temporal's database, never started.

The status that is shown and the outcome that settling writes later are the same judgement.
"""

from domain.jobs.progress import JobError, Progress
from domain.jobs.record import Job
from domain.jobs.runs import Run, RunState
from domain.jobs.status import JobStatus

_WORDS = {
    RunState.TERMINATED: ("terminated", "Its run was terminated in Temporal."),
    RunState.TIMED_OUT: ("timed_out", "Its run timed out in Temporal."),
}


def begun(job: Job) -> Progress:
    """The progress of a job of which nothing else is known."""
    return Progress(attempt=job.attempt, title=job.title, updated_at=job.created_at)


def of_closed_run(job: Job, run: Run) -> Progress:
    """The progress that is shown. A memo with a final status is believed, since the run wrote it last."""
    memo = run.progress or begun(job)
    if memo.status.ended:
        return memo
    if run.state is RunState.CANCELLED:
        change = {"status": JobStatus.CANCELLED, "attention": (), "waiting": (), "seconds_left": None}
        return memo.model_copy(update=change)
    code, message = _WORDS.get(run.state, ("run_failed", "Its run ended in Temporal without a result."))
    error = JobError(code=code, message=message, step=memo.step, advice="Retry it: what was made is stored.")
    return _failed(memo, error)


def of_stuck_run(job: Job, run: Run) -> Progress:
    """Of a run whose workflow fails again and again, once it was ended for that."""
    memo = run.progress or begun(job)
    error = JobError(
        code="run_stuck",
        message="Its run could not go on: its workflow failed again and again, which is a fault of Podwright.",
        step=memo.step,
        advice="Retry it after an update; what was made is stored. The worker's log says what failed.",
    )
    return _failed(memo, error)


def of_lost_run(job: Job) -> Progress:
    """Of an attempt that Temporal took once and no longer knows."""
    error = JobError(
        code="run_lost",
        message="Temporal took this job and no longer knows it: its database was emptied.",
        advice="Retry it: what was made is stored and is not paid for again.",
    )
    return _failed(begun(job), error)


def of_no_start(job: Job) -> Progress:
    """Of an attempt that was recorded and never started. For a day a retry can still start it."""
    error = JobError(
        code="not_started",
        message="The job was recorded, but Temporal never took it.",
        advice="Retry it once Temporal answers.",
    )
    return _failed(begun(job), error)


def _failed(progress: Progress, error: JobError) -> Progress:
    change = {"status": JobStatus.FAILED, "error": error, "attention": (), "waiting": (), "seconds_left": None}
    return progress.model_copy(update=change)
