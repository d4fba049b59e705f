"""Connections to checked addresses: a name is resolved once, every address is checked, and no other is connected to."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence

import httpx2

from adapters.web.answers import STAYS_AWAY
from domain.errors import PermanentFault, TransientFault
from domain.retrieve.address import Address, Allowed, Target, not_allowed, shown_url

Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]
"""Host and port → addresses, best first. Raises socket.gaierror."""

_HEADERS = {
    "User-Agent": "Podwright (fetches one page at the request of its user)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,application/epub+zip,text/*;q=0.9,*/*;q=0.5",
    "Accept-Language": "en,*;q=0.5",
    "Accept-Encoding": "gzip, deflate",  # these httpx2 unpacks in bounded pieces, without further libraries
}
_ADDRESSES_TRIED = 3


async def resolve_by_system(host: str, port: int) -> Sequence[Address]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


async def checked_addresses(target: Target, *, allowed: Allowed, resolve: Resolve) -> Sequence[Address]:
    """The addresses of a host. All must be allowed: one that has public and private addresses is refused."""
    if target.literal is not None:
        found: Sequence[Address] = [target.literal]
    else:
        try:
            found = await resolve(target.host, target.port)
        except socket.gaierror as error:
            if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
                raise PermanentFault(
                    "source_not_found", f"There is no host named {target.host}.", advice="Check the address."
                ) from None
            message = f"{target.host} could not be looked up: {error}."
            raise TransientFault("source_unreachable", message, advice=STAYS_AWAY, provider=target.host) from None
    if not found:
        raise PermanentFault("source_not_found", f"There is no host named {target.host}.", advice="Check the address.")
    if not all(allowed.permits(target, address) for address in found):
        raise not_allowed(target)
    return list(dict.fromkeys(found))[:_ADDRESSES_TRIED]


async def connect(
    client: httpx2.AsyncClient, target: Target, addresses: Sequence[Address], headers: Mapping[str, str]
) -> httpx2.Response:
    """The answer of the first address that gives one. TLS asks for and checks the name, not the address."""
    url = httpx2.URL(target.url)
    problem: Exception | None = None
    for address in addresses:
        request = client.build_request(
            "GET",
            url.copy_with(host=str(address)),
            headers={**_HEADERS, **headers, "Host": url.netloc.decode("ascii")},
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
    message = f"{shown_url(target.url)} could not be reached ({_in_words(problem)})."
    raise TransientFault("source_unreachable", message, advice=STAYS_AWAY, provider=target.host) from problem


def _in_words(problem: Exception | None) -> str:
    match problem:
        case httpx2.ConnectTimeout() | httpx2.ReadTimeout() | httpx2.WriteTimeout() | httpx2.PoolTimeout():
            return "it does not answer in time"
        case httpx2.ConnectError():
            return "the connection is refused"
        case _:
            return f"the connection breaks off: {type(problem).__name__}"


def _is_certificate(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
