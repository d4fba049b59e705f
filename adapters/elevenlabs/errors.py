"""Faults from the errors of ElevenLabs. Only this module decides what they mean."""

import json
from dataclasses import dataclass

import httpx
from elevenlabs.core.api_error import ApiError
from elevenlabs.core.parse_error import ParsingError

from adapters.http.retry_after import retry_after
from domain.errors import AccountFault, Fault, ItemFault, TransientFault

VENDOR = "elevenlabs"

BROKEN_ANSWERS = (ParsingError, httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, TimeoutError, ValueError)
"""What a call raises that got no whole answer. ValueError: an answer that is not JSON."""

FAILURES = (ApiError, *BROKEN_ANSWERS)
"""All that a call can raise."""


@dataclass(frozen=True, slots=True)
class _Family:
    """Errors with one meaning, known by the vendor's words for it, or by a phrase of its sentence."""

    kind: type[Fault]
    code: str
    advice: str
    words: tuple[str, ...]
    phrases: tuple[str, ...] = ()


_QUOTA = _Family(
    AccountFault,
    "quota_exhausted",
    "Buy credits or wait for the next month; the job then continues automatically.",
    ("quota_exceeded", "insufficient_credits", "credit_limit_exceeded", "character_limit_exceeded"),
)
_KEY = _Family(
    AccountFault,
    "key_refused",
    "Set ELEVENLABS_API_KEY to a key that may use text to speech, and start the worker again.",
    ("invalid_api_key", "missing_api_key", "needs_authorization", "missing_permissions", "insufficient_permissions"),
)
_PLAN = _Family(
    AccountFault,
    "plan_insufficient",
    "Your ElevenLabs plan does not include this: choose another voice, or a larger plan.",
    (
        "payment_required",
        "paid_plan_required",
        "subscription_required",
        "free_users_not_allowed",
    ),
)
_BLOCKED = _Family(
    AccountFault,
    "account_blocked",
    "ElevenLabs has blocked the account: see its billing page, or ask its support.",
    ("detected_unusual_activity", "account_suspended", "subscription_past_due"),
)
_FAMILIES = (
    _QUOTA,
    _KEY,
    _PLAN,
    _BLOCKED,
    _Family(
        ItemFault,
        "voice_not_found",
        "Choose another voice for this speaker.",
        ("voice_not_found", "invalid_voice_id", "voice_does_not_exist", "voice_access_denied", "voice_disabled"),
        ("voice_id",),
    ),
    _Family(
        ItemFault,
        "model_not_found",
        "Choose another model.",
        ("model_not_found", "invalid_model_id", "model_does_not_exist", "model_can_not_do_text_to_speech"),
    ),
    _Family(
        ItemFault,
        "content_refused",
        "Change the text, or use another provider for it.",
        (
            "content_against_policy",
            "content_policy_violation",
            "blocked_content",
            "moderation_failed",
            "unsafe_content",
        ),
        ("content polic", "terms of service", "violat"),
    ),
)
_ADDRESS = _Family(
    AccountFault, "wrong_address", "Check ELEVENLABS_BASE_URL (it is https://api.elevenlabs.io, without /v1).", ()
)
_REQUEST = _Family(
    ItemFault, "request_rejected", "Change the text of this turn, or choose another voice or provider.", ()
)
_BUSY = ("too_many_concurrent_requests", "concurrent_limit_exceeded", "rate_limit_exceeded", "system_busy")
_FORMAT = ("output_format_not_allowed", "invalid_output_format", "unsupported_output_format")
_KNOWN = {word for family in _FAMILIES for word in family.words} | set(_BUSY) | set(_FORMAT)


def fault_of(error: Exception, *, host: str, text: str = "", secret: str = "") -> Fault:
    """The fault to raise (`from None`: the vendor's exception prints its headers). `text` is the item at fault."""
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return TransientFault("vendor_timeout", f"{host} did not answer in time.", provider=VENDOR, text=text)
    if isinstance(error, httpx.HTTPError | httpx.StreamError | httpx.InvalidURL):
        message = f"The connection to {host} failed ({type(error).__name__})."
        return TransientFault("vendor_unreachable", message, provider=VENDOR, text=text)
    if isinstance(error, ApiError):
        return _of_status(error, host=host, text=text, secret=secret)
    return bad_answer(f"{host} answered something that is not its API ({type(error).__name__}).", text=text)


def may_be_billed(error: Exception) -> bool:
    """Whether the vendor may have worked on a call that was given up: it was sent, and no answer came in time."""
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return False
    return isinstance(error, TimeoutError | httpx.TimeoutException)


def lacks_permission(error: ApiError) -> bool:
    """Whether the key is good, but may not ask this."""
    return _said(error.body)[0] in ("missing_permissions", "insufficient_permissions")


def quota_used_up(host: str) -> AccountFault:
    return AccountFault(_QUOTA.code, f"{host}: no credits are left.", advice=_QUOTA.advice, provider=VENDOR)


def bad_answer(message: str, *, text: str = "") -> TransientFault:
    return TransientFault("bad_answer", message, provider=VENDOR, text=text)


def refuses_format(error: ApiError, output_format: str) -> bool:
    """Whether the plan, or the server, does not allow this output format. Such a refusal costs nothing."""
    code, said = _said(error.body)
    if error.status_code not in (400, 401, 402, 403, 422):
        return False
    return code in _FORMAT or output_format in said or "output_format" in said.lower().replace(" ", "_")


def _of_status(error: ApiError, *, host: str, text: str, secret: str) -> Fault:
    status = error.status_code or 0
    code, said = _said(error.body)
    if len(secret) >= 4:
        said = said.replace(secret, "[key]")
    message = f"{host} answered {status}: {said}"
    if code in _BUSY or status in (408, 409, 425, 429) or status >= 500:
        kind = "rate_limited" if status == 429 or code in _BUSY else "vendor_error"
        if code not in _QUOTA.words:  # a used-up quota may be a 429 too
            wait = retry_after(error.headers or {})
            return TransientFault(kind, message, provider=VENDOR, text=text, retry_after=wait)
    if not 400 <= status < 500:
        return bad_answer(message, text=text)
    family = _family(status, code, said.lower(), ours="detail" in (error.body if isinstance(error.body, dict) else {}))
    return family.kind(family.code, message, advice=family.advice, provider=VENDOR, text=text)


def _family(status: int, code: str, said: str, *, ours: bool) -> _Family:
    """By the vendor's own word first, whose status varies (a used-up quota is a 401, 402 or 403)."""
    for family in _FAMILIES:
        if code in family.words:
            return family
    if status in (401, 402, 403):
        return _PLAN if status == 402 else _KEY
    if status in (404, 405) and not ours:
        return _ADDRESS
    return next((family for family in _FAMILIES if any(phrase in said for phrase in family.phrases)), _REQUEST)


def _said(body: object) -> tuple[str, str]:
    """(the vendor's word for it, the vendor's sentence). `detail` is an object, a list of problems, or a sentence."""
    detail = body.get("detail", body) if isinstance(body, dict) else body
    if isinstance(detail, dict):
        words = [str(detail[name]) for name in ("code", "status", "type") if isinstance(detail.get(name), str)]
        code = next((word for word in words if word in _KNOWN), words[0] if words else "")
        sentence = detail.get("message")
        return code, _line(sentence if isinstance(sentence, str) else json.dumps(detail))
    if isinstance(detail, list):
        return "", _line(
            "; ".join(str(part.get("msg", part)) if isinstance(part, dict) else str(part) for part in detail)
        )
    return "", _line(str(detail or "nothing"))


def _line(text: str) -> str:
    return " ".join(text.split())[:400]
