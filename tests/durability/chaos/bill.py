"""What the vendor billed: read from its ledger after the run, beside what was needed and what the podcasts say."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from domain.jobs.progress import Usage
from tests.durability.chaos.rule import Evidence, same
from tests.fakevendor.ledger import Call


def calls(ledger: Path) -> list[Call]:
    """In order of arrival. A vendor that was killed counts from 1 again, and leaves calls without an end."""
    found: list[Call] = []
    open_calls: dict[int, Call] = {}
    for text in ledger.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        if line.pop("event") == "arrived":
            call = open_calls[line["id"]] = Call.model_validate(line)
            found.append(call)
        else:
            call = open_calls.pop(line["id"])
            call.status, call.billed, call.done_at = line["status"], line["billed"], line["at"]
    return found


def paid(every: Iterable[Call], kind: str) -> list[Call]:
    """Answered and billed."""
    return [call for call in every if call.kind == kind and call.billed]


def overpay(every: Iterable[Call], *, cut_off_billed: bool) -> tuple[int, int]:
    """(characters of speech billed, characters of unique turns among them).

    `cut_off_billed`: whether the vendor also bills the calls that its own death cut off, whose fate no caller knows.
    """
    billed = unique = 0
    for group in same(call for call in every if call.kind == "speech"):
        costs = [call.billed or (call.characters if cut_off_billed and call.status is None else 0) for call in group]
        billed += sum(costs)
        unique += max(costs)
    return billed, unique


@dataclass(frozen=True)
class Account:
    """The vendor's bill beside the podcasts' usage, in characters of speech or tokens of writing.

    `lost`: billed for answers that never came into the store. `told_lost`: how much of that the usage says itself.
    """

    billed: int
    told: int
    lost: int
    told_lost: int = 0

    @property
    def gap(self) -> int:
        """What was billed and is neither in a usage nor among the answers that were lost."""
        return self.billed - self.told - (self.lost - self.told_lost)


def speech_account(evidence: Evidence, usages: Sequence[Usage]) -> Account:
    """Comes out even: each turn's characters are in one usage, and each bill of a failed attempt is in one too."""
    return Account(
        *_billed_and_lost(evidence, "speech", told=sum(usage.tts_characters for usage in usages)),
        told_lost=sum(usage.tts_characters_failed for usage in usages),
    )


def writing_account(evidence: Evidence, usages: Sequence[Usage]) -> Account:
    """Need not come out even: a usage names no tokens of failed attempts apart, and has none of an answer that was
    kept by a writer which died before its segment was done."""
    told = sum(usage.llm_input_tokens + usage.llm_output_tokens for usage in usages)
    return Account(*_billed_and_lost(evidence, "chat", told=told))


def _billed_and_lost(evidence: Evidence, kind: str, *, told: int) -> tuple[int, int, int]:
    every = paid(evidence.calls, kind)
    return sum(call.billed for call in every), told, sum(call.billed for call in every if not evidence.is_kept(call))


def without_progress(every: Sequence[Call], finished: Sequence[float], begin: float, end: float) -> float:
    """The longest time between `begin` and `end` in which no call came in or was answered and no podcast finished."""
    moments = [call.at for call in every] + [call.done_at for call in every if call.done_at and call.status]
    within = sorted(moment for moment in [*moments, *finished] if begin < moment < end)
    marks = [begin, *within, end]
    return max(later - earlier for earlier, later in pairwise(marks))
