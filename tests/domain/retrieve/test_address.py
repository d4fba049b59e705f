"""Which addresses are public, what FETCH_ALLOW lets through, and which URLs are plain enough."""

import ipaddress

import pytest

from domain.errors import PermanentFault
from domain.retrieve.address import check_source_url, check_url, is_public, parse_allowed, shown_url


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001::1", "64:ff9b::808:808"],
)
def test_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7",
        "203.0.113.7", "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "::7f00:1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1",
        "2001::1", "2001:db8::1", "2002:7f00:1::", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
    ],
)  # fmt: skip
def test_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://example.org", "example.org", 443),
        ("http://Example.ORG:8080/a?b=c#d", "example.org", 8080),
        ("https://example.org./", "example.org", 443),
        ("http://münchen.example/", "xn--mnchen-3ya.example", 80),
        ("http://8.8.8.8/", "8.8.8.8", 80),
        ("http://[2606:4700::1]:81/", "2606:4700::1", 81),
        ("http://１.１.１.１/", "1.1.1.1", 80),
        ("https://example.org/a_(b)/c%20d", "example.org", 443),
    ],
)
def test_plain_urls(url: str, host: str, port: int) -> None:
    target = check_url(url)
    assert (target.host, target.port) == (host, port)
    assert "#" not in target.url


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http://",
        "http:///path", "http://user@example.org/", "http://user:word@example.org/", "http://@example.org/",
        "http://2130706433/", "http://0x7f.1/", "http://0x7f000001/", "http://127.1/", "http://0177.0.0.1/",
        "http://010.0.0.1/", "http://1.2.3.4.5/", "http://999.1.1.1/", "http://example.org:0/",
        "http://example.org:99999/", "http://example.org:x/", "http://exa mple.org/", "http://example.org/\n",
        "http://example.org\\@evil.example/", "http://[::1", "http://[fe80::1%25eth0]/", "http://[v1.x]/",
        "http://-a.example/", "http://a..b/", "http://" + "a" * 64 + ".example/", "http://example.org/" + "a" * 2000,
        "http://exa%6dple.org/", "http://*.example.org/",
    ],
)  # fmt: skip
def test_refused_urls(url: str) -> None:
    with pytest.raises(PermanentFault) as caught:
        check_url(url)
    assert caught.value.code == "url_not_allowed"


def test_passwords_are_not_repeated() -> None:
    with pytest.raises(PermanentFault) as caught:
        check_url("http://ann:hush@example.org/")
    assert "hush" not in caught.value.message


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://localhost:8000/", "http://a.localhost/", "http://[::1]/", "http://nas.local/"]
)
def test_plainly_private_hosts_are_refused_early(url: str) -> None:
    with pytest.raises(PermanentFault, match="private"):
        check_source_url(url, parse_allowed(""))


def test_allowed() -> None:
    allowed = parse_allowed("wiki.lan, 10.1.0.0/16 127.0.0.1:8080,[::1]:8080, fd00::/8,  intranet.lan:8443")

    def permits(url: str, address: str) -> bool:
        return allowed.permits(check_url(url), ipaddress.ip_address(address))

    assert permits("http://wiki.lan/", "192.168.1.9")
    assert permits("http://wiki.lan:99/", "192.168.1.9")
    assert permits("http://other.example/", "10.1.255.1")
    assert permits("http://other.example/", "::ffff:10.1.255.1")
    assert permits("http://127.0.0.1:8080/", "127.0.0.1")
    assert permits("http://[::1]:8080/", "::1")
    assert permits("https://intranet.lan:8443/", "10.9.9.9")
    assert permits("http://other.example/", "fd00::5")
    assert permits("http://other.example/", "8.8.8.8")
    assert not permits("http://other.example/", "10.2.0.1")
    assert not permits("http://127.0.0.1:8081/", "127.0.0.1")
    assert not permits("https://intranet.lan/", "10.9.9.9")
    assert not permits("http://xwiki.lan/", "192.168.1.9")
    assert check_source_url("http://127.0.0.1:8080/a", allowed).port == 8080
    assert check_source_url("http://localhost:8080/a", allowed).port == 8080


def test_empty_allows_nothing() -> None:
    assert parse_allowed(" , ").networks == ()


@pytest.mark.parametrize(
    "entry", ["10.0.0.1/8", "http://wiki.lan", "*", "*.lan", "wiki.lan:0", "wiki.lan:70000", "127.1"]
)
def test_wrong_settings_are_named(entry: str) -> None:
    with pytest.raises(ValueError, match="FETCH_ALLOW"):
        parse_allowed(f"wiki.lan,{entry}")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://salt.example/a/b", "https://salt.example/a/b"),
        ("https://salt.example/a?page=2&lang=en#top", "https://salt.example/a?page=2&lang=en"),
        ("https://salt.example/a?token=abc&page=2", "https://salt.example/a?token=…&page=2"),
        ("https://salt.example/a?X-Amz-Signature=1", "https://salt.example/a?X-Amz-Signature=…"),
        ("https://salt.example/a?q=0123456789abcdefghij", "https://salt.example/a?q=…"),
        ("https://salt.example/a?raw#k", "https://salt.example/a?raw"),
    ],
)
def test_no_secret_of_an_address_is_shown(url: str, shown: str) -> None:
    assert shown_url(url) == shown
