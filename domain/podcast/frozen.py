"""A frozen segment: turns with the exact utterances that will be spoken, so that a clip key is known before the clip."""

from domain.script.model import Turn
from domain.tts.utterance import Utterance
from domain.value import Value


class FrozenTurn(Value):
    """`pieces`: the utterances of the turn; more than one only when the text exceeds the vendor's limit."""

    turn: Turn
    pieces: tuple[Utterance, ...]
    key: str  # of the whole turn's clip: the piece's key, or a hash of the pieces' keys

    @property
    def characters(self) -> int:
        return sum(len(piece.text) for piece in self.pieces)


class FrozenSegment(Value):
    index: int  # from 0
    title: str
    turns: tuple[FrozenTurn, ...]
