"""The estimate and the script of a podcast, as lines for people."""

from cli.client.answers import Estimate, Reference, Script


def estimate_lines(estimate: Estimate) -> list[str]:
    """Which writer and voices, why, and the highest cost."""
    lines = [f"writer: {estimate.writer.name}{_why(estimate.writer.why)}"]
    if estimate.style:
        level = f", {estimate.style.complexity}" if estimate.style.complexity else ""
        lines.insert(0, f"style: {estimate.style.name}{level}{_why(estimate.style.why)}")
    if estimate.profiles:
        names = [each for each in (estimate.profiles.episode_profile, estimate.profiles.speaker_profile) if each]
        lines.insert(0, f"profile: {' and '.join(names)} ({', '.join(estimate.profiles.fields) or 'nothing of it'})")
    for voice in estimate.voices:
        by = f"{voice.voice} by {voice.tts}" if voice.tts else voice.voice
        lines.append(f"voice of {voice.speaker}: {by}{_why(voice.why)}")
    lines.append(f"about {estimate.words} words, {estimate.minutes:g} min; {_cost(estimate)}")
    return [*lines, *(f"note: {note}" for note in estimate.notes)]


def _cost(estimate: Estimate) -> str:
    if estimate.local or estimate.spoken_before:
        return "costs nothing"
    high = estimate.cost_usd.high
    return f"costs at most about ${high:.2f}" if high else "its price is not known here: see your vendor's plan"


def _why(reason: str) -> str:
    return f" ({reason})" if reason else ""


FLAGS = {
    "uncited": "it names no passage that it comes from",
    "number_not_in_sources": "a number that its passages do not have",
    "unit_not_in_sources": "a unit that its passages do not have",
    "date_not_in_sources": "a date that its passages do not have",
    "name_not_in_sources": "a name that its passages do not have",
    "quotation_not_in_sources": "a quotation that its passages do not have",
    "negation_lost": "its passages deny it, or it denies them",
    "hedge_lost": "its passages are less sure",
    "in_another_language": "it is not in the language of the podcast",
    "cited_elsewhere": "it stands in a passage that it does not cite",
}
"""What an editor should look at, in words; others are shown as they are."""


def script_lines(script: Script, *, sources: bool = False) -> list[str]:
    """With `sources`, each turn is followed by the words of the passages that it comes from."""
    lines = [script.title or "Untitled"]
    segment = None
    for turn in script.turns:
        if turn.segment != segment:
            segment = turn.segment
            titles = script.outline.segments
            index = segment - 1 if segment else 0
            lines += ["", f"## {titles[index].title}" if 0 <= index < len(titles) else f"## {segment}"]
        lines += ["", f"{turn.name}  {turn.speaker}: {turn.text}"]
        lines += [f"  ! check: {FLAGS.get(flag, flag)}" for flag in turn.flags]
        lines += [f"  > {_reference(one)}" for one in turn.references] if sources else []
    return lines


def _reference(one: Reference) -> str:
    named = ", ".join(part for part in (one.source, one.place) if part)
    return f"{named}: “{one.words}”" if one.words else named
