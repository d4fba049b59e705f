"""The body of `POST /transcriptions`, and of a resume."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.money import CostRange
from domain.retrieve.request import FileSource, UrlSource
from domain.transcribe.ports import RecognitionAsk
from domain.transcribe.writing import TranscriptFormat
from domain.value import Body, Value
from domain.vendors.declarations import ProviderName

TTL_HOURS = 24
"""As services of this kind have it: a transcript is fetched, and is private."""


class TranscriptionRequest(Body):
    """`speakers`: who says each word, where the recogniser tells."""

    source: Annotated[FileSource | UrlSource, Field(discriminator="type")]
    title: str | None = Field(default=None, min_length=1, max_length=200)
    language: str | None = Field(
        default=None, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$", description="As en or de-CH; left out: found out."
    )
    stt: ProviderName | None = Field(default=None, description="The recogniser: vendor or vendor:model.")
    prompt: str | None = Field(default=None, max_length=800, description="Names and words that occur.")
    speakers: bool = Field(default=False, description="Who says each word; not all recognisers tell.")
    formats: tuple[TranscriptFormat, ...] = Field(default=tuple(TranscriptFormat), min_length=1, max_length=5)
    ttl_hours: int = Field(default=TTL_HOURS, ge=1, le=8760, description="From its end until it is removed.")
    delete_on_read: bool = Field(default=False, description="Remove it once one of its files was fetched whole.")
    priority: int | None = Field(default=None, ge=1, le=5, description="1 comes first; a key has a best one.")
    budget_usd: float | None = Field(default=None, gt=0, le=100_000, allow_inf_nan=False)

    @model_validator(mode="after")
    def _once(self) -> Self:
        if len(set(self.formats)) < len(self.formats):
            raise ValueError("formats: each is named once")
        return self

    @property
    def ask(self) -> RecognitionAsk:
        language = (self.language or "").partition("-")[0].lower()
        return RecognitionAsk(language=language, prompt=self.prompt or "", speakers=self.speakers)


class TranscriptionResume(Body):
    """What may be corrected: `stt` recognises what is not recognised yet."""

    budget_usd: float | None = Field(default=None, gt=0, le=100_000, allow_inf_nan=False)
    stt: ProviderName | None = None


class TranscriptionEstimate(Value):
    """`minutes` as the header of the file claims them; None of an address. `cost_usd`: the most is that of pieces which
    are all asked for again."""

    stt: str
    minutes: float | None = None
    cost_usd: CostRange | None = None
