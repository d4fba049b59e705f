"""Chapters of books in process, for tests."""

from domain.audiobook.ports import BookNotRead, BookRead, ReadBook
from domain.errors import FaultDetail, NoWorker


class FakeOutlines:
    """Implements `BookOutlines`. `book` is what a worker reads, `fails` why it cannot; without both there is none."""

    def __init__(self) -> None:
        self.book: BookRead | None = None
        self.fails: FaultDetail | None = None
        self.orders: list[ReadBook] = []

    async def read(self, order: ReadBook, *, key: str, within: float) -> BookRead:
        self.orders.append(order)
        if self.fails is not None:
            raise BookNotRead(self.fails)
        if self.book is None:
            raise NoWorker("No worker read the book in time; it is safe to repeat.")
        return self.book
