"""What people correct when they resume a book: voices, passages that are parked, and the budget.

A retry takes over voices and budget; passages belong to their own attempt.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.audiobook.request import AudiobookResume
from domain.audiobook.spec import AudiobookSpec
from domain.audiobook.state import BookDetails
from domain.errors import Loc, Refused
from domain.jobs.changing import StoredChanges
from domain.jobs.record import Job
from domain.jobs.standing import JobSnapshot
from domain.script.corrections import SpeechChange
from domain.tts.casting import recast
from domain.tts.speaker import Speaker
from domain.vendors.declarations import supports
from domain.vendors.ports import Providers
from domain.vendors.serving import Serving


class AudiobookCorrections:
    """Implements `domain.jobs.resuming.Corrections`."""

    def __init__(self, *, providers: Providers, blobs: Blobs, names: Names, clock: Callable[[], datetime]) -> None:
        self._providers, self._blobs, self._names, self._clock = providers, blobs, names, clock
        self._changes = StoredChanges(blobs=blobs, names=names)

    async def resolve(self, snapshot: JobSnapshot, request: AudiobookResume) -> ArtifactRef | None:
        if request.changes_nothing:
            return None
        _check_parked(snapshot, request)
        speakers: tuple[Speaker, ...] = ()
        if request.voices or request.tts:
            spec = await corrected(self._blobs, self._names, await self._changes.spec(snapshot.job, AudiobookSpec))
            serving = Serving(await self._providers.all(), now=self._clock())
            speakers = recast(spec.speakers, voices=request.voices, tts=request.tts, serving=serving)
            language = BookDetails.model_validate(snapshot.progress.details).language
            if language:
                check_language(language, speakers, loc=("tts",) if request.tts else ("voices",))
        change = SpeechChange(
            speakers=speakers, turns=request.turns, skip_turns=request.skip_turns, budget_usd=request.budget_usd
        )
        return await Documents(self._blobs).put(change)

    async def store(self, job: Job, change: ArtifactRef) -> None:
        await self._changes.store(job, change)


def _check_parked(snapshot: JobSnapshot, request: AudiobookResume) -> None:
    """Raises Refused for a passage that waits for no person, and for a text without words."""
    parked = {each.id for each in snapshot.progress.attention if "/" in each.id}
    for field, wanted in (("turns", tuple(request.turns)), ("skip_turns", request.skip_turns)):
        for item in wanted:
            if item not in parked:
                raise Refused("unknown_turn", f"No passage {item!r} waits for a person.", loc=(field, item))
    for item, text in request.turns.items():
        if not any(map(str.isalnum, text)):
            raise Refused("empty_turn", "It holds no words. Skip the passage instead.", loc=("turns", item))


async def corrected(blobs: Blobs, names: Names, spec: AudiobookSpec) -> AudiobookSpec:
    """The spec of an attempt as its resumes left it."""
    stored = StoredChanges(blobs=blobs, names=names)
    for change in await stored.of(spec.job_id, spec.attempt, SpeechChange):
        budget = spec.budget_usd if change.budget_usd is None else change.budget_usd
        spec = spec.model_copy(update={"speakers": change.speakers or spec.speakers, "budget_usd": budget})
    return spec


def check_language(language: str, speakers: Sequence[Speaker], *, loc: Loc = ("language",)) -> None:
    for speaker in speakers:
        if not supports(speaker.languages, language):
            raise Refused(
                "language_not_supported",
                f"It would be in {language!r}; the voices of {speaker.vendor} speak {', '.join(speaker.languages)}. "
                "Name a speech vendor that speaks it, for instance elevenlabs.",
                loc=loc,
            )
