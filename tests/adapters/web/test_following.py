"""What leads on: redirects that need their cookie, pages that give way to others, abstracts that name their paper."""

import pytest

from adapters.web.cookies import Cookies
from adapters.web.fetch import WebFetcher
from adapters.web.pages import Page
from domain.errors import PermanentFault
from domain.retrieve.address import check_url
from tests.adapters.web.conftest import MemoryBlobs, Reply, Site
from tests.adapters.web.test_fetch import LOOPBACK, names, quiet

PAPER = b"%PDF-1.4 of a paper"


def abstract(link: str, words: int = 150) -> bytes:
    head = f'<head><title>Salt</title><META content="{link}" NAME=citation_pdf_url></head>'
    return f"<html>{head}<body><h1>Salt</h1><p>{'brine ' * words}</p></body></html>".encode()


def asking_for_cookies(site: Site, good: bytes, refused: bytes, cookie: str) -> Reply:
    async def reply(writer: object) -> None:
        body = good if f"cookie: {cookie}" in site.heads[-1].lower() else refused
        writer.write(body)  # type: ignore[attr-defined]  # a StreamWriter

    return reply


def answer(status: str, body: bytes = b"", headers: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    return f"{head}{headers}\r\n".encode() + body


async def test_a_redirect_that_needs_its_cookie(site: Site, blobs: MemoryBlobs) -> None:
    site.pages["/article"] = asking_for_cookies(
        site,
        answer("200 OK", b"<p>brine</p>"),
        answer("302 Found", headers="Location: /article\r\nSet-Cookie: seen=1; Path=/; HttpOnly\r\n"),
        "seen=1",
    )
    fetched = await WebFetcher(blobs, allow=LOOPBACK).fetch(site.url("/article"), on_progress=quiet)
    assert blobs.held[fetched.artifact.sha256] == b"<p>brine</p>"
    assert site.connections == 2


async def test_cookies_belong_to_one_host_and_one_fetch(site: Site, blobs: MemoryBlobs) -> None:
    site.add("/end", b"<p>there</p>")
    site.add(
        "/start",
        status="302 Found",
        headers=f"Location: http://other.example:{site.port}/end\r\nSet-Cookie: a=b; Domain=example\r\n",
    )
    fetcher = WebFetcher(blobs, allow=LOOPBACK, resolve=names(one_example=LOOPBACK, other_example=LOOPBACK))
    await fetcher.fetch(f"http://one.example:{site.port}/start", on_progress=quiet)
    await fetcher.fetch(f"http://one.example:{site.port}/end", on_progress=quiet)
    assert not any("cookie:" in head.lower() for head in site.heads)


def test_what_cookies_hold() -> None:
    jar, plain, tls = Cookies(), check_url("http://salt.example/"), check_url("https://salt.example/")
    assert jar.take(plain, ["a=1; Path=/", "b=2; Secure", "no pair", "c=3\r\nEvil: x", "d=" + "x" * 5000])
    assert jar.header(plain) == {"Cookie": "a=1"}
    assert jar.header(tls) == {"Cookie": "a=1; b=2"}
    assert not jar.take(plain, ["a=1"])
    assert jar.take(plain, ["a=; Max-Age=0", "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"])
    assert jar.header(tls) == {}
    jar.take(plain, [f"n{number}=x" for number in range(500)])
    assert jar.header(plain)["Cookie"].count("=") == 50


@pytest.mark.parametrize(
    "tag",
    [
        '<meta http-equiv="refresh" content="0; url=/end">',
        "<META CONTENT='3;URL=\"/end\"' HTTP-EQUIV=Refresh>",
        '<meta http-equiv=refresh content="0;/end">',
        '<meta http-equiv="refresh" content="0.5,url = /end?a=1&amp;b=2" />',
    ],
)
async def test_a_page_that_gives_way_is_followed(tag: str, site: Site, blobs: MemoryBlobs) -> None:
    site.add("/end", b"<p>there</p>")
    site.add("/end?a=1&b=2", b"<p>there</p>")
    url = site.add("/moved", f"<html><head>{tag}</head><body>Moved.</body></html>".encode())
    fetched = await WebFetcher(blobs, allow=LOOPBACK).fetch(url, on_progress=quiet)
    assert blobs.held[fetched.artifact.sha256] == b"<p>there</p>"
    assert fetched.url.startswith(site.url("/end"))


@pytest.mark.parametrize(
    "tag",
    [
        '<meta http-equiv="refresh" content="300">',
        '<meta http-equiv="refresh" content="300; url=/end">',
        '<meta http-equiv="refresh" content="0; url=/stays">',
        '<noscript><meta http-equiv="refresh" content="0; url=/end"></noscript>',
        '<!-- <meta http-equiv="refresh" content="0; url=/end"> -->',
        '<script>var a = \'<meta http-equiv="refresh" content="0; url=/end">\'</script>',
        '<meta http-equiv="refresh" content="soon">',
    ],
)
async def test_a_page_that_reloads_itself_is_read(tag: str, site: Site, blobs: MemoryBlobs) -> None:
    url = site.add("/stays", f"<html><head>{tag}</head><body>Brine.</body></html>".encode())
    assert (await WebFetcher(blobs, allow=LOOPBACK).fetch(url, on_progress=quiet)).url == url
    assert site.connections == 1


@pytest.mark.parametrize("place", ["http://10.0.0.1/", "http://localhost:1/", "file:///etc/passwd", "//[::1]/"])
async def test_a_page_that_gives_way_leads_nowhere_inside(place: str, site: Site, blobs: MemoryBlobs) -> None:
    url = site.add("/moved", f'<meta http-equiv="refresh" content="0; url={place}">'.encode())
    with pytest.raises(PermanentFault) as caught:
        await WebFetcher(blobs, allow=f"127.0.0.1:{site.port}").fetch(url, on_progress=quiet)
    assert caught.value.code in ("url_not_allowed", "source_not_found")
    assert site.connections == 1


async def test_pages_that_give_way_to_each_other_end(site: Site, blobs: MemoryBlobs) -> None:
    site.add("/a", b'<meta http-equiv="refresh" content="0; url=/b">')
    site.add("/b", b'<meta http-equiv="refresh" content="0; url=/a">')
    with pytest.raises(PermanentFault, match="more than 5 times"):
        await WebFetcher(blobs, allow=LOOPBACK).fetch(site.url("/a"), on_progress=quiet)
    assert site.connections == 6


async def test_in_place_of_an_abstract_its_paper_is_read_and_that_is_said(site: Site, blobs: MemoryBlobs) -> None:
    site.add("/paper.pdf", PAPER, kind="application/pdf")
    site.add("/moved.pdf", status="302 Found", headers="Location: /paper.pdf\r\n")
    url = site.add("/abs", abstract("/moved.pdf"))
    fetched = await WebFetcher(blobs, allow=LOOPBACK).fetch(url, on_progress=quiet)
    assert blobs.held[fetched.artifact.sha256] == PAPER
    assert fetched.url == site.url("/paper.pdf")
    (remark,) = fetched.remarks
    assert remark.code == "paper_taken"
    assert "/paper.pdf" in remark.message


@pytest.mark.parametrize("link", ["/gone.pdf", "/login", "http://10.0.0.1/paper.pdf", "http://[x"])
async def test_a_paper_that_cannot_be_had_leaves_its_abstract_and_a_warning(
    link: str, site: Site, blobs: MemoryBlobs
) -> None:
    site.add("/login", b"<p>Sign in</p>")
    url = site.add("/abs", abstract(link))
    fetched = await WebFetcher(blobs, allow=f"127.0.0.1:{site.port}").fetch(url, on_progress=quiet)
    assert blobs.held[fetched.artifact.sha256] == abstract(link)
    (remark,) = fetched.remarks
    assert remark.code == "abstract_only"
    assert "give the PDF as a file" in remark.message


def test_a_page_as_long_as_its_paper_is_the_paper() -> None:
    assert Page(abstract("/paper.pdf", words=3000)).paper() is None
    assert Page(abstract("/paper.pdf")).paper() == "/paper.pdf"
    assert Page(abstract("")).paper() is None
