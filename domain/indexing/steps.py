"""The steps of indexing, and the percentages at which each begins and ends."""

INDEXING_DOCUMENTS, EMBEDDING_PASSAGES = "indexing_documents", "embedding_passages"

SPANS = {INDEXING_DOCUMENTS: (0, 100)}

WITH_EMBEDDINGS = {INDEXING_DOCUMENTS: (0, 60), EMBEDDING_PASSAGES: (60, 100)}
"""A minute for a hundred documents; embedding them takes half a minute where a vendor does it."""
