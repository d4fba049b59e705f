"""The body of `POST /subtitles`, and of a resume."""

from typing import Annotated, Self

from pydantic import AliasChoices, Field, model_validator

from domain.captions.cues import SubtitleFormat
from domain.captions.windows import Rewriting
from domain.money import CostRange
from domain.retrieve.request import FileSource, UrlSource
from domain.subtitles.spec import Operation
from domain.transcribe.ports import RecognitionAsk
from domain.value import Body, Value
from domain.vendors.declarations import ProviderName

TTL_HOURS = 24
"""As transcriptions have it."""

_ONLY = {"stt": Operation.GENERATE, "prompt": Operation.GENERATE}
_NEVER = {"llm": Operation.GENERATE, "instructions": Operation.GENERATE, "language": Operation.FIX}


class SubtitlesRequest(Body):
    """`operation` and `instructions` are also known as `action` and `system_message`."""

    operation: Operation = Field(validation_alias=AliasChoices("operation", "action"))
    source: Annotated[FileSource | UrlSource, Field(discriminator="type")]
    title: str | None = Field(default=None, min_length=1, max_length=200)
    language: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$",
        description="translate: the language it becomes. generate: that of the recording; left out: found out.",
    )
    format: SubtitleFormat | None = Field(default=None, description="Left out: srt, or that of the file.")
    stt: ProviderName | None = Field(default=None, description="generate: the recogniser, vendor or vendor:model.")
    prompt: str | None = Field(default=None, max_length=800, description="generate: names and words that occur.")
    llm: ProviderName | None = Field(default=None, description="fix, translate: the model, vendor or vendor:model.")
    instructions: str | None = Field(
        default=None,
        max_length=2000,
        validation_alias=AliasChoices("instructions", "system_message"),
        description="fix, translate: a system message of your own: terms, tone, names.",
    )
    ttl_hours: int = Field(default=TTL_HOURS, ge=1, le=8760, description="From its end until it is removed.")
    delete_on_read: bool = Field(default=False, description="Remove it once its file was fetched whole.")
    priority: int | None = Field(default=None, ge=1, le=5, description="1 comes first; a key has a best one.")
    budget_usd: float | None = Field(default=None, gt=0, le=100_000, allow_inf_nan=False)

    @model_validator(mode="after")
    def _suits_the_operation(self) -> Self:
        for name, operation in _ONLY.items():
            if getattr(self, name) is not None and self.operation is not operation:
                raise ValueError(f"{name}: {self.operation} has none")
        for name, operation in _NEVER.items():
            if getattr(self, name) is not None and self.operation is operation:
                raise ValueError(f"{name}: {self.operation} has none")
        if self.operation is Operation.TRANSLATE and self.language is None:
            raise ValueError("language: translate needs the language that it becomes")
        return self

    @property
    def ask(self) -> RecognitionAsk:
        return RecognitionAsk(language=(self.language or "").partition("-")[0].lower(), prompt=self.prompt or "")

    @property
    def rewriting(self) -> Rewriting:
        return Rewriting(language=self.language or "", instructions=self.instructions or "")


class SubtitlesResume(Body):
    """What may be corrected: who recognises, or rewrites, what is left."""

    budget_usd: float | None = Field(default=None, gt=0, le=100_000, allow_inf_nan=False)
    stt: ProviderName | None = None
    llm: ProviderName | None = None


class SubtitlesEstimate(Value):
    """`minutes` as the header of the recording claims them; `cues`, `characters` and `windows` of a file. None of an
    address. `cost_usd`: the most is that of pieces or windows which are all asked for again."""

    by: str
    minutes: float | None = None
    cues: int | None = None
    characters: int | None = None
    windows: int | None = None
    cost_usd: CostRange | None = None
