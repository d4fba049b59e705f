"""The state of a job, as lines for people."""

import sys
from collections.abc import Sequence

from rich.text import Text

from cli.client.answers import Turn
from cli.client.job import Attention, Job, LogEntry, Podcast, Waiting
from cli.commands.mending import at_fault, marked
from cli.output import clock, coloured, narrow, shortened, shown_id
from cli.terminal import Line

STEPS = {
    "retrieving_content": "reading the sources",
    "generating_script": "writing the script",
    "parsing_turns": "preparing the turns",
    "generating_audio": "speaking",
    "combining_audio": "mixing",
    "storing_audio": "storing",
    "reading_source": "reading the source",
    "transcribing": "recognising",
    "writing_transcript": "writing the transcript",
    "rewriting_lines": "rewriting",
    "writing_subtitles": "writing the subtitles",
    "indexing_documents": "indexing",
    "embedding_passages": "embedding",
    "reading_book": "reading the book",
    "speaking_chapters": "speaking",
    "joining_book": "joining the chapters",
    "running_jobs": "running jobs",
}


NOTE = 120
"""Characters of a note in a list: with sixteen to a line, on the narrowest terminal, a row then has eight."""


def doing(job: Job) -> str:
    """The step in words, and what it waits for."""
    waits = job.waiting and not job.ended and job.status != "QUEUED"
    return step(job) + (f" - {waiting_for(job.waiting[0])}" if waits else "")


def step(job: Job) -> str:
    """The step in words, with its details where the kind has some."""
    if job.ended:
        return job.status.lower()
    if job.status == "QUEUED":
        return "waiting for a worker"
    if job.status == "AWAITING_REVIEW":
        return "waiting for your review"
    name = job.current_step or job.status.lower()
    details = (_turns, _items, _chapters, _documents, _jobs)
    return STEPS.get(name, name.replace("_", " ")) + "".join(each(job) for each in details)


def waiting_for(waiting: Waiting) -> str:
    """What is waited for, why, which try of a call comes next, and when."""
    words = f"waiting for {waiting.resource}: {waiting.reason}"
    if waiting.attempt is None:
        return words
    of = f" of {waiting.attempts}" if waiting.attempts else ""
    at = f" at {waiting.next_try.astimezone():%H:%M:%S}" if waiting.next_try else " is under way"
    return f"{words} (try {waiting.attempt}{of}{at})"


def _turns(job: Job) -> str:
    """The turn that a podcast is at, and who speaks it."""
    details = job.step_details
    total = details.total_turns or details.estimated_turns
    if not total or job.current_step not in {"generating_script", "parsing_turns", "generating_audio"}:
        return ""
    about = "" if details.total_turns else "about "
    speaks = details.current_speaker and job.current_step == "generating_audio"
    return f", turn {details.completed_turns} of {about}{total}" + (f" ({details.current_speaker})" if speaks else "")


def _items(job: Job) -> str:
    """The items under way, how far and how fast."""
    working = [item for item in job.step_details.items if item.status == "working"]
    parts = [f"{item.about} {item.percentage} %" + (f" at {item.speed}" if item.speed else "") for item in working]
    return f" {', '.join(parts)}" if parts else ""


def _chapters(job: Job) -> str:
    """The chapters that are spoken just now, and how many are done."""
    details = job.step_details
    if not details.total_chapters or job.current_step != "speaking_chapters":
        return ""
    working = [f"{each.title} {each.percentage} %" for each in details.chapters if each.status == "working"]
    done = f" {details.completed_chapters} of {details.total_chapters} chapters"
    return f"{done}; {', '.join(working)}" if working else done


def _documents(job: Job) -> str:
    """How many documents of a collection, and then passages, are done; or how many pieces of a recording."""
    details = job.step_details
    if details.embedded_passages:
        return f" {details.embedded_passages:,} passages"
    if details.total_pieces and job.current_step == "transcribing":
        return f", piece {details.completed_pieces} of {details.total_pieces}"
    if details.total_windows and job.current_step == "rewriting_lines":
        return f", window {details.completed_windows} of {details.total_windows}"
    return f" {details.completed_documents} of {details.total_documents} documents" if details.total_documents else ""


def _jobs(job: Job) -> str:
    """How many jobs of a batch have brought a result, and how many none, or wait for a person."""
    details = job.step_details
    if not details.total:
        return ""
    failed = f", {details.failed} failed" if details.failed else ""
    parked = f", {details.parked} need attention" if details.parked else ""
    return f": {details.succeeded} of {details.total} done, {details.running} running{failed}{parked}"


def remaining(job: Job) -> str:
    left = job.estimated_time_remaining
    return f"{clock(left)} left" if left is not None and not job.ended else ""


def state_lines(job: Job, turns: Sequence[Turn] = ()) -> list[Line]:
    """What `podwright status` prints: how far the job is, what it waits for, what it needs."""
    lines: list[Line] = [f"{job.id}  {job.title or '(no title yet)'}"]
    now = Text.assemble(coloured(job.status), f" {job.progress_percentage} %")
    if not job.ended:
        now.append(f" - {doing(job)}" + (f" - {remaining(job)}" if remaining(job) else ""))
    lines.append(now)
    if job.stale:
        lines.append("No worker answers: this is the last known state. `podwright up` starts a worker.")
    if job.duration_seconds:
        lines.append(f"length {clock(job.duration_seconds)}")
    for each in job.waiting:
        lines += [f"  {waiting_for(each)}"] if each is not job.waiting[0] else []
        lines += [f"  what to do: {each.advice}"] if each.advice else []
    lines += attention_lines(job, turns) if job.attention else []
    lines += review_lines(job) + error_lines(job)
    lines += [f"note: {note.message}" for note in job.warnings]
    if job.usage and job.usage.cost_usd:
        lines.append(f"cost so far about ${job.usage.cost_usd:.2f}")
    if job.temporal_url:
        lines.append(f"workflow {job.temporal_url}")
    return lines


def review_lines(job: Job) -> list[str]:
    """What a script under review waits for, and what comes next."""
    due = job.step_details.review
    if job.status != "AWAITING_REVIEW" or due is None:
        return []
    cost = f", for about ${due.cost_usd:.2f}" if due.cost_usd else ""
    lines = [f"Its script waits for you. Then {due.turns} turns, {due.characters} characters, are spoken{cost}."]
    if due.until is not None:
        lines.append(f"  It is spoken as it stands at {due.until.astimezone():%Y-%m-%d %H:%M}.")
    lines += [f"  type: podwright script {job.id}   (read it)", f"  type: podwright edit {job.id}"]
    return [*lines, f"  type: podwright approve {job.id}"]


def error_lines(job: Job) -> list[str]:
    if not job.error:
        return []
    where = f" (turn {job.error.turn})" if job.error.turn else ""
    lines = [f"failed{where}: {job.error.message}"]
    if job.error.advice:
        lines.append(f"  what to do: {job.error.advice}")
    return lines


def attention_lines(job: Job, turns: Sequence[Turn] = ()) -> list[Line]:
    """Every item that needs attention, with its whole text, the vendor's message and what to type."""
    lines: list[Line] = []
    for item in job.attention:
        who = f" {item.speaker}" if item.speaker else ""
        lines.append(f"needs attention: {item.id}{who}: {item.message}")
        turn = next((each for each in turns if each.index == item.turn), None)
        if turn is not None:
            words = at_fault(turn, item)
            text = marked(turn.text, words)
            lines.append(Text.assemble("  the turn: ", text))
            if words and ">>" not in text.plain:
                lines.append(f'  at fault: "{shortened(words, 200)}"')
        elif item.text:
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
    if first.code == "budget_reached":
        typed.append(f"{resume} --budget USD   (more than is spent; what is made is kept)")
    if first.id.startswith("source-"):
        typed.append(f"{resume} --use {first.id}   (go on with what was read)")
        typed.append(f"{resume} --skip {first.id}")
        typed.append(f"{resume} --instead {first.id}=FILE_OR_URL")
    if first.speaker and "voice" in first.code:
        typed.append(f"{resume} --voice {first.speaker}=ANOTHER_VOICE   (podwright voices lists them)")
    elif first.turn is not None:
        typed.append(f"{resume} --turn {first.id}   (opens the text in your editor)")
    if first.turn is None and "/tts-" in first.id:
        typed.append(f'{resume} --turn {first.id}="OTHER WORDS"')
    if first.turn is not None or "/tts-" in first.id:
        typed.append(f"{resume} --skip {first.id}")
    return [*typed, f"{resume}   (try again as it is)"]


def described(job: Job) -> str:
    """The job on one line, for people who have to tell it from others."""
    return "  ".join(filter(None, (job.id, job.kind, job.status, _made(job), job.title or "(no title yet)")))


def notes(job: Job) -> str:
    """Why a job does not go on: what failed, what needs attention, what it waits for; else its first warning."""
    if job.error:
        return job.error.message
    if job.attention:
        more = f" (and {len(job.attention) - 1} more)" if len(job.attention) > 1 else ""
        return f"{job.attention[0].id}: {job.attention[0].message}{more}"
    if job.waiting and not job.ended:
        return waiting_for(job.waiting[0])
    return job.warnings[0].message if job.warnings else ""


def _short(note: str) -> str:
    """As a cell of a table for people: `podwright status` says the rest."""
    return shortened(note, NOTE) if sys.stdout.isatty() else note


def podcast_row(podcast: Podcast) -> list[str | Text]:
    length = clock(podcast.duration_seconds) if podcast.duration_seconds else ""
    now = (shown_id(podcast.id), coloured(podcast.status), _done(podcast), length, _made(podcast))
    return [*now, podcast.title or "", _short(notes(podcast))]


def job_row(job: Job) -> list[str | Text]:
    now = (shown_id(job.id), job.kind, coloured(job.status), _done(job), _made(job))
    return [*now, job.title or "", _short(notes(job))]


def log_row(entry: LogEntry) -> list[str]:
    attempt = "" if entry.attempt is None else str(entry.attempt)
    at = entry.at.astimezone().strftime("%H:%M:%S" if narrow() else "%Y-%m-%d %H:%M:%S")
    return [at, entry.event, entry.item or "", attempt, entry.message or ""]


def _done(job: Job) -> str:
    return f"{job.progress_percentage} %"


def _made(job: Job) -> str:
    return job.created_at.astimezone().strftime("%Y-%m-%d %H:%M") if job.created_at else ""
