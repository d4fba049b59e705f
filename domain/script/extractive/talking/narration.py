"""A text told by one voice: what the expert of a conversation says, opened and closed, and nothing asked."""

from collections.abc import Sequence

from domain.script.model import DraftTurn, SegmentDraft
from domain.sentences import split_sentences

UNHEARD = ""
"""The name of the host while a narrative is laid out as a conversation."""


def told_by_one(drafts: Sequence[SegmentDraft], *, narrator: str) -> list[SegmentDraft]:
    """The drafts of a conversation with an unheard host, for its other voice. Of the host's lines the opening and the
    closing stay, as far as they ask nothing."""
    return [_narrated(draft, drafts, narrator) for draft in drafts]


def _narrated(draft: SegmentDraft, drafts: Sequence[SegmentDraft], narrator: str) -> SegmentDraft:
    told = [
        (at, one)
        for at, turn in enumerate(draft.turns)
        if (one := _told(turn, narrator, frame=_is_frame(drafts, draft, at))) is not None
    ]
    spare = tuple(n for n, (at, _) in enumerate(told) if at in draft.spare)
    return draft.model_copy(update={"turns": tuple(one for _, one in told), "spare": spare})


def _is_frame(drafts: Sequence[SegmentDraft], draft: SegmentDraft, at: int) -> bool:
    """Whether a turn opens or closes the episode."""
    opens = draft is drafts[0] and at == 0
    return opens or (draft is drafts[-1] and at == len(draft.turns) - 1)


def _told(turn: DraftTurn, narrator: str, *, frame: bool) -> DraftTurn | None:
    if turn.speaker != UNHEARD:
        return turn
    said = " ".join(one for one in split_sentences(turn.text) if not one.rstrip().endswith("?")) if frame else ""
    return turn.model_copy(update={"speaker": narrator, "text": said}) if said else None
