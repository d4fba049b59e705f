"""The kind of audio in an answer, whatever its header says, and WAV headers with their true lengths."""

import struct

from adapters.http.audio_stream import Sound
from adapters.http.unexpected import first_words
from adapters.openai.errors import bad_answer, clean

PCM = "audio/pcm;rate=24000"
"""OpenAI's `pcm`: mono, 24 kHz, signed 16-bit little-endian, no header."""

_UNKNOWN_LENGTHS = (0, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000)
"""Servers write these when they begin to send before they know the length. Some add the header's 36 bytes."""

_MAGIC = {b"ID3": "audio/mpeg", b"fLaC": "audio/flac", b"OggS": "audio/ogg"}


def sound_of(data: bytes, *, content_type: str, asked: str, host: str, text: str = "") -> Sound:
    """Raises TransientFault `bad_answer` when this is not audio, or not all of it."""
    kind = content_type.partition(";")[0].strip().lower()
    if not data:
        raise bad_answer(f"{host} answered with empty audio.", text=text)
    if kind.startswith("text/") or kind.endswith(("json", "xml")):
        said = clean(first_words(data))
        raise bad_answer(f"{host} answered {kind} where audio was asked{said}", text=text)
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return Sound(_measured(data, host, text), "audio/wav")
    for magic, media_type in _MAGIC.items():
        if data.startswith(magic):
            return Sound(data, media_type)
    if asked == "pcm" and kind not in ("audio/mpeg", "audio/mp3"):
        if len(data) % 2:
            raise bad_answer(f"{host} sent half a sample: the audio was cut off.", text=text)
        return Sound(data, PCM)
    if data[0] == 0xFF and data[1] & 0xE0 == 0xE0:
        return Sound(data, "audio/mpeg")
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
