"""How much a WAV header promises. ffmpeg goes by the size of the file instead."""

from pathlib import Path

_PLACEHOLDER = 0x7FFF_0000
"""Sizes from here on, and 0, come from programs that stream and do not know the length; RF64 has it elsewhere."""

_MOST_CHUNKS = 64


def promised_seconds(path: Path) -> float | None:
    """None: another kind of file, or one that promises nothing. 0: one whose header is all there is."""
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] != b"RIFF" or head[8:] != b"WAVE":
            return None
        rate = 0
        for _ in range(_MOST_CHUNKS):
            chunk = file.read(8)
            kind, size = chunk[:4], int.from_bytes(chunk[4:], "little")
            if kind == b"data" and not file.read(1):
                return 0.0
            if kind == b"data":
                return size / rate if rate and 0 < size < _PLACEHOLDER else None
            start = file.tell()
            if kind == b"fmt ":
                rate = int.from_bytes(file.read(12)[8:], "little")
            if len(chunk) < 8:
                break
            file.seek(start + size + size % 2)
    return None
