"""The state of a job, as lines for people."""

from collections.abc import Sequence

from cli.client.answers import Attention, Job
from cli.output import clock, shortened

STEPS = {
    "retrieving_content": "reading the sources",
    "generating_script": "writing the script",
    "parsing_turns": "preparing the turns",
    "generating_audio": "speaking",
    "combining_audio": "mixing",
    "storing_audio": "storing",
}


def doing(job: Job) -> str:
    """The step in words, with turn and speaker where there are some."""
    if job.ended:
        return job.status.lower()
    if job.status == "QUEUED":
        return "waiting for a worker"
    words = STEPS.get(job.current_step or "", job.current_step or job.status.lower())
    details = job.step_details
    total = details.total_turns or details.estimated_turns
    if job.current_step in {"generating_script", "parsing_turns", "generating_audio"} and total:
        about = "" if details.total_turns else "about "
        words += f", turn {details.completed_turns} of {about}{total}"
        if details.current_speaker and job.current_step == "generating_audio":
            words += f" ({details.current_speaker})"
    if job.waiting:
        first = job.waiting[0]
        words += f" - waiting for {first.resource}: {first.reason}"
    return words


def remaining(job: Job) -> str:
    left = job.estimated_time_remaining
    return f"{clock(left)} left" if left is not None and not job.ended else ""


def state_lines(job: Job) -> list[str]:
    """What `podwright status` prints: how far the job is, what it waits for, what it needs."""
    lines = [f"{job.id}  {job.title or '(no title yet)'}"]
    now = f"{job.status} {job.progress_percentage} %"
    if not job.ended:
        now += f" - {doing(job)}"
        now += f" - {remaining(job)}" if remaining(job) else ""
    lines.append(now)
    if job.stale:
        lines.append("No worker answers: this is the last known state. `podwright up` starts a worker.")
    if job.duration_seconds:
        lines.append(f"length {clock(job.duration_seconds)}")
    lines += [f"  what to do: {each.advice}" for each in job.waiting if each.advice]
    lines += attention_lines(job) if job.attention else []
    lines += error_lines(job)
    lines += [f"note: {note.message}" for note in job.warnings]
    if job.usage and job.usage.cost_usd:
        lines.append(f"cost so far about ${job.usage.cost_usd:.2f}")
    if job.temporal_url:
        lines.append(f"workflow {job.temporal_url}")
    return lines


def error_lines(job: Job) -> list[str]:
    if not job.error:
        return []
    where = f" (turn {job.error.turn})" if job.error.turn else ""
    lines = [f"failed{where}: {job.error.message}"]
    if job.error.advice:
        lines.append(f"  what to do: {job.error.advice}")
    return lines


def attention_lines(job: Job) -> list[str]:
    """Every item that needs attention, with its text, the vendor's message and what to type."""
    lines = []
    for item in job.attention:
        who = f" {item.speaker}" if item.speaker else ""
        lines.append(f"needs attention: {item.id}{who}: {item.message}")
        if item.text:
            lines.append(f'  the text: "{shortened(item.text, 200)}"')
        if item.advice:
            lines.append(f"  what to do: {item.advice}")
    lines += [f"  type: {command}" for command in remedies(job.id, job.attention)]
    return lines


def remedies(job_id: str, items: Sequence[Attention]) -> list[str]:
    """Commands that may help, the most likely first."""
    first = items[0]
    resume = f"podwright resume {job_id}"
    typed = []
    if first.speaker and "voice" in first.code:
        typed.append(f"{resume} --voice {first.speaker}=ANOTHER_VOICE   (podwright voices lists them)")
    elif first.turn is not None:
        typed.append(f'{resume} --turn {first.id}="the text in other words"')
    if first.turn is not None:
        typed.append(f"{resume} --skip {first.id}")
    return [*typed, f"{resume}   (try again as it is)"]


def job_rows(jobs: Sequence[Job]) -> list[list[str]]:
    return [
        [
            job.id,
            job.status,
            f"{job.progress_percentage} %",
            clock(job.duration_seconds) if job.duration_seconds else "",
            job.created_at.astimezone().strftime("%Y-%m-%d %H:%M") if job.created_at else "",
            job.title or "",
        ]
        for job in jobs
    ]
