"""Fetching a source's bytes and reading them as blocks: the ports."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from domain.artifacts.reference import ArtifactRef
from domain.progress import OnProgress
from domain.retrieve.source import Corpus, Document
from domain.value import Value

DetectLanguage = Callable[[str], Awaitable[str]]
"""ISO 639-1 code of the language most of a text is in, or `und`."""

UrlGuard = Callable[[str], Awaitable[None]]
"""Raises PermanentFault `url_not_allowed` for an address that may not be fetched."""


class Remark(Value):
    """What a person should know of a source that could be read."""

    code: str
    message: str


class Fetched(Value):
    """A page or file from the web, stored as an artifact. `url` is the last one, after redirects; `remarks` say what
    was taken in place of what was asked for."""

    artifact: ArtifactRef
    url: str
    remarks: tuple[Remark, ...] = ()


class Fetcher(Protocol):
    async def fetch(self, url: str, *, on_progress: OnProgress) -> Fetched:
        """Follows redirects; never reaches a private address that is not allowed; within limits of time and size.

        Raises:
            PermanentFault: `url_not_allowed`, `source_not_found` (404, 410, 401, 403), `source_too_large`.
            TransientFault: 429, 5xx and transport.
        """
        ...


class DocumentReader(Protocol):
    async def read(
        self, path: Path, *, media_type: str, name: str, on_progress: OnProgress, whole: bool = False
    ) -> Document:
        """Parses in a process that is killed at its limit of time or memory.

        `media_type` is what `sniff` found, `name` only helps to word messages and to title the document. `whole`: with
        covers, contents and legal pages, which are left out of a book otherwise.

        Raises:
            PermanentFault: `source_encrypted`, `source_damaged`, `source_not_supported`, `source_too_large`,
                `no_usable_text` (a scan, an empty page, a login wall) with advice.
        """
        ...

    async def open(self, path: Path, *, media_type: str, name: str) -> Document | None:
        """What `read` gives, of a document that is read within the seconds for which an upload waits.

        They count from the start of the work, not from that of a queue before it. None: it was opened, is neither
        encrypted nor damaged, and takes longer.

        Raises:
            PermanentFault: as `read`.
            TransientFault: `reader_busy` with `retry_after`, when too many wait; `reader_not_started`.
        """
        ...

    def sniff(self, head: bytes, *, name: str) -> str | None:
        """Media type by content (first 4 kB), the name only to tell Markdown from plain text; None: not supported."""
        ...

    def language(self, text: str) -> str:
        """ISO 639-1 code of the language most of the text is in; `und` when there is too little to tell."""
        ...


class CollectionFacts(Value):
    """What is indexed of a collection."""

    name: str
    passages: int
    words: int
    language: str | None = None
    embeddings: str = ""


class CollectionFinder(Protocol):
    async def facts(self, collection_id: str, *, owner: str) -> CollectionFacts | None:
        """None: the owner has no such collection. Raises CatalogUnavailable."""
        ...


class CollectionChoice(Value):
    """Which passages of a collection are wanted: of whose, about what, and how many tokens of them.

    `vector`: the topic's embedding, base64 of float32, where there is one.
    """

    owner: str
    topic: str | None = None
    vector: str = ""
    tokens: int


class CollectionReader(Protocol):
    async def corpus(self, collection_id: str, choice: CollectionChoice) -> Corpus | None:
        """About the topic, and of all documents, each of which is a source; None: nothing is there.

        Raises CatalogUnavailable.
        """
        ...
