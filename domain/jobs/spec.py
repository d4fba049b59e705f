"""What the specs of all kinds of job have."""

from domain.value import Value


class JobSpec(Value):
    """The frozen, resolved request: the only input of a job's workflow, at most 64 kB as JSON.

    `priority` is 1 (first) to 5 (last), Temporal's own scale.
    """

    attempt: int = 1
    owner: str = "local"
    title: str | None = None
    priority: int = 3
