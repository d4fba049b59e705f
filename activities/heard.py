"""What was heard in a recording, from all its pieces, and what may be wrong with it."""

import asyncio
from collections.abc import Sequence

from domain.artifacts.documents import Documents
from domain.artifacts.reference import ArtifactRef
from domain.jobs.notice import Notice
from domain.transcribe.merge import merged
from domain.transcribe.pieces import Pieces
from domain.transcribe.words import Recognized, Word


async def joined_words(
    documents: Documents, pieces: ArtifactRef, heard: Sequence[ArtifactRef]
) -> tuple[list[Word], str, float]:
    """The words of a recording, its language in ISO 639-1, and its length in seconds."""
    cut = await documents.read(pieces, Pieces)
    found = [await documents.read(each, Recognized) for each in heard]
    words = await asyncio.to_thread(merged, cut.pieces, [each.words for each in found])
    languages = [each.language for each in found if each.language]
    return words, max(languages, key=languages.count, default=""), cut.seconds


def notices_of(words: Sequence[Word], name: str, *, marked: str = "") -> tuple[Notice, ...]:
    """What may be wrong with the words. `marked`: where each of them is marked."""
    doubts = [each for each in words if each.doubt is not None]
    if not words:
        return (Notice(code="no_speech", message=f"Nothing is said in {name}, as far as the recogniser heard."),)
    if not doubts:
        return ()
    first, kinds = doubts[0], ", ".join(dict.fromkeys(str(each.doubt) for each in doubts))
    message = (
        f"{len(doubts)} of {len(words)} words may be invented ({kinds}), the first of them at "
        f"{first.start // 60:.0f}:{first.start % 60:02.0f}: “{first.text}”. {marked}"
    )
    return (Notice(code="doubtful_words", message=message.strip()),)
