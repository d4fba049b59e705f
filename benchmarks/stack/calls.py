"""The benchmarks' side of the HTTP API: submit, follow, and how long each took."""

import json
import time
from collections.abc import Iterator, Mapping

import httpx2

PATIENCE_SECONDS = 300.0
TERMINAL = frozenset({"COMPLETED", "FAILED", "CANCELLED"})
Status = Mapping[str, object]


class Calls:
    def __init__(self, url: str) -> None:
        self._http = httpx2.Client(base_url=url, trust_env=False, timeout=PATIENCE_SECONDS)

    def close(self) -> None:
        self._http.close()

    def submit(self, request: Mapping[str, object]) -> tuple[str, float]:
        """(podcast id, seconds the call took)."""
        began = time.perf_counter()
        answer = self._http.post("podcasts", json=request)
        took = time.perf_counter() - began
        if answer.status_code != 202:
            raise RuntimeError(f"refused: {answer.text}")
        return str(answer.json()["podcast_id"]), took

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
        with self._http.stream("GET", f"podcasts/{podcast}/events") as answer:
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
