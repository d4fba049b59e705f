"""The keys of the API: for whom a key, a session cookie or a signed address stands.

Rows of the catalog, and PODWRIGHT_API_KEY (owner `local`, admin). Once a key was created, keys are asked for, also when
all are revoked again. What a key signs is made from its digest and a secret among the artifacts: who holds one of
the two forges nothing, and a revoked key's sessions and addresses end with it. A session also ends when a person ends
it: the catalog remembers that until it would have expired.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs

from api.http.guessing import UNGUESSABLE, Guessing
from api.http.problems import ProblemError
from domain.access import ApiKeys, Caller, EndedSessions, HeldKey, key_digest, key_id_of
from domain.artifacts.layout import SIGNING_KEY
from domain.artifacts.ports import Names
from domain.errors import ArtifactsUnavailable, CatalogUnavailable

SESSION_SECONDS = 30 * 24 * 3600
SIGNED_SECONDS = 12 * 3600
"""A signed URL lives 12 to 13 hours: its expiry is rounded up to the hour, so that a page's links stay the same."""

FRESH_SECONDS = 2.0
"""How long a key that was just revoked may still be accepted; a look at the table costs a millisecond."""

ANSWER_SECONDS = 1.0
"""How long a request waits for a look at a catalog that is away. SQLite waits for locks for ten seconds and cannot be
interrupted meanwhile, so the look goes on unattended; and a probe of liveness must not take that long."""

LOCAL = Caller()
"""Programs of this machine, where no key is needed."""

OWN = "own"
"""Stands for PODWRIGHT_API_KEY where others have the id of their row."""


class KeyRing:
    """`own`: PODWRIGHT_API_KEY. A look at the catalog holds for FRESH_SECONDS, and for as long as it is away."""

    def __init__(
        self,
        own: str | None,
        *,
        keys: ApiKeys,
        ended: EndedSessions,
        names: Names,
        clock: Callable[[], float] = time.time,
        pulse: Callable[[], float] = time.monotonic,
    ) -> None:
        self._own = key_digest(own) if own else None
        self._keys, self._sessions, self._names, self._clock, self._pulse = keys, ended, names, clock, pulse
        self._rows: dict[str, HeldKey] = {}
        self._ended: frozenset[str] = frozenset()
        self._looked: float | None = None
        self._looking: asyncio.Task[None] | None = None
        self._secret: bytes | None = None
        self._guessing = Guessing(clock=pulse)

    @property
    def required(self) -> bool:
        return self._own is not None or bool(self._rows)

    @property
    def known(self) -> bool:
        """Whether the catalog's keys were read yet; before that it is not known whether a key is needed."""
        return self._looked is not None

    async def look(self, *, fresh: float = FRESH_SECONDS) -> None:
        """To be called before the other methods. `fresh`: how old, in seconds, what is known may be.

        Raises:
            CatalogUnavailable: the catalog was never reached.
        """
        if self._looked is None or self._pulse() - self._looked > fresh:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._read())
            await asyncio.wait({self._looking}, timeout=ANSWER_SECONDS)
            if self._looking.done() and (error := self._looking.exception()) is not None:
                if self._looked is None or not isinstance(error, CatalogUnavailable):
                    raise error
            elif self._looked is None:
                raise CatalogUnavailable("The catalog does not answer.")
        if self.required and self._secret is None:
            self._secret = await self._find_secret()

    async def _read(self) -> None:
        rows = await self._keys.all()
        self._ended = await self._sessions.all()
        self._rows = {row.key.key_id: row for row in rows}
        self._looked = self._pulse()

    def forget(self) -> None:
        """The next look is a fresh one."""
        self._looked = None

    def judge(self, given: str, *, address: str) -> Caller | None:
        """For whom a key stands that was sent from there; None when it is wrong.

        Raises:
            ProblemError: 429 while too many wrong ones come from the address.
        """
        caller, wait = self.of_key(given), self._guessing.wait(address)
        if caller is not None and (not wait or len(given) >= UNGUESSABLE):
            return caller
        if wait:
            raise ProblemError(
                429,
                "too_many_wrong_keys",
                "Too many wrong keys came from this address. Check the key, and try again later.",
                headers={"Retry-After": str(wait)},
            )
        self._guessing.failed(address)
        return None

    def of_key(self, given: str) -> Caller | None:
        """A key whose id is in the catalog is judged by its row alone, whatever PODWRIGHT_API_KEY says."""
        key_id = key_id_of(given)
        if key_id not in self._rows:
            key_id = OWN
        known = self._digest_of(key_id)
        return self._caller(key_id) if known and hmac.compare_digest(known, key_digest(given)) else None

    def session(self, caller: Caller) -> str:
        """The cookie's value. Raises ArtifactsUnavailable while the secret cannot be read."""
        expires, session = int(self._clock()) + SESSION_SECONDS, secrets.token_hex(16)
        signature = self._sign(caller.key_id, f"session {session} {expires}")
        if not signature:
            raise ArtifactsUnavailable("The key that signs sessions cannot be read at the moment. Try again.")
        return f"{caller.key_id}.{session}.{expires}.{signature}"

    def of_session(self, cookie: str) -> Caller | None:
        key_id, session, expires, signature = _parts(cookie)
        holds = self._holds(key_id, expires, signature, f"session {session} {expires}")
        return self._caller(key_id) if holds and session not in self._ended else None

    async def end(self, cookie: str) -> None:
        """Ends the session of a cookie, if it is one of ours that stands. Raises CatalogUnavailable."""
        if self.of_session(cookie) is None:
            return
        _, session, expires, _ = _parts(cookie)
        await self._sessions.end(session, until=datetime.fromtimestamp(int(expires), UTC))
        self._ended |= {session}

    def signature(self, caller: Caller, path: str) -> str:
        """The query that lets anyone who holds it read `path` for a while; empty when no key is needed."""
        if not self.required:
            return ""
        expires = (int(self._clock()) // 3600 + 1) * 3600 + SIGNED_SECONDS
        signature = self._sign(caller.key_id, f"read {path} {expires}")
        return f"key={caller.key_id}&expires={expires}&signature={signature}" if signature else ""

    def of_signature(self, path: str, query: str) -> Caller | None:
        given = parse_qs(query)
        key_id, expires, signature = (given.get(name, [""])[0] for name in ("key", "expires", "signature"))
        return self._caller(key_id) if self._holds(key_id, expires, signature, f"read {path} {expires}") else None

    def _holds(self, key_id: str, expires: str, signature: str, message: str) -> bool:
        fresh = expires.isascii() and expires.isdecimal() and len(expires) < 12 and int(expires) > self._clock()
        known = self._sign(key_id, message) if fresh else ""
        return bool(known) and hmac.compare_digest(known.encode(), signature.encode())

    def _sign(self, key_id: str, message: str) -> str:
        digest = self._digest_of(key_id)
        if not digest or self._secret is None:
            return ""
        return hmac.new(self._secret, b"podwright " + digest + message.encode(), hashlib.sha256).hexdigest()

    def _digest_of(self, key_id: str) -> bytes | None:
        """None for an unknown or a revoked key."""
        if key_id == OWN:
            return self._own
        row = self._rows.get(key_id)
        return bytes.fromhex(row.digest) if row is not None and row.key.revoked_at is None else None

    def _caller(self, key_id: str) -> Caller:
        if key_id == OWN:
            return Caller(key_id=OWN)
        key = self._rows[key_id].key
        return Caller(owner=key.owner, scope=key.scope, priority=key.priority, limits=key.limits, key_id=key_id)

    async def _find_secret(self) -> bytes | None:
        """The secret, created when first needed; None while the artifacts are away, and then nothing is signed."""
        try:
            found = await self._names.get(SIGNING_KEY)
            return found or await self._names.create(SIGNING_KEY, secrets.token_hex(32).encode())
        except ArtifactsUnavailable:
            return None


def _parts(cookie: str) -> tuple[str, str, str, str]:
    """Key id, session, expiry and signature; empty where a part is missing."""
    key_id, session, expires, signature = (*cookie.split(".", 3), "", "", "")[:4]
    return key_id, session, expires, signature
