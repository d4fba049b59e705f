"""One speech process: reads requests from its input, writes samples to its output, ends with whoever started it.

A request is a line of JSON `{"voice", "speed", "text"}`; the answer a line `{"rate", "bytes"}` followed by that many
bytes of mono signed 16-bit PCM, or `{"error", "message"}`. The end of the input means that the parent is gone, also
when it was killed outright: the process then ends at once, in the middle of a sentence if need be.
"""

import ctypes
import json
import os
import queue
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from adapters.local.speakers import Speakers

ORPHAN_CHECK_SECONDS = 1.0

_M_MMAP_THRESHOLD, _LARGE_BYTES = -3, 4 << 20  # malloc.h of glibc


def main() -> None:
    _give_large_memory_back()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand among the answers
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, requests), daemon=True).start()
    threading.Thread(target=_watch_parent, args=(os.getppid(),), daemon=True).start()
    from adapters.local.speakers import Speakers  # noqa: PLC0415  # takes a second: the watchers stand by then

    speakers = Speakers()
    while True:
        _answer(speakers, requests.get(), answers)


def _give_large_memory_back() -> None:
    """A fixed threshold keeps glibc from hoarding a network's buffers: 1050 MB became 440 after a long text."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def _read(source: BinaryIO, requests: "queue.SimpleQueue[bytes]") -> None:
    for line in source:
        requests.put(line)
    os._exit(0)


def _watch_parent(parent: int) -> None:
    """The second rope: a process forked elsewhere may still hold the other end of our input."""
    while os.getppid() == parent:
        time.sleep(ORPHAN_CHECK_SECONDS)
    os._exit(0)


def _answer(speakers: "Speakers", line: bytes, answers: BinaryIO) -> None:
    head: dict[str, str | int]
    try:
        request = json.loads(line)
        rate, data = speakers.speak(request["voice"], request["text"], speed=request["speed"])
        head, body = {"rate": rate, "bytes": len(data)}, data
    except Exception as error:  # told to the parent, which knows what to make of it
        head, body = {"error": type(error).__name__, "message": str(error)[:500]}, b""
    answers.write(json.dumps(head).encode() + b"\n" + body)
    answers.flush()
