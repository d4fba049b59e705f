"""What of a kept script has to be spoken, and what was spoken before: looked up in the ledger, clip by clip."""

import asyncio
from collections.abc import Sequence

from domain.artifacts.ledger import Ledger, LedgerKind
from domain.money import CostRange, cents, speech_cost
from domain.podcast.resolve import Resolution
from domain.script.freezing import NO_LEXICON, freeze_segment
from domain.script.frozen import FrozenSegment, FrozenTurn
from domain.script.length import silence_between
from domain.tts.rates import seconds_of

AT_ONCE = 20
"""Look-ups under way together: an object store answers one in about 20 ms."""


async def with_what_is_reused(resolution: Resolution, ledger: Ledger) -> Resolution:
    """With the true length, characters and cost of the script that it keeps."""
    segments = await asyncio.to_thread(_frozen, resolution)  # a thousand turns take a second
    turns: dict[str, FrozenTurn] = {turn.key: turn for segment in segments for turn in segment.turns}
    paid = await _unspoken(list(turns.values()), ledger)
    speakers = {each.name: each for each in resolution.spec.speakers}
    everything = [turn for segment in segments for turn in segment.turns]
    characters, to_pay = sum(turn.characters for turn in everything), sum(paid.values())
    cost = sum(
        speech_cost(paid[key], usd_per_1000_characters=speakers[turns[key].turn.speaker].usd_per_1000_characters)
        for key in paid
    )
    seconds = sum(seconds_of(turn.turn.spoken, speakers[turn.turn.speaker]) for turn in everything)
    seconds += sum(silence_between([turn.turn.text for turn in segment.turns]) for segment in segments)
    said = f"{characters - to_pay} of {characters} characters were spoken before and cost nothing"
    budget = resolution.spec.budget_usd
    over = [] if budget is None or budget >= cost else [f"The budget is below the {cost:.2f} USD it will come to."]
    estimate = resolution.estimate.model_copy(
        update={
            "minutes": round(seconds / 60, 1),
            "characters": characters,
            "characters_reused": characters - to_pay,
            "cost_usd": CostRange(low=cents(cost), high=cents(cost)),
            "notes": (f"The script is kept: {said}.", *over, *resolution.estimate.notes),
        }
    )
    spec = resolution.spec.model_copy(update={"estimated_cost_usd": estimate.cost_usd.high})
    return resolution.model_copy(update={"estimate": estimate, "spec": spec})


def _frozen(resolution: Resolution) -> list[FrozenSegment]:
    spec, segments, first = resolution.spec, list[FrozenSegment](), 1
    for draft in resolution.drafts:
        segment = freeze_segment(
            draft,
            first_index=first,
            language=spec.language or "",
            speakers=spec.speakers,
            lexicon=resolution.lexicon or NO_LEXICON,
        )
        segments.append(segment)
        first += len(segment.turns)
    return segments


async def _unspoken(turns: Sequence[FrozenTurn], ledger: Ledger) -> dict[str, int]:
    """Characters to be paid for, by key, of turns whose clip is not there; of long ones, those of missing pieces."""
    found: dict[str, int] = {}
    for first in range(0, len(turns), AT_ONCE):
        some = turns[first : first + AT_ONCE]
        counts = await asyncio.gather(*(_to_pay(turn, ledger) for turn in some))
        found |= {turn.key: count for turn, count in zip(some, counts, strict=True) if count}
    return found


async def _to_pay(turn: FrozenTurn, ledger: Ledger) -> int:
    if await ledger.has(LedgerKind.CLIP, turn.key):
        return 0
    if len(turn.pieces) == 1:
        return turn.characters
    held = [await ledger.has(LedgerKind.PIECE, piece.key) for piece in turn.pieces]
    return sum(len(piece.text) for piece, there in zip(turn.pieces, held, strict=True) if not there)
