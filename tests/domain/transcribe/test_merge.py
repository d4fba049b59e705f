"""The words of overlapping pieces, joined: a text that is known word for word comes out whole, with nothing twice."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.transcribe.merge import merged
from domain.transcribe.pieces import Piece
from domain.transcribe.words import Word

COMMON = ("the", "a", "and", "it", "is", "of", "bread")
"""Words that stand everywhere, so that seams cannot go by them alone."""


def text_of(length: int, chance: random.Random) -> list[Word]:
    """Some words common, some rare; talkers pause now and then."""
    words, at = list[Word](), 0.0
    for number in range(length):
        text = chance.choice(COMMON) if chance.random() < 0.6 else f"word{number}"
        seconds = chance.uniform(0.15, 0.5)
        words.append(Word(text=text, start=at, end=at + seconds))
        at += seconds + chance.choice((0.02, 0.05, 0.3))
    return words


def cut(words: list[Word], *, longest: float, overlap: float) -> list[Piece]:
    pieces, start, total = list[Piece](), 0.0, words[-1].end
    while True:
        end = min(total, start + longest)
        lead = pieces[-1].end - start if pieces else 0.0
        pieces.append(Piece(start=start, end=end, lead=lead))
        if end >= total:
            return pieces
        start = end - overlap


def hear(words: list[Word], piece: Piece, chance: random.Random, *, jitter: float, mishear: float) -> list[Word]:
    """What is whole within the piece, and sometimes a wrong word for what is cut at its edges."""
    heard = list[Word]()
    for each in words:
        inside = piece.start <= each.start and each.end <= piece.end
        partly = piece.start < each.end and each.start < piece.end
        if inside:
            wrong = mishear > 0 and chance.random() < mishear
            late = chance.uniform(-jitter, jitter)
            heard.append(
                Word(
                    text=f"misheard{chance.randrange(1000)}" if wrong else each.text,
                    start=max(0.0, each.start + late - piece.start),
                    end=max(0.0, each.end + late - piece.start),
                )
            )
        elif partly and chance.random() < 0.5:
            heard.append(Word(text=each.text[:2], start=max(0.0, each.start - piece.start), end=each.end - piece.start))
    return heard


@given(st.integers(0, 2**32), st.floats(0.0, 0.35), st.sampled_from((3.0, 4.0, 8.0)))
@settings(max_examples=120, deadline=None)
def test_nothing_is_lost_or_doubled(seed: int, jitter: float, overlap: float) -> None:
    chance = random.Random(seed)
    words = text_of(90, chance)
    pieces = cut(words, longest=14.0, overlap=overlap)
    heard = [hear(words, each, chance, jitter=jitter, mishear=0.0) for each in pieces]
    assert [each.text for each in merged(pieces, heard)] == [each.text for each in words]


@given(st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_what_is_heard_differently_is_there_once(seed: int) -> None:
    chance = random.Random(seed)
    words = [each.model_copy(update={"text": f"word{at}"}) for at, each in enumerate(text_of(90, chance))]
    pieces = cut(words, longest=14.0, overlap=4.0)
    heard = [hear(words, each, chance, jitter=0.1, mishear=0.15) for each in pieces]
    made = [each.text for each in merged(pieces, heard)]
    assert len(made) == len(words)
    assert all(text == word.text or text.startswith("misheard") for text, word in zip(made, words, strict=True))


def test_times_are_the_recordings() -> None:
    first, second = Piece(start=0, end=10), Piece(start=10, end=20)
    made = merged([first, second], [[Word(text="one", start=1, end=2)], [Word(text="two", start=1, end=2)]])
    assert [(each.text, each.start, each.end) for each in made] == [("one", 1, 2), ("two", 11, 12)]


def test_one_side_that_hears_nothing_loses_nothing() -> None:
    words = [Word(text=f"word{n}", start=n, end=n + 0.5) for n in range(10)]
    pieces = [Piece(start=0, end=10), Piece(start=6, end=16, lead=4)]
    assert merged(pieces, [words, []]) == words
    assert [each.text for each in merged(pieces, [[], words])] == [each.text for each in words]


def test_speakers_have_one_label_in_all_pieces() -> None:
    def said(text: str, at: float, speaker: str) -> Word:
        return Word(text=text, start=at, end=at + 0.5, speaker=speaker)

    left = [said("hello", 1, "A"), said("there", 12, "B"), said("you", 13, "B"), said("yes", 16, "A")]
    right = [said("there", 2, "A"), said("you", 3, "A"), said("yes", 6, "B"), said("no", 20, "A"), said("me", 30, "C")]
    made = merged([Piece(start=0, end=20), Piece(start=10, end=50, lead=10)], [left, right])
    assert [(each.text, each.speaker) for each in made] == [
        ("hello", "A"),
        ("there", "B"),
        ("you", "B"),
        ("yes", "A"),
        ("no", "B"),
        ("me", "speaker_2"),
    ]
