"""Notices: warnings that people see and that stop nothing."""

from domain.value import Value


class Notice(Value):
    """The HTTP contract fixes the shape."""

    code: str
    message: str
    source: int | None = None
    turn: int | None = None
