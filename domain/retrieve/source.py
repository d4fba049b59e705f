"""Sources as they are read: blocks in reading order, chunked into passages with locators."""

from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import Field

from domain.artifacts.reference import ArtifactRef
from domain.value import Value


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"  # text: one item a line
    TABLE = "table"
    CODE = "code"
    CAPTION = "caption"
    QUOTE = "quote"
    FOOTNOTE = "footnote"


class SourceKind(StrEnum):
    """What a listener would call the source; the opening line uses the word."""

    PAPER = "paper"
    BOOK = "book"
    PAGE = "web page"
    REPORT = "report"
    DOCUMENT = "document"
    TEXT = "text"


class Locator(Value):
    """Where in its source something stands. `headings` is the path of headings above it, outermost first."""

    page: int | None = None
    chapter: str | None = None
    headings: tuple[str, ...] = ()


class Block(Value):
    kind: BlockKind
    text: str
    level: int = 0  # of a heading, 1 = outermost
    ordered: bool = False  # of a list
    locator: Locator = Locator()


class Omission(Value):
    """Something that stands in a file and was not read: `what` names it, `words` says how much where that is known."""

    code: str
    what: str
    times: int = 1
    words: int = 0


class Doubt(Value):
    """What a page seems to be in place of an article. `message` completes a sentence that begins with its name."""

    code: str
    message: str
    advice: str = ""


class Mark(Value):
    """Where a part of a document begins, as the file says in its contents or outline: with `blocks[block]`.

    `level` 1 is the outermost. `kind`: what the file calls the part, in words of EPUB (`copyright-page`).
    """

    title: str
    level: int = 1
    kind: str = ""
    block: int


class Document(Value):
    """One file as it was read. `blocks` are in reading order, without running headers and footers.

    `share`: how much of what a person sees in the file the blocks hold, from 0 to 1. `marks` in the order of blocks.
    `cover`: a picture, JPEG or PNG, of a document that was read whole.
    """

    title: str | None = None
    author: str | None = None
    kind: SourceKind = SourceKind.DOCUMENT
    blocks: tuple[Block, ...] = ()
    marks: tuple[Mark, ...] = ()
    cover: bytes = b""
    left_out: tuple[Omission, ...] = ()
    share: float = 1.0
    doubt: Doubt | None = None


class Passage(Value):
    """Some neighbouring blocks of one source, about 60-250 words. `id` is unique within a podcast."""

    id: str
    source: int  # index of the source, from 1
    locator: Locator = Locator()
    blocks: tuple[Block, ...] = ()

    @property
    def text(self) -> str:
        """The blocks joined by an empty line; offsets of citations count in this string."""
        return "\n\n".join(block.text for block in self.blocks)


class SourceSummary(Value):
    index: int  # from 1
    title: str
    author: str | None = None
    kind: SourceKind = SourceKind.DOCUMENT
    language: str = "en"
    words: int = 0


class Corpus(Value):
    """Everything a writer may use, in the order of the sources and of reading.

    `relevance` to the topic, from 0 to 1, one for each passage, where a search has measured it.
    """

    sources: tuple[SourceSummary, ...]
    passages: tuple[Passage, ...]
    language: str = "en"  # ISO 639-1 of most of the words
    relevance: tuple[float, ...] = Field(default=(), exclude_if=lambda measured: not measured)

    @property
    def words(self) -> int:
        return sum(source.words for source in self.sources)


class SourceType(StrEnum):
    TEXT = "text"
    URL = "url"
    FILE = "file"
    COLLECTION = "collection"


class SourceRef(Value):
    """Text and files are artifacts already; a URL is fetched by the first activity, and passages of a collection are
    taken by it. `name` helps to word messages."""

    type: SourceType
    name: str = ""
    url: str | None = None
    artifact: ArtifactRef | None = None
    collection_id: str | None = Field(default=None, exclude_if=lambda given: given is None)  # old orders have none
    embeddings: str = Field(default="", exclude_if=lambda model: not model)  # of the collection, `vendor:model`

    @property
    def origin(self) -> str:
        """The type, and the host of a URL: nothing of the content or of the rest of the address."""
        host = urlsplit(self.url).hostname if self.url else None
        return f"{self.type}: {host}" if host else str(self.type)
