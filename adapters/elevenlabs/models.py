"""The models of ElevenLabs, and what each honours that its API does not tell."""

from dataclasses import dataclass

DEFAULT_MODEL = "eleven_multilingual_v2"
"""The most stable of them over long texts, in the vendor's own words."""

RECOGNITION = "scribe_v2"

USD_PER_1000_CREDITS = 0.22
"""An upper bound: the Creator plan has 100,000 credits for 22 USD, the most expensive ones of the common plans."""

_29 = "ar bg cs da de el en es fi fil fr hi hr id it ja ko ms nl pl pt ro ru sk sv ta tr uk zh"
_32 = f"{_29} hu no vi"


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """`characters` of one call; `credits` per character; `speed`: whether the setting is honoured (0.7–1.2), and with
    it those of a voice (stability and the like).

    `named_language`: whether it takes a language code; the others infer it from the text.
    """

    characters: int
    credits: float
    languages: tuple[str, ...]
    speed: bool = True
    named_language: bool = True

    @property
    def settings(self) -> bool:
        return self.speed


MODELS = {
    "eleven_multilingual_v2": SpeechModel(10_000, 1.0, tuple(_29.split()), named_language=False),
    "eleven_flash_v2_5": SpeechModel(40_000, 0.5, tuple(_32.split())),
    "eleven_turbo_v2_5": SpeechModel(40_000, 0.5, tuple(_32.split())),
    "eleven_flash_v2": SpeechModel(30_000, 0.5, ("en",), named_language=False),
    "eleven_turbo_v2": SpeechModel(30_000, 0.5, ("en",), named_language=False),
    "eleven_v3": SpeechModel(5_000, 1.0, (), speed=False),
    "eleven_v4": SpeechModel(10_000, 2.0, (), speed=False),
    "eleven_v4_turbo": SpeechModel(10_000, 0.5, (), speed=False),
}

UNKNOWN = SpeechModel(5_000, 1.0, (), speed=False, named_language=False)
"""A model newer than this table: the smallest limit, and no parameter that it may not know."""


def model_named(name: str) -> SpeechModel:
    return MODELS.get(name, UNKNOWN)
