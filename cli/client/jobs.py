"""The jobs of one kind at the API, where every kind has the same calls."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from cli.client.answers import Script, Version
from cli.client.connection import Connection
from cli.client.job import Job, Log, Page
from cli.client.problem import NoServer

J = TypeVar("J", bound=Job)

LONGEST_PAGE = 100
"""What the API gives at once."""


class Jobs(Generic[J]):
    """`/{name}` and `/{name}/{id}`; each job is read as a `model`."""

    def __init__(self, connection: Connection, name: str, model: type[J]) -> None:
        self._connection, self.name, self._model = connection, name, model

    def create(self, request: Mapping[str, Any]) -> J:
        """Submits a job. When the connection is lost it asks again with the same key, which cannot make two jobs."""
        key = {"Idempotency-Key": uuid.uuid4().hex}
        try:
            return self._post(self.name, request, headers=key)
        except NoServer:
            return self._post(self.name, request, headers=key)

    def get(self, job_id: str) -> J:
        return self._connection.read(self._model, self._connection.send("GET", self.path(job_id)))

    def page(
        self, *, limit: int = 20, status: str | None = None, kind: str | None = None, cursor: str | None = None
    ) -> Page[J]:
        """Newest first. `kind` is for `/jobs`, which holds every kind."""
        query = {"limit": str(limit), "status": status, "kind": kind, "cursor": cursor}
        chosen = {name: value for name, value in query.items() if value}
        return self._connection.read(Page[self._model], self._connection.send("GET", self.name, params=chosen))  # type: ignore[name-defined]  # a type made at run time

    def listed(self, *, limit: int | None, status: str | None = None, kind: str | None = None) -> Page[J]:
        """The newest `limit` jobs, or all, as one page."""
        page = self.page(limit=min(limit or LONGEST_PAGE, LONGEST_PAGE), status=status, kind=kind)
        items = page.items
        while page.next_cursor and (limit is None or len(items) < limit):
            left = LONGEST_PAGE if limit is None else min(limit - len(items), LONGEST_PAGE)
            page = self.page(limit=left, status=status, kind=kind, cursor=page.next_cursor)
            items = [*items, *page.items]
        return page.model_copy(update={"items": items})

    def events(self, job_id: str) -> Iterator[J]:
        """Every state of the job until the server ends the stream. NoServer when the stream breaks."""
        return self._connection.events(self._model, self.path(job_id, "events"))

    def resume(self, job_id: str, changes: Mapping[str, Any]) -> J:
        return self._post(self.path(job_id, "resume"), changes)

    def retry(self, job_id: str) -> J:
        return self._post(self.path(job_id, "retry"), {})

    def cancel(self, job_id: str) -> J:
        return self._post(self.path(job_id, "cancel"), {})

    def approve(self, job_id: str) -> J:
        return self._post(self.path(job_id, "approve"), {})

    def restore(self, job_id: str, version: int) -> J:
        return self._post(self.path(job_id, "versions", str(version), "restore"), {})

    def versions(self, job_id: str) -> list[Version]:
        return self._connection.read_list(Version, self._connection.send("GET", self.path(job_id, "versions")))

    def tagged_script(self, job_id: str, *part: str) -> tuple[Script, str]:
        """The script, or that of a part (`chapters`, its number), with its ETag, to be sent back with an edit."""
        answer = self._connection.send("GET", self.path(job_id, *part, "script"))
        return self._connection.read(Script, answer), answer.headers.get("etag", "")

    def put_script(self, job_id: str, edit: Mapping[str, Any], tag: str, *part: str) -> J:
        path = self.path(job_id, *part, "script")
        answer = self._connection.send("PUT", path, body=edit, headers={"If-Match": tag})
        return self._connection.read(self._model, answer)

    def log(self, job_id: str) -> Log:
        return self._connection.read(Log, self._connection.send("GET", self.path(job_id, "log")))

    def delete(self, job_id: str) -> None:
        self._connection.send("DELETE", self.path(job_id))

    def path(self, job_id: str, *more: str) -> str:
        return "/".join((self.name, quote(job_id, safe=""), *more))

    def _post(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> J:
        return self._connection.read(self._model, self._connection.send("POST", path, body=body, headers=headers))
