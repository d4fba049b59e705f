"""A loopback server that answers the HTTP API from a script, and the result of a command."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
PROBLEM = "application/problem+json"


@dataclass
class Call:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        read = json.loads(self.body)
        assert isinstance(read, dict)
        return read


@dataclass
class Reply:
    body: bytes
    status: int = 200
    media_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


def reply(body: object, status: int = 200, **headers: str) -> Reply:
    return Reply(json.dumps(body).encode(), status, PROBLEM if status >= 400 else "application/json", headers)


def part_of(whole: Reply, wanted: str) -> Reply:
    """The bytes of a `Range`, as players ask for them."""
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    begin, end = int(first), min(int(last or len(whole.body)), len(whole.body) - 1)
    headers = {"Content-Range": f"bytes {begin}-{end}/{len(whole.body)}", "Accept-Ranges": "bytes"}
    return Reply(whole.body[begin : end + 1], 206, whole.media_type, headers)


def stream(*states: Json) -> Reply:
    events = "".join(
        f": still here\n\nevent: progress\nid: 1.{i}\ndata: {json.dumps(s)}\n\n" for i, s in enumerate(states)
    )
    return Reply(events.encode(), media_type="text/event-stream")


class FakeServer:
    """Gives the replies set for `METHOD path` one by one, the last one again and again, and records every call."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._replies: dict[str, list[Reply]] = {}
        self._watchers: dict[str, Callable[[], object]] = {}
        self._missing = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.calls.append(Call(self.command, self.path, dict(self.headers), body))
                replies = outer._replies.get(f"{self.command} {self.path.removeprefix('/api/v1')}")
                problem = {"title": "Not Found", "code": "not_found", "detail": "No podcast has this id."}
                given = reply(problem, 404) if not replies else replies.pop(0) if len(replies) > 1 else replies[0]
                if given.media_type.startswith("audio/") and self.headers.get("Range"):
                    given = part_of(given, self.headers["Range"])
                self.send_response(given.status)
                self.send_header("Content-Type", given.media_type)
                self.send_header(
                    "Content-Length", str(len(given.body) + (outer._missing if "/audio" in self.path else 0))
                )
                for name, value in given.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(given.body)
                self.wfile.flush()
                outer._watchers.get(f"{self.command} {self.path.removeprefix('/api/v1')}", lambda: None)()

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def on(self, what: str, *replies: Reply) -> None:
        self._replies[what] = list(replies)

    def when(self, what: str, then: Callable[[], object]) -> None:
        """Calls `then` after each answer to `what`."""
        self._watchers[what] = then

    def cut_short(self, *, by: int) -> None:
        """From now on audio is announced with so many bytes more than are sent."""
        self._missing = by

    def called(self, what: str) -> list[Call]:
        return [call for call in self.calls if f"{call.method} {call.path.removeprefix('/api/v1')}" == what]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Podwright = Callable[..., Ran]


def podcast(status: str = "GENERATING", percentage: int = 50, **more: object) -> Json:
    """A PodcastStatus as the API answers it."""
    return {
        "podcast_id": "p-123456789",
        "workflow_id": "p-123456789",
        "status": status,
        "progress_percentage": percentage,
        "current_step": "generating_audio",
        "step_details": {"total_turns": 20, "completed_turns": 6, "current_speaker": "EXPERT"},
        "estimated_time_remaining": 45,
        "waiting": [],
        "attention": [],
        "warnings": [],
        "title": "Tides",
        "temporal_url": "http://127.0.0.1:8233/namespaces/default/workflows/p-123456789",
        "created_at": "2026-01-02T03:04:05Z",
        **more,
    }


def job(status: str = "GENERATING", percentage: int = 50, **more: object) -> Json:
    """A JobStatus, of a kind that the command does not know."""
    return {
        "job_id": "j-123456789",
        "kind": "conversion",
        "workflow_id": "j-123456789",
        "status": status,
        "progress_percentage": percentage,
        "current_step": "writing_file",
        "step_details": {"speed": 12.5},
        "estimated_time_remaining": 45,
        "waiting": [],
        "attention": [],
        "warnings": [],
        "title": "Talk",
        "outputs": [],
        "created_at": "2026-01-02T03:04:05Z",
        **more,
    }


def turn(index: int, text: str, **more: object) -> Json:
    """A turn as `GET …/turns` answers it."""
    about = {"id": f"t{index:03}", "index": index, "segment": 1, "speaker": "EXPERT", "state": "waiting"}
    return {**about, "text": text, **more}


ESTIMATE: Json = {
    "words": 720,
    "minutes": 5.0,
    "cost_usd": {"low": 0.02, "high": 0.31},
    "writer": {"name": "openai:big", "why": "OPENAI_API_KEY is set", "local": False},
    "voices": [
        {"speaker": "HOST", "tts": "elevenlabs:fast", "voice": "rachel", "why": "its default host", "local": False},
        {"speaker": "EXPERT", "tts": "elevenlabs:fast", "voice": "josh", "why": "its default expert", "local": False},
    ],
}
