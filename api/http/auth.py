"""Access control. Without a key: programs of this machine only. With keys: Bearer, session cookie or signed URL."""

import re
from functools import partial
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.keyring import LOCAL, KeyRing
from api.http.problems import ProblemError, problem_of, respond
from domain.access import Caller
from domain.access import Scope as Reach
from domain.errors import CatalogUnavailable

COOKIE = "podwright_session"

OPEN_PATHS = ("/health", "/api/v1/health", "/api/v1/session", "/static/", "/openapi.json", "/docs")
LIVE = ("/health/live", "/api/v1/health/live")
"""Shows only that the process answers, to anyone; it does not wait for the catalog."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")

LOOKING = ("GET", "HEAD", "OPTIONS")
ADMINISTRATION = re.compile(r"^/api/v1/(keys|codec)(/|$)|^/api/v1/providers/")
"""Routes that concern every owner. The list of providers itself is open to all scopes."""
PAID_LOOKS = re.compile(r"^/api/v1/voices/preview$")
"""A GET that may call a vendor."""

STILL_SECONDS = 1.0
"""A stream asks each half second whether it may go on; with this it ends within two of a revocation."""

NOBODY = Caller(owner="", scope=Reach.READ)
"""Who reads what is open to all."""

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class AccessControl:
    """ASGI middleware: hosts, origins, keys and their scopes; and the security headers of every answer.

    `hosts`: names answered to without a key, and with `only_hosts` always. `codec_origin`: the Web UI that may have
    payloads decoded.
    The caller is left in the request's state, and beside it `admitted`, which long answers ask again.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        keys: KeyRing,
        hosts: frozenset[str],
        only_hosts: bool = False,
        codec_origin: str | None = None,
    ) -> None:
        self._app, self._keys, self._codec_origin = app, keys, codec_origin
        self._hosts, self._only_hosts = hosts, only_hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        shared = self._shared(scope, headers)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = {name.lower() for name, _ in message["headers"]}
                extra = [(k.encode(), v.encode()) for k, v in (_HEADERS | shared).items() if k.encode() not in sent]
                if b"cache-control" not in sent and scope["path"].startswith("/api/"):
                    extra.append((b"cache-control", b"no-store"))
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        try:
            caller = await self._look_and_judge(scope, headers, shared=bool(shared))
        except (ProblemError, CatalogUnavailable) as error:
            await respond(problem_of(error), instance=scope["path"])(scope, receive, send_with_headers)
            return
        state = scope.setdefault("state", {})
        state["caller"], state["admitted"] = caller, partial(self._still, scope, headers, caller)
        await self._app(scope, receive, send_with_headers)

    async def _still(self, scope: Scope, headers: Headers, caller: Caller) -> bool:
        """Whether the same request would be let in now, as the same caller."""
        try:
            await self._keys.look(fresh=STILL_SECONDS)
            return self._caller(scope, headers, shared=False) == caller
        except ProblemError:
            return False

    async def _look_and_judge(self, scope: Scope, headers: Headers, *, shared: bool) -> Caller:
        """Raises ProblemError for a request that is refused, CatalogUnavailable while it is not known whether it is."""
        path: str = scope["path"]
        if path in LIVE:
            return NOBODY
        try:
            await self._keys.look()
        except CatalogUnavailable:
            if not _is_open(path) or path == "/api/v1/session":
                raise
            if not self._keys.required:  # not known yet
                return NOBODY
        return self._caller(scope, headers, shared=shared)

    def _caller(self, scope: Scope, headers: Headers, *, shared: bool) -> Caller:
        path: str = scope["path"]
        is_open = _is_open(path)
        if not self._keys.required:
            self._check_local(scope)
        if (self._only_hosts or not self._keys.required) and host_of(headers.get("host", "")) not in self._hosts:
            raise ProblemError(403, "host_not_allowed", "This server does not answer to that name.")
        changes = scope["method"] not in LOOKING or PAID_LOOKS.match(path) is not None
        if changes and not shared and _cross_site(headers):
            raise ProblemError(403, "cross_origin", "Another site's page may not change anything here.")
        if not self._keys.required or (scope["method"] == "OPTIONS" and shared):
            return LOCAL
        caller = self._known(scope, headers)
        if caller is None:
            if is_open:
                return NOBODY
            raise ProblemError(
                401,
                "unauthorized",
                "A key is needed: Authorization: Bearer <key>.",
                headers={"WWW-Authenticate": 'Bearer realm="podwright"'},
            )
        needed = needed_for(scope["method"], path)
        if not is_open and not caller.scope.covers(needed):
            raise ProblemError(
                403, "scope_too_small", f"This key may {_MAY[caller.scope]}; a key with the scope {needed} is needed."
            )
        return caller

    def _check_local(self, scope: Scope) -> None:
        """Without a key only this machine is answered, and under its own name, as another may be rebound to it."""
        client = scope.get("client")
        if client is not None and client[0] not in LOOPBACK and not client[0].startswith("127."):
            raise ProblemError(
                403, "loopback_only", "Without keys only this machine is answered: podwright keys create."
            )

    def _known(self, scope: Scope, headers: Headers) -> Caller | None:
        path: str = scope["path"]
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":  # says who calls, whatever else came along
            return self._keys.judge(_as_utf8(given), address=address_of(scope))
        cookie = cookie_of(headers)
        if cookie is not None and (caller := self._keys.of_session(cookie)) is not None:
            return caller
        if scope["method"] not in ("GET", "HEAD"):
            return None
        return self._keys.of_signature(path, scope["query_string"].decode("latin-1"))

    def _shared(self, scope: Scope, headers: Headers) -> dict[str, str]:
        """CORS is closed but for the Temporal Web UI at the codec."""
        origin = headers.get("origin")
        if not scope["path"].startswith("/api/v1/codec/") or origin is None or origin != self._codec_origin:
            return {}
        return {
            "access-control-allow-origin": origin,
            "access-control-allow-credentials": "true",
            "access-control-allow-headers": "authorization, content-type, x-namespace",
            "access-control-allow-methods": "POST",
            "vary": "Origin",
        }


_MAY = {Reach.READ: "read", Reach.WRITE: "read and write", Reach.ADMIN: "do everything"}


def _is_open(path: str) -> bool:
    return path == "/" or path.startswith(OPEN_PATHS)


def needed_for(method: str, path: str) -> Reach:
    if ADMINISTRATION.match(path):
        return Reach.ADMIN
    return Reach.READ if method in LOOKING and not PAID_LOOKS.match(path) else Reach.WRITE


def host_of(header: str) -> str:
    """The name in a Host header or authority, without its port."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


def _as_utf8(given: str) -> str:
    """Headers are read as Latin-1; a key with other letters is sent as UTF-8."""
    return given.strip().encode("latin-1").decode("utf-8", "surrogateescape")


def address_of(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def cookie_of(headers: Headers) -> str | None:
    """The session's cookie."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None


def _cross_site(headers: Headers) -> bool:
    """Browsers send where a request comes from; programs do not, and need the key, or are local."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
