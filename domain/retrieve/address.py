"""The addresses that a source URL may reach. Pure: names are resolved and sockets opened elsewhere."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from domain.errors import PermanentFault

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_LONGEST_URL = 2_000  # browsers and servers take as much
_HOST = re.compile(r"^(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*$")
_NUMERIC_LABEL = re.compile(r"^(?:0x[0-9a-f]*|[0-9]+)$")  # what inet_aton would take for a part of an address
# Ranges that ipaddress may call global but that lead elsewhere: 6to4, Teredo and local NAT64 wrap an IPv4 address;
# 192.88.99.0/24 was the 6to4 relay (RFC 7526), 168.63.129.16 is a cloud's host agent.
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in ("2002::/16", "2001::/32", "64:ff9b:1::/48", "::/96", "192.88.99.0/24",
                    "168.63.129.16/32", "fec0::/10", "100::/64")
)  # fmt: skip
_SECRET = re.compile(r"tok|key|sig|secret|pass|pw|auth|code|cred|session|sid|ticket|jwt|hash|nonce", re.IGNORECASE)
_LONGEST_SHOWN = 16  # characters of a value: numbers and words are shorter, keys and signatures longer
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet: not private, loopback, link-local, shared or reserved."""
    address = _unwrapped(address)
    if any(address.version == network.version and address in network for network in _NEVER):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved and not address.is_unspecified


def _unwrapped(address: Address) -> Address:
    """The IPv4 address inside `::ffff:0:0/96`, and inside NAT64's own prefix (RFC 6052), which DNS64 hands out."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


@dataclass(frozen=True)
class Target:
    """A checked URL, with the host that it leads to: lower-case ASCII without brackets."""

    url: str
    scheme: str
    host: str
    port: int
    literal: Address | None  # the host, when it is an address


@dataclass(frozen=True)
class Allowed:
    """The setting FETCH_ALLOW: private hosts, addresses and networks that source URLs may reach."""

    hosts: frozenset[tuple[str, int | None]] = frozenset()
    networks: tuple[tuple[Network, int | None], ...] = ()

    def permits(self, target: Target, address: Address) -> bool:
        """Whether a connection to an address, resolved for a target, may be opened."""
        if is_public(address):
            return True
        address = _unwrapped(address)
        if {(target.host, None), (target.host, target.port)} & self.hosts:
            return True
        return any(
            port in (None, target.port) and network.version == address.version and address in network
            for network, port in self.networks
        )


def parse_allowed(setting: str) -> Allowed:
    """`wiki.lan, 10.1.0.0/16, 127.0.0.1:8080, [::1]:8080` (commas or spaces between).

    Raises:
        ValueError: an entry that is none of host, host:port, address, address:port or network; the message names it.
    """
    hosts: set[tuple[str, int | None]] = set()
    networks: list[tuple[Network, int | None]] = []
    for entry in re.split(r"[,\s]+", setting.strip()):
        if not entry:
            continue
        name, port = _with_port(entry)
        try:
            networks.append((ipaddress.ip_network(name), port))
        except ValueError:
            host = _ascii_host(name)
            if "/" in name or host is None or host == "*" or _is_odd_address(host):
                raise ValueError(
                    f"{entry!r} in FETCH_ALLOW is not a host, address or network; write wiki.lan, 10.1.0.0/16 "
                    "or 127.0.0.1:8080"
                ) from None
            hosts.add((host, port))
    return Allowed(frozenset(hosts), tuple(networks))


def _with_port(entry: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"\[([^\]]+)\](?::(\d{1,5}))?|([^:]+):(\d{1,5})", entry)
    if match is None:
        return entry, None
    port = match.group(2) or match.group(4)
    if port is not None and not 0 < int(port) < 65536:
        raise ValueError(f"{entry!r} in FETCH_ALLOW has no valid port")
    return match.group(1) or match.group(3), int(port) if port else None


def check_url(url: str) -> Target:
    """The target of a URL.

    Raises:
        PermanentFault: `url_not_allowed`, for anything other than http or https to a plainly written host.
    """
    if len(url) > _LONGEST_URL:
        raise _refused(url[:80] + "…", f"is longer than {_LONGEST_URL} characters")
    if any(character <= " " or character in "\\\x7f" for character in url):
        raise _refused(url, "holds spaces or control characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refused(url, "is not a valid URL") from None
    if parts.scheme not in ("http", "https"):
        raise _refused(url, "is not an http or https URL")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise _refused(parts.scheme + "://…", "holds a user name or password")
    if port == 0:
        raise _refused(url, "names port 0")
    return _target(url, parts, port or (443 if parts.scheme == "https" else 80))


def check_source_url(url: str, allowed: Allowed) -> Target:
    """The target of a URL; a host that is private by name or address must be allowed. Other names are resolved later.

    Raises:
        PermanentFault: `url_not_allowed`.
    """
    target = check_url(url)
    local = target.host == "localhost" or target.host.endswith((".localhost", ".local", ".internal"))
    address = target.literal or (ipaddress.IPv4Address("127.0.0.1") if local else None)
    if address is not None and not allowed.permits(target, address):
        raise not_allowed(target)
    return target


def shown_url(url: str) -> str:
    """A URL as people, logs and Temporal see it: at most 200 characters, without what may be a secret in its query."""
    plain, mark, query = url.partition("?")
    shown = [
        f"{name}={'…' if len(value) > _LONGEST_SHOWN or _SECRET.search(name) else value}" if equals else name
        for name, equals, value in (part.partition("=") for part in query.split("#")[0].split("&"))
    ]
    return (plain.partition("#")[0] + mark + "&".join(shown))[:200]


def not_allowed(target: Target) -> PermanentFault:
    """The fault of a URL that leads to a private address."""
    return PermanentFault(
        "url_not_allowed",
        f"{shown_url(target.url)} leads to a private address.",
        advice=f"Upload the file, or allow the host: PODWRIGHT_FETCH_ALLOW={target.host}",
    )


def _target(url: str, parts: SplitResult, port: int) -> Target:
    written = parts.hostname or ""
    if parts.netloc.startswith("["):
        try:
            literal: Address | None = ipaddress.IPv6Address(written)
        except ValueError:
            raise _refused(url, "has an address that is not valid") from None
        host = str(literal)
        if "%" in host:
            raise _refused(url, "names a network interface")
    else:
        found = _ascii_host(written)
        if found is None:
            raise _refused(url, "has no valid host name")
        host = found
        literal = None
        try:
            literal = ipaddress.IPv4Address(host)
        except ValueError:
            if _is_odd_address(host):
                raise _refused(url, "writes its address in an unusual way") from None
    netloc = f"[{host}]" if ":" in host else host
    if parts.port is not None:
        netloc = f"{netloc}:{parts.port}"
    plain = parts._replace(netloc=netloc, fragment="", path=parts.path or "/").geturl()
    return Target(url=plain, scheme=parts.scheme, host=host, port=port, literal=literal)


def _ascii_host(name: str) -> str | None:
    """The name in lower case, in IDNA when it has other scripts; None when it is not a host name."""
    name = name.lower().removesuffix(".")
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return name if len(name) <= 253 and _HOST.match(name) else None


def _is_odd_address(host: str) -> bool:
    """`0x7f.1`, `2130706433`, `127.1`, `010.0.0.1`: resolvers read them as addresses, people do not."""
    return bool(_NUMERIC_LABEL.match(host.rsplit(".", 1)[-1]))


def _refused(url: str, reason: str) -> PermanentFault:
    return PermanentFault(
        "url_not_allowed", f"{url[:200]} {reason}.", advice="Give a public http or https address, or upload the file."
    )
