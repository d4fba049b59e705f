"""One set of speech processes for all tests of the local voices, and what they said, measured."""

import io
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt
import pytest
import pytest_asyncio

from adapters.local.speech import LocalSpeech
from domain.tts.utterance import Utterance


@dataclass(frozen=True)
class Said:
    """A clip, decoded. `samples` from -1 to 1."""

    data: bytes
    rate: int
    samples: npt.NDArray[np.float64]

    @property
    def seconds(self) -> float:
        return self.samples.size / self.rate

    def pitch(self) -> float:
        """Hz: median over the clearly voiced frames of the strongest autocorrelation between 60 and 400 Hz."""
        frame = self.rate // 25
        frames = np.lib.stride_tricks.sliding_window_view(self.samples, frame)[:: frame // 2]
        frames = frames[np.sqrt((frames**2).mean(axis=1)) > 0.02]
        lags = np.arange(self.rate // 400, self.rate // 60)
        found = []
        for one in frames - frames.mean(axis=1, keepdims=True):
            by_lag = np.array([one[:-lag] @ one[lag:] / (frame - lag) for lag in lags]) / (one @ one / frame)
            if by_lag.max() > 0.6:
                found.append(self.rate / lags[by_lag.argmax()])
        return float(np.median(found))


Say = Callable[..., Awaitable[Said]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def speech() -> AsyncIterator[LocalSpeech]:
    if find_spec("hibari") is None or find_spec("onnxruntime") is None:
        pytest.skip("the voices of podwright[local] are not installed")
    local = LocalSpeech(1)
    yield local
    await local.close()


@pytest.fixture
def utterance() -> Callable[..., Utterance]:
    def make(text: str, *, voice: str = "heart", speed: float = 1.0, language: str = "en") -> Utterance:
        return Utterance(
            vendor="local", model="neural", engine="test", voice=voice, language=language, speed=speed, text=text
        )

    return make


@pytest.fixture(scope="session")
def heard() -> dict[str, Said]:
    return {}


@pytest.fixture
def say(speech: LocalSpeech, utterance: Callable[..., Utterance], heard: dict[str, Said]) -> Say:
    """Asks once for each text and manner; with `anew` again."""

    async def progress(word: str) -> None: ...

    async def said(text: str, *, anew: bool = False, **manner: object) -> Said:
        key = utterance(text, **manner).key
        if anew or key not in heard:
            heard[key] = await ask(text, **manner)
        return heard[key]

    async def ask(text: str, **manner: object) -> Said:
        audio = await speech.synthesize(utterance(text, **manner), on_progress=progress)
        assert audio.media_type == "audio/wav"
        assert audio.characters == len(text)
        with wave.open(io.BytesIO(audio.data)) as file:
            assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64) / 32768
            return Said(audio.data, file.getframerate(), samples)

    return said
