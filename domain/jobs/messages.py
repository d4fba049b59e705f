"""What is said to a running job of any kind."""

from domain.artifacts.reference import ArtifactRef
from domain.value import Value


class ResumeOrder(Value):
    """`change` is the artifact of what a person mended, in the kind's own form; without one it means: try again."""

    change: ArtifactRef | None = None
