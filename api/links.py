"""Absolute addresses, signed when a key is needed to read them."""

from urllib.parse import quote

from starlette.requests import Request

from api.auth import Keys

PREFIX = "/api/v1"


class Links:
    """`public_url` wins over what the request says; `temporal_ui` is None where no Web UI is known."""

    def __init__(self, keys: Keys, *, public_url: str | None, temporal_ui: str | None, namespace: str) -> None:
        self._keys = keys
        self._public = public_url.rstrip("/") if public_url else None
        self._temporal = f"{temporal_ui.rstrip('/')}/namespaces/{quote(namespace)}" if temporal_ui else None

    def base(self, request: Request) -> str:
        return self._public or f"{request.url.scheme}://{request.headers.get('host', request.url.netloc)}"

    @property
    def temporal_ui(self) -> str | None:
        return self._temporal and f"{self._temporal}/workflows"

    def resource(self, base: str, *parts: str | int) -> str:
        return base + _path(*parts)

    def file(self, base: str, *parts: str | int, query: str = "") -> str:
        """For players and feeds, which send no header. The signature covers the path alone."""
        path = _path(*parts)
        queries = "&".join(filter(None, (query, self._keys.signature(path))))
        return f"{base}{path}?{queries}" if queries else base + path

    def workflow(self, workflow_id: str, run_id: str) -> str | None:
        if self._temporal is None:
            return None
        address = f"{self._temporal}/workflows/{quote(workflow_id)}"
        return f"{address}/{quote(run_id)}/history" if run_id else address


def _path(*parts: str | int) -> str:
    return "/".join((PREFIX, *(quote(str(part), safe="") for part in parts)))
