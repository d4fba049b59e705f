"""What runs in a speech process: a request is a voice, a text and a speed; the answer's body is mono 16-bit PCM."""

import ctypes
import sys
from typing import Any

from adapters.process.child import Call, serve

_M_MMAP_THRESHOLD, _LARGE_BYTES = -3, 4 << 20  # malloc.h of glibc


def main() -> None:
    serve(_make_call)


def _make_call() -> Call:
    _return_large_memory()
    from adapters.local.speakers import Speakers  # noqa: PLC0415  # takes a second: the process is confined by then

    speakers = Speakers()

    def speak(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        rate, data = speakers.speak(request["voice"], request["text"], speed=request["speed"])
        return {"rate": rate}, data

    return speak


def _return_large_memory() -> None:
    """A fixed threshold keeps glibc from hoarding a network's buffers: 1050 MB became 440 after a long text."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
