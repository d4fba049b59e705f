"""How well the check of a script tells planted errors from true turns.

    python -m benchmarks.grounding [--half HALF] [--show]

Rules are made on the texts of `claims/` whose half is called development, and on those that were held back until they
were scored once. docs/grounding.md has the scores. One hand wrote texts and rules, so real scripts will hold turns of
which neither knows.

An error counts as caught when the turn has a finding of a kind that fits it.
"""

import argparse
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from domain.retrieve.source import Block, BlockKind, Passage
from domain.script.grounding.check import Finding, FindingKind, check_turn
from domain.script.grounding.citing import cite
from domain.script.grounding.deciding import is_plain

CLAIMS = Path(__file__).parent / "claims"
HALVES = (
    "development",
    "held_back",
    "held_back_later",
    "held_back_third",
    "held_back_last",
    "held_back_newest",
    "development_second",
    "development_third",
    "held_back_seventh",
    "held_back_eighth",
    "development_fourth",
    "development_fifth",
)
KINDS = ("number", "name", "quotation", "negation", "elsewhere")
FIRST_THREE = KINDS[:3]

_OF_FIGURES = {FindingKind.NUMBER, FindingKind.UNIT, FindingKind.DATE}
FITS = {
    "number": _OF_FIGURES | {FindingKind.ELSEWHERE},
    "name": {FindingKind.NAME, FindingKind.ELSEWHERE},
    "quotation": {FindingKind.QUOTATION, FindingKind.ELSEWHERE},
    "negation": {FindingKind.NEGATION, FindingKind.HEDGE},
    "elsewhere": _OF_FIGURES | {FindingKind.ELSEWHERE, FindingKind.NAME},
}
"""The kinds of finding that fit a planted error. "Elsewhere": a fact of another passage, said of this one."""


@dataclass(frozen=True)
class Claim:
    """A turn, the passages that it cites, and the error that was planted in it, if any."""

    document: str
    text: str
    cites: tuple[str, ...]
    planted: str = ""


@dataclass(frozen=True)
class Text:
    """A document with its claims."""

    name: str
    half: str
    known: tuple[str, ...]
    passages: dict[str, str]
    claims: tuple[Claim, ...]

    def check(self, claim: Claim) -> tuple[Finding, ...]:
        cited = [self.passages[one] for one in claim.cites]
        others = [text for one, text in self.passages.items() if one not in claim.cites]
        return check_turn(claim.text, cited, others=others, known=self.known)

    def leaves_open(self, claim: Claim) -> bool:
        return bool(claim.cites) and not is_plain(claim.text, [self.passages[one] for one in claim.cites])

    def cite(self, claim: Claim) -> tuple[str, ...]:
        passages = [
            Passage(id=one, source=1, blocks=(Block(kind=BlockKind.PARAGRAPH, text=text),))
            for one, text in self.passages.items()
        ]
        return tuple(one.passage for one in cite(claim.text, passages))


@dataclass
class Score:
    """`cited`: how the true turns fare whose passages have to be found: right, wrong or none. `asked`: turns about
    which `"grounding": "llm"` would ask the model, true ones and planted errors that code misses."""

    true: int = 0
    alarms: list[tuple[Claim, tuple[Finding, ...]]] = field(default_factory=list)
    planted: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[Claim, tuple[Finding, ...]]] = field(default_factory=list)
    cited: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)

    @property
    def false_alarms(self) -> float:
        return len(self.alarms) / self.true

    def share(self, kinds: Sequence[str] = KINDS) -> float:
        return sum(self.caught[one] for one in kinds) / sum(self.planted[one] for one in kinds)


def texts(half: str | None = None) -> Iterator[Text]:
    for path in sorted(CLAIMS.glob("*.toml")):
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        if half in (None, held["half"]):
            claims = [Claim(path.stem, text, tuple(cites.split())) for cites, text in held["true"]]
            claims += [Claim(path.stem, text, tuple(cites.split()), kind) for kind, cites, text in held["errors"]]
            passages = {one: _unwrapped(text) for one, text in held["passages"].items()}
            yield Text(
                path.stem,
                held["half"],
                (held["title"], held["author"], *held.get("speakers", ())),
                passages,
                tuple(claims),
            )


def _unwrapped(text: str) -> str:
    """Lines joined, but for the rows of a table."""
    return "\n".join(one if one.startswith("|") else " ".join(one.split()) for one in text.strip().splitlines())


def score(half: str | None = None) -> Score:
    scored = Score()
    for text in texts(half):
        for claim in text.claims:
            findings = text.check(claim)
            if claim.planted:
                scored.planted[claim.planted] += 1
                fits = any(one.kind in FITS[claim.planted] for one in findings)
                scored.caught[claim.planted] += fits
                scored.missed += [] if fits else [(claim, findings)]
                scored.asked["missed errors"] += not findings and text.leaves_open(claim)
                continue
            scored.asked["true turns"] += not findings and text.leaves_open(claim)
            scored.true += 1
            scored.alarms += [(claim, findings)] if findings else []
            if claim.cites and not claim.text.endswith("?"):
                found = set(text.cite(claim))
                scored.cited["none" if not found else "right" if found <= set(claim.cites) else "wrong"] += 1
    return scored


def print_score(name: str, scored: Score, *, show: bool) -> None:
    print(f"\n{name}")
    for kind in KINDS:
        print(f"  {kind:<12} {scored.caught[kind]:>3} of {scored.planted[kind]} caught")
    first = f"numbers, names and quotations {scored.share(FIRST_THREE):.1%}"
    print(f"  {first} (at least 95 %), all {scored.share():.1%} (at least 80 %)")
    alarms = f"false alarms {len(scored.alarms)} of {scored.true} ({scored.false_alarms:.1%}, at most 3 %)"
    print(f"  {alarms}; passages found for {dict(scored.cited)}")
    print(f"  left to a model, where it is wished: {dict(scored.asked)}")
    for what, claims in (("false alarm", scored.alarms), ("missed", scored.missed)) if show else ():
        for claim, findings in claims:
            print(f"  {what}: {claim.document} {claim.planted} {claim.text}")
            for one in findings:
                print(f"      {one.kind}: {one.message}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Scores the check of a script.")
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--show", action="store_true", help="list what was missed and what was a false alarm")
    asked = parser.parse_args()
    began = time.perf_counter()
    for half in (asked.half,) if asked.half else HALVES:
        print_score(half.replace("_", " "), score(half), show=asked.show)
    if not asked.half:
        print_score("all", score(), show=False)
    print(f"\n{time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    main()
