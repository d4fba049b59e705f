"""What the model is asked about turns that code cannot compare with their passages: whether these bear them out."""

from collections.abc import Iterable, Sequence

from domain.retrieve.source import Passage
from domain.script.model import DraftTurn
from domain.script.prompted.prompts.cast import quoted
from domain.script.prompted.prompts.material import enclosable, passage_list


def checking_prompt(turns: Sequence[DraftTurn], passages: Iterable[Passage]) -> str:
    said = [
        f"{n}. {quoted(turn.speaker)}: {enclosable(turn.text)}\nPassages: "
        + ", ".join(one.passage for one in turn.citations)
        for n, turn in enumerate(turns, 1)
    ]
    lines = [
        "Some turns of a segment say in other words what passages say. Compare each turn with its passages.",
        f"Turns to check: {len(turns)}",
        "A turn is supported when its passages say the same, or it follows from them. It is not when it adds a fact, "
        "leaves out a not or a maybe, says the opposite, or says of one thing what they say of another. Questions, "
        "greetings and opinions are supported.",
    ]
    end = (
        'Answer with one JSON object: "verdicts" with one for each turn: "turn", its number; "supported"; and "why", '
        "in a few words, where it is not."
    )
    return "\n\n".join(["\n".join(lines), "<said>\n" + "\n".join(said) + "\n</said>", passage_list(passages), end])
