"""Which recogniser serves a request, and what it cannot honour."""

from collections.abc import Callable
from datetime import datetime

from domain.errors import Refused
from domain.transcribe.pieces import piece_limits
from domain.transcribe.ports import RecognitionAsk, Recognizer
from domain.vendors.declarations import ProviderRole, supports
from domain.vendors.ports import Providers
from domain.vendors.serving import Serving


class RecognizerChoice:
    def __init__(self, *, providers: Providers, clock: Callable[[], datetime]) -> None:
        self._providers, self._clock = providers, clock

    async def choose(self, stt: str | None, ask: RecognitionAsk) -> Recognizer:
        """The one that `stt` names, or the default. Raises Refused when it is away, or cannot honour what is asked."""
        serving = Serving(await self._providers.all(), now=self._clock())
        chosen, model = serving.choose(ProviderRole.RECOGNITION, stt, loc=("stt",))
        if chosen.recognition is None:
            raise Refused("no_worker", f"{chosen.vendor} recognises nothing at the moment.", status=503)
        traits = chosen.recognition.of(model)
        made = Recognizer(
            vendor=chosen.vendor, model=model, engine=chosen.recognition.engine, slots=chosen.slots, traits=traits
        )
        if ask.language and not supports(traits.languages, ask.language):
            known = ", ".join(traits.languages)
            raise Refused(
                "language_not_supported", f"{made.name} recognises {known}, not {ask.language}.", loc=("language",)
            )
        for field, asked, honoured, what in (
            ("speakers", ask.speakers, traits.speakers, "does not tell speakers apart"),
            ("prompt", bool(ask.prompt), traits.prompt, "takes no prompt"),
        ):
            if asked and not honoured:
                raise Refused(f"{field}_not_supported", f"{made.name} {what}. Name another stt.", loc=(field,))
        return made

    async def another(self, stt: str, ask: RecognitionAsk, *, first: Recognizer) -> Recognizer:
        """One that goes on with the pieces of the first. Raises Refused."""
        chosen = await self.choose(stt, ask)
        limits, cut = (piece_limits(each.traits, speakers=ask.speakers) for each in (chosen, first))
        if limits < cut:
            message = f"{chosen.name} takes shorter pieces than those that this recording was cut into."
            raise Refused("pieces_too_long", f"{message} Submit it anew.", loc=("stt",))
        return chosen
