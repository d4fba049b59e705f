"""The body of `POST /conversions`."""

from typing import Annotated

from pydantic import Field

from domain.media.output import OutputRequest
from domain.retrieve.request import FileSource, UrlSource
from domain.value import Body


class ConversionRequest(Body):
    """Each output is made separately; what was made is kept, whatever becomes of the others."""

    source: Annotated[FileSource | UrlSource, Field(discriminator="type")]
    outputs: Annotated[tuple[OutputRequest, ...], Field(min_length=1, max_length=20)]
    title: str | None = Field(default=None, min_length=1, max_length=200)
    priority: int | None = Field(default=None, ge=1, le=5, description="1 comes first; a key has a best one.")
