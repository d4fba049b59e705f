"""The benchmarks' side of the HTTP API: submit, follow, and how long each took."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx2

PATIENCE_SECONDS = 300.0
TERMINAL = frozenset({"COMPLETED", "FAILED", "CANCELLED"})
Status = Mapping[str, object]


class Calls:
    """`collection`: of the jobs that are submitted and followed."""

    def __init__(self, url: str, *, collection: str = "podcasts") -> None:
        self._http = httpx2.Client(base_url=url, trust_env=False, timeout=PATIENCE_SECONDS)
        self._collection = collection

    def close(self) -> None:
        self._http.close()

    def submit(self, request: Mapping[str, object]) -> tuple[str, float]:
        """(id of the job, seconds the call took)."""
        began = time.perf_counter()
        answer = self._http.post(self._collection, json=request)
        took = time.perf_counter() - began
        if answer.status_code != 202:
            raise RuntimeError(f"refused: {answer.text}")
        return str(answer.json()["workflow_id"]), took

    def upload(self, file: Path) -> str:
        """The id of the file."""
        answer = self._http.post("files", params={"name": file.name}, content=file.read_bytes())
        return str(answer.raise_for_status().json()["file_id"])

    def submit_script(self, request: Mapping[str, object], texts: Sequence[str]) -> str:
        """The podcast's id: stopped for a review, given these turns in turn, and approved."""
        podcast, _ = self.submit({**request, "llm": "local", "review": True})
        for told in self.events(podcast):
            if told["status"] == "AWAITING_REVIEW":
                break
        script = self._http.get(f"podcasts/{podcast}/script").raise_for_status()
        written = script.json()["turns"]
        speakers, segments = [turn["speaker"] for turn in written[:2]], max(turn["segment"] for turn in written)
        turns = [
            {"segment": 1 + at * segments // len(texts), "speaker": speakers[at % 2], "text": text}
            for at, text in enumerate(texts)
        ]
        edit = {"turns": turns}
        headers = {"If-Match": script.headers["ETag"]}
        answer = self._http.put(f"podcasts/{podcast}/script", json=edit, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"refused: {answer.text}")
        self._http.post(f"podcasts/{podcast}/approve").raise_for_status()
        return podcast

    def status(self, podcast: str) -> Status:
        found: dict[str, object] = self._http.get(f"podcasts/{podcast}").raise_for_status().json()
        return found

    def cancel(self, podcast: str) -> None:
        self._http.post(f"podcasts/{podcast}/cancel")

    def delete(self, podcast: str) -> None:
        self._http.delete(f"podcasts/{podcast}").raise_for_status()

    def has_turn(self, podcast: str, index: int) -> bool:
        return self._http.head(f"podcasts/{podcast}/turns/{index}/audio").status_code == 200

    def events(self, podcast: str) -> Iterator[Status]:
        with self._http.stream("GET", f"{self._collection}/{podcast}/events") as answer:
            for line in answer.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line[5:])

    def finish(self, podcast: str) -> Status:
        """Follows to the end. RuntimeError unless it completed."""
        last: Status = {}
        for last in self.events(podcast):
            if last["status"] in TERMINAL or last["attention"]:
                break
        if last.get("status") != "COMPLETED":
            raise RuntimeError(f"{podcast} did not complete: {json.dumps(last)[:2000]}")
        return last
