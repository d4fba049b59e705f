"""Which language model rewrites the lines of a file, and what people correct when they resume."""

from collections.abc import Callable
from datetime import datetime

from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.errors import Refused
from domain.jobs.changing import StoredChanges
from domain.jobs.record import Job
from domain.jobs.standing import JobSnapshot
from domain.script.model import Writer
from domain.subtitles.request import SubtitlesResume
from domain.subtitles.spec import SubtitlesSpec
from domain.transcribe.choosing import RecognizerChoice
from domain.transcribe.ports import Recognizer
from domain.value import Value
from domain.vendors.declarations import ProviderRole
from domain.vendors.ports import Providers
from domain.vendors.serving import Serving


class ModelChoice:
    def __init__(self, *, providers: Providers, clock: Callable[[], datetime]) -> None:
        self._providers, self._clock = providers, clock

    async def choose(self, llm: str | None) -> tuple[Writer, int]:
        """The model that `llm` names, or the default, and its slots. Raises Refused."""
        serving = Serving(await self._providers.all(), now=self._clock())
        chosen, model = serving.choose(ProviderRole.WRITER, llm, loc=("llm",))
        if chosen.writer is None or not chosen.writer.prompts:
            message = f"{chosen.vendor} is no language model: it writes podcasts, and rewrites no lines."
            advice = "Name another llm, or set OPENAI_API_KEY or OPENAI_BASE_URL where a worker runs."
            raise Refused("llm_not_suitable", f"{message} {advice}", loc=("llm",))
        price = chosen.writer.price_of(model)
        writer = Writer(
            vendor=chosen.vendor,
            model=model,
            input_tokens=chosen.writer.input_tokens,
            usd_per_million_input=price.usd_per_million_input,
            usd_per_million_output=price.usd_per_million_output,
        )
        return writer, chosen.slots


class SubtitlesChange(Value):
    budget_usd: float | None = None
    recognizer: Recognizer | None = None
    writer: Writer | None = None

    def applied(self, spec: SubtitlesSpec) -> SubtitlesSpec:
        return spec.model_copy(update={name: value for name, value in (*self,) if value is not None})


class SubtitlesCorrections:
    """Implements `Corrections`."""

    def __init__(self, *, recognizers: RecognizerChoice, models: ModelChoice, blobs: Blobs, names: Names) -> None:
        self._recognizers, self._models, self._blobs = recognizers, models, blobs
        self._changes = StoredChanges(blobs=blobs, names=names)

    async def resolve(self, snapshot: JobSnapshot, request: SubtitlesResume) -> ArtifactRef | None:
        if request == SubtitlesResume():
            return None
        spec = await self._changes.spec(snapshot.job, SubtitlesSpec)
        recognizer = writer = None
        for name, given, used in (("stt", request.stt, spec.recognizer), ("llm", request.llm, spec.writer)):
            if given is not None and used is None:
                raise Refused("wrong_correction", f"{spec.operation} uses no {name}.", loc=(name,))
        if request.stt is not None and spec.recognizer is not None:
            recognizer = await self._recognizers.another(request.stt, spec.ask, first=spec.recognizer)
        if request.llm is not None:
            writer, _ = await self._models.choose(request.llm)
        change = SubtitlesChange(budget_usd=request.budget_usd, recognizer=recognizer, writer=writer)
        return await Documents(self._blobs).put(change)

    async def store(self, job: Job, change: ArtifactRef) -> None:
        await self._changes.store(job, change)
