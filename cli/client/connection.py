"""A connection to the HTTP API: requests, event streams and downloads. Every fault is a NoServer or a Problem."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar
from urllib.parse import urlsplit

import httpx2
from pydantic import ValidationError

from cli.client.answers import Answer
from cli.client.problem import NoServer, Problem

A = TypeVar("A", bound=Answer)

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 60.0
SILENCE_SECONDS = 40.0
"""An event stream sends something at least every 15 s; after two missed times it counts as broken."""


class Connection:
    """Calls are synchronous: a command does one thing at a time."""

    def __init__(self, url: str, key: str | None = None) -> None:
        self.url = url.rstrip("/")
        host = urlsplit(self.url).hostname or ""
        self._client = httpx2.Client(
            base_url=f"{self.url}/api/v1/",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            trust_env=host not in {"127.0.0.1", "localhost", "::1"},  # never through a proxy to this machine
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def send(
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
        """The response, when it is a success or its status is in `accept`."""
        try:
            answer = self._client.request(method, path, json=body, params=params, headers=headers, files=files)
        except httpx2.TransportError as error:
            raise NoServer(self.url, _reason(error)) from None
        if answer.status_code >= 400 and answer.status_code not in accept:
            raise _problem(answer)
        return answer

    def read(self, model: type[A], answer: httpx2.Response) -> A:
        return self._parsed(model, answer.text)

    def read_list(self, model: type[A], answer: httpx2.Response) -> list[A]:
        body = answer.json()
        listed = body.get("items", []) if isinstance(body, dict) else body
        return [model.model_validate(each) for each in listed]

    def events(self, model: type[A], path: str) -> Iterator[A]:
        """Every event until the server ends the stream. NoServer when the stream breaks."""
        timeout = httpx2.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS)
        try:
            with self._client.stream("GET", path, headers={"Accept": "text/event-stream"}, timeout=timeout) as answer:
                if answer.status_code >= 400:
                    answer.read()
                    raise _problem(answer)
                data: list[str] = []
                for line in answer.iter_lines():
                    if line.startswith("data:"):
                        data.append(line[5:].removeprefix(" "))
                    elif not line and data:
                        yield self._parsed(model, "\n".join(data))
                        data = []
        except httpx2.TransportError as error:
            raise NoServer(self.url, _reason(error)) from None

    def download(self, path: str, target: Path) -> Path:
        """Downloads into `target`. A download that breaks leaves no half file there."""
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_name(f".{target.name}.part")
        try:
            with scratch.open("wb") as file:
                self.copy(path, file)
            return scratch.replace(target)
        finally:
            scratch.unlink(missing_ok=True)

    def copy(self, path: str, stream: BinaryIO) -> None:
        """Downloads into a stream."""
        try:
            with self._client.stream("GET", path) as answer:
                if answer.status_code >= 400:
                    answer.read()
                    raise _problem(answer)
                for block in answer.iter_bytes():
                    stream.write(block)
                stream.flush()
        except httpx2.TransportError as error:
            raise NoServer(self.url, _reason(error)) from None

    def _parsed(self, model: type[A], text: str) -> A:
        try:
            return model.model_validate_json(text)
        except ValidationError:
            raise NoServer(self.url, "another program does") from None


def _reason(error: httpx2.TransportError) -> str:
    if isinstance(error, httpx2.ConnectError):
        return "connection refused"
    if isinstance(error, httpx2.TimeoutException):
        return "no answer in time"
    return "the connection was lost"


def _problem(answer: httpx2.Response) -> Problem:
    try:
        body = json.loads(answer.text)
    except ValueError:
        body = {}
    return Problem(
        answer.status_code, body if isinstance(body, dict) else {}, retry_after=answer.headers.get("Retry-After")
    )
