"""A reader with short bounds, and the made documents, once a session."""

from pathlib import Path

import pytest

from adapters.readers.process import ProcessReader
from domain.retrieve.source import Document


class Desk:
    """Reads a file as the product does: sniffed first, then read in a child."""

    def __init__(self, reader: ProcessReader) -> None:
        self.reader = reader
        self.words: list[str] = []

    async def note(self, word: str) -> None:
        self.words.append(word)

    def kind(self, path: Path) -> str | None:
        return self.reader.sniff(path.read_bytes()[:4096], name=path.name)

    async def read(self, path: Path, *, media_type: str | None = None) -> Document:
        kind = media_type or self.kind(path)
        assert kind is not None, f"{path.name} was not recognised"
        return await self.reader.read(path, media_type=kind, name=path.name, on_progress=self.note)


@pytest.fixture
def desk() -> Desk:
    return Desk(ProcessReader())
