"""The estimate and the script of a podcast, as lines for people."""

from cli.client.answers import Estimate, Script


def estimate_lines(estimate: Estimate) -> list[str]:
    """Which writer and voices, why, and the highest cost."""
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
    return f"costs at most about ${high:.2f}" if high else "its price is not known here: see your vendor's plan"


def _why(reason: str) -> str:
    return f" ({reason})" if reason else ""


def script_lines(script: Script) -> list[str]:
    lines = [script.title or "Untitled"]
    segment = None
    for turn in script.turns:
        if turn.segment != segment:
            segment = turn.segment
            titles = script.outline.segments
            index = segment - 1 if segment else 0
            lines += ["", f"## {titles[index].title}" if 0 <= index < len(titles) else f"## {segment}"]
        lines += ["", f"{turn.name}  {turn.speaker}: {turn.text}"]
    return lines
