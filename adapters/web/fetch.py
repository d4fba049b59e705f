"""The fetcher of pages and files from the web: no private addresses, no endless answers, no endless waiting.

Names are resolved here, every address is checked, and the connection goes to the checked address itself, so that a
second answer of the name server cannot lead elsewhere. Every redirect passes the same check. Proxies are not used.
"""

import asyncio
import ipaddress
import socket
import ssl
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import httpx2

from adapters.progress import await_with_progress
from adapters.web.answers import charset_of, media_type_of, refusal
from domain.artifacts.ports import Blobs
from domain.errors import PermanentFault, TransientFault
from domain.progress import OnProgress
from domain.retrieve.address import Address, Allowed, Target, check_url, not_allowed, parse_allowed
from domain.retrieve.ports import Fetched

Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]
"""Host and port → addresses, best first. Raises socket.gaierror."""

_HEADERS = {
    "User-Agent": "Podwright (fetches one page at the request of its user)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,application/epub+zip,text/*;q=0.9,*/*;q=0.5",
    "Accept-Language": "en,*;q=0.5",
    "Accept-Encoding": "gzip, deflate",  # these httpx2 unpacks in bounded pieces, without further libraries
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNPACKED = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_ADDRESSES_TRIED = 3


async def resolve_by_system(host: str, port: int) -> Sequence[Address]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


class WebFetcher:
    """Fetches over http and https into blobs.

    Args:
        blobs: where the content is stored.
        allow: FETCH_ALLOW, the private hosts and networks that may be reached.
        seconds: time for everything together, with redirects.
        quiet_seconds: time for connecting, and between two pieces of an answer.
        maximum_bytes: size of the unpacked content.
        resolve: asks the name server.
        tls: the certificates that https trusts; by default those of the system and of certifi.
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
    ) -> None:
        self._blobs, self._resolve, self._tls = blobs, resolve, tls
        self._allowed = parse_allowed(allow) if isinstance(allow, str) else allow
        self._seconds, self._quiet_seconds = seconds, quiet_seconds
        self._maximum_bytes, self._maximum_redirects = maximum_bytes, maximum_redirects

    async def fetch(self, url: str, *, on_progress: OnProgress) -> Fetched:
        target = check_url(url)
        return await await_with_progress(self._within_time(target), on_progress, f"fetching {target.host}")

    async def _within_time(self, target: Target) -> Fetched:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(target)
        except TimeoutError:
            message = f"{target.url[:200]} did not answer completely within {self._seconds:g} seconds."
            raise TransientFault("source_unavailable", message) from None

    async def _follow(self, target: Target) -> Fetched:
        if self._tls is None:
            self._tls = await asyncio.to_thread(httpx2.create_ssl_context)
        for _ in range(self._maximum_redirects + 1):
            addresses = await self._addresses(target)
            async with httpx2.AsyncClient(
                transport=httpx2.AsyncHTTPTransport(verify=self._tls, trust_env=False),
                timeout=self._quiet_seconds,
                follow_redirects=False,
                trust_env=False,
            ) as client:
                response = await self._connect(client, target, addresses)
                try:
                    location = response.headers.get("location")
                    if response.status_code not in _REDIRECTS or not location:
                        return await self._store(target, response)
                    target = self._redirected(target, location)
                finally:
                    await response.aclose()
        raise PermanentFault(
            "source_not_found",
            f"{target.url[:200]} redirects more than {self._maximum_redirects} times.",
            advice="Give the address that the browser shows in the end.",
        )

    def _redirected(self, target: Target, location: str) -> Target:
        try:
            return check_url(str(httpx2.URL(target.url).join(location)))
        except httpx2.InvalidURL:
            message = f"{target.url[:200]} redirects to something that is not an address."
            raise PermanentFault("source_not_found", message) from None

    async def _addresses(self, target: Target) -> Sequence[Address]:
        """The addresses of a host. All must be allowed: one that has public and private addresses is refused."""
        if target.literal is not None:
            found: Sequence[Address] = [target.literal]
        else:
            try:
                found = await self._resolve(target.host, target.port)
            except socket.gaierror as error:
                if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
                    raise PermanentFault(
                        "source_not_found", f"There is no host named {target.host}.", advice="Check the address."
                    ) from None
                raise TransientFault("source_unreachable", f"{target.host} could not be looked up: {error}.") from None
        if not found:
            raise PermanentFault("source_not_found", f"There is no host named {target.host}.")
        if not all(self._allowed.permits(target, address) for address in found):
            raise not_allowed(target)
        return list(dict.fromkeys(found))[:_ADDRESSES_TRIED]

    async def _connect(
        self, client: httpx2.AsyncClient, target: Target, addresses: Sequence[Address]
    ) -> httpx2.Response:
        """The answer of the first address that gives one. TLS asks for and checks the name, not the address."""
        url = httpx2.URL(target.url)
        problem: Exception | None = None
        for address in addresses:
            request = client.build_request(
                "GET",
                url.copy_with(host=str(address)),
                headers={**_HEADERS, "Host": url.netloc.decode("ascii")},
                extensions={"sni_hostname": target.host},
            )
            try:
                return await client.send(request, stream=True)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                if _is_certificate(error):
                    raise PermanentFault(
                        "source_not_found",
                        f"{target.host} does not prove its identity: its certificate is not valid.",
                        advice="Check the address, or upload the file.",
                    ) from None
                problem = error
            except httpx2.TransportError as error:
                problem = error
                break
        message = f"{target.url[:200]} could not be reached ({type(problem).__name__})."
        raise TransientFault("source_unreachable", message) from problem

    async def _store(self, target: Target, response: httpx2.Response) -> Fetched:
        fault = refusal(target, response)
        if fault is not None:
            raise fault
        packing = response.headers.get("content-encoding", "").strip().lower()
        if packing not in _UNPACKED:
            message = f"{target.url[:200]} answers in an encoding that is not read ({packing[:40]})."
            raise PermanentFault("source_not_supported", message, advice="Save the page and upload it.")
        announced = response.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self._maximum_bytes:
            raise self._too_large(target)
        media_type = media_type_of(response)
        with tempfile.TemporaryDirectory(prefix="podwright-fetch-") as folder:
            path = Path(folder) / "content"
            await self._write(target, response, path)
            charset = charset_of(response)
            if charset is not None:
                await asyncio.to_thread(_to_utf8, path, charset)
            artifact = await self._blobs.put_file(path, media_type=media_type)
        return Fetched(artifact=artifact, url=target.url)

    async def _write(self, target: Target, response: httpx2.Response, path: Path) -> None:
        size = 0
        with await asyncio.to_thread(path.open, "wb") as file:
            try:
                async for piece in response.aiter_bytes():
                    size += len(piece)
                    if size > self._maximum_bytes:
                        raise self._too_large(target)
                    await asyncio.to_thread(file.write, piece)
            except httpx2.DecodingError:
                message = f"{target.url[:200]} sent data that cannot be unpacked."
                raise TransientFault("source_unavailable", message) from None
            except httpx2.TransportError as error:
                message = f"{target.url[:200]} broke off in the middle ({type(error).__name__})."
                raise TransientFault("source_unavailable", message) from error

    def _too_large(self, target: Target) -> PermanentFault:
        return PermanentFault(
            "source_too_large",
            f"{target.url[:200]} is larger than {self._maximum_bytes / 2**20:g} MB.",
            advice="Download it and upload the part you want.",
        )


def _is_certificate(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _to_utf8(path: Path, charset: str) -> None:
    """Rewrites a text whose charset only the HTTP header names as UTF-8 with a byte order mark, which readers obey."""
    path.write_bytes(path.read_bytes().decode(charset, errors="replace").encode("utf-8-sig"))
