"""What the model is asked for a segment."""

from collections.abc import Sequence

from domain.script.budget import EXCHANGE_WORDS
from domain.script.model import Brief, Outline, PlannedSegment, SegmentDraft
from domain.script.prompted.prompts.cast import quoted, speaker_lines, speaking_parts, wishes
from domain.script.prompted.prompts.material import (
    enclosable,
    in_one_line,
    language_lines,
    passage_list,
    segment_passages,
    source_list,
)
from domain.script.prompted.prompts.styles import FORMS, SOLO_END, SOLO_TURNS

JUST_BEFORE = 4
"""Turns of the segment before that are shown: two exchanges, enough to link to."""


def segment_prompt(
    brief: Brief, outline: Outline, index: int, before: Sequence[SegmentDraft], *, words: int | None = None
) -> str:
    """`words`: what this segment has to fill, when it is not what the outline says.

    Without what was said `before`, a segment other than the first is written beside the others, behind an opening.
    """
    segment = outline.segments[index]
    words = words or segment.words
    parts = [segment_task(brief, outline, index, words, before), _plan(outline, index)]
    if index and not before:
        parts.append(_beside(outline, index))
    if before:
        said = "\n".join(f"{turn.speaker}: {enclosable(turn.text)}" for turn in before[-1].turns[-JUST_BEFORE:])
        parts.append(f"What was said just before, which you go on from:\n<said>\n{said}\n</said>")
    parts += [wishes(brief), source_list(brief), passage_list(segment_passages(brief, segment))]
    parts.append(f"Write segment {index + 1} now: {words} words, from these passages alone, as one JSON object.")
    return "\n\n".join(part for part in parts if part)


def segment_task(brief: Brief, outline: Outline, index: int, words: int, before: Sequence[SegmentDraft] = ()) -> str:
    """What to write, and where it stands in the episode."""
    segment, last = outline.segments[index], len(outline.segments) - 1
    form, alone = FORMS[brief.style], len(brief.parts) == 1
    lines = [
        f"Write segment {index + 1} of {last + 1}: {in_one_line(segment.title)}",
        *language_lines(brief),
        *speaker_lines(brief),
        f"Words: {words}",
        *_turns(brief, outline, index, words, before),
    ]
    if index == 0:
        lines.append(
            f"This opens the episode. The {'' if alone else 'host’s '}first turn (up to 35 words) says what the "
            "material is, by its title, kind and author where they are given, and what the episode will make clear; no "
            f"greeting, no names. {'Then comes' if alone else 'The first answer gives'} the heart of the matter."
        )
    else:
        lines.append("The episode is under way: go on from what was said, without greeting, recap or repetition.")
    if index == last:
        lines.append(f"This closes the episode. {SOLO_END if alone else form.end}")
    else:
        last_turn = "an answer of the expert" if form.asks and not alone else "a statement"
        lines.append(f"More follows: end on {last_turn}, without conclusion, outlook or goodbye.")
    if brief.topic:
        lines.append(f"The listener cares most about: {in_one_line(brief.topic)}")
    return "\n".join(lines)


def _turns(brief: Brief, outline: Outline, index: int, words: int, before: Sequence[SegmentDraft]) -> list[str]:
    """How its turns run."""
    form, alone = FORMS[brief.style], len(brief.parts) == 1
    asks = form.asks and not alone
    about = f": about {_exchanges(words)}" if asks and len(brief.parts) == 2 else ""
    lines = [
        f"Those are the words of all turns together, give or take five per cent{about}. "
        f"{SOLO_TURNS if alone else form.turns} Shorter is as wrong as longer; when there seems too little to say, go "
        "further into the reasons, steps, examples and figures of the passages.",
    ]
    order = {
        (True, True): "The host begins; then they alternate strictly, each question answered at once. ",
        (True, False): "The host begins; each question is answered at once, by the one whom it concerns. ",
    }.get((asks, len(brief.parts) == 2), "" if alone else "The host begins; no voice speaks twice in a row. ")
    lines.append(
        f'{order}"speaker" is the name exactly as it stands in quotation marks above; "text" holds the spoken words '
        "alone, without the name."
    )
    if len(brief.parts) > 2:
        speaking = ", ".join(quoted(part.name) for part in speaking_parts(brief, outline, index, before))
        lines.append(f"In this segment speak, each at least once: {speaking}.")
    if asks:
        lines.append(
            '"citations" of those who answer: the ids of the passages the turn rests on, as they stand in brackets; of '
            "the host: an empty list."
        )
    else:
        lines.append(
            '"citations": the ids of the passages that the turn rests on, as they stand in brackets; an empty list '
            "only where it states nothing."
        )
    return lines


def _beside(outline: Outline, index: int) -> str:
    """How a segment fits between others whose words it does not know."""
    earlier = in_one_line(outline.segments[index - 1].title)
    return (
        f"The segments are written side by side. The listener has heard those before this one: number 1 has said what "
        f"the material is and what it comes to, and “{earlier}” comes just before yours. Do not say what the plan "
        "gives to another number, do not refer to words that you cannot see, and begin at once with the first "
        "point of your own number."
    )


def _exchanges(words: int) -> str:
    count = max(1, round(words / EXCHANGE_WORDS))
    if count == 1:
        return "one question with its answer"
    return f"{count} questions with their answers, {round(words / count)} words each pair"


def _plan(outline: Outline, index: int) -> str:
    """All titles; summaries of this segment and its neighbours, so that each keeps to its own."""
    lines = [_planned(n + 1, one, with_summary=abs(n - index) <= 1) for n, one in enumerate(outline.segments)]
    title = in_one_line(outline.title)
    head = f"The plan of the episode “{title}”. Keep to number {index + 1}; the others have their own."
    return "\n".join([head, *lines])


def _planned(number: int, segment: PlannedSegment, *, with_summary: bool) -> str:
    summary = f": {in_one_line(segment.summary)}" if segment.summary and with_summary else ""
    return f"{number}. {in_one_line(segment.title)}{summary}"
