"""Rates of voices: the one way in which budgets, estimates and corrections turn a text into seconds."""

from typing import Protocol

LETTERS_PER_WORD = 4.4
"""Of spoken English (4.36 in 300 words of dialogue). A rate in letters varies less from text to text than one in words:
two local voices were within 5 % of theirs on sixteen documents, from a novel to a paper."""

CHARACTERS_PER_WORD = 6.0
"""English prose with its spaces and stops: 5.7 to 6.1. For prices, which count them all."""

_DIGIT, _IDEOGRAPH, _CAPITAL = 4.0, 3.0, 2.0
"""Letters that one takes the time of: "2024" is sixteen letters in words, "7" is five; kana and ideographs are
syllables; a letter of an acronym is said by its name."""


class Paced(Protocol):
    """A voice at its speed. `characters_per_second` is what was measured, in the letters of `letters_of`; 0 where only
    a rate in words is known."""

    @property
    def words_per_minute(self) -> float: ...

    @property
    def characters_per_second(self) -> float: ...


def letters_of(text: str) -> float:
    """What there is to say in a text: its letters, and for all else that is said the letters it takes the time of."""
    total = 0.0
    for word in text.split():
        acronym = len(word) > 1 and word.isupper()
        for character in word:
            if character.isdigit():
                total += _DIGIT
            elif "\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3":
                total += _IDEOGRAPH
            elif character.isalpha():
                total += _CAPITAL if acronym else 1.0
    return total


def rate_of(voice: Paced) -> float:
    """Letters a second."""
    return voice.characters_per_second or words_to_letters(voice.words_per_minute) / 60.0


def seconds_of(text: str, voice: Paced) -> float:
    """How long the voice takes for a text, which is best the speech text: numbers and units as they are said."""
    return letters_of(text) / rate_of(voice)


def words_per_minute(voice: Paced) -> float:
    """The rate in words of usual length, for budgets of words."""
    return rate_of(voice) * 60.0 / LETTERS_PER_WORD


def words_to_letters(words: float) -> float:
    return words * LETTERS_PER_WORD
