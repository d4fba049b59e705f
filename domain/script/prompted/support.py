"""Whether the passages support what a turn says: what they do not is named, for a rewriting and for flags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.script.model import DraftTurn
from domain.script.prompted.drafting import ShownMaterial
from domain.script.prompted.figures import figures_in


@dataclass(frozen=True)
class Unsupported:
    """`problem` names what no passage holds; `flag` says of which kind it is."""

    problem: str
    flag: str


def unsupported(turns: Sequence[DraftTurn], shown: ShownMaterial) -> Mapping[int, Unsupported]:
    """By the place of the turn.

    Figures of one digit do not count: they are often words in the passages.
    """
    figures = shown.figures
    found: dict[int, Unsupported] = {}
    for n, turn in enumerate(turns):
        invented = sorted(one for one in figures_in([turn.text]) - figures if len(one) > 1)
        if invented:
            problem = f"These figures stand in no passage: {', '.join(invented[:10])}."
            found[n] = Unsupported(problem, "number_not_in_sources")
    return found
