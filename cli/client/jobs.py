"""The jobs of one kind at the API, where every kind has the same calls."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from cli.client.connection import Connection
from cli.client.job import Job, Log, Page
from cli.client.problem import NoServer

J = TypeVar("J", bound=Job)


class Jobs(Generic[J]):
    """`/{name}` and `/{name}/{id}`; each job is read as a `model`."""

    def __init__(self, connection: Connection, name: str, model: type[J]) -> None:
        self._connection, self._name, self._model = connection, name, model

    def create(self, request: Mapping[str, Any]) -> J:
        """Submits a job. When the connection is lost it asks again with the same key, which cannot make two jobs."""
        key = {"Idempotency-Key": uuid.uuid4().hex}
        try:
            return self._post(self._name, request, headers=key)
        except NoServer:
            return self._post(self._name, request, headers=key)

    def get(self, job_id: str) -> J:
        return self._connection.read(self._model, self._connection.send("GET", self.path(job_id)))

    def page(self, *, limit: int = 20, status: str | None = None, kind: str | None = None) -> Page[J]:
        """Newest first. `kind` is for `/jobs`, which holds every kind."""
        query = {"limit": str(limit), "status": status, "kind": kind}
        chosen = {name: value for name, value in query.items() if value}
        return self._connection.read(Page[self._model], self._connection.send("GET", self._name, params=chosen))  # type: ignore[name-defined]  # a type made at run time

    def events(self, job_id: str) -> Iterator[J]:
        """Every state of the job until the server ends the stream. NoServer when the stream breaks."""
        return self._connection.events(self._model, self.path(job_id, "events"))

    def resume(self, job_id: str, changes: Mapping[str, Any]) -> J:
        return self._post(self.path(job_id, "resume"), changes)

    def retry(self, job_id: str) -> J:
        return self._post(self.path(job_id, "retry"), {})

    def cancel(self, job_id: str) -> J:
        return self._post(self.path(job_id, "cancel"), {})

    def log(self, job_id: str) -> Log:
        return self._connection.read(Log, self._connection.send("GET", self.path(job_id, "log")))

    def delete(self, job_id: str) -> None:
        self._connection.send("DELETE", self.path(job_id))

    def path(self, job_id: str, *more: str) -> str:
        return "/".join((self._name, quote(job_id, safe=""), *more))

    def _post(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> J:
        return self._connection.read(self._model, self._connection.send("POST", path, body=body, headers=headers))
