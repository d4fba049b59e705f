"""The words of a transcription as servers answer it: with times of words, of segments, or of nothing."""

from collections.abc import Mapping, Sequence

from domain.transcribe.timing import timed
from domain.transcribe.words import Word, letters_of


def words_of(body: Mapping[str, object], *, seconds: float) -> list[Word]:
    """`seconds` of the audio. Words have the punctuation of the text, which Whisper's list of words has not."""
    text, words, segments = str(body.get("text") or ""), _objects(body.get("words")), _objects(body.get("segments"))
    if words:
        heard = [
            Word(text=said, start=_number(each.get("start")), end=_number(each.get("end")))
            for each in words
            if (said := str(each.get("word") or "").strip())
        ]
        return punctuated(text, heard)
    if segments:
        return [
            word
            for each in segments
            for word in timed(
                str(each.get("text") or ""),
                _number(each.get("start")),
                _number(each.get("end")),
                speaker=str(each.get("speaker") or ""),
            )
        ]
    return timed(text, 0.0, seconds)


def punctuated(text: str, words: Sequence[Word]) -> list[Word]:
    """The tokens of the text with the times of the words; the words as they are where letters of the two differ."""
    tokens = text.split()
    if "".join(map(_bare, tokens)) != "".join(_bare(each.text) for each in words):
        return list(words)
    made: list[Word] = []
    at, into = 0, 0  # the word that holds the next letter, and how many of its letters are taken
    for token in tokens:
        left = len(_bare(token))
        if not left and made:
            made[-1] = made[-1].model_copy(update={"text": f"{made[-1].text} {token}"})
            continue
        first = at
        while left:
            there = len(_bare(words[at].text)) - into
            taken = min(left, there)
            left, into, last = left - taken, into + taken, at
            if into == len(_bare(words[at].text)):
                at, into = at + 1, 0
        if first < len(words) and token:
            made.append(Word(text=token, start=words[first].start, end=words[last].end))
    return made


def _bare(text: str) -> str:
    """Letters and digits alone; nothing for what has none."""
    letters = letters_of(text)
    return letters if any(each.isalnum() for each in letters) else ""


def _objects(given: object) -> list[Mapping[str, object]]:
    return [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []


def _number(given: object) -> float:
    return float(given) if isinstance(given, int | float) else 0.0
