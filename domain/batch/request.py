"""The body of `POST /batches`."""

from typing import Annotated

from pydantic import Field, JsonValue

from domain.retrieve.request import CollectionSource, FileSource, TextSource, UrlSource
from domain.value import Body

MOST_INPUTS = 1000

Input = Annotated[TextSource | UrlSource | FileSource | CollectionSource, Field(discriminator="type")]


class BatchRequest(Body):
    """One job of a kind for each input, all with the same options."""

    kind: str = Field(
        max_length=40, description="What each input becomes: podcast, audiobook, transcription, subtitles, conversion."
    )
    inputs: Annotated[
        tuple[Input, ...],
        Field(
            min_length=1,
            max_length=MOST_INPUTS,
            description="A ZIP file stands for the files in it, a collection for its documents: one job for each.",
        ),
    ]
    options: dict[str, JsonValue] = Field(
        default_factory=dict, description="The body of one such job, without its source."
    )
    concurrency: int = Field(default=4, ge=1, le=50, description="Jobs that run at once.")
    title: str | None = Field(default=None, min_length=1, max_length=200)
    priority: int | None = Field(default=None, ge=1, le=5, description="1 comes first; a key has a best one.")
