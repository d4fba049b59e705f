"""Speech to text of both vendors: the words that `tests.fakevendor.tones` can be heard to say, and ways to be wrong."""

import asyncio
from email import message_from_bytes
from email.message import Message

from tests.fakevendor import tones
from tests.fakevendor.control import Misdeed, Rule
from tests.fakevendor.http import Reply, Request, as_json
from tests.fakevendor.tones import Heard

OPENAI, ELEVENLABS = "/v1/audio/transcriptions", "/v1/speech-to-text"
INVENTED = ["thank", "you", "for", "watching"]
MOST_BYTES = 25 * 1024 * 1024
TURN_SECONDS = 0.45
"""A pause after which another person speaks, as far as this vendor tells people apart."""


def form_of(request: Request) -> tuple[dict[str, object], bytes]:
    """The fields of a form and its file. Fields that repeat are lists."""
    head = f"content-type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    message = message_from_bytes(head + request.body)
    fields: dict[str, object] = {}
    media = b""
    for part in message.get_payload() if message.is_multipart() else []:
        assert isinstance(part, Message)
        name = str(part.get_param("name", header="content-disposition"))
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        if part.get_filename() is not None:
            media = data
        elif name.endswith("[]"):
            given = fields.setdefault(name[:-2], [])
            assert isinstance(given, list)
            given.append(data.decode())
        else:
            fields[name] = data.decode()
    return fields, media


async def listen(media: bytes, rule: Rule | None) -> tuple[list[Heard], float]:
    """What is heard, misdeeds included, and the length in seconds. Raises CalledProcessError."""
    words, seconds = await asyncio.to_thread(tones.heard, media)
    match rule.do if rule is not None else None:
        case Misdeed.LOOPING:
            words += [(word, seconds, seconds) for word, _, _ in words[-4:] * 10]
        case Misdeed.INVENTED:
            words = sorted([*words, *_invented(words, seconds)], key=lambda each: each[1])
        case Misdeed.DROPPED:
            words = [each for at, each in enumerate(words) if at % 3]
        case _:
            pass
    return words, seconds


def _invented(words: list[Heard], seconds: float) -> list[Heard]:
    """In the longest pause."""
    ends, starts = [0.0, *(end for _, _, end in words)], [*(start for _, start, _ in words), seconds]
    start, end = max(zip(ends, starts, strict=True), key=lambda pause: pause[1] - pause[0])
    step = (end - start - 1.0) / len(INVENTED)
    return [
        (word, start + 0.5 + at * step, start + 0.5 + (at + 0.9) * step) for at, word in enumerate(INVENTED) if step > 0
    ]


def of_openai(fields: dict[str, object], words: list[Heard], seconds: float) -> Reply:
    """Whisper's list of words has no punctuation."""
    text, usage = " ".join(word for word, _, _ in words), {"type": "duration", "seconds": seconds}
    match fields.get("response_format", "json"):
        case "verbose_json":
            bare = [
                {"word": word.strip(tones.SENTENCE_MARKS), "start": round(start, 2), "end": round(end, 2)}
                for word, start, end in words
            ]
            body = {"task": "transcribe", "language": "english", "duration": seconds, "text": text, "words": bare}
            return as_json({**body, "segments": [], "usage": usage})
        case "diarized_json":
            parts = [
                {
                    "type": "transcript.text.segment",
                    "id": str(at),
                    "start": part[0][1],
                    "end": part[-1][2],
                    "speaker": speaker,
                    "text": " ".join(word for word, _, _ in part),
                }
                for at, (speaker, part) in enumerate(_turns(words))
            ]
            return as_json({"task": "transcribe", "duration": seconds, "text": text, "segments": parts, "usage": usage})
        case _:
            return as_json({"text": text, "usage": usage})


def of_elevenlabs(fields: dict[str, object], words: list[Heard], seconds: float, *, mark: str) -> Reply:
    diarized = str(fields.get("diarize", "")).casefold() == "true"
    listed: list[dict[str, object]] = []
    for speaker, part in _turns(words):
        for word, start, end in part:
            if listed:
                listed.append(
                    {"text": " ", "start": listed[-1]["end"], "end": start, "type": "spacing", "logprob": 0.0}
                )
            told = {"speaker_id": f"speaker_{ord(speaker) - ord('A')}"} if diarized else {}
            listed.append({"text": word, "start": start, "end": end, "type": "word", "logprob": -0.1, **told})
    text = " ".join(word for word, _, _ in words)
    body = {"language_code": "eng", "language_probability": 0.98, "text": text, "words": listed}
    return as_json({**body, "audio_duration_secs": seconds, "transcription_id": f"el_{mark}"})


def _turns(words: list[Heard]) -> list[tuple[str, list[Heard]]]:
    """Two people in turn; whoever speaks first in a file is A."""
    turns: list[tuple[str, list[Heard]]] = []
    for each in words:
        if not turns or each[1] - turns[-1][1][-1][2] >= TURN_SECONDS:
            turns.append(("AB"[len(turns) % 2], []))
        turns[-1][1].append(each)
    return turns
