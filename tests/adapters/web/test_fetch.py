"""Fetching from a real server: what is kept, what is refused, and what is only for later."""

import asyncio
import ipaddress
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from adapters.web.fetch import WebFetcher
from domain.errors import PermanentFault, TransientFault
from domain.progress import awaited
from domain.retrieve.address import Address
from tests.adapters.web.conftest import MemoryBlobs, Site

LOOPBACK = "127.0.0.1"


async def quiet(word: str) -> None:
    assert word.startswith("fetching ")


def names(**hosts: str) -> "Book":
    return Book({name.replace("_", "."): addresses.split() for name, addresses in hosts.items()})


class Book:
    """A name server: each question takes the next answer of a host, the last one for ever."""

    def __init__(self, answers: dict[str, list[str]], *, one_by_one: bool = False) -> None:
        self.answers, self.one_by_one, self.asked = answers, one_by_one, list[str]()

    async def __call__(self, host: str, port: int) -> Sequence[Address]:
        self.asked.append(host)
        found = self.answers.get(host)
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if self.one_by_one:
            found = [found.pop(0) if len(found) > 1 else found[0]]
        return [ipaddress.ip_address(address) for address in found]


async def test_a_page_is_kept(site: Site, blobs: MemoryBlobs) -> None:
    url = site.add("/a", b"<p>hello</p>", kind="text/html; charset=utf-8", headers="Set-Cookie: a=b\r\n")
    fetched = await WebFetcher(blobs, allow=LOOPBACK).fetch(url, on_progress=quiet)
    assert blobs.held[fetched.artifact.sha256] == b"<p>hello</p>"
    assert (fetched.artifact.media_type, fetched.url) == ("text/html", url)
    head = site.heads[0].lower()
    assert f"host: 127.0.0.1:{site.port}\r\n" in head
    assert "user-agent: podwright" in head
    for absent in ("cookie:", "authorization:", "referer:"):
        assert absent not in head


async def test_loopback_is_refused_without_being_asked(site: Site, blobs: MemoryBlobs) -> None:
    url = site.add("/a", b"secret")
    for address in (url, url.replace(LOOPBACK, "localhost"), url.replace(LOOPBACK, "[::ffff:127.0.0.1]")):
        with pytest.raises(PermanentFault) as caught:
            await WebFetcher(blobs).fetch(address, on_progress=quiet)
        assert caught.value.code == "url_not_allowed"
        assert "FETCH_ALLOW" in caught.value.advice
    assert site.connections == 0


async def test_a_name_that_leads_inside_is_refused(site: Site, blobs: MemoryBlobs) -> None:
    fetcher = WebFetcher(blobs, resolve=names(inside_example="93.184.216.34 127.0.0.1"))
    with pytest.raises(PermanentFault, match="private address"):
        await fetcher.fetch(f"http://inside.example:{site.port}/a", on_progress=quiet)
    assert site.connections == 0


async def test_the_connection_goes_to_the_address_that_was_checked(site: Site, blobs: MemoryBlobs) -> None:
    """A name server that answers with another address the second time is asked only once."""
    site.add("/a", b"<p>hello</p>")
    book = Book({"rebound.example": ["127.0.0.1", "10.0.0.1"]}, one_by_one=True)
    fetcher = WebFetcher(blobs, allow=f"127.0.0.1:{site.port}", resolve=book)
    await fetcher.fetch(f"http://rebound.example:{site.port}/a", on_progress=quiet)
    assert book.asked == ["rebound.example"]
    assert f"Host: rebound.example:{site.port}\r\n" in site.heads[0]
    with pytest.raises(PermanentFault, match="private address"):
        await fetcher.fetch(f"http://rebound.example:{site.port}/a", on_progress=quiet)


async def test_redirects_are_followed_and_checked(site: Site, blobs: MemoryBlobs) -> None:
    site.add("/end", b"<p>there</p>")
    site.add("/start", status="302 Found", headers="Location: /middle\r\nSet-Cookie: a=b\r\n")
    site.add("/middle", status="308 Permanent Redirect", headers="Location: end#part\r\n")
    fetched = await WebFetcher(blobs, allow=LOOPBACK).fetch(site.url("/start"), on_progress=quiet)
    assert fetched.url == site.url("/end")
    assert "\r\ncookie: a=b\r\n" in site.heads[1].lower(), "what the site set on the way is given back to it"


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/",
        "http://[::1]/",
        "http://2130706433/",
        "http://user:word@example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "//10.0.0.1/",
    ],
)
async def test_redirects_inside_are_refused(location: str, site: Site, blobs: MemoryBlobs) -> None:
    site.add("/start", status="302 Found", headers=f"Location: {location}\r\n")
    fetcher = WebFetcher(blobs, allow=f"127.0.0.1:{site.port}")
    with pytest.raises(PermanentFault) as caught:
        await fetcher.fetch(site.url("/start"), on_progress=quiet)
    assert caught.value.code == "url_not_allowed"


async def test_redirects_end(site: Site, blobs: MemoryBlobs) -> None:
    site.add("/loop", status="302 Found", headers="Location: /loop\r\n")
    with pytest.raises(PermanentFault, match="more than 5 times"):
        await WebFetcher(blobs, allow=LOOPBACK).fetch(site.url("/loop"), on_progress=quiet)
    assert site.connections == 6


async def test_too_much_is_refused_before_and_while_reading(
    site: Site, blobs: MemoryBlobs, packed_zeros: bytes
) -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x" * 65536)
            await writer.drain()

    site.pages["/endless"] = endless
    site.add("/announced", b"x" * 200_000)
    site.add("/packed", packed_zeros, headers="Content-Encoding: gzip\r\n")
    fetcher = WebFetcher(blobs, allow=LOOPBACK, maximum_bytes=100_000)
    for path in ("/endless", "/announced", "/packed"):
        with pytest.raises(PermanentFault) as caught:
            await fetcher.fetch(site.url(path), on_progress=quiet)
        assert caught.value.code == "source_too_large"
    assert not blobs.held


async def test_slow_answers_end(site: Site, blobs: MemoryBlobs) -> None:
    async def dripping(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    site.pages["/dripping"] = dripping
    started = time.monotonic()
    with pytest.raises(TransientFault) as caught:
        await WebFetcher(blobs, allow=LOOPBACK, seconds=0.3).fetch(site.url("/dripping"), on_progress=quiet)
    assert caught.value.code == "source_unavailable"
    assert time.monotonic() - started < 5


async def test_silent_answers_end(site: Site, blobs: MemoryBlobs) -> None:
    released = asyncio.Event()

    async def silent(writer: asyncio.StreamWriter) -> None:
        await released.wait()

    site.pages["/silent"] = silent
    with pytest.raises(TransientFault) as caught:
        await WebFetcher(blobs, allow=LOOPBACK, quiet_seconds=0.2).fetch(site.url("/silent"), on_progress=quiet)
    assert caught.value.code == "source_unreachable"
    released.set()


async def test_a_server_that_is_silent_is_reported_from_the_first_second(site: Site, blobs: MemoryBlobs) -> None:
    """Whoever looks at the activity sees what it waits for; no secret of the address is said."""
    released, said = asyncio.Event(), list[str]()

    async def silent(writer: asyncio.StreamWriter) -> None:
        await released.wait()

    async def hear(words: str) -> None:
        said.append(words)
        released.set()

    site.pages["/silent?token=abc"] = silent
    with pytest.raises(TransientFault) as caught:
        await WebFetcher(blobs, allow=LOOPBACK).fetch(site.url("/silent?token=abc"), on_progress=hear)
    shown = site.url("/silent?token=…")
    assert awaited(said[0]) == (LOOPBACK, f"{shown} has not answered yet.")
    assert (caught.value.provider, "abc" in caught.value.message) == (LOOPBACK, False)


async def test_broken_off_answers_are_for_later(site: Site, blobs: MemoryBlobs) -> None:
    site.pages["/short"] = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nonly this"
    site.pages["/spoiled"] = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!"
    )
    for path in ("/short", "/spoiled"):
        with pytest.raises(TransientFault) as caught:
            await WebFetcher(blobs, allow=LOOPBACK).fetch(site.url(path), on_progress=quiet)
        assert caught.value.code == "source_unavailable"
    assert not blobs.held


async def test_nobody_there(blobs: MemoryBlobs) -> None:
    with socket.socket() as closed:
        closed.bind((LOOPBACK, 0))
        port = closed.getsockname()[1]
    with pytest.raises(TransientFault) as unreachable:
        await WebFetcher(blobs, allow=LOOPBACK).fetch(f"http://127.0.0.1:{port}/", on_progress=quiet)
    assert unreachable.value.code == "source_unreachable"
    with pytest.raises(PermanentFault, match="no host named nowhere"):
        await WebFetcher(blobs, resolve=names()).fetch("http://nowhere.example/", on_progress=quiet)


async def test_the_second_address_is_tried(site: Site, blobs: MemoryBlobs) -> None:
    site.add("/a", b"<p>hello</p>")
    fetcher = WebFetcher(blobs, allow="127.0.0.0/8", resolve=names(two_example="127.0.0.9 127.0.0.1"))
    fetched = await fetcher.fetch(f"http://two.example:{site.port}/a", on_progress=quiet)
    assert fetched.artifact.size == 12


async def test_a_charset_named_only_by_the_header_is_kept_readable(site: Site, blobs: MemoryBlobs) -> None:
    url = site.add("/a", "Привет".encode("windows-1251"), kind="text/html; charset=windows-1251")
    fetched = await WebFetcher(blobs, allow=LOOPBACK).fetch(url, on_progress=quiet)
    assert blobs.held[fetched.artifact.sha256].decode("utf-8-sig") == "Привет"


async def test_unknown_packing_is_refused(site: Site, blobs: MemoryBlobs) -> None:
    url = site.add("/a", b"....", headers="Content-Encoding: br\r\n")
    with pytest.raises(PermanentFault) as caught:
        await WebFetcher(blobs, allow=LOOPBACK).fetch(url, on_progress=quiet)
    assert caught.value.code == "source_not_supported"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate with the openssl program")
async def test_https_asks_for_the_name_and_checks_it(site: Site, blobs: MemoryBlobs, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    wish = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=right.example -addext subjectAltName=DNS:right.example"
    command = ["openssl", *wish.split(), "-keyout", str(key), "-out", str(certificate)]
    await asyncio.to_thread(lambda: subprocess.run(command, check=True, capture_output=True))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    asked: list[str | None] = []
    tls.sni_callback = lambda connection, name, context: asked.append(name)
    site.add("/a", b"<p>hello</p>")
    server = await asyncio.start_server(site.handle, LOOPBACK, 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    fetcher = WebFetcher(
        blobs,
        allow=LOOPBACK,
        resolve=names(right_example=LOOPBACK, wrong_example=LOOPBACK),
        tls=ssl.create_default_context(cafile=str(certificate)),
    )
    try:
        await fetcher.fetch(f"https://right.example:{port}/a", on_progress=quiet)
        assert asked == ["right.example"]
        assert f"Host: right.example:{port}\r\n" in site.heads[0]
        with pytest.raises(PermanentFault, match="certificate"):
            await fetcher.fetch(f"https://wrong.example:{port}/a", on_progress=quiet)
    finally:
        server.close()
        await server.wait_closed()


async def test_cancelling_ends_it(site: Site, blobs: MemoryBlobs) -> None:
    started, released = asyncio.Event(), asyncio.Event()

    async def silent(writer: asyncio.StreamWriter) -> None:
        started.set()
        await released.wait()

    site.pages["/silent"] = silent
    task = asyncio.ensure_future(WebFetcher(blobs, allow=LOOPBACK).fetch(site.url("/silent"), on_progress=quiet))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    released.set()
