"""Audiobooks as a kind of job."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from domain.access import Caller
from domain.artifacts.documents import reference_of
from domain.artifacts.ports import Blobs, Names
from domain.audiobook.correcting import check_language, corrected
from domain.audiobook.estimate import BookEstimate, estimate_of
from domain.audiobook.passages import NARRATOR, QUOTES, Pauses
from domain.audiobook.ports import BookNotRead, BookOutlines, ReadBook
from domain.audiobook.request import AudiobookRequest
from domain.audiobook.spec import AUDIOBOOK, Audiobook, AudiobookSpec
from domain.audiobook.state import BookDetails
from domain.errors import FaultKind, PermanentFault, Refused
from domain.jobs.admission import priority_for
from domain.jobs.kind import JobKind, JobOutput, NewJob
from domain.jobs.markdown import in_markdown
from domain.jobs.progress import Progress
from domain.jobs.runs import StartJob
from domain.jobs.versions import revisions_of
from domain.money import speech_cost
from domain.retrieve.request import TextSource
from domain.retrieve.sources import SourceFacts, Sources
from domain.tts.cast import ChosenVoice, cast_speakers
from domain.tts.rates import CHARACTERS_PER_WORD
from domain.tts.request import SpeakerRequest, lexicon_of
from domain.tts.speaker import Speaker
from domain.vendors.ports import Providers
from domain.vendors.serving import Serving

READING_SECONDS = 45.0
"""Fetching takes up to a minute and reading half of one; most books take a few seconds."""

MAXIMUM_WINDOW = 200
"""Passages in flight of one book, whatever the fleet."""

READ_AGAIN_SECONDS = 5


class AudiobookKind(JobKind[AudiobookRequest, AudiobookSpec]):
    """Books, read aloud."""

    name, collection, spec_model = AUDIOBOOK, "audiobooks", AudiobookSpec
    request_model = AudiobookRequest

    def __init__(
        self,
        *,
        sources: Sources,
        providers: Providers,
        outlines: BookOutlines,
        blobs: Blobs,
        names: Names,
        clock: Callable[[], datetime],
    ) -> None:
        self._sources, self._providers, self._outlines = sources, providers, outlines
        self._blobs, self._names, self._clock = blobs, names, clock

    async def estimate(self, request: AudiobookRequest, *, caller: Caller) -> BookEstimate:
        """Its chapters, once a worker has read it; nothing is started.

        Raises:
            Refused, NoWorker, EngineUnavailable.
        """
        facts, speakers, voices, _ = await self._cast(request, caller)
        if isinstance(request.source, TextSource):
            await self._blobs.put(request.source.text.encode(), media_type="text/plain")
        order = ReadBook(source=facts.ref)
        key = hashlib.sha256(order.model_dump_json().encode()).hexdigest()
        try:
            read = await self._outlines.read(order, key=key, within=READING_SECONDS)
            check_language(request.language or read.language, speakers)
            return estimate_of(read, request, speakers, voices)
        except BookNotRead as error:
            fault = error.detail
            again = fault.kind is FaultKind.TRANSIENT
            raise Refused(
                fault.code,
                f"{fault.message} {fault.advice}".strip(),
                loc=("source",),
                status=503 if again else 422,
                retry_after=READ_AGAIN_SECONDS if again else None,
            ) from error
        except PermanentFault as fault:
            raise Refused(fault.code, f"{fault.message} {fault.advice}".strip(), loc=("chapters",)) from fault

    async def resolve(self, request: AudiobookRequest, *, job_id: str, caller: Caller) -> NewJob[AudiobookSpec]:
        facts, speakers, _, slots = await self._cast(request, caller)
        lexicon = lexicon_of(request.lexicon) if request.lexicon else None
        characters = round((facts.words or 0) * CHARACTERS_PER_WORD) if request.chapters is None else 0
        spec = AudiobookSpec(
            job_id=job_id,
            owner=caller.owner,
            title=request.given_title,
            priority=priority_for(caller, request.priority),
            source=facts.ref,
            author=request.author,
            language=request.language and request.language.partition("-")[0].lower(),
            speakers=speakers,
            chapters=request.chapters and tuple(sorted(set(request.chapters))),
            skip_front_matter=request.skip_front_matter,
            intro_text=request.intro_text,
            outro_text=request.outro_text,
            pauses=Pauses.model_validate(request.pauses.model_dump()),
            formats=tuple(dict.fromkeys(request.formats)),
            lexicon=lexicon and reference_of(lexicon),
            speech_window=min(2 * slots, MAXIMUM_WINDOW),
            estimated_cost_usd=speech_cost(characters, usd_per_1000_characters=speakers[0].usd_per_1000_characters),
            budget_usd=request.budget_usd,
        )
        named = {"source": spec.source.artifact, "lexicon": spec.lexicon}
        return NewJob(
            spec=spec,
            title=spec.title,
            characters=characters,
            texts=[request.source.text] if isinstance(request.source, TextSource) else [],
            documents=[lexicon] if lexicon is not None else [],
            sources={name: ref for name, ref in named.items() if ref is not None},
        )

    def start(self, spec: AudiobookSpec, *, job_id: str) -> StartJob:
        return start_audiobook(spec, kind=self.name, job_id=job_id)

    async def next_attempt(self, spec: AudiobookSpec, *, job_id: str) -> AudiobookSpec:
        return await corrected(self._blobs, self._names, spec)

    async def dependents(self, job_id: str) -> Sequence[str]:
        return [each.job_id for each in await revisions_of(self._names, job_id)]

    def step_details(self, progress: Progress) -> BookDetails:
        return BookDetails.model_validate(progress.details)

    def outputs(self, result: str) -> Sequence[JobOutput]:
        return outputs_of(result)

    async def _cast(
        self, request: AudiobookRequest, caller: Caller
    ) -> tuple[SourceFacts, tuple[Speaker, ...], tuple[ChosenVoice, ...], int]:
        """Raises Refused with the field at fault."""
        facts = await self._sources.facts_of_one(request.source, owner=caller.owner)
        if facts.ref.artifact is not None and facts.ref.artifact.media_type.startswith(("audio/", "video/")):
            message = f"{facts.ref.name} is {facts.ref.artifact.media_type}; it holds no text that could be read."
            raise Refused("source_not_supported", message, loc=("source",))
        narrator = SpeakerRequest(
            name=NARRATOR, voice=request.voice, tts=request.tts, speed=request.speed, settings=request.settings
        )
        wanted = [narrator]
        if request.quotes_voice is not None:
            wanted.append(narrator.model_copy(update={"name": QUOTES, "voice": request.quotes_voice}))
        serving = Serving(await self._providers.all(), now=self._clock())
        try:
            speakers, voices, slots = cast_speakers(wanted, serving)
        except Refused as error:
            loc = error.loc[2:]
            if error.loc[1:] == (1, "voice"):
                loc = ("quotes_voice",)
            raise Refused(error.code, error.message, loc=loc, status=error.status) from error
        language = request.language or facts.language
        if language is not None:
            check_language(language, speakers)
        return facts, speakers, voices, slots


def start_audiobook(spec: AudiobookSpec, *, kind: str, job_id: str) -> StartJob:
    voices = in_markdown(", ".join(f"{each.name} ({each.vendor})" for each in spec.speakers))
    formats = ", ".join(spec.formats)
    summary = in_markdown(f"{spec.title or 'Audiobook'} · {formats}")
    return StartJob.of(spec, kind=kind, job_id=job_id, summary=summary, details=f"Voices: {voices}")


def outputs_of(result: str) -> list[JobOutput]:
    files = Audiobook.model_validate_json(result).files
    return [JobOutput(name=name, artifact=artifact) for name, artifact in files.items()]
