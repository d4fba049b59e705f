"""What a run of a batch's workflow begins with: the spec, and the state of the run that it continues."""

from domain.batch.spec import BatchSpec
from domain.batch.state import BatchState


class BatchRun(BatchSpec):
    """`carried`: None in the first run of an attempt."""

    carried: BatchState | None = None
