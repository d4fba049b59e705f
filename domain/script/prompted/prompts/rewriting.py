"""What the model is asked for turns that say what their passages do not: those turns alone, with those passages."""

from collections.abc import Iterable, Sequence

from domain.retrieve.source import Passage
from domain.script.model import Brief, DraftTurn
from domain.script.prompted.prompts.cast import quoted
from domain.script.prompted.prompts.material import enclosable, language_lines, passage_list


def rewriting_prompt(brief: Brief, wrong: Sequence[tuple[DraftTurn, str]], passages: Iterable[Passage]) -> str:
    """`wrong`: turns of one segment, each with what no passage holds."""
    shown = [
        f"{n}. {quoted(turn.speaker)}: {enclosable(turn.text)}\nWrong: {enclosable(problem)}"
        for n, (turn, problem) in enumerate(wrong, 1)
    ]
    lines = [
        "Some turns of a segment say what the passages below do not.",
        *language_lines(brief),
        f"Turns to mend: {len(wrong)}",
        "Say each again, as long as it is, by the same speaker and in the same place of the talk, with what the "
        "passages say about it and nothing else. Leave out what they do not hold.",
    ]
    said = "<said>\n" + "\n".join(shown) + "\n</said>"
    end = 'Answer with one JSON object: "turns" with the mended turns alone, in this order.'
    return "\n\n".join(["\n".join(lines), said, passage_list(passages), end])
