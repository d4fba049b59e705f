"""Programs that start processes end them, however they are told to end."""

import signal
import sys
from types import FrameType


def ends_in_order() -> None:
    """SIGTERM, and Ctrl-C that a background job would not hear, run what stands in `finally`."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)


def _end(number: int, frame: FrameType | None) -> None:
    del frame
    sys.exit(128 + number)
