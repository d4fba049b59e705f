"""Messages to a running job of any kind."""

from domain.artifacts.reference import ArtifactRef
from domain.value import Value


class ResumeOrder(Value):
    """The order to try again what is parked or waits.

    `change` is the artifact of what a person corrected, a document of the job's own kind; None: nothing was corrected.
    """

    change: ArtifactRef | None = None
