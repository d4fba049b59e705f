"""Frozen segments: stored and named before their clips are looked up, and planned for the workflow."""

from itertools import count

from domain.artifacts.documents import Documents
from domain.artifacts.layout import use_name, uses_folder
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.retrieve.words import count_words
from domain.script.frozen import FrozenSegment, FrozenTurn
from domain.script.length import silence_between
from domain.script.turns import TurnPlan
from domain.tts.rates import letters_of
from domain.value import Value

LABEL = 48
"""Characters of a turn shown in Temporal's timeline."""


class SegmentFrozen(Value):
    segment: ArtifactRef
    plans: tuple[TurnPlan, ...]
    words: int | None = None  # of all turns; None from older workers
    silence: float = 0.0  # seconds of the pauses in it


class FrozenSegments:
    """The store of them."""

    def __init__(self, *, blobs: Blobs, names: Names) -> None:
        self._documents, self._names = Documents(blobs), names

    async def store(self, job_id: str, attempt: int, frozen: FrozenSegment) -> SegmentFrozen:
        """Named before the first clip is looked up, so that no clip it adopts is swept away as unused."""
        segment = await self._documents.put(frozen)
        record = segment.model_dump_json().encode()
        names = set(await self._names.list(uses_folder(job_id)))
        revision = next(n for n in count() if use_name(job_id, attempt, frozen.index, n) not in names)
        while await self._names.create(use_name(job_id, attempt, frozen.index, revision), record) != record:
            revision += 1
        plans = tuple(_plan(turn, position) for position, turn in enumerate(frozen.turns))
        words = sum(count_words(turn.turn.text) for turn in frozen.turns)
        silence = silence_between([turn.turn.text for turn in frozen.turns])
        return SegmentFrozen(segment=segment, plans=plans, words=words, silence=silence)


def _plan(frozen: FrozenTurn, position: int) -> TurnPlan:
    turn = frozen.turn
    label = turn.text if len(turn.text) <= LABEL else turn.text[: LABEL - 1].rsplit(" ", 1)[0] + "…"
    return TurnPlan(
        index=turn.index,
        id=turn.id,
        segment=turn.segment,
        position=position,
        speaker=turn.speaker,
        vendor=frozen.pieces[0].vendor,
        key=frozen.key,
        characters=frozen.characters,
        label=label,
        letters=letters_of(turn.spoken),
    )
