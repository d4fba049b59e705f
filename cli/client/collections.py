"""Collections at the API: their documents, and what a search finds in them."""

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pydantic import Field

from cli.client.answers import Answer
from cli.client.connection import Connection
from cli.client.jobs import LONGEST_PAGE
from cli.client.problem import NoServer
from cli.output import CliExit, Exit


class Collection(Answer):
    collection_id: str
    name: str = ""
    description: str = ""
    documents: int = 0
    indexed: int = 0
    failed: int = 0
    passages: int = 0
    words: int = 0
    language: str | None = None
    embeddings: str | None = None


class DocumentError(Answer):
    code: str = ""
    message: str = ""
    advice: str = ""


class Document(Answer):
    document_id: str
    name: str = ""
    type: str = ""
    url: str | None = None
    status: str = ""
    words: int = 0
    passages: int = 0
    error: DocumentError | None = None


class Taken(Answer):
    job_id: str
    documents: list[Document] = Field(default_factory=list)


class Found(Answer):
    document_id: str = ""
    document: str = ""
    page: int | None = None
    chapter: str | None = None
    headings: list[str] = Field(default_factory=list)
    text: str = ""

    @property
    def place(self) -> str:
        if self.page is not None:
            return f"page {self.page}"
        return self.chapter or (self.headings[-1] if self.headings else "")


class FoundPage(Answer):
    items: list[Found] = Field(default_factory=list)
    ranked_by: list[str] = Field(default_factory=list)


class CollectionPage(Answer):
    items: list[Collection] = Field(default_factory=list)
    next_cursor: str | None = None


class DocumentPage(Answer):
    items: list[Document] = Field(default_factory=list)
    next_cursor: str | None = None


class Collections:
    """`/collections` and `/collections/{id}/…`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, name: str, description: str | None) -> Collection:
        body = {"name": name, **({"description": description} if description else {})}
        return self._connection.read(Collection, self._post("collections", body))

    def all(self) -> list[Collection]:
        """Newest first."""
        items: list[Collection] = []
        cursor = None
        while True:
            page = self._connection.read(CollectionPage, self._page("collections", cursor))
            items += page.items
            if (cursor := page.next_cursor) is None:
                return items

    def get(self, collection_id: str) -> Collection:
        return self._connection.read(Collection, self._connection.send("GET", self._path(collection_id)))

    def named(self, named: str) -> Collection:
        """By id, the beginning of one, or name. Raises CliExit when there is none, or several."""
        known = self.all()
        exact = [each for each in known if named in (each.collection_id, each.name)]
        found = exact or [each for each in known if each.collection_id.startswith(named)]
        if len(found) == 1:
            return found[0]
        if not found:
            names = ", ".join(each.name for each in known[:8]) or "none"
            raise CliExit(Exit.BAD_INPUT, f"There is no collection {named!r}. There are: {names}.")
        ids = ", ".join(each.collection_id for each in found)
        raise CliExit(Exit.BAD_INPUT, f"{named!r} means {len(found)} collections. Type one of the ids {ids}.")

    def documents(self, collection_id: str) -> list[Document]:
        """Newest first."""
        items: list[Document] = []
        cursor = None
        while True:
            answer = self._page(self._path(collection_id, "documents"), cursor)
            page = self._connection.read(DocumentPage, answer)
            items += page.items
            if (cursor := page.next_cursor) is None:
                return items

    def add(self, collection_id: str, sources: Sequence[dict[str, str]], *, again: bool = False) -> Taken:
        """`again`: what it holds is looked at anew, too."""
        body: dict[str, object] = {"sources": list(sources), **({"again": True} if again else {})}
        answer = self._post(self._path(collection_id, "documents"), body)
        return self._connection.read(Taken, answer)

    def remove(self, collection_id: str, document_id: str) -> None:
        self._connection.send("DELETE", self._path(collection_id, "documents", document_id))

    def search(self, collection_id: str, query: str, limit: int) -> FoundPage:
        asked = {"q": query, "limit": str(limit)}
        answer = self._connection.send("GET", self._path(collection_id, "search"), params=asked)
        return self._connection.read(FoundPage, answer)

    def delete(self, collection_id: str) -> None:
        self._connection.send("DELETE", self._path(collection_id))

    def _page(self, path: str, cursor: str | None) -> Any:
        query = {"limit": str(LONGEST_PAGE), **({"cursor": cursor} if cursor else {})}
        return self._connection.send("GET", path, params=query)

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        """When the connection is lost it asks again with the same key, which cannot make two."""
        key = {"Idempotency-Key": uuid.uuid4().hex}
        try:
            return self._connection.send("POST", path, body=body, headers=key)
        except NoServer:
            return self._connection.send("POST", path, body=body, headers=key)

    def _path(self, collection_id: str, *more: str) -> str:
        return "/".join(("collections", *(quote(each, safe="") for each in (collection_id, *more))))
