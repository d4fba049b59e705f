"""A frozen segment: turns with the exact utterances to be spoken, so that a clip's key is known before the clip."""

from domain.script.model import Turn
from domain.tts.utterance import Utterance
from domain.value import Value


class FrozenTurn(Value):
    """`pieces`: the utterances of the turn; more than one only when the text exceeds the vendor's limit."""

    turn: Turn
    pieces: tuple[Utterance, ...]
    key: str  # of the whole turn's clip: the piece's key, or a hash of the pieces' keys
    piece_keys: tuple[str, ...] = ()  # ledger keys of several pieces; the sweep finds them by reading this document
    words_per_minute: float = 150.0  # of the voice at its speed; the clip's length is judged by it

    @property
    def characters(self) -> int:
        return sum(len(piece.text) for piece in self.pieces)


class FrozenSegment(Value):
    index: int  # from 0
    title: str
    turns: tuple[FrozenTurn, ...]
