"""Sources as requests name them: inline text, an address, an uploaded file, a collection."""

from collections.abc import Iterable
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator

from domain.value import Body
from domain.visible_text import document_text

MAXIMUM_TEXT_BYTES = 2_000_000
"""Of all inline texts of a request together, as UTF-8; longer ones are uploaded as files."""


class TextSource(Body):
    type: Literal["text"]
    text: Annotated[str, AfterValidator(document_text)] = Field(
        min_length=1, description="At most 2 MB of UTF-8 over all text sources."
    )
    title: str | None = Field(default=None, max_length=200)


class UrlSource(Body):
    type: Literal["url"]
    url: str = Field(max_length=2000, description="http or https, on a public address.")

    @field_validator("url")
    @classmethod
    def _reachable(cls, url: str) -> str:
        parts = urlsplit(url)  # raises ValueError for brackets that do not match
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be a full address that begins with http:// or https://")
        if parts.username or parts.password:
            raise ValueError("must not carry a user name or a password")
        _ = parts.port  # raises ValueError when it is not a port
        return url


class FileSource(Body):
    type: Literal["file"]
    file_id: str = Field(min_length=1, max_length=80, description="From POST /files.")


class CollectionSource(Body):
    type: Literal["collection"]
    collection_id: str = Field(min_length=1, max_length=80, description="From POST /collections.")


Source = Annotated[TextSource | UrlSource | FileSource | CollectionSource, Field(discriminator="type")]


def bound_texts(sources: Iterable[object]) -> None:
    """Raises ValueError when the inline texts among them are too long together."""
    size = sum(len(each.text.encode()) for each in sources if isinstance(each, TextSource))
    if size > MAXIMUM_TEXT_BYTES:
        raise ValueError(f"hold {size:,} bytes of text; at most {MAXIMUM_TEXT_BYTES:,}: upload it with POST /files")
