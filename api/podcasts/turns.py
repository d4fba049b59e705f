"""What the API answers about the turns of a podcast."""

from enum import StrEnum

from pydantic import BaseModel

from api.jobs.views import ViewContext
from domain.jobs.progress import Attention
from domain.podcast.reading import TurnNow
from domain.script.turns import TurnState


class TurnWord(StrEnum):
    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    REUSED = "reused"
    NEEDS_ATTENTION = "needs_attention"
    SKIPPED = "skipped"


_WORDS = {
    TurnState.WAITING: TurnWord.WAITING,
    TurnState.SPEAKING: TurnWord.SPEAKING,
    TurnState.DONE: TurnWord.DONE,
    TurnState.REUSED: TurnWord.REUSED,
    TurnState.ATTENTION: TurnWord.NEEDS_ATTENTION,
    TurnState.SKIPPED: TurnWord.SKIPPED,
}


class TurnView(BaseModel):
    """`start` and `end` are seconds in the finished audio. `audio_url` as soon as the turn is spoken.

    `flags`: what its passages do not bear out, as in the script.
    """

    id: str
    index: int
    segment: int
    speaker: str
    text: str
    state: TurnWord
    start: float | None = None
    end: float | None = None
    audio_url: str | None = None
    error: Attention | None = None
    flags: tuple[str, ...] = ()


def turn_view(now: TurnNow, podcast_id: str, context: ViewContext) -> TurnView:
    turn = now.turn
    audio = context.links.file(context.base, "podcasts", podcast_id, "turns", turn.index, "audio")
    return TurnView(
        id=turn.id,
        index=turn.index,
        segment=turn.segment + 1,
        speaker=turn.speaker,
        text=turn.text,
        state=_WORDS[now.state],
        start=now.start,
        end=now.end,
        audio_url=audio if now.spoken else None,
        error=now.error,
        flags=turn.flags,
    )
