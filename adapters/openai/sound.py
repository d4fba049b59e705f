"""The kind of audio in an answer, whatever its header says, and WAV headers with their true lengths."""

import struct

from adapters.http.audio_stream import Sound
from adapters.http.unexpected import first_words
from adapters.media.sniffing import SNIFFED_BYTES, sniff, sniff_container
from adapters.openai.errors import bad_answer, clean

PCM = "audio/pcm;rate=24000"
"""OpenAI's `pcm`: mono, 24 kHz, signed 16-bit little-endian, no header."""

_UNKNOWN_LENGTHS = (0, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000)
"""Servers write these when they begin to send before they know the length. Some add the header's 36 bytes."""

_WITH_SIGNATURE = ("audio/mpeg", "audio/flac", "audio/ogg")


def sound_of(data: bytes, *, content_type: str, asked: str, host: str, text: str = "") -> Sound:
    """Raises TransientFault `bad_answer` when this is not audio, or not all of it."""
    kind = content_type.partition(";")[0].strip().lower()
    if not data:
        raise bad_answer(f"{host} answered with empty audio.", text=text)
    if kind.startswith("text/") or kind.endswith(("json", "xml")):
        said = clean(first_words(data))
        raise bad_answer(f"{host} answered {kind} where audio was asked{said}", text=text)
    head = data[:SNIFFED_BYTES]
    found = sniff_container(head)
    if found == "audio/wav":
        return Sound(_measured(data, host, text), found)
    if found in _WITH_SIGNATURE:
        return Sound(data, found)
    if asked == "pcm" and kind not in ("audio/mpeg", "audio/mp3"):
        if len(data) % 2:
            raise bad_answer(f"{host} sent half a sample: the audio was cut off.", text=text)
        return Sound(data, PCM)
    if (found := sniff(head)) in ("audio/mpeg", "audio/aac"):
        return Sound(data, found)
    raise bad_answer(f"{host} answered something that is not audio ({kind or 'no content type'}).", text=text)


def _measured(wav: bytes, host: str, text: str) -> bytes:
    """The WAV with true lengths in its header."""
    at = 12
    while at + 8 <= len(wav):
        name, length = wav[at : at + 4], int.from_bytes(wav[at + 4 : at + 8], "little")
        if name == b"data":
            there = len(wav) - at - 8
            if length <= there and length not in _UNKNOWN_LENGTHS:
                return wav
            if length > there and length < min(_UNKNOWN_LENGTHS[1:]) - 4096:
                raise bad_answer(f"{host} sent {there} of {length} bytes: the audio was cut off.", text=text)
            there -= there % 2
            head = bytearray(wav[: at + 8])
            struct.pack_into("<I", head, 4, at + there)
            struct.pack_into("<I", head, at + 4, there)
            return bytes(head) + wav[at + 8 : at + 8 + there]
        at += 8 + length + length % 2
    raise bad_answer(f"{host} sent a WAV file without sound.", text=text)
