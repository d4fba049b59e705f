"""A warning that people see; never fatal."""

from domain.value import Value


class Notice(Value):
    """Shown to people, never fatal. The HTTP contract fixes the shape."""

    code: str
    message: str
    source: int | None = None
    turn: int | None = None
