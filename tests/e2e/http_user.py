"""A user with an HTTP client: uploads, submits, follows, fetches."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

Json = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """Everything of a finished podcast. Times are in seconds; `cues` are the segments of the JSON transcript."""

    status: Json
    turns: list[Json]
    script: Json
    cues: list[Json]
    vtt: str
    mp3: bytes


class HttpUser:
    """`http` sends any other request."""

    def __init__(self, url: str) -> None:
        self.http = httpx2.Client(base_url=url, trust_env=False, timeout=60)

    def upload(self, path: Path) -> Json:
        """Uploads a file; the result is a source."""
        answer = self.http.post("files", files={"file": (path.name, path.read_bytes())})
        assert answer.status_code == 201, answer.text
        return {"type": "file", "file_id": answer.json()["file_id"]}

    def submit(self, source: Json, **fields: object) -> httpx2.Response:
        return self.http.post("podcasts", json={"sources": [source], **fields})

    def listen(self, source: Json, *, minutes: float) -> Made:
        """Submits a podcast, follows it to its end and fetches everything of it."""
        submitted = self.submit(source, duration_minutes=minutes)
        assert submitted.status_code == 202, submitted.text
        podcast = submitted.json()["podcast_id"]
        status: Json = {}
        with self.http.stream("GET", f"podcasts/{podcast}/events") as events:
            for line in events.iter_lines():
                if line.startswith("data:"):
                    status = json.loads(line.removeprefix("data:"))
                    assert not status["attention"], status["attention"]
        assert status["status"] == "COMPLETED", status

        def fetched(path: str) -> httpx2.Response:
            return self.http.get(f"podcasts/{podcast}/{path}").raise_for_status()

        return Made(
            status=status,
            turns=fetched("turns").json(),
            script=fetched("script").json(),
            cues=fetched("transcript?format=json").json()["segments"],
            vtt=fetched("transcript?format=vtt").text,
            mp3=fetched("audio").content,
        )
