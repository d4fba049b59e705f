"""The estimate of an audiobook: its chapters with words, minutes and cost, and which of them will be spoken."""

from domain.audiobook.book import Chapter
from domain.audiobook.ports import BookRead
from domain.audiobook.request import AudiobookRequest
from domain.errors import PermanentFault
from domain.money import cents, speech_cost
from domain.tts.cast import ChosenVoice
from domain.tts.rates import words_per_minute
from domain.tts.speaker import Speaker
from domain.value import Value

PAUSES = 0.08
"""Share of a book that is silence: 0.3 s after a breath of 15 s, 0.7 s after a paragraph."""


class ChapterEstimate(Value):
    """`skipped`: it will not be spoken; `reason` says why."""

    n: int
    title: str
    words: int
    minutes: float
    cost_usd: float
    skipped: bool
    reason: str = ""


class BookEstimate(Value):
    """`words`, `minutes`, `characters` and `cost_usd` of what will be spoken."""

    title: str
    author: str | None
    language: str
    words: int
    minutes: float
    characters: int
    cost_usd: float
    chapters: tuple[ChapterEstimate, ...]
    voices: tuple[ChosenVoice, ...]
    notes: tuple[str, ...] = ()


def wanted_of(
    chapters: tuple[Chapter, ...], *, chosen: tuple[int, ...] | None, skip_front_matter: bool
) -> frozenset[int]:
    """Numbers of the chapters that are spoken.

    Raises:
        PermanentFault: `chapter_not_found`, `no_usable_text`.
    """
    known = {each.n for each in chapters}
    if chosen is not None:
        missing = sorted(set(chosen) - known)
        if missing:
            raise PermanentFault(
                "chapter_not_found",
                f"The book has {len(known)} chapters; there is no number {missing[0]}.",
                advice="The estimate lists them (podwright audiobook FILE --estimate).",
            )
        return frozenset(chosen)
    wanted = frozenset(each.n for each in chapters if not (each.skipped and skip_front_matter))
    if not wanted:
        raise PermanentFault(
            "no_usable_text",
            "Nothing of it looks like a chapter.",
            advice="Ask for all of it (skip_front_matter false), or name chapters.",
        )
    return wanted


def estimate_of(
    read: BookRead, request: AudiobookRequest, speakers: tuple[Speaker, ...], voices: tuple[ChosenVoice, ...]
) -> BookEstimate:
    """Raises PermanentFault as `wanted_of`."""
    wanted = wanted_of(read.chapters, chosen=request.chapters, skip_front_matter=request.skip_front_matter)
    narrator = speakers[0]
    rate = words_per_minute(narrator) * (1 - PAUSES)

    def cost(characters: int) -> float:
        return speech_cost(characters, usd_per_1000_characters=narrator.usd_per_1000_characters)

    chapters = tuple(
        ChapterEstimate(
            n=each.n,
            title=each.title,
            words=each.words,
            minutes=round(each.words / rate, 1),
            cost_usd=cents(cost(each.characters)),
            skipped=each.n not in wanted,
            reason=(each.reason or "not chosen") if each.n not in wanted else "",
        )
        for each in read.chapters
    )
    spoken = [each for each in read.chapters if each.n in wanted]
    total = cost(sum(each.characters for each in spoken))
    notes = [notice.message for notice in read.notices]
    if request.budget_usd is not None and request.budget_usd < total:
        notes.append(f"The budget is below the {total:.2f} USD it will come to: it will stop there and ask.")
    return BookEstimate(
        title=request.given_title or read.title,
        author=request.author or read.author,
        language=request.language or read.language,
        words=sum(each.words for each in spoken),
        minutes=round(sum(each.words for each in spoken) / rate, 1),
        characters=sum(each.characters for each in spoken),
        cost_usd=cents(total),
        chapters=chapters,
        voices=voices,
        notes=tuple(notes),
    )
