"""ElevenLabs' dialect: text to speech, voices, models, subscription."""

import asyncio
from subprocess import CalledProcessError

from tests.fakevendor import audio, recognition
from tests.fakevendor.control import KeyState, Misdeed
from tests.fakevendor.http import Reply, Request, as_json
from tests.fakevendor.scene import Scene, VendorCall, number

SARAH, GEORGE, BRIAN = "EXAVITQu4vr4xnSDxMaL", "JBFqnCBsd6RMkjVDRZzb", "nPczCjzI2devNBz1zQrb"
VOICES = {
    SARAH: ("Sarah", "female", "american"),
    GEORGE: ("George", "male", "british"),
    BRIAN: ("Brian", "male", "american"),
}
MODELS = {
    "eleven_multilingual_v2": (10_000, 1.0),
    "eleven_flash_v2_5": (40_000, 0.5),
    "eleven_v3": (5_000, 1.0),
}
SPEECH = "/v1/text-to-speech/"


def read(request: Request) -> VendorCall | None:
    """None when the request is not in this dialect."""
    key, body, query = request.headers.get("xi-api-key", ""), request.json(), dict(request.query)
    if request.method == "POST" and request.path.startswith(SPEECH):
        voice = request.path.removeprefix(SPEECH).removesuffix("/stream")
        model, text = str(body.get("model_id", "eleven_multilingual_v2")), str(body.get("text", ""))
        return VendorCall("elevenlabs", "speech", key, body, query, model=model, voice=voice, text=text)
    if (request.method, request.path) == ("POST", recognition.ELEVENLABS):
        form, media = recognition.form_of(request)
        model, terms = str(form.get("model_id", "")), str(form.get("keyterms", ""))
        return VendorCall("elevenlabs", "transcription", key, form, query, model=model, text=terms, media=media)
    match request.method, request.path:
        case "GET", "/v1/voices" | "/v2/voices":
            return VendorCall("elevenlabs", "voices", key, query=query)
        case "GET", "/v1/models":
            return VendorCall("elevenlabs", "models", key)
        case "GET", "/v1/user/subscription":
            return VendorCall("elevenlabs", "subscription", key)
    return None


def error(status: int, code: str, message: str) -> Reply:
    return as_json({"detail": {"status": code, "message": message}}, status)


def account_refusal(state: KeyState) -> Reply:
    match state:
        case KeyState.OVER_QUOTA:
            message = "This request exceeds your quota of 10000. You have 12 credits remaining."
            return error(401, "quota_exceeded", message)
        case KeyState.NO_PLAN:
            return error(402, "payment_required", "Your plan does not include this. Please upgrade.")
        case _:
            return error(401, "invalid_api_key", "Invalid API key")


def too_many(retry_after: str) -> Reply:
    reply = error(429, "too_many_concurrent_requests", "Too many concurrent requests for your plan.")
    reply.headers["retry-after"] = retry_after
    return reply


async def answer(scene: Scene) -> tuple[Reply, int]:
    """The reply and what it bills."""
    match scene.asked.kind:
        case "speech":
            return await _speech(scene)
        case "transcription":
            return await _transcription(scene)
        case "voices":
            return _voices(scene), 0
        case "models":
            return as_json([_model(name) for name in MODELS]), 0
        case _:
            used = {"tier": "creator", "character_count": 0, "character_limit": 100_000, "voice_slots_used": 0}
            return as_json(used), 0


async def _speech(scene: Scene) -> tuple[Reply, int]:
    asked = scene.asked
    if asked.voice not in VOICES and asked.voice not in scene.behaviour.voices:
        return error(404, "voice_not_found", f"A voice with voice_id '{asked.voice}' was not found."), 0
    if asked.model not in MODELS:
        return error(400, "model_not_found", f"A model with model ID {asked.model} does not exist."), 0
    longest, rate_of_cost = MODELS[asked.model]
    if not asked.text or len(asked.text) > longest:
        message = f"This request's text has {len(asked.text)} characters and exceeds the limit of {longest} characters."
        return error(400, "max_character_limit_exceeded", message), 0
    settings = asked.body.get("voice_settings")
    speed = number(settings.get("speed"), 1.0) if isinstance(settings, dict) else 1.0
    if not 0.7 <= speed <= 1.2:
        return error(400, "invalid_voice_settings", "Speed must be between 0.7 and 1.2."), 0
    form = asked.query.get("output_format", "mp3_44100_128")
    if form in scene.behaviour.formats_refused:
        return error(403, "output_format_not_allowed", f"Output format {form} is not included in your plan."), 0
    await asyncio.sleep(scene.speech_delay())
    seconds, kind = scene.sound()
    voice = f"elevenlabs/{asked.voice}"
    if form.startswith("pcm_"):
        rate = int(form.removeprefix("pcm_"))
        data, media = audio.pcm(asked.text, voice=voice, rate=rate, seconds=seconds, kind=kind), "audio/pcm"
    else:
        data, media = (
            await asyncio.to_thread(audio.mp3, asked.text, voice=voice, seconds=seconds, kind=kind),
            "audio/mpeg",
        )
    if scene.misdeed is Misdeed.UNDECODABLE:
        data = b"\x00not sound" * 50
    billed = round(len(asked.text) * rate_of_cost)
    return Reply(200, data, media, {"character-cost": str(billed), "request-id": f"el_{scene.mark}"}), billed


async def _transcription(scene: Scene) -> tuple[Reply, int]:
    asked = scene.asked
    if not asked.model.startswith("scribe_v"):
        return error(400, "model_not_found", f"A model with model ID {asked.model} does not exist."), 0
    try:
        words, seconds = await recognition.listen(asked.media, scene.rule)
    except CalledProcessError:
        return error(400, "invalid_content", "File upload is corrupted. Please ensure it is playable audio."), 0
    await asyncio.sleep(scene.speech_delay())
    return recognition.of_elevenlabs(asked.body, words, seconds, mark=scene.mark), round(seconds)


def _voices(scene: Scene) -> Reply:
    listed = [
        {
            "voice_id": id_,
            "name": name,
            "category": "premade",
            "labels": {"gender": gender, "accent": accent, "language": "en"},
            "description": f"{name}, made for tests",
        }
        for id_, (name, gender, accent) in VOICES.items()
    ]
    listed += [{"voice_id": id_, "name": id_, "category": "cloned", "labels": {}} for id_ in scene.behaviour.voices]
    size = int(scene.asked.query.get("page_size", "100"))
    start = int(scene.asked.query.get("next_page_token", "0"))
    more = start + size < len(listed)
    page = listed[start : start + size]
    token = str(start + size) if more else None
    return as_json({"voices": page, "has_more": more, "total_count": len(listed), "next_page_token": token})


def _model(name: str) -> dict[str, object]:
    longest, cost = MODELS[name]
    languages = [{"language_id": code, "name": code} for code in ("en", "de", "fr", "es")]
    rates = {"character_cost_multiplier": cost}
    return {
        "model_id": name,
        "name": name,
        "can_do_text_to_speech": True,
        "maximum_text_length_per_request": longest,
        "languages": languages,
        "model_rates": rates,
    }
