"""Acronyms, and what explains them."""

from domain.script.extractive.language.acronyms import acronyms_in, expanded_acronyms


def test_acronyms_and_their_expansions() -> None:
    assert expanded_acronyms("The urban heat island (UHI) is old.") == {"UHI"}
    assert expanded_acronyms("The town (a big one) is old.") == frozenset()
    assert acronyms_in("The UHI of the US is old.") == {"UHI"}
