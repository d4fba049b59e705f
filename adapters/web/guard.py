"""The first check of a source URL: private addresses are refused at submission. The fetcher checks every hop again."""

import asyncio
import ipaddress
import socket

from domain.errors import PermanentFault
from domain.retrieve.address import Address, Allowed, check_url, parse_allowed, shown_url

RESOLVE_SECONDS = 0.5
"""A name that takes longer is left to the fetcher: a submission does not wait for a slow name server."""


class ResolvingGuard:
    """A `UrlGuard` that resolves names. `allow` is the setting FETCH_ALLOW."""

    def __init__(self, allow: str) -> None:
        self._allowed: Allowed = parse_allowed(allow)

    async def __call__(self, url: str) -> None:
        """Raises PermanentFault `url_not_allowed`."""
        target = check_url(url)
        addresses = [target.literal] if target.literal is not None else await _resolve(target.host, target.port)
        if any(not self._allowed.permits(target, address) for address in addresses):
            raise PermanentFault(
                "url_not_allowed",
                f"{shown_url(url)} leads to a private address.",
                advice="Give a public address, upload the file, or allow the host with PODWRIGHT_FETCH_ALLOW.",
            )


async def _resolve(host: str, port: int) -> list[Address]:
    """The addresses of a name; none when it does not resolve now."""
    try:
        async with asyncio.timeout(RESOLVE_SECONDS):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [ipaddress.ip_address(str(address[0]).partition("%")[0]) for *_, address in found]
