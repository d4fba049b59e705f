"""Faults from the errors of OpenAI and of servers that speak its API. Only this module decides what they mean."""

import json
import re
from collections.abc import Mapping

import httpx2
import openai

from adapters.http.retry_after import retry_after
from domain.errors import AccountFault, Fault, ItemFault, TransientFault

VENDOR = "openai"

FAILURES = (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, TimeoutError, ValueError)
"""All that a call can raise. ValueError: an answer that is not JSON, or not the JSON that was promised."""

_QUOTA = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "access_terminated"}
_CONTENT = {"content_policy_violation", "content_filter", "moderation_blocked", "invalid_prompt"}
_SECRET = re.compile(r"\b(sk-|Bearer )[\w*.-]{4,}")


def fault_of(error: Exception, *, host: str, text: str = "", secret: str = "") -> Fault:
    """The fault to raise (`from None`: the vendor's exception may hold the request). `text` is the item at fault."""
    if isinstance(error, Fault):
        return error
    if isinstance(error, TimeoutError | openai.APITimeoutError | httpx2.TimeoutException):
        return TransientFault("vendor_timeout", f"{host} did not answer in time.", provider=VENDOR, text=text)
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, host=host, text=text, secret=secret)
    if isinstance(error, openai.APIConnectionError | httpx2.HTTPError | httpx2.StreamError):
        reason = type(error.__cause__ or error).__name__
        message = f"The connection to {host} failed ({reason})."
        return TransientFault("vendor_unreachable", message, provider=VENDOR, text=text)
    if isinstance(error, openai.APIError) and not isinstance(error, openai.APIResponseValidationError):
        body = error.body if isinstance(error.body, dict) else {"message": str(error)}
        return of_error_body(body, host=host, text=text, secret=secret)
    return bad_answer(f"{host} answered something that is not its API ({type(error).__name__}).", text=text)


def may_be_billed(error: Exception) -> bool:
    """Whether the vendor may have worked on a call that was given up: it was sent, and no answer came in time."""
    cause = error.__cause__ if isinstance(error, openai.APITimeoutError) else error
    if isinstance(cause, httpx2.ConnectTimeout | httpx2.PoolTimeout):
        return False
    return isinstance(cause, TimeoutError | httpx2.TimeoutException)


def bad_answer(message: str, *, text: str = "") -> TransientFault:
    return TransientFault("bad_answer", message, provider=VENDOR, text=text)


def of_error_body(body: Mapping[str, object], *, host: str, text: str, secret: str = "") -> Fault:
    """An error in place of an answer: in the middle of a stream, or with status 200."""
    said = clean(_message(body), secret)
    code = str(body.get("code") or body.get("type") or "")
    if code in _QUOTA:
        return _no_quota(f"{host}: {said}", text)
    if code in _CONTENT:
        return _refused(f"{host} refused the content: {said}", text)
    return bad_answer(f"{host} answered with an error: {said}", text=text)


def clean(message: str, secret: str = "") -> str:
    """One line without anything that looks like a key."""
    if len(secret) >= 4:
        message = message.replace(secret, "[key]")
    return " ".join(_SECRET.sub("[key]", message).split())[:400]


def _of_status(error: openai.APIStatusError, *, host: str, text: str, secret: str) -> Fault:
    status, code = error.status_code, str(error.code or "")
    said = clean(vendor_words(error), secret)
    message = f"{host} answered {status}: {said}"
    if code in _QUOTA or status == 402:
        return _no_quota(message, text)
    if code in _CONTENT:
        return _refused(message, text)
    if status in (401, 403):
        advice = "Set OPENAI_API_KEY to a key that may use this model, and start the worker again."
        return AccountFault("key_refused", message, advice=advice, provider=VENDOR, text=text)
    if status in (408, 409, 429) or status >= 500:
        kind, wait = "rate_limited" if status == 429 else "vendor_error", retry_after(error.response.headers)
        return TransientFault(kind, message, provider=VENDOR, text=text, retry_after=wait)
    if status >= 400:
        return _of_request(error, message, text)
    return bad_answer(message, text=text)


def _of_request(error: openai.APIStatusError, message: str, text: str) -> Fault:
    """A 4xx about the request: an unknown name, or the text."""
    said, param = message.lower(), str(error.param or "")
    if error.status_code in (404, 405) and not isinstance(error.body, dict):
        advice = "Check OPENAI_BASE_URL (it usually ends in /v1)."
        return AccountFault("wrong_address", message, advice=advice, provider=VENDOR, text=text)
    if error.code == "model_not_found" or param == "model" or (error.status_code == 404 and "model" in said):
        advice = "Choose another model."
        return ItemFault("model_not_found", message, advice=advice, provider=VENDOR, text=text)
    unknown = (
        "not found",
        "unknown",
        "does not exist",
        "invalid",
        "unsupported",
        "should be",
        "must be",
        "not supported",
    )
    if param == "voice" or ("voice" in said and any(word in said for word in unknown)):
        advice = "Choose another voice for this speaker."
        return ItemFault("voice_not_found", message, advice=advice, provider=VENDOR, text=text)
    if "content policy" in said or "safety system" in said or "content management policy" in said:
        return _refused(message, text)
    if error.code == "context_length_exceeded" or "context length" in said:
        advice = "Choose a model that holds more at once, give shorter sources, or make the podcast shorter."
    else:
        advice = "Change the text of this turn, or choose another voice, model or provider."
    return ItemFault("request_rejected", message, advice=advice, provider=VENDOR, text=text)


def _no_quota(message: str, text: str) -> AccountFault:
    advice = "Add credit or raise the limit on the vendor's billing page; the job then continues automatically."
    return AccountFault("quota_exhausted", message, advice=advice, provider=VENDOR, text=text)


def _refused(message: str, text: str) -> ItemFault:
    advice = "Change the text, or use another provider for it."
    return ItemFault("content_refused", message, advice=advice, provider=VENDOR, text=text)


def refuses_format(error: openai.APIStatusError) -> bool:
    """Whether a speech server does not know the audio format that was asked for. Such a refusal costs nothing."""
    said = f"{error.param} {vendor_words(error)}".lower()
    return error.status_code in (400, 415, 422, 501) and ("response_format" in said or "audio format" in said)


def vendor_words(error: openai.APIStatusError) -> str:
    """The error in the vendor's own words."""
    if isinstance(error.body, dict):
        return _message(error.body)
    return str(error.body or error.message)


def _message(body: Mapping[str, object]) -> str:
    for name in ("message", "detail", "error"):
        said = body.get(name)
        if isinstance(said, str) and said:
            return said
        if isinstance(said, dict):
            return _message(said)
        if said:
            return json.dumps(said)
    return json.dumps(dict(body))
