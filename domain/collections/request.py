"""The bodies of `POST /collections` and `POST /collections/{id}/documents`."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from domain.retrieve.request import FileSource, TextSource, UrlSource, bound_texts
from domain.value import Body

MAXIMUM_SOURCES = 200
"""Of one request: with names and addresses at their longest, they are half a megabyte in the catalog."""

DocumentSource = Annotated[TextSource | UrlSource | FileSource, Field(discriminator="type")]


class CollectionRequest(Body):
    name: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=2000)


class DocumentsRequest(Body):
    """Documents to be read and indexed. What the collection holds already, unchanged, is left as it is."""

    again: bool = Field(
        default=False, description="Look at all documents of the collection anew: pages may have changed, some failed."
    )
    sources: Annotated[tuple[DocumentSource, ...], Field(max_length=MAXIMUM_SOURCES, validate_default=True)] = ()
    priority: int | None = Field(default=None, ge=1, le=5, description="1 comes first; a key has a best one.")

    @field_validator("sources")
    @classmethod
    def _bounded(cls, sources: tuple[DocumentSource, ...], info: ValidationInfo) -> tuple[DocumentSource, ...]:
        if not sources and not info.data.get("again"):
            raise ValueError("hold nothing; give one at least, or set again")
        bound_texts(sources)
        return sources
