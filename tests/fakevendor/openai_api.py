"""OpenAI's dialect: chat completions, the model list, speech."""

import asyncio
import json
from collections.abc import AsyncIterator
from subprocess import CalledProcessError

from tests.fakevendor import audio, recognition
from tests.fakevendor.control import KeyState, Misdeed
from tests.fakevendor.dialects import DIALECTS, draft_for
from tests.fakevendor.embedded import embeddings
from tests.fakevendor.http import Reply, Request, Reset, as_json
from tests.fakevendor.manners import answered
from tests.fakevendor.scene import Scene, VendorCall, number

Pieces = AsyncIterator[bytes]

VOICES = frozenset(
    ("alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer", "verse")
)
LISTS = frozenset(("/v1/audio/voices", "/v1/voices", "/v1/audio/speech/voices", "/v1/speakers"))
TICK_SECONDS = 0.05
"""A stream is paced in steps of about this length: finer pacing would only load the machine that measures."""


def read(request: Request) -> VendorCall | None:
    """None when the request is not in this dialect."""
    if "xi-api-key" in request.headers:
        return None
    key = request.headers.get("authorization", "").removeprefix("Bearer").strip()
    body = request.json()
    model = str(body.get("model", ""))
    match request.method, request.path:
        case "POST", "/v1/chat/completions":
            return VendorCall("openai", "chat", key, body, model=model, text=_last_message(body))
        case "POST", "/v1/embeddings":
            return VendorCall("openai", "embeddings", key, body, model=model, text=str(body.get("input", ""))[:200])
        case "POST", "/v1/audio/speech":
            voice = str(body.get("voice", ""))
            return VendorCall("openai", "speech", key, body, model=model, voice=voice, text=str(body.get("input", "")))
        case "POST", recognition.OPENAI:
            form, media = recognition.form_of(request)
            said, model = str(form.get("prompt", "")), str(form.get("model", ""))
            return VendorCall("openai", "transcription", key, form, model=model, text=said, media=media)
        case "GET", "/v1/models":
            return VendorCall("openai", "models", key)
        case "GET", path if path in LISTS:
            return VendorCall("openai", "voices", key, text=path)
    return None


def error(status: int, message: str, *, code: str | None = None, param: str | None = None, kind: str = "") -> Reply:
    kind = kind or ("invalid_request_error" if status < 500 else "server_error")
    return as_json({"error": {"message": message, "type": kind, "param": param, "code": code}}, status)


def account_refusal(state: KeyState) -> Reply:
    match state:
        case KeyState.OVER_QUOTA:
            message = "You exceeded your current quota, please check your plan and billing details."
            return error(429, message, code="insufficient_quota", kind="insufficient_quota")
        case KeyState.NO_PLAN:
            return error(403, "Your project does not have access to this model.", code="model_not_allowed")
        case _:
            return error(401, "Incorrect API key provided.", code="invalid_api_key")


def too_many(retry_after: str) -> Reply:
    reply = error(429, "Rate limit reached for requests", code="rate_limit_exceeded", kind="requests")
    reply.headers["retry-after"] = retry_after
    return reply


async def answer(scene: Scene) -> tuple[Reply, int]:
    """The reply and what it bills."""
    match scene.asked.kind:
        case "chat":
            return await _chat(scene)
        case "speech":
            return await _speech(scene)
        case "transcription":
            return await _transcription(scene)
        case "embeddings":
            return embeddings(scene.asked.body)
        case "voices":
            if scene.asked.text != scene.behaviour.speakers_at:
                return error(404, "Not Found"), 0
            return as_json(scene.behaviour.speakers or {"voices": sorted(VOICES)}), 0
        case _:
            context = {"max_model_len": scene.behaviour.context} if scene.behaviour.context else {}
            models = [
                {"id": name, "object": "model", "created": 0, "owned_by": "fake", **context}
                for name in scene.behaviour.models
            ]
            return as_json({"object": "list", "data": models}), 0


async def _speech(scene: Scene) -> tuple[Reply, int]:
    asked = scene.asked
    if asked.voice not in VOICES:
        names = ", ".join(f"'{name}'" for name in sorted(VOICES))
        message = f"Input should be {names} [{{'type': 'enum', 'loc': ('body', 'voice')}}]"
        return error(400, message, param="voice"), 0
    if not 1 <= len(asked.text) <= 4096:
        return error(400, "String should have between 1 and 4096 characters", code="string_too_long", param="input"), 0
    voice, form = f"openai/{asked.voice}", str(asked.body.get("response_format", "mp3"))
    if form in scene.behaviour.formats_refused:
        return error(400, f"Format {form} is not supported", param="response_format"), 0
    await asyncio.sleep(scene.speech_delay())
    seconds, kind = scene.sound()
    if form == "pcm":
        data, media = audio.pcm(asked.text, voice=voice, rate=24_000, seconds=seconds, kind=kind), "audio/pcm"
    elif form == "wav":
        data = audio.wav(asked.text, voice=voice, rate=24_000, seconds=seconds, kind=kind, streamed=True)
        media = "audio/wav"
    else:
        data, media = (
            await asyncio.to_thread(audio.mp3, asked.text, voice=voice, seconds=seconds, kind=kind),
            "audio/mpeg",
        )
    if scene.misdeed is Misdeed.UNDECODABLE:
        data = b"\x00not sound" * 50
    return Reply(200, data, media, {"x-request-id": f"req_{scene.mark}"}), len(asked.text)


RECOGNIZERS = ("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "gpt-4o-transcribe-diarize")


async def _transcription(scene: Scene) -> tuple[Reply, int]:
    asked = scene.asked
    form, diarizes = str(asked.body.get("response_format", "json")), "diarize" in asked.model
    if asked.model not in RECOGNIZERS:
        return error(404, f"The model `{asked.model}` does not exist", code="model_not_found", param="model"), 0
    if len(asked.media) > recognition.MOST_BYTES:
        return error(413, "Maximum content size limit (26214400) exceeded"), 0
    if form in scene.behaviour.formats_refused or (form == "verbose_json" and asked.model != "whisper-1"):
        return error(400, f"response_format '{form}' is not compatible with model", param="response_format"), 0
    if diarizes and ("prompt" in asked.body or "chunking_strategy" not in asked.body):
        return error(400, "prompt is not supported, and chunking_strategy is required", param="prompt"), 0
    try:
        words, seconds = await recognition.listen(asked.media, scene.rule)
    except CalledProcessError:
        return error(400, "Invalid file format.", param="file"), 0
    await asyncio.sleep(scene.speech_delay())
    reply = recognition.of_openai(asked.body, words, seconds)
    reply.headers["x-request-id"] = f"req_{scene.mark}"
    return reply, round(seconds)


async def _chat(scene: Scene) -> tuple[Reply, int]:
    body, behaviour = scene.asked.body, scene.behaviour
    refused = next((name for name in behaviour.unknown_parameters if name in body), None)
    if refused is not None:
        return error(400, f"Unsupported parameter: '{refused}'", code="unsupported_parameter", param=refused), 0
    if scene.asked.model not in behaviour.models:
        return error(404, f"The model `{scene.asked.model}` does not exist", code="model_not_found"), 0
    form = body.get("response_format")
    wanted = str(form.get("type")) if isinstance(form, dict) else "text"
    if wanted not in behaviour.structured:
        if behaviour.structured_refusal:
            message = f"'response_format.type' must be one of {list(behaviour.structured)}"
            return error(behaviour.structured_refusal, message, param="response_format"), 0
        body = {name: value for name, value in body.items() if name != "response_format"}
    text, finish, refusal = answered(scene.author, body, behaviour.manner), "stop", None
    words = text.split(" ")
    limit = int(number(body.get("max_completion_tokens", body.get("max_tokens")), 1e9))
    rule = scene.rule
    if rule is not None:
        match rule.do:
            case Misdeed.CUT_OFF:
                text, finish = text[: int(len(text) * rule.fraction)], "length"
            case Misdeed.REFUSAL:
                text, refusal = "", "I'm sorry, I can't help with that."
            case Misdeed.CONTENT_FILTER:
                text, finish = text[: len(text) // 3], "content_filter"
            case Misdeed.INVALID_JSON:
                text = text.rstrip().removesuffix("}") + ', "oops": '
            case Misdeed.ANSWER:
                text = rule.body if isinstance(rule.body, str) else json.dumps(rule.body)
            case _:
                pass
    dialect, draft = DIALECTS[behaviour.dialect], draft_for(text)
    thoughts = {dialect.field: dialect.reasoning_of(text, draft)} if dialect.reasoning else {}
    text = dialect.content_of(text, draft)
    if finish == "stop" and _tokens(text) > limit:
        text, finish = " ".join(words[:limit])[: limit * 4], "length"
    prompt = _tokens(json.dumps(body.get("messages", [])))
    usage = {"prompt_tokens": prompt, "completion_tokens": _tokens(text + "".join(thoughts.values()))}
    usage["total_tokens"] = sum(usage.values())
    billed = usage["total_tokens"]
    model = f"{scene.asked.model}@{scene.mark}" if behaviour.traceable else scene.asked.model
    shape = {"id": "chatcmpl-fake", "created": 0, "model": model}
    if body.get("stream") and behaviour.streams:
        options = body.get("stream_options")
        with_usage = isinstance(options, dict) and bool(options.get("include_usage"))
        pieces = _streamed(scene, shape, text, refusal, finish, usage if with_usage else None, thoughts)
        cut = behaviour.cut_streams_after
        return Reply(200, media_type="text/event-stream", stream=pieces, cut_after=cut), billed
    latency = behaviour.latency
    await asyncio.sleep(latency.chat_base + latency.chat_per_token * usage["completion_tokens"])
    message_out = {"role": "assistant", "content": text or None, "refusal": refusal, **thoughts}
    choice = {"index": 0, "message": message_out, "finish_reason": finish, "logprobs": None}
    return as_json({**shape, "object": "chat.completion", "choices": [choice], "usage": usage}), billed


async def _streamed(
    scene: Scene,
    shape: dict[str, object],
    text: str,
    refusal: str | None,
    finish: str,
    usage: dict[str, int] | None,
    thoughts: dict[str, str],
) -> Pieces:
    """Server-sent events, at the pace of the latency model."""
    shape = {**shape, "object": "chat.completion.chunk"}

    def event(delta: dict[str, object], finished: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finished}
        return b"data: " + json.dumps({**shape, "choices": [choice]}).encode() + b"\n\n"

    per_token = scene.behaviour.latency.chat_per_token
    await asyncio.sleep(scene.behaviour.latency.chat_base)
    yield event({"role": "assistant", "content": ""})
    for field, thought in thoughts.items():
        yield event({field: thought})
    if refusal:
        yield event({"refusal": refusal})
    step = 4 * max(1, int(TICK_SECONDS / per_token)) if per_token else 4_000
    stalls_at = len(text) * scene.rule.fraction if scene.rule and scene.rule.do is Misdeed.STALL else len(text) + step
    for at in range(0, len(text), step):
        if at + step > stalls_at and scene.gone is not None:
            yield event({"content": text[at : int(stalls_at)]})
            await scene.gone()
            raise Reset
        piece = text[at : at + step]
        if per_token:
            await asyncio.sleep(per_token * len(piece) / 4)
        yield event({"content": piece})
    yield event({}, finish)
    if usage is not None:
        yield b"data: " + json.dumps({**shape, "choices": [], "usage": usage}).encode() + b"\n\n"
    yield b"data: [DONE]\n\n"


def _tokens(text: str) -> int:
    """Four characters a token, the usual rule of thumb for English."""
    return (len(text) + 3) // 4


def _last_message(body: dict[str, object]) -> str:
    messages = body.get("messages")
    if isinstance(messages, list) and messages and isinstance(messages[-1], dict):
        return str(messages[-1].get("content", ""))
    return ""
