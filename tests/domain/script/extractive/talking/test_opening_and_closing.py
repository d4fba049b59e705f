"""Openings."""

from domain.retrieve.source import SourceKind, SourceSummary
from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.talking.heading_phrases import HeadingPhrase, phrase_of
from domain.script.extractive.talking.opening_and_closing import opening
from domain.script.extractive.talking.source_names import author_of

CAPITALS = Capitals(
    ["the oven and the wheat, but the dough of Egypt, and in Vienna; roller mills and history of bread"]
)


def test_the_opening_names_what_is_known() -> None:
    source = SourceSummary(index=1, title="The Oven", author="Ada Byron, Max Roth, Li Wei", kind=SourceKind.PAPER)
    assert author_of(source) == "Ada Byron and others"
    phrases = [phrase_of(heading, CAPITALS) for heading in ("The Wheat", "The Dough", "The Oven", "3")]
    text = opening([source], phrases, length=25)
    assert text.startswith(
        "Today we open The Oven, a paper by Ada Byron and others. We'll hear about the wheat and the oven. Where"
    )
    bare = SourceSummary(index=1, title="Untitled", author="admin@example.org")
    assert opening([bare], [], length=25).startswith("Today we open a document")


def test_the_opening_says_no_empty_words() -> None:
    source = SourceSummary(index=1, title="The Oven", kind=SourceKind.DOCUMENT)
    texts = ("where it starts", "how it was done", "what they found", "how it ends")
    phrases = [HeadingPhrase(text, True) for text in texts]
    assert opening([source], phrases, length=25).startswith(
        "Today we open The Oven. We'll hear how it was done and what they found."
    )
