"""The fetcher of pages and files from the web: no private addresses, no endless answers, no endless waiting.

Every address that an answer leads to, by a redirect or by its markup, passes the check of the first. Proxies are not
used.
"""

import asyncio
import ssl
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx2

from adapters.progress import await_with_progress
from adapters.web.answers import STAYS_AWAY, charset_of, media_type_of, refusal
from adapters.web.connection import Resolve, checked_addresses, connect, resolve_by_system
from adapters.web.cookies import Cookies
from adapters.web.pages import SCANNED, Page
from domain.artifacts.ports import Blobs
from domain.errors import Fault, PermanentFault, TransientFault
from domain.progress import OnProgress, awaiting
from domain.retrieve.address import Allowed, Target, check_url, parse_allowed, shown_url
from domain.retrieve.ports import Fetched, Remark

Say = Callable[[str], None]
"""Takes the words that are reported next."""

__all__ = ["Resolve", "WebFetcher", "resolve_by_system"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNPACKED = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


class WebFetcher:
    """Fetches over http and https into blobs.

    Args:
        blobs: where the content is stored.
        allow: FETCH_ALLOW, the private hosts and networks that may be reached.
        seconds: time for an address with everything that it leads to.
        quiet_seconds: time for connecting, and between two pieces of an answer.
        maximum_bytes: size of the unpacked content.
        resolve: asks the name server.
        tls: the certificates that https trusts; by default those of the system and of certifi.
        scratch: makes a folder for what is being fetched, which is removed afterwards.
    """

    def __init__(
        self,
        blobs: Blobs,
        *,
        allow: str | Allowed = "",
        seconds: float = 60.0,
        quiet_seconds: float = 15.0,
        maximum_bytes: int = 25 * 2**20,
        maximum_redirects: int = 5,
        resolve: Resolve = resolve_by_system,
        tls: ssl.SSLContext | None = None,
        scratch: Callable[[], AbstractContextManager[str | Path]] = tempfile.TemporaryDirectory,
    ) -> None:
        self._blobs, self._resolve, self._tls, self._scratch = blobs, resolve, tls, scratch
        self._allowed = parse_allowed(allow) if isinstance(allow, str) else allow
        self._seconds, self._quiet_seconds = seconds, quiet_seconds
        self._maximum_bytes, self._maximum_redirects = maximum_bytes, maximum_redirects

    async def fetch(self, url: str, *, on_progress: OnProgress) -> Fetched:
        target = check_url(url)
        doing = awaiting(target.host, f"{shown_url(target.url)} has not answered yet.")

        def say(words: str) -> None:
            nonlocal doing
            doing = words

        return await await_with_progress(self._page_or_paper(target, say), on_progress, lambda: doing)

    async def _page_or_paper(self, target: Target, say: Say) -> Fetched:
        if self._tls is None:
            self._tls = await asyncio.to_thread(httpx2.create_ssl_context)
        with self._scratch() as folder:
            return await self._best(target, Path(folder), Cookies(), say)

    async def _best(self, target: Target, folder: Path, cookies: Cookies, say: Say) -> Fetched:
        """The page; in place of an abstract, the paper that it names."""
        page = await self._within_time(target, folder / "page", cookies, say)
        paper = page.markup.paper() if page.markup is not None else None
        if paper is None:
            return await self._kept(page)
        where = shown_url(page.target.url)
        try:
            found = await self._within_time(_joined(page.target, paper), folder / "paper", cookies, say)
            if not (await asyncio.to_thread(_head, found.path)).lstrip().startswith(b"%PDF-"):
                raise PermanentFault("source_not_supported", f"{shown_url(found.target.url)} is not a PDF.")
        except Fault as fault:
            remark = Remark(
                code="abstract_only",
                message=f"{where} is the abstract of a paper, and the paper could not be had: {fault.message} "
                "Download it, and give the PDF as a file.",
            )
            return await self._kept(page, remark)
        message = f"{where} is the abstract of a paper; the paper itself was read: {shown_url(found.target.url)}."
        return await self._kept(found, Remark(code="paper_taken", message=message))

    async def _kept(self, answer: "_Answer", *remarks: Remark) -> Fetched:
        artifact = await self._blobs.put_file(answer.path, media_type=answer.media_type)
        return Fetched(artifact=artifact, url=answer.target.url, remarks=remarks)

    async def _within_time(self, target: Target, path: Path, cookies: Cookies, say: Say) -> "_Answer":
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(target, path, cookies, say)
        except TimeoutError:
            message = f"{shown_url(target.url)} did not answer completely within {self._seconds:g} seconds."
            raise TransientFault("source_unavailable", message, advice=STAYS_AWAY, provider=target.host) from None

    async def _follow(self, target: Target, path: Path, cookies: Cookies, say: Say) -> "_Answer":
        """The content that an address leads to, in a file."""
        for _ in range(self._maximum_redirects + 1):
            say(awaiting(target.host, f"{shown_url(target.url)} has not answered yet."))
            addresses = await checked_addresses(target, allowed=self._allowed, resolve=self._resolve)
            async with httpx2.AsyncClient(
                transport=httpx2.AsyncHTTPTransport(
                    verify=self._tls if self._tls is not None else True, trust_env=False
                ),
                timeout=self._quiet_seconds,
                follow_redirects=False,
                trust_env=False,
            ) as client:
                response = await connect(client, target, addresses, cookies.header(target))
                say(f"fetching {target.host}")
                try:
                    news = cookies.take(target, response.headers.get_list("set-cookie"))
                    location = response.headers.get("location")
                    if response.status_code not in _REDIRECTS or not location:
                        answer = await self._read(target, response, path)
                        successor = answer.markup.successor() if answer.markup is not None else None
                        following = _joined(target, successor) if successor else target
                        if following.url == target.url and not (successor and news):
                            return answer
                        target = following
                    else:
                        target = _joined(target, location)
                finally:
                    await response.aclose()
        raise PermanentFault(
            "source_not_found",
            f"{shown_url(target.url)} redirects more than {self._maximum_redirects} times.",
            advice="Give the address that the browser shows in the end.",
        )

    async def _read(self, target: Target, response: httpx2.Response, path: Path) -> "_Answer":
        fault = refusal(target, response)
        if fault is not None:
            raise fault
        packing = response.headers.get("content-encoding", "").strip().lower()
        if packing not in _UNPACKED:
            message = f"{shown_url(target.url)} answers in an encoding that is not read ({packing[:40]})."
            raise PermanentFault("source_not_supported", message, advice="Save the page and upload it.")
        announced = response.headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > self._maximum_bytes:
            raise self._too_large(target)
        await self._write(target, response, path)
        charset, media_type = charset_of(response), media_type_of(response)
        if charset is not None:
            await asyncio.to_thread(_to_utf8, path, charset)
        markup = Page(await asyncio.to_thread(_head, path)) if media_type in _PAGES else None
        return _Answer(target, path, media_type, markup)

    async def _write(self, target: Target, response: httpx2.Response, path: Path) -> None:
        size, url = 0, shown_url(target.url)
        with await asyncio.to_thread(path.open, "wb") as file:
            try:
                async for piece in response.aiter_bytes():
                    size += len(piece)
                    if size > self._maximum_bytes:
                        raise self._too_large(target)
                    await asyncio.to_thread(file.write, piece)
            except httpx2.DecodingError:
                message = f"{url} sent data that cannot be unpacked."
                raise TransientFault("source_unavailable", message, advice=STAYS_AWAY, provider=target.host) from None
            except httpx2.TransportError as error:
                message = f"{url} broke off in the middle ({type(error).__name__})."
                raise TransientFault("source_unavailable", message, advice=STAYS_AWAY, provider=target.host) from error

    def _too_large(self, target: Target) -> PermanentFault:
        return PermanentFault(
            "source_too_large",
            f"{shown_url(target.url)} is larger than {self._maximum_bytes / 2**20:g} MB.",
            advice="Download it and upload the part you want.",
        )


class _Answer:
    """The content of the last address, in a file. `markup` only of a page."""

    def __init__(self, target: Target, path: Path, media_type: str, markup: Page | None) -> None:
        self.target, self.path, self.media_type, self.markup = target, path, media_type, markup


def _joined(target: Target, location: str) -> Target:
    try:
        return check_url(str(httpx2.URL(target.url).join(location)))
    except httpx2.InvalidURL:
        message = f"{shown_url(target.url)} leads to something that is not an address."
        raise PermanentFault("source_not_found", message, advice="Check the address, or upload the file.") from None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(SCANNED)


def _to_utf8(path: Path, charset: str) -> None:
    """Rewrites a text whose charset only the HTTP header names as UTF-8 with a byte order mark, which readers obey."""
    path.write_bytes(path.read_bytes().decode(charset, errors="replace").encode("utf-8-sig"))
