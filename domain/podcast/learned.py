"""What was learned of the writer and the voices of a podcast, brought to its spec."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from domain.podcast.spec import PodcastSpec
from domain.script.model import Writer
from domain.tts.learned import Rate, delivery, letters_per_second, voice_key, writer_key
from domain.tts.speaker import Speaker

NO_RATES: Mapping[str, Rate] = MappingProxyType({})

USUAL_LANGUAGE = "en"
"""Of which rates are taken while the sources are not read: a voice's pace in letters is much the same in another."""


def keys_of(spec: PodcastSpec, *, language: str) -> list[str]:
    return [_writer_key(spec.writer, language), *(_voice_key(each, language) for each in spec.speakers)]


def as_learned(
    writer: Writer, speakers: Sequence[Speaker], rates: Mapping[str, Rate], *, language: str
) -> tuple[Writer, tuple[Speaker, ...]]:
    """Both with what is known of them; as declared, where nothing is."""
    writer = writer.model_copy(update={"delivery": delivery(rates.get(_writer_key(writer, language)))})
    return writer, tuple(
        each.model_copy(update={"characters_per_second": measured})
        if (measured := letters_per_second(rates.get(_voice_key(each, language))))
        else each
        for each in speakers
    )


def _writer_key(writer: Writer, language: str) -> str:
    return writer_key(vendor=writer.vendor, model=writer.model, language=primary(language))


def _voice_key(each: Speaker, language: str) -> str:
    return voice_key(
        vendor=each.vendor, model=each.model, voice=each.voice, language=primary(language), speed=each.speed
    )


def primary(language: str) -> str:
    return language.partition("-")[0].lower()
