"""Excerpts: neighbouring sentences that make one turn of the expert."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from domain.script.extractive.language.dependence import Dependence
from domain.script.extractive.language.words import word_count
from domain.script.extractive.reading.sections import Sentence

SHORTEST, USUAL, LONGEST, NEVER_OVER = 25, 48, 70, 90
"""Words of a turn of the expert (docs/local-writer.md, rule 8)."""

Score = Callable[[Sentence], float]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`score` is the mean of the scores of its sentences."""

    sentences: tuple[Sentence, ...]
    score: float = 0.0

    @property
    def words(self) -> int:
        return sum(sentence.words for sentence in self.sentences)

    @property
    def first(self) -> Sentence:
        return self.sentences[0]

    @property
    def last(self) -> Sentence:
        return self.sentences[-1]


def excerpt_of(sentences: Sequence[Sentence], score: Score) -> Excerpt:
    """The excerpt of these sentences, scored."""
    return Excerpt(tuple(sentences), sum(score(sentence) for sentence in sentences) / len(sentences))


def spoken_text(sentences: Sequence[Sentence], before: Sentence | None = None) -> str:
    """The text of a turn behind a turn that ended in `before`.

    A leading connective goes when what it links to is not spoken just before. Neighbours in the first person become one
    quotation, so that "The author writes" is not said twice in a breath.
    """
    parts: list[str] = []
    for sentence in sentences:
        follows = before is not None and sentence.directly_follows(before)
        quoted_before = before.attributed_to if before else ""
        if parts and follows and quoted_before and quoted_before == sentence.attributed_to:
            quoted = sentence.text.removeprefix(f"{sentence.attributed_to}: “")
            parts[-1] = f"{parts[-1].removesuffix('”')} {quoted}"
        else:
            parts.append(sentence.text if follows else sentence.standalone)
        before = sentence
    return " ".join(parts)


def spoken_words(excerpts: Sequence[Excerpt]) -> int:
    """Of the texts of turns that follow each other."""
    words = 0
    before: Sentence | None = None
    for excerpt in excerpts:
        words += word_count(spoken_text(excerpt.sentences, before))
        before = excerpt.last
    return words


def without(sentences: Sequence[Sentence], removed: Container[int]) -> list[Sentence]:
    """The sentences without those whose indexes are `removed`, and without those that depend on them."""
    out: list[Sentence] = []
    for sentence in sentences:
        depends = sentence.dependence is Dependence.REFERENCE
        if sentence.index in removed or (depends and not (out and sentence.directly_follows(out[-1]))):
            continue
        out.append(sentence)
    return out


def without_last(excerpt: Excerpt, *, least: int = SHORTEST) -> list[Excerpt]:
    """Shorter excerpts, which lack the last sentences and keep `least` words."""
    return [
        Excerpt(excerpt.sentences[:end], excerpt.score)
        for end in range(len(excerpt.sentences) - 1, 0, -1)
        if _words(excerpt.sentences[:end]) >= least
    ]


def without_first(excerpt: Excerpt, *, least: int = SHORTEST) -> list[Excerpt]:
    """Shorter excerpts, which lack the first sentences and keep `least` words, for the end of an episode."""
    return [
        Excerpt(excerpt.sentences[start:], excerpt.score)
        for start in range(1, len(excerpt.sentences))
        if excerpt.sentences[start].dependence is not Dependence.REFERENCE
        and _words(excerpt.sentences[start:]) >= least
    ]


def _words(sentences: Sequence[Sentence]) -> int:
    return sum(sentence.words for sentence in sentences)
