"""The subjects that what is spoken comes back to most: what a text without a title is about."""

from collections.abc import Sequence

from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.language.subjects import subject_of
from domain.script.extractive.language.terms import terms_of
from domain.script.extractive.reading.sections import Sentence


def recurring_subjects(sentences: Sequence[Sentence], capitals: Capitals, *, most: int) -> list[str]:
    """At most `most` noun phrases without a term in common, in the order in which they are first spoken of."""
    subjects = [subject_of(one.standalone, capitals) for one in sentences if not one.attributed_to]
    phrases = [subject.phrase for subject in subjects if subject and not subject.indefinite]
    terms = {phrase: set(terms_of(phrase)) for phrase in phrases}
    uses = {phrase: sum(terms[phrase] <= set(one.terms) for one in sentences) for phrase in phrases if terms[phrase]}
    best = sorted(uses, key=lambda phrase: (-uses[phrase], phrases.index(phrase)))
    apart = [phrase for at, phrase in enumerate(best) if not any(terms[phrase] & terms[other] for other in best[:at])]
    return sorted(apart[:most], key=phrases.index)
