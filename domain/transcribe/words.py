"""What was heard: words with their times, and how texts are compared and joined."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from domain.money import TokenUsage
from domain.value import Value


class Doubt(StrEnum):
    """Why a word may not have been said."""

    REPEATED = "repeated"  # the same words again and again
    SILENCE = "silence"  # where the recording is silent
    PACE = "pace"  # more words than a mouth can say


class Word(Value):
    """`start` and `end` in seconds. `speaker`: the recogniser's label, empty where it gives none."""

    text: str
    start: float
    end: float
    speaker: str = ""
    doubt: Doubt | None = None

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    @property
    def letters(self) -> str:
        return letters_of(self.text)

    def moved(self, seconds: float) -> "Word":
        return self.model_copy(update={"start": self.start + seconds, "end": self.end + seconds})


class Recognized(Value):
    """The answer for one piece of audio; times from its beginning. `language` as the vendor says it, in ISO 639-1.
    `request_id`: the vendor's name of the call, for questions about its bill."""

    words: tuple[Word, ...] = ()
    language: str = ""
    usage: TokenUsage = TokenUsage()
    request_id: str = ""


def letters_of(text: str) -> str:
    """By which words are compared: letters and digits alone, without case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in folded if each.isalnum()) or folded


def joined(texts: Iterable[str]) -> str:
    """Words as a text: between ideographs and kana stands no space."""
    text = ""
    for each in texts:
        spaced = text and each and not (is_dense(text[-1]) and is_dense(each[0]))
        text += f" {each}" if spaced else each
    return text


def is_dense(letter: str) -> bool:
    """Whether it is of a script that is written without spaces: ideographs and kana."""
    return "\u2e80" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff" or "\uff00" <= letter <= "\uff9f"
