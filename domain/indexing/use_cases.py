"""Everything that can be done with collections, put together once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.artifacts.ports import Blobs, Names
from domain.collections.creating import CollectionMaker
from domain.collections.embedding import QueryEmbedder, VectorIndex
from domain.collections.ports import Collections, PassageIndex
from domain.collections.searching import CollectionSearch
from domain.indexing.adding import DocumentAdder
from domain.indexing.kind import IndexingKind, is_served
from domain.jobs.submitting import Submissions
from domain.vendors.ports import Providers


@dataclass(frozen=True, kw_only=True)
class CollectionUseCases:
    rows: Collections
    maker: CollectionMaker
    search: CollectionSearch
    adder: DocumentAdder
    clock: Callable[[], datetime]


def collection_use_cases(
    kind: IndexingKind,
    submissions: Submissions,
    *,
    rows: Collections,
    index: PassageIndex,
    vectors: VectorIndex,
    embedder: QueryEmbedder | None,
    providers: Providers,
    blobs: Blobs,
    names: Names,
    clock: Callable[[], datetime],
    new_id: Callable[[], str],
) -> CollectionUseCases:
    async def served(model: str) -> bool:
        return await is_served(providers, model, now=clock())

    return CollectionUseCases(
        rows=rows,
        maker=CollectionMaker(collections=rows, names=names, clock=clock, new_id=new_id),
        search=CollectionSearch(collections=rows, index=index, vectors=vectors, embedder=embedder, served=served),
        adder=DocumentAdder(
            kind=kind, submissions=submissions, collections=rows, blobs=blobs, names=names, clock=clock
        ),
        clock=clock,
    )
