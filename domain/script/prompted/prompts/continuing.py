"""What the model is asked for when its turns are good but too few: only those that are missing.

The ask stands alone, with what was said and the passages that were not used yet: half of what the segment was asked
with, where nothing is cached, and a cache holds the rules in any case.
"""

from collections.abc import Sequence

from domain.retrieve.source import Passage
from domain.retrieve.words import count_words
from domain.script.model import Brief, DraftTurn
from domain.script.prompted.prompts.cast import quoted, speaker_lines
from domain.script.prompted.prompts.material import enclosable, in_one_line, language_lines, passage_list

WORDS_FOR_A_WORD = 1.5
"""Of passages for each word that is asked for. They come whole, so that there is something to choose from."""


def continuing_prompt(
    brief: Brief,
    turns: Sequence[DraftTurn],
    passages: Sequence[Passage],
    *,
    title: str,
    said: int,
    words: int,
    silent: Sequence[str] = (),
    has_end: bool = False,
    repeats: bool = False,
) -> str:
    """`words`: to be added to those `said`. `silent`: speakers without a turn. `has_end`: the last turns close."""
    lines = [
        f"Go on with the segment “{in_one_line(title)}”, whose turns so far are below.",
        *language_lines(brief),
        *speaker_lines(brief),
        f"So far the turns have {said} words together. That is too few.",
        f"More words: {words}",
    ]
    if repeats:
        lines.append("It repeats what earlier segments said, which does not count; say what is new.")
    if silent:
        names = ", ".join(map(quoted, silent))
        lines.append(f"These speakers have not said anything yet, and have to: {names}.")
    where = "They are put in front of your last turns, which close the episode." if has_end else ""
    lines.append(
        f"Write new turns only, of about {words} words together. {where} Go further into what the passages say and has "
        "not been said: reasons, steps, examples, figures. Repeat nothing, do not pad, and do not begin anew."
    )
    lines.append(
        '"citations": the ids of the passages that a turn rests on, as they stand in brackets; of a turn that only '
        "asks: an empty list."
    )
    spoken = "\n".join(f"{turn.speaker}: {enclosable(turn.text)}" for turn in turns)
    shown = passage_list(_unused(passages, turns, words=words))
    end = 'Answer with one JSON object: "turns" with the new turns alone.'
    return "\n\n".join(["\n".join(lines), f"<said>\n{spoken}\n</said>", shown, end])


def _unused(passages: Sequence[Passage], turns: Sequence[DraftTurn], *, words: int) -> list[Passage]:
    """Passages for so many words: those that no turn cites, from where the turns are, then the others from the end."""
    cited = {one.passage for turn in turns for one in turn.citations}
    reached = max((n for n, one in enumerate(passages) if one.id in cited), default=-1)
    following = [*passages[reached + 1 :], *(one for one in passages[: reached + 1] if one.id not in cited)]
    chosen: set[str] = set()
    left = WORDS_FOR_A_WORD * words
    for one in [*following, *reversed(passages)]:
        if left > 0 and one.id not in chosen:
            chosen.add(one.id)
            left -= count_words(one.text)
    return [one for one in passages if one.id in chosen]
