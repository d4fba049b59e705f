"""Who may come in. Without a key: this machine's own programs. With one: Bearer, session cookie or signed URL."""

import hashlib
import hmac
import time
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import ProblemError, respond

COOKIE = "podwright_session"
SESSION_SECONDS = 30 * 24 * 3600
SIGNED_SECONDS = 12 * 3600
"""A signed URL lives 12 to 13 hours: its expiry is rounded up to the hour, so that a page's links stay the same."""

OPEN_PATHS = ("/health", "/api/v1/health", "/api/v1/session", "/static/", "/openapi.json", "/docs")
LOOPBACK = ("127.0.0.1", "::1", "localhost")

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


class Keys:
    """The one key. Sessions and signatures are made from it, so that changing it ends them all."""

    def __init__(self, key: str | None, *, clock: Callable[[], float] = time.time) -> None:
        self._key = key.encode() if key else None
        self._clock = clock

    @property
    def required(self) -> bool:
        return self._key is not None

    def is_key(self, given: bytes) -> bool:
        return self._key is not None and hmac.compare_digest(self._key, given)

    def session(self) -> str:
        expires = int(self._clock()) + SESSION_SECONDS
        return f"{expires}.{self._sign(f'session {expires}')}"

    def is_session(self, cookie: str) -> bool:
        expires, _, signature = cookie.partition(".")
        return self._fresh(expires) and self._same(signature, f"session {expires}")

    def signature(self, path: str) -> str:
        """The query that lets anyone who holds it read `path` for a while; empty when no key is needed."""
        if self._key is None:
            return ""
        expires = (int(self._clock()) // 3600 + 1) * 3600 + SIGNED_SECONDS
        return f"expires={expires}&signature={self._sign(f'read {path} {expires}')}"

    def is_signed(self, path: str, query: str) -> bool:
        given = parse_qs(query)
        expires, signature = given.get("expires", [""])[0], given.get("signature", [""])[0]
        return self._fresh(expires) and self._same(signature, f"read {path} {expires}")

    def _fresh(self, expires: str) -> bool:
        return expires.isascii() and expires.isdigit() and len(expires) < 16 and int(expires) > self._clock()

    def _same(self, signature: str, message: str) -> bool:
        return self._key is not None and hmac.compare_digest(self._sign(message).encode(), signature.encode())

    def _sign(self, message: str) -> str:
        assert self._key is not None, "nothing is signed without a key"
        return hmac.new(self._key, f"podwright {message}".encode(), hashlib.sha256).hexdigest()


class Gate:
    """ASGI middleware: hosts, origins, keys; and the security headers of every answer."""

    def __init__(self, app: ASGIApp, *, keys: Keys, hosts: frozenset[str]) -> None:
        self._app, self._keys, self._hosts = app, keys, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = {name.lower() for name, _ in message["headers"]}
                extra = [(k.encode(), v.encode()) for k, v in _HEADERS.items() if k.encode() not in sent]
                if b"cache-control" not in sent and scope["path"].startswith("/api/"):
                    extra.append((b"cache-control", b"no-store"))
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        refused = self._refusal(scope)
        if refused is not None:
            await respond(refused, instance=scope["path"])(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> ProblemError | None:
        headers = Headers(scope=scope)
        if not self._keys.required and (refused := self._stranger(scope, headers)) is not None:
            return refused
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and _cross_site(headers):
            return ProblemError(403, "cross_origin", "Another site's page may not change anything here.")
        if not self._keys.required or self._known(scope, headers):
            return None
        return ProblemError(
            401,
            "unauthorized",
            "A key is needed: Authorization: Bearer <key>.",
            headers={"WWW-Authenticate": 'Bearer realm="podwright"'},
        )

    def _stranger(self, scope: Scope, headers: Headers) -> ProblemError | None:
        """Without a key only this machine, and only under its own name: a foreign name may be rebound to us."""
        client = scope.get("client")
        if client is not None and client[0] not in LOOPBACK and not client[0].startswith("127."):
            return ProblemError(403, "loopback_only", "Without PODWRIGHT_API_KEY only this machine is answered.")
        if host_of(headers.get("host", "")) not in self._hosts:
            return ProblemError(403, "host_not_allowed", "This server is not known under that name.")
        return None

    def _known(self, scope: Scope, headers: Headers) -> bool:
        path: str = scope["path"]
        if path == "/" or path.startswith(OPEN_PATHS):
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._keys.is_key(given.strip().encode("latin-1")):
            return True
        cookie = _cookie(headers)
        if cookie is not None and self._keys.is_session(cookie):
            return True
        query = scope["query_string"].decode("latin-1")
        return scope["method"] in ("GET", "HEAD") and self._keys.is_signed(path, query)


def host_of(header: str) -> str:
    """The name in a Host header or authority, without its port."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


def _cookie(headers: Headers) -> str | None:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None


def _cross_site(headers: Headers) -> bool:
    """Browsers tell where a request comes from; programs say nothing and are asked for the key, or are local."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
