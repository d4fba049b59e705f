"""A typed client of the HTTP API: one method a call. Every fault is a NoServer or a Problem."""

import mimetypes
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from cli.client.answers import (
    BookEstimate,
    DayUsage,
    Estimate,
    Profile,
    Provider,
    Script,
    StoredFile,
    Turn,
    Voice,
)
from cli.client.collections import Collections
from cli.client.connection import Connection
from cli.client.job import Job, Podcast
from cli.client.jobs import Jobs


class Api(Connection):
    """The jobs of all kinds together, and those of each kind, are attributes; the rest are methods."""

    def __init__(self, url: str, key: str | None = None) -> None:
        super().__init__(url, key)
        self.jobs = Jobs(self, "jobs", Job)
        self.podcasts = Jobs(self, "podcasts", Podcast)
        self.conversions = Jobs(self, "conversions", Job)
        self.audiobooks = Jobs(self, "audiobooks", Job)
        self.transcriptions = Jobs(self, "transcriptions", Job)
        self.subtitles = Jobs(self, "subtitles", Job)
        self.batches = Jobs(self, "batches", Job)
        self.collections = Collections(self)

    def health(self) -> dict[str, Any]:
        """A degraded server answers 503 with the same body, which is returned too."""
        body = self.send("GET", "health", accept=(503,)).json()
        return body if isinstance(body, dict) else {}

    def upload(self, path: Path) -> StoredFile:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        name = os.fsencode(path.name).decode(errors="replace")  # a name may be bytes of any charset
        with path.open("rb") as file:
            return self.read(StoredFile, self.send("POST", "files", files={"file": (name, file, kind)}))

    def upload_text(self, name: str, text: str) -> StoredFile:
        return self.read(StoredFile, self.send("POST", "files", files={"file": (name, text.encode(), "text/plain")}))

    def estimate(self, request: Mapping[str, Any]) -> Estimate:
        return self.read(Estimate, self.send("POST", "podcasts/estimate", body=request))

    def book_estimate(self, request: Mapping[str, Any]) -> BookEstimate:
        return self.read(BookEstimate, self.send("POST", "audiobooks/estimate", body=request))

    def request_of(self, podcast_id: str) -> dict[str, Any]:
        """The request as it was frozen."""
        body = self.send("GET", self.podcasts.path(podcast_id, "request")).json()
        return body if isinstance(body, dict) else {}

    def script(self, podcast_id: str) -> Script:
        return self.read(Script, self.send("GET", self.podcasts.path(podcast_id, "script")))

    def turns(self, podcast_id: str) -> list[Turn]:
        return self.read_list(Turn, self.send("GET", self.podcasts.path(podcast_id, "turns")))

    def usage(self, **query: str | None) -> list[DayUsage]:
        """Days of UTC; `owner`, `since` and `until` narrow them."""
        given = {name: value for name, value in query.items() if value}
        return self.read_list(DayUsage, self.send("GET", "usage", params=given))

    def voices(self, tts: str | None = None) -> list[Voice]:
        return self.read_list(Voice, self.send("GET", "voices", params={"tts": tts} if tts else {}))

    def preview(self, voice: str, tts: str | None, target: Path) -> Path:
        query = urlencode({"voice": voice, **({"tts": tts} if tts else {})})
        return self.download(f"voices/preview?{query}", target)

    def profiles(self, kind: str) -> list[Profile]:
        return self.read_list(Profile, self.send("GET", f"profiles/{kind}"))

    def profile(self, kind: str, name: str) -> Profile:
        return self.read(Profile, self.send("GET", _profile(kind, name)))

    def create_profile(self, kind: str, body: Mapping[str, Any]) -> Profile:
        return self.read(Profile, self.send("POST", f"profiles/{kind}", body=body))

    def replace_profile(self, kind: str, body: Mapping[str, Any]) -> Profile:
        """Changes the profile as it stands at this moment."""
        path = _profile(kind, str(body["name"]))
        tag = self.send("GET", path).headers.get("etag", "")
        return self.read(Profile, self.send("PUT", path, body=body, headers={"If-Match": tag}))

    def delete_profile(self, kind: str, name: str) -> None:
        self.send("DELETE", _profile(kind, name))

    def duplicate_profile(self, kind: str, name: str, new_name: str) -> Profile:
        answer = self.send("POST", f"{_profile(kind, name)}/duplicate", body={"name": new_name})
        return self.read(Profile, answer)

    def providers(self) -> list[Provider]:
        return self.read_list(Provider, self.send("GET", "providers"))

    def open_provider(self, vendor: str, role: str | None) -> list[Provider]:
        return self._gate(vendor, "open", {"role": role})

    def close_provider(self, vendor: str, role: str | None, reason: str | None) -> list[Provider]:
        return self._gate(vendor, "close", {"role": role, "reason": reason})

    def _gate(self, vendor: str, verb: str, body: Mapping[str, str | None]) -> list[Provider]:
        given = {name: value for name, value in body.items() if value is not None}
        return self.read_list(Provider, self.send("POST", f"providers/{quote(vendor, safe='')}/{verb}", body=given))


def _profile(kind: str, name: str) -> str:
    return f"profiles/{kind}/{quote(name, safe='')}"
