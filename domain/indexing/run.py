"""What a run of an indexing workflow begins with: the spec, and the state of the run that it continues."""

from domain.indexing.spec import IndexingSpec
from domain.indexing.state import IndexingState


class IndexingRun(IndexingSpec):
    """`carried`: None in the first run of an attempt."""

    carried: IndexingState | None = None
