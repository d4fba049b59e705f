"""The clips of turns that were spoken, as they are put together: all of them there, and read one by one."""

from collections.abc import Sequence

from domain.artifacts.ledger import Ledger, LedgerKind
from domain.artifacts.ports import ArtifactMissing, Blobs
from domain.script.frozen import FrozenTurn
from domain.tts.clip import Clip


class ClipsMissing(Exception):
    """Turns whose clips are gone from the artifacts, by index: they have to be spoken again."""

    def __init__(self, turns: Sequence[int]) -> None:
        super().__init__(f"the clips of turns {list(turns)} are gone")
        self.turns = tuple(turns)


class SpokenClips:
    """`clips` in the order of the turns."""

    def __init__(self, turns: Sequence[FrozenTurn], clips: Sequence[Clip], blobs: Blobs) -> None:
        self.clips, self._turns, self._blobs = clips, turns, blobs

    @classmethod
    async def of(cls, turns: Sequence[FrozenTurn], *, ledger: Ledger, blobs: Blobs) -> "SpokenClips":
        """Raises ClipsMissing with every turn that has no clip."""
        found: list[Clip] = []
        missing: list[int] = []
        for turn in turns:
            clip = await ledger.find(LedgerKind.CLIP, turn.key, Clip)
            if clip is not None and await blobs.exists(clip.audio):
                found.append(clip)
            else:
                missing.append(turn.turn.index)
        if missing:
            raise ClipsMissing(missing)
        return cls(turns, found, blobs)

    async def read(self, entry: int) -> bytes:
        """Implements `ReadClip`. Raises ClipsMissing."""
        audio = self.clips[entry].audio
        try:
            return await self._blobs.read(audio)
        except ArtifactMissing:
            await self._blobs.delete(audio)  # damaged, else it would be taken for a clip again
            raise ClipsMissing([self._turns[entry].turn.index]) from None
