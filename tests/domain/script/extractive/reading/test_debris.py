"""What layout, mathematics, code and lists leave behind in sentences, which a listener should not hear."""

import pytest

from domain.script.extractive.reading.edits import edited
from domain.script.extractive.reading.speakable import is_inside_quotation, is_speakable


@pytest.mark.parametrize(
    "sentence",
    [
        "The matrix Z⊤ is block-diagonal and has one block for each group.",
        "Each group has a matrix of size n × p that is stored once.",
        "The density of the second model is of the form.",
        "When s comes into scope, the value that it names is valid.",
        "Rejections are handled by attaching a .catch handler to the call.",
        "The settings are kept in main.toml beside the program itself.",
        "Introduces two files with information about the package itself.",
        "Supports the old format of the first three releases as well.",
        "Make any decision which requires urgent action in the town.",
        "Released yesterday, will be supported for at least three years.",
        "Nightly: code that was built from the newest branch last night.",
        "No support for old files The latest release reads only new ones.",
        "For more information, the reader is sent to the handbook of the town.",
    ],
)
def test_debris_is_not_spoken(sentence: str) -> None:
    assert not is_speakable(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "npm is a package manager for the world of scripts.",
        "Node.js is an open-source environment for running scripts.",
        "Rust uses a third approach: memory is managed by a set of rules.",
        "The wind reached a speed of more than 6 m/s in the afternoon.",
    ],
)
def test_what_only_looks_like_debris_is_spoken(sentence: str) -> None:
    assert is_speakable(sentence)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Most came from France, Spain and Poland (3%) .", "Most came from France, Spain and Poland."),
        ("The model , which is old , was kept.", "The model, which is old, was kept."),
        ("He had read _The Mill_ twice by then.", "He had read The Mill twice by then."),
        ("EASTMERE — The gate of the harbour broke.", "The gate of the harbour broke."),
        ("The word snake_case and .NET stay as they are.", "The word snake_case and .NET stay as they are."),
    ],
)
def test_small_marks_are_mended(written: str, said: str) -> None:
    found = edited(written)
    assert found is not None
    assert found.text == said
    assert found.undone(said) == written


def test_another_voice_goes_on_over_sentences() -> None:
    text = 'The captain said: "It was cold. We had no food. The men slept." Then he went below.'
    assert is_inside_quotation(text, text.index("We had"))
    assert not is_inside_quotation(text, text.index("Then he"))
