"""Absolute addresses, signed when a key is needed to read them."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote

from starlette.requests import Request

from api.http.keyring import LOCAL, KeyRing
from domain.access import Caller
from domain.jobs.wire import WORKFLOWS

PREFIX = "/api/v1"

_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
JOBS_ALONE = f"WorkflowType IN ({', '.join(repr(each) for each in dict.fromkeys(WORKFLOWS.values()))})"
"""In the query language of Temporal's lists."""


def caller_of(request: Request) -> Caller:
    """The caller, as access control found out."""
    return cast(Caller, getattr(request.state, "caller", LOCAL))


def admission_of(request: Request) -> Callable[[], Awaitable[bool]]:
    """Asks again whether the request would be let in, as access control left it."""
    return cast(Callable[[], Awaitable[bool]], getattr(request.state, "admitted", _always))


async def _always() -> bool:
    return True


@dataclass(frozen=True)
class Base:
    """Where the addresses of one answer begin, and for whom they are signed."""

    url: str
    caller: Caller


class Links:
    """`public_url` wins over the request's own address; `temporal_ui` is None where no Web UI is known."""

    def __init__(self, keys: KeyRing, *, public_url: str | None, temporal_ui: str | None, namespace: str) -> None:
        self._keys = keys
        self._public = public_url.rstrip("/") if public_url else None
        self._temporal = f"{temporal_ui.rstrip('/')}/namespaces/{quote(namespace)}" if temporal_ui else None

    def base(self, request: Request) -> Base:
        host = request.headers.get("host", "")
        named = host if _HOST.fullmatch(host) else "{}:{}".format(*(request.scope.get("server") or ("127.0.0.1", 80)))
        url = self._public or f"{request.url.scheme}://{named}"
        return Base(url, caller_of(request))

    @property
    def temporal_ui(self) -> str | None:
        """The list of jobs, without the workflows of the upkeep, which run more often."""
        return self._temporal and f"{self._temporal}/workflows?query={quote(JOBS_ALONE)}"

    def resource(self, base: Base, *parts: str | int) -> str:
        return base.url + _path(*parts)

    def file(self, base: Base, *parts: str | int, query: str = "") -> str:
        """For players and feeds, which send no header. The signature covers the path alone."""
        path = _path(*parts)
        queries = "&".join(filter(None, (query, self._keys.signature(base.caller, path))))
        return f"{base.url}{path}?{queries}" if queries else base.url + path

    def workflow(self, workflow_id: str, run_id: str) -> str | None:
        if self._temporal is None:
            return None
        address = f"{self._temporal}/workflows/{quote(workflow_id)}"
        return f"{address}/{quote(run_id)}/timeline" if run_id else address


def _path(*parts: str | int) -> str:
    return "/".join((PREFIX, *(quote(str(part), safe="") for part in parts)))
