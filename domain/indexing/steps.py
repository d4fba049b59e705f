"""The steps of indexing, and the percentages at which each begins and ends."""

INDEXING_DOCUMENTS = "indexing_documents"

SPANS = {INDEXING_DOCUMENTS: (0, 100)}
