"""Joining what was read of each source of a podcast into one corpus."""

from collections.abc import Sequence

from domain.retrieve.source import Corpus, Passage


def joined(parts: Sequence[Corpus], *, language: str) -> Corpus:
    """In order. A part with the documents of a collection has several sources: then all are numbered from 1 anew."""
    whole = Corpus(
        sources=tuple(source for part in parts for source in part.sources),
        passages=tuple(passage for part in parts for passage in part.passages),
        language=language,
        relevance=_relevance(parts),
    )
    if all(len(part.sources) == 1 for part in parts) and len({each.index for each in whole.sources}) == len(parts):
        return whole
    sources, passages, number = [], [], 0
    for part in parts:
        numbers: dict[int, int] = {}
        for source in part.sources:
            number += 1
            numbers[source.index] = number
            sources.append(source.model_copy(update={"index": number}))
        passages += [_renumbered(passage, numbers[passage.source]) for passage in part.passages]
    return whole.model_copy(update={"sources": tuple(sources), "passages": tuple(passages)})


def _relevance(parts: Sequence[Corpus]) -> tuple[float, ...]:
    if not any(part.relevance for part in parts):
        return ()
    return tuple(each for part in parts for each in part.relevance or (0.0,) * len(part.passages))


def without_silent_sources(corpus: Corpus) -> Corpus:
    """Without the sources of which no passage is there: a collection may have hundreds of documents."""
    heard = {passage.source for passage in corpus.passages}
    return corpus.model_copy(update={"sources": tuple(each for each in corpus.sources if each.index in heard)})


def _renumbered(passage: Passage, source: int) -> Passage:
    return passage.model_copy(update={"id": f"s{source}-{passage.id.rpartition('-')[2]}", "source": source})
