"""Declarations of what a vendor honours, and the announcements of workers that serve it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.value import Value

ANNOUNCEMENT_FRESH_SECONDS = 90.0
"""Workers announce every 30 s; three missed announcements mean that the vendor is not served now."""


ProviderName = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[A-Za-z0-9._-]+(:\S+)?$")]
"""`vendor` or `vendor:model`."""


class ProviderRole(StrEnum):
    """What a vendor can do for us."""

    WRITER = "writer"
    SPEECH = "speech"
    RECOGNITION = "recognition"
    EMBEDDINGS = "embeddings"

    @property
    def word(self) -> str:
        """What the role is called in the names of settings and queues, and in requests."""
        return _WORDS[self]


_WORDS = {
    ProviderRole.WRITER: "llm",
    ProviderRole.SPEECH: "tts",
    ProviderRole.RECOGNITION: "stt",
    ProviderRole.EMBEDDINGS: "embeddings",
}


class Voice(Value):
    """`words_per_minute` at speed 1.0, measured or the usual 150; `gender` and `accent` help people to choose."""

    id: str
    name: str
    language: str = "en"
    gender: str = ""
    accent: str = ""
    description: str = ""
    words_per_minute: float = 150.0


class TokenPrice(Value):
    usd_per_million_input: float
    usd_per_million_output: float


class WriterDeclaration(Value):
    """`languages` empty means any. `input_tokens` is how much source text fits in one ask.

    `styles` (domain.script.style) for several voices, `solo_styles` for one, `speakers` (fewest, most, where there are
    several), `instructions`, `complexity`, `grounding` (by a model) and `personas` (with notes and roles beyond host
    and expert): what of a request it honours; the defaults are those of workers that announced before there was a
    choice. `parallel`: segments written at once. `prompts`: it is a language model, which answers any prompt.

    `model_prices`: set by a person, by model, '' for the others; they win over the declared one.
    """

    models: tuple[str, ...]  # the first is the default
    languages: tuple[str, ...] = ()
    input_tokens: int
    usd_per_million_input: float = 0.0
    usd_per_million_output: float = 0.0
    model_prices: dict[str, TokenPrice] = Field(default_factory=dict)
    styles: tuple[str, ...] = ("conversational_interview",)
    solo_styles: tuple[str, ...] = ()
    speakers: tuple[int, int] = (2, 2)
    instructions: bool = False
    complexity: bool = False
    grounding: bool = False
    personas: bool = False
    parallel: int = 1
    prompts: bool = False

    def price_of(self, model: str) -> TokenPrice:
        own = self.model_prices.get(model) or self.model_prices.get("")
        return own or TokenPrice(
            usd_per_million_input=self.usd_per_million_input, usd_per_million_output=self.usd_per_million_output
        )


class VoiceSetting(Value):
    """A setting of a vendor's voices: a number from `minimum` to `maximum`, a text of at most `longest` characters, or
    a switch."""

    name: str
    kind: Literal["number", "text", "switch"]
    minimum: float = 0.0
    maximum: float = 1.0
    longest: int = 0

    @property
    def takes(self) -> str:
        """What it takes, in words."""
        if self.kind == "number":
            return f"a number from {self.minimum:g} to {self.maximum:g}"
        return "true or false" if self.kind == "switch" else f"a text of at most {self.longest} characters"

    def allows(self, value: str | float | bool) -> bool:
        if isinstance(value, bool):
            return self.kind == "switch"
        if isinstance(value, str):
            return self.kind == "text" and len(value.strip()) > 0 and len(value) <= self.longest
        return self.kind == "number" and self.minimum <= value <= self.maximum


class SpeechDeclaration(Value):
    """What a speech vendor honours. `engine`: endpoint host, engine and adapter version, as part of every clip key."""

    models: tuple[str, ...]  # the first is the default
    engine: str
    languages: tuple[str, ...] = ()  # empty: any
    voices: tuple[Voice, ...] = ()
    any_voice: bool = False  # voices beyond the list exist (a voice library)
    host_voice: str = ""
    expert_voice: str = ""
    minimum_speed: float = 1.0
    maximum_speed: float = 1.0
    maximum_characters: int = 4096  # of one call
    usd_per_1000_characters: float = 0.0
    settings: tuple[VoiceSetting, ...] = ()


class EmbeddingsDeclaration(Value):
    """What a vendor of embeddings honours. `texts` is how many one call takes."""

    models: tuple[str, ...]  # the first is the default
    languages: tuple[str, ...] = ()  # empty: any
    texts: int = 64
    usd_per_million_input: float = 0.0


class RecognitionTraits(Value):
    """What a recogniser honours. `maximum_seconds`, `maximum_bytes`: of one call. `word_times`: it says when each word
    is heard. `speakers`: it tells them apart. `prompt`: it takes names and words that occur."""

    languages: tuple[str, ...] = ()  # empty: any
    maximum_seconds: float = 600.0
    maximum_bytes: int = 25_000_000
    word_times: bool = True
    speakers: bool = False
    prompt: bool = False
    usd_per_minute: float = 0.0


class RecognitionDeclaration(Value):
    """What a vendor of recognition honours, by model; '' for models that are not listed. `engine`: endpoint host and
    adapter version, as part of every key."""

    models: tuple[str, ...]  # the first is the default
    engine: str
    traits: dict[str, RecognitionTraits]

    @property
    def languages(self) -> tuple[str, ...]:
        return self.of(self.models[0]).languages

    def of(self, model: str) -> RecognitionTraits:
        return self.traits.get(model) or self.traits.get("") or RecognitionTraits()


Declaration = WriterDeclaration | SpeechDeclaration | EmbeddingsDeclaration | RecognitionDeclaration


class ProviderState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Announcement(Value):
    """One vendor in one role, as a worker that serves it announced last.

    One of the declarations is set; none while it cannot be served, for the reason in `missing`. `seen_at` is by that
    worker's clock; `age_seconds` by the catalog's, where machines share it.
    """

    vendor: str
    role: ProviderRole
    writer: WriterDeclaration | None = None
    speech: SpeechDeclaration | None = None
    embeddings: EmbeddingsDeclaration | None = None
    recognition: RecognitionDeclaration | None = None
    slots: int
    default: bool = False  # chosen when a request names none
    why: str = ""  # why it is (or is not) the default, in words
    local: bool = False  # needs no account and sends nothing off this machine
    state: ProviderState = ProviderState.OPEN
    reason: str = ""
    missing: str = ""
    seen_at: datetime
    age_seconds: float | None = None

    @property
    def declaration(self) -> Declaration | None:
        return self.writer or self.speech or self.embeddings or self.recognition

    def age(self, now: datetime) -> float:
        """Seconds since it was announced; `now` by the reader's clock."""
        return (now - self.seen_at).total_seconds() if self.age_seconds is None else self.age_seconds


def split_name(name: str) -> tuple[str, str]:
    """`vendor:model` → (vendor, model); the model is empty when only a vendor is named."""
    vendor, _, model = name.partition(":")
    return vendor, model


def supports(languages: Sequence[str], language: str) -> bool:
    """An empty list means any language; `en-GB` is served by `en`."""
    primary = language.partition("-")[0].casefold()
    return not languages or any(each.partition("-")[0].casefold() == primary for each in languages)


def full_name(vendor: str, model: str) -> str:
    """As a request names it: `vendor` or `vendor:model`."""
    return f"{vendor}:{model}" if model else vendor
