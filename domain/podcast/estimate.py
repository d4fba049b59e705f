"""The estimate of a podcast before it is made: words, minutes, cost, and the choices with their reasons."""

from collections.abc import Sequence

from domain.money import CostRange, cents, speech_cost, writing_cost
from domain.podcast.alike import one_voice_for_two
from domain.podcast.request import PodcastRequest
from domain.retrieve.sources import SourceFacts
from domain.script.model import Writer
from domain.script.style import Complexity, Style
from domain.tts.cast import ChosenVoice
from domain.tts.rates import CHARACTERS_PER_WORD, words_per_minute
from domain.tts.speaker import Speaker
from domain.value import Value
from domain.vendors.declarations import full_name

PAUSES = 0.06
"""Share of an episode that is silence: 250-600 ms after a turn of about 12 s, 900 ms between segments."""

TOKENS_PER_WORD = 1.35  # English prose, usual byte-pair vocabularies: 1.3 to 1.4
OUTPUT_OVERHEAD = 1.5  # JSON keys, speaker names, citations around each turn
ASKED_AGAIN = 1.6  # upper bound: repaired and re-asked answers, longer turns than planned


class ChosenWriter(Value):
    name: str
    why: str
    local: bool


class ChosenStyle(Value):
    name: Style = Style.CONVERSATIONAL_INTERVIEW
    why: str = "usual"
    complexity: Complexity | None = None


class ChosenProfiles(Value):
    """`fields`: those whose values came from the profiles."""

    episode_profile: str | None = None
    speaker_profile: str | None = None
    fields: tuple[str, ...] = ()


class Estimate(Value):
    """`words` and `minutes` of the finished podcast; less than asked for when the sources do not hold as much.

    `characters_reused`: of `characters`, those that were spoken before and are not paid for again.
    """

    words: int
    minutes: float
    characters: int
    characters_reused: int = 0
    language: str | None
    cost_usd: CostRange
    writer: ChosenWriter
    voices: tuple[ChosenVoice, ...]
    style: ChosenStyle = ChosenStyle()
    profiles: ChosenProfiles | None = None
    notes: tuple[str, ...] = ()


def estimate_of(
    request: PodcastRequest, sources: Sequence[SourceFacts], writer: Writer, speakers: Sequence[Speaker]
) -> Estimate:
    notes: list[str] = []
    if alike := one_voice_for_two(speakers):
        notes.append(alike.message)
    rate = sum(words_per_minute(speaker) for speaker in speakers) / len(speakers) * (1 - PAUSES)
    words = round(request.duration_minutes * rate)
    known = [facts.words for facts in sources if facts.words is not None]
    source_words = sum(known) if len(known) == len(sources) else None
    if source_words is not None and source_words < words:
        words = source_words
        notes.append("The sources hold fewer words than the podcast could: it will be shorter than asked for.")
    characters = round(words * CHARACTERS_PER_WORD)
    spoken = max(speaker.usd_per_1000_characters for speaker in speakers)
    shared = sum(speaker.usd_per_1000_characters for speaker in speakers) / len(speakers)
    segments = min(max(round(0.8 * request.duration_minutes) + 1, 2), 8)
    read = min(round((source_words or writer.input_tokens) * TOKENS_PER_WORD), writer.input_tokens)
    written = writing_cost(
        input_tokens=read * (segments + 1),
        output_tokens=round(words * TOKENS_PER_WORD * OUTPUT_OVERHEAD),
        usd_per_million_input=writer.usd_per_million_input,
        usd_per_million_output=writer.usd_per_million_output,
    )
    low = cents(written / ASKED_AGAIN + speech_cost(characters, usd_per_1000_characters=shared))
    if request.budget_usd is not None and request.budget_usd < low:
        notes.append(f"The budget is below the {low:.2f} USD it will come to: it will stop there and ask.")
    return Estimate(
        words=words,
        minutes=round(words / rate, 1),
        characters=characters,
        language=None,
        cost_usd=CostRange(
            low=low,
            high=cents((written + speech_cost(characters, usd_per_1000_characters=spoken)) * ASKED_AGAIN),
        ),
        writer=ChosenWriter(name=full_name(writer.vendor, writer.model), why="", local=False),
        voices=(),
        notes=tuple(notes),
    )
