"""Times of words that a recogniser did not time: shared out by letters over what is not silent."""

from collections.abc import Sequence

from domain.transcribe.pieces import Span
from domain.transcribe.words import Word


def timed(text: str, start: float, end: float, *, speaker: str = "") -> list[Word]:
    """The words of a text that is said between two times."""
    texts = text.split()
    letters = [len(each) + 1 for each in texts]
    step, passed, words = (end - start) / max(1, sum(letters)), 0, list[Word]()
    for each, count in zip(texts, letters, strict=True):
        at = start + passed * step
        words.append(Word(text=each, start=at, end=at + (count - 1) * step, speaker=speaker))
        passed += count
    return words


def spread(words: Sequence[Word], *, seconds: float, silences: Sequence[Span]) -> list[Word]:
    """Words whose times are estimates, moved out of the silences of their piece."""
    silent = sum(end - start for start, end in silences)
    sounding = max(seconds - silent, 0.1) / max(seconds, 0.1)

    def at(time: float) -> float:
        place = time * sounding
        for start, end in silences:
            if place >= start:
                place += end - start
        return min(place, seconds)

    return [each.model_copy(update={"start": at(each.start), "end": at(each.end)}) for each in words]
