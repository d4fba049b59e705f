"""Answers as lines for people. Colours and tables only where there is a terminal; the same words everywhere."""

import re
import sys
import unicodedata
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from cli.answers import Attention, Estimate, Podcast, Script, Voice

STEPS = {
    "retrieving_content": "reading the sources",
    "generating_script": "writing the script",
    "parsing_turns": "preparing the turns",
    "generating_audio": "speaking",
    "combining_audio": "mixing",
    "storing_audio": "storing",
}


def clock(seconds: float) -> str:
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"


def doing(podcast: Podcast) -> str:
    """The step in words, with turn and speaker while there are any."""
    if podcast.ended:
        return podcast.status.lower()
    if podcast.status == "QUEUED":
        return "waiting for a worker"
    words = STEPS.get(podcast.current_step or "", podcast.current_step or podcast.status.lower())
    details = podcast.step_details
    total = details.total_turns or details.estimated_turns
    if podcast.current_step in {"generating_script", "parsing_turns", "generating_audio"} and total:
        about = "" if details.total_turns else "about "
        words += f", turn {details.completed_turns} of {about}{total}"
        if details.current_speaker and podcast.current_step == "generating_audio":
            words += f" ({details.current_speaker})"
    if podcast.waiting:
        first = podcast.waiting[0]
        words += f" - waiting for {first.resource}: {first.reason}"
    return words


def remaining(podcast: Podcast) -> str:
    left = podcast.estimated_time_remaining
    return f"{clock(left)} left" if left is not None and not podcast.ended else ""


def state_lines(podcast: Podcast) -> list[str]:
    """`status`: everything a person needs to know about one podcast."""
    lines = [f"{podcast.podcast_id}  {podcast.title or '(no title yet)'}"]
    now = f"{podcast.status} {podcast.progress_percentage} %"
    if not podcast.ended:
        now += f" - {doing(podcast)}"
        now += f" - {remaining(podcast)}" if remaining(podcast) else ""
    lines.append(now)
    if podcast.stale:
        lines.append("No worker answers just now: this is the last state that is known. `podwright up` starts one.")
    if podcast.duration_seconds:
        lines.append(f"length {clock(podcast.duration_seconds)}")
    lines += [f"  what to do: {each.advice}" for each in podcast.waiting if each.advice]
    lines += attention_lines(podcast) if podcast.attention else []
    lines += error_lines(podcast)
    lines += [f"note: {note.message}" for note in podcast.warnings]
    if podcast.usage and podcast.usage.cost_usd:
        lines.append(f"cost so far about ${podcast.usage.cost_usd:.2f}")
    if podcast.temporal_url:
        lines.append(f"workflow {podcast.temporal_url}")
    return lines


def error_lines(podcast: Podcast) -> list[str]:
    if not podcast.error:
        return []
    where = f" (turn {podcast.error.turn})" if podcast.error.turn else ""
    lines = [f"failed{where}: {podcast.error.message}"]
    if podcast.error.advice:
        lines.append(f"  what to do: {podcast.error.advice}")
    return lines


def attention_lines(podcast: Podcast) -> list[str]:
    """Every parked item with its text, the vendor's words and what to type."""
    lines = []
    for item in podcast.attention:
        who = f" {item.speaker}" if item.speaker else ""
        lines.append(f"needs you: {item.id}{who}: {item.message}")
        if item.text:
            lines.append(f'  the text: "{shorten(item.text, 200)}"')
        if item.advice:
            lines.append(f"  what to do: {item.advice}")
    lines += [f"  type: {command}" for command in remedies(podcast.podcast_id, podcast.attention)]
    return lines


def remedies(podcast_id: str, items: Sequence[Attention]) -> list[str]:
    first = items[0]
    resume = f"podwright resume {podcast_id}"
    typed = []
    if first.speaker and "voice" in first.code:
        typed.append(f"{resume} --voice {first.speaker}=ANOTHER_VOICE   (podwright voices lists them)")
    elif first.turn is not None:
        typed.append(f'{resume} --turn {first.id}="the text in other words"')
    if first.turn is not None:
        typed.append(f"{resume} --skip {first.id}")
    return [*typed, f"{resume}   (try again as it is)"]


def estimate_lines(estimate: Estimate) -> list[str]:
    """Which writer and voices, why, and the upper cost."""
    lines = [f"writer: {estimate.writer.name}{_why(estimate.writer.why)}"]
    for voice in estimate.voices:
        by = f"{voice.voice} by {voice.tts}" if voice.tts else voice.voice
        lines.append(f"voice of {voice.speaker}: {by}{_why(voice.why)}")
    lines.append(f"about {estimate.words} words, {estimate.minutes:g} min; {_cost(estimate)}")
    return [*lines, *(f"note: {note}" for note in estimate.notes)]


def _cost(estimate: Estimate) -> str:
    if estimate.local:
        return "costs nothing"
    high = estimate.cost_usd.high
    return f"costs at most about ${high:.2f}" if high else "its price is not known here: see your plan"


def _why(reason: str) -> str:
    return f" ({reason})" if reason else ""


def podcast_rows(podcasts: Sequence[Podcast]) -> list[list[str]]:
    return [
        [
            podcast.podcast_id,
            podcast.status,
            f"{podcast.progress_percentage} %",
            clock(podcast.duration_seconds) if podcast.duration_seconds else "",
            podcast.created_at.astimezone().strftime("%Y-%m-%d %H:%M") if podcast.created_at else "",
            podcast.title or "",
        ]
        for podcast in podcasts
    ]


def voice_rows(voices: Sequence[Voice]) -> list[list[str]]:
    return [
        [voice.tts, voice.id, voice.name, voice.language, voice.gender, shorten(voice.accent or voice.description, 50)]
        for voice in voices
    ]


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal, tab-separated lines for other programs."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(re.sub(r"\s+", " ", cell) for cell in row))
        return
    shown = Table(box=None, pad_edge=False, header_style="dim")
    for heading in headings:
        shown.add_column(heading, no_wrap=heading == "id", overflow="fold")
    for row in rows:
        shown.add_row(*(cell.replace("[", "\\[") for cell in row))
    Console().print(shown)


def script_lines(script: Script) -> list[str]:
    lines = [script.title or "Untitled"]
    segment = None
    for turn in script.turns:
        if turn.segment != segment:
            segment = turn.segment
            titles = script.outline.segments
            index = segment - 1 if segment else 0
            lines += ["", f"## {titles[index].title}" if 0 <= index < len(titles) else f"## {segment}"]
        lines += ["", f"{turn.id}  {turn.speaker}: {turn.text}"]
    return lines


def shorten(text: str, width: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def slug(title: str) -> str:
    """A title as a file name that every system takes."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:60].strip("-") or "podcast"
