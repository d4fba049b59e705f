"""A small typed client of the HTTP API (docs/api). One method a call; what goes wrong is one of two exceptions."""

import json
import mimetypes
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlsplit

import httpx2
from pydantic import TypeAdapter, ValidationError

from cli.answers import Answer, Estimate, Page, Podcast, Provider, Script, StoredFile, Voice

A = TypeVar("A", bound=Answer)

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 60.0
SILENCE_SECONDS = 40.0
"""An event stream says something at least every 15 s; two missed and it is taken for dead."""


class NoServer(Exception):
    """Nobody answers at the address."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"Nothing answers at {url} ({reason}).")
        self.url = url


class Problem(Exception):
    """The server refused, in RFC 9457 words."""

    def __init__(self, status: int, body: Mapping[str, Any], *, retry_after: str | None = None) -> None:
        self.status = status
        self.code = str(body.get("code") or "")
        self.title = str(body.get("title") or f"HTTP {status}")
        self.detail = str(body.get("detail") or "")
        self.errors = [error for error in body.get("errors") or [] if isinstance(error, dict)]
        self.retry_after = retry_after
        self.body = dict(body)
        super().__init__(self.words())

    def words(self) -> str:
        """What failed, field by field, without the vocabulary of HTTP."""
        lines = [self.detail or self.title]
        for error in self.errors:
            place = ".".join(str(part) for part in error.get("loc") or () if part != "body")
            line = f"{place}: {error.get('msg')}" if place else str(error.get("msg"))
            if line not in lines and str(error.get("msg")) != lines[0]:
                lines.append(f"  {line}")
        return "\n".join(lines)


class Api:
    """Calls are synchronous: the command does one thing at a time."""

    def __init__(self, url: str, key: str | None = None) -> None:
        self.url = url.rstrip("/")
        host = urlsplit(self.url).hostname or ""
        self._client = httpx2.Client(
            base_url=f"{self.url}/api/v1/",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            trust_env=host not in {"127.0.0.1", "localhost", "::1"},  # a proxy has no business on this machine
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def health(self) -> dict[str, Any]:
        """A degraded server answers 503 with the same body; both are told."""
        answer = self._send("GET", "health", accept=(503,))
        body = answer.json()
        return body if isinstance(body, dict) else {}

    def upload(self, path: Path) -> StoredFile:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        with path.open("rb") as file:
            return self._read(StoredFile, self._send("POST", "files", files={"file": (path.name, file, kind)}))

    def upload_text(self, name: str, text: str) -> StoredFile:
        content = text.encode()
        return self._read(StoredFile, self._send("POST", "files", files={"file": (name, content, "text/plain")}))

    def estimate(self, request: Mapping[str, Any]) -> Estimate:
        return self._read(Estimate, self._send("POST", "podcasts/estimate", body=request))

    def create(self, request: Mapping[str, Any]) -> Podcast:
        """SnapshotDep again once with the same key when the connection broke: it never makes two podcasts."""
        key = {"Idempotency-Key": uuid.uuid4().hex}
        try:
            return self._read(Podcast, self._send("POST", "podcasts", body=request, headers=key))
        except NoServer:
            return self._read(Podcast, self._send("POST", "podcasts", body=request, headers=key))

    def podcast(self, podcast_id: str) -> Podcast:
        return self._read(Podcast, self._send("GET", _path(podcast_id)))

    def podcasts(self, *, limit: int = 20, cursor: str | None = None, status: str | None = None) -> Page:
        query = {"limit": str(limit), "cursor": cursor, "status": status}
        chosen = {name: value for name, value in query.items() if value}
        return self._read(Page, self._send("GET", "podcasts", params=chosen))

    def events(self, podcast_id: str) -> Iterator[Podcast]:
        """Every state the server tells, until it ends the stream. NoServer when the stream breaks."""
        timeout = httpx2.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS)
        try:
            with self._client.stream(
                "GET", f"{_path(podcast_id)}/events", headers={"Accept": "text/event-stream"}, timeout=timeout
            ) as answer:
                if answer.status_code >= 400:
                    answer.read()
                    raise _problem(answer)
                data: list[str] = []
                for line in answer.iter_lines():
                    if line.startswith("data:"):
                        data.append(line[5:].removeprefix(" "))
                    elif not line and data:
                        yield self._model(Podcast, "\n".join(data))
                        data = []
        except httpx2.TransportError as error:
            raise NoServer(self.url, _reason(error)) from None

    def script(self, podcast_id: str) -> Script:
        return self._read(Script, self._send("GET", f"{_path(podcast_id)}/script"))

    def resume(self, podcast_id: str, body: Mapping[str, Any]) -> Podcast:
        return self._read(Podcast, self._send("POST", f"{_path(podcast_id)}/resume", body=body))

    def retry(self, podcast_id: str) -> Podcast:
        return self._read(Podcast, self._send("POST", f"{_path(podcast_id)}/retry", body={}))

    def cancel(self, podcast_id: str) -> Podcast:
        return self._read(Podcast, self._send("POST", f"{_path(podcast_id)}/cancel", body={}))

    def delete(self, podcast_id: str) -> None:
        self._send("DELETE", _path(podcast_id))

    def voices(self, tts: str | None = None) -> list[Voice]:
        body = self._send("GET", "voices", params={"tts": tts} if tts else {}).json()
        listed = body.get("items", []) if isinstance(body, dict) else body
        return TypeAdapter(list[Voice]).validate_python(listed)

    def providers(self) -> list[Provider]:
        return self._providers(self._send("GET", "providers"))

    def open_provider(self, vendor: str, role: str | None) -> list[Provider]:
        return self._gate(vendor, "open", {"role": role})

    def close_provider(self, vendor: str, role: str | None, reason: str | None) -> list[Provider]:
        return self._gate(vendor, "close", {"role": role, "reason": reason})

    def _gate(self, vendor: str, verb: str, body: Mapping[str, str | None]) -> list[Provider]:
        given = {name: value for name, value in body.items() if value is not None}
        return self._providers(self._send("POST", f"providers/{quote(vendor, safe='')}/{verb}", body=given))

    def _providers(self, answer: httpx2.Response) -> list[Provider]:
        body = answer.json()
        return TypeAdapter(list[Provider]).validate_python(body.get("items", []) if isinstance(body, dict) else body)

    def preview(self, voice: str, tts: str | None, target: Path) -> Path:
        return self._download("voices/preview", {"voice": voice, **({"tts": tts} if tts else {})}, target)

    def audio(self, podcast_id: str, target: Path) -> Path:
        return self._download(f"{_path(podcast_id)}/audio", {}, target)

    def transcript(self, podcast_id: str, form: str, target: Path) -> Path:
        return self._download(f"{_path(podcast_id)}/transcript", {"format": form}, target)

    def _download(self, path: str, params: Mapping[str, str], target: Path) -> Path:
        """Whole or not at all: a broken download leaves no half file under the final name."""
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_name(f".{target.name}.part")
        try:
            with self._client.stream("GET", path, params=dict(params)) as answer:
                if answer.status_code >= 400:
                    answer.read()
                    raise _problem(answer)
                with scratch.open("wb") as file:
                    for block in answer.iter_bytes():
                        file.write(block)
            scratch.replace(target)
        except httpx2.TransportError as error:
            raise NoServer(self.url, _reason(error)) from None
        finally:
            scratch.unlink(missing_ok=True)
        return target

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        files: Any = None,
        accept: tuple[int, ...] = (),
    ) -> httpx2.Response:
        try:
            answer = self._client.request(method, path, json=body, params=params, headers=headers, files=files)
        except httpx2.TransportError as error:
            raise NoServer(self.url, _reason(error)) from None
        if answer.status_code >= 400 and answer.status_code not in accept:
            raise _problem(answer)
        return answer

    def _read(self, model: type[A], answer: httpx2.Response) -> A:
        return self._model(model, answer.text)

    def _model(self, model: type[A], text: str) -> A:
        try:
            return model.model_validate_json(text)
        except ValidationError:
            raise NoServer(self.url, "something else than Podwright answers there") from None


def _path(podcast_id: str) -> str:
    return f"podcasts/{quote(podcast_id, safe='')}"


def _reason(error: httpx2.TransportError) -> str:
    if isinstance(error, httpx2.ConnectError):
        return "connection refused"
    if isinstance(error, httpx2.TimeoutException):
        return "no answer in time"
    return "the connection broke"


def _problem(answer: httpx2.Response) -> Problem:
    try:
        body = json.loads(answer.text)
    except ValueError:
        body = {}
    return Problem(
        answer.status_code, body if isinstance(body, dict) else {}, retry_after=answer.headers.get("Retry-After")
    )
