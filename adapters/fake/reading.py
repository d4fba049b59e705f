"""Sources in process, for tests: paragraphs between empty lines, and a web of a few pages."""

from pathlib import Path

from domain.artifacts.ports import Blobs
from domain.errors import Fault, PermanentFault
from domain.progress import OnProgress
from domain.retrieve.ports import Fetched
from domain.retrieve.source import Block, BlockKind, Document


class FakeReader:
    """Reads plain text. Every text is in English unless `spoken` says otherwise. `changes`: what else it says of a
    document, by its name."""

    def __init__(self, *, spoken: str = "en") -> None:
        self.spoken = spoken
        self.read_names: list[str] = []
        self.changes: dict[str, dict[str, object]] = {}

    async def read(
        self, path: Path, *, media_type: str, name: str, on_progress: OnProgress, whole: bool = False
    ) -> Document:
        self.read_names.append(name)
        text = path.read_text()  # noqa: ASYNC240 - a few lines in a test
        blocks = tuple(
            Block(kind=BlockKind.PARAGRAPH, text=part.strip()) for part in text.split("\n\n") if part.strip()
        )
        return Document(title=name, blocks=blocks).model_copy(update=self.changes.get(name))

    async def open(self, path: Path, *, media_type: str, name: str) -> Document | None:
        return await self.read(path, media_type=media_type, name=name, on_progress=_ignored)

    def sniff(self, head: bytes, *, name: str) -> str | None:
        return None if b"\0" in head else "text/plain"

    def language(self, text: str) -> str:
        return self.spoken


async def _ignored(_words: str) -> None:
    """What is opened at once shows no progress."""


class FakeWeb:
    """A fetcher over a dictionary of pages. `fetched` holds every URL that was asked for."""

    def __init__(self, blobs: Blobs, pages: dict[str, str | Fault] | None = None) -> None:
        self._blobs, self.pages = blobs, pages or {}
        self.fetched: list[str] = []

    async def fetch(self, url: str, *, on_progress: OnProgress) -> Fetched:
        self.fetched.append(url)
        page = self.pages.get(url)
        if isinstance(page, Fault):
            raise page
        if page is None:
            raise PermanentFault("source_not_found", f"{url} answers 404.", advice="Check the address.")
        return Fetched(artifact=await self._blobs.put(page.encode(), media_type="text/plain"), url=url)
