"""Headers of any content, to the API and from servers that we ask: never a broken answer, never an unknown error."""

import asyncio
import http.client
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Self
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.charsets import known_charset
from adapters.http.retry_after import LONGEST_WAIT, retry_after
from tests.fuzz.conftest import KEY
from tests.fuzz.length import LONG, SECONDS, bounded

DIGITS = st.sampled_from(
    ["0", "1", "7", "10243", "99999999999999999999", "9" * 4301, "²", "٣", "-1", "1.5", "1e9", "inf", ""]
)
_ALONE = """* bytes bytes= items= none W/ " "x" - / , ; = q= charset= boundary= pw_ podwright_session= own. text/html
    application/json multipart/form-data; 100-continue idna undefined utf-16 filename= filename*=UTF-8''%ff [::1 ://
    http:// 127.0.0.1 cross-site"""
_SPACED = " ", "Bearer ", "Basic ", "Sun, 06 Nov 1994 08:49:37 GMT", "Mon, 99 Foo 99999 99:99:99 +9999"
WORDS = st.sampled_from([*_ALONE.split(), *_SPACED])
FIELD = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=30)
RANGES = st.builds("bytes={}-{}".format, DIGITS, DIGITS)
VALUES = st.one_of(RANGES, FIELD, st.lists(st.one_of(DIGITS, WORDS, FIELD), max_size=6).map("".join))

NAMES = (
    "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Disposition", "Content-Type", "Cookie",
    "Expect", "Host", "Idempotency-Key", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
    "If-Unmodified-Since", "Last-Event-ID", "Origin", "Range", "Referer", "Sec-Fetch-Site", "X-Namespace",
)  # fmt: skip


class Target:
    """An API with a key, asked one request after another over one connection while that lasts."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self._connection = http.client.HTTPConnection(self._host, timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> tuple[int, str, bytes]:
        connection = self._connection
        sent = {"Authorization": f"Bearer {KEY}", "Host": self._host}
        for name, value in headers.items():
            sent.pop(name, None)
            sent[name] = value
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            connection.putheader(name, value.encode("latin-1", "ignore"))
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        with connection.getresponse() as answer:
            return answer.status, answer.headers.get("content-type", ""), answer.read()

    def paths(self) -> list[tuple[str, str]]:
        """Routes that read headers, of a podcast that is done."""
        _, _, listed = self.ask("GET", "/api/v1/podcasts?status=COMPLETED", {})
        [podcast] = json.loads(listed)["items"]
        own = f"/api/v1/podcasts/{podcast['podcast_id']}"
        read = [f"{own}/audio", f"{own}/transcript", f"{own}/script", f"{own}/turns/1/audio", f"{own}/turns", own]
        read += [
            "/api/v1/files",
            "/api/v1/jobs",
            "/api/v1/session",
            "/",
            "/docs",
            "/static/main.js",
            "/health",
            "/metrics",
        ]
        written = [
            "/api/v1/podcasts/estimate",
            "/api/v1/files",
            "/api/v1/session",
            "/api/v1/codec/decode",
            f"{own}/resume",
        ]
        return (
            [("GET", each) for each in read] + [("HEAD", each) for each in read] + [("POST", each) for each in written]
        )


requests = settings(bounded, max_examples=15 * SECONDS if LONG else 40)
"""A request takes ten to thirty milliseconds, with what makes it."""


def shoot(address: str) -> None:
    with Target(address) as target:
        ways = target.paths()

        @requests
        @given(st.sampled_from(ways), st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=4))
        def one(way: tuple[str, str], headers: dict[str, str]) -> None:
            method, path = way
            body = b'{"sources": []}' if method == "POST" else None
            status, kind, answer = target.ask(method, path, headers, body)
            assert status < 500, answer
            refused_by_the_parser = status == 400 and kind.startswith("text/plain")
            if status >= 400 and method != "HEAD" and not refused_by_the_parser:
                assert kind == "application/problem+json"
                assert json.loads(answer)["detail"]

        one()


async def test_no_header_breaks_an_answer(address: str) -> None:
    await asyncio.to_thread(shoot, address)


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=" + "9" * 4301 + "-"},
        {"Range": "bytes=-" + "9" * 4301},
        {"Range": "bytes=0-" + "9" * 4301},
        {"Range": "bytes=²-"},
    ],
    ids=["first", "suffix", "last", "superscript"],
)
async def test_a_range_of_more_digits_than_any_file_has(address: str, headers: dict[str, str]) -> None:
    def status() -> int:
        with Target(address) as target:
            audio = next(path for _, path in target.paths() if path.endswith("/audio"))
            return target.ask("GET", audio, headers)[0]

    expected = {"bytes=9": 416, "bytes=-": 206, "bytes=0": 206, "bytes=²": 200}[headers["Range"][:7]]
    assert await asyncio.to_thread(status) == expected


async def test_ids_and_queries_of_any_text(address: str) -> None:
    text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12) | DIGITS
    routes = ["/api/v1/podcasts/{}", "/api/v1/files/{}", "/api/v1/podcasts/{}/turns/{}/audio", "/api/v1/jobs?q={}"]
    routes += ["/api/v1/files?cursor={}", "/api/v1/voices?tts={}", "/api/v1/usage?since={}", "/api/v1/jobs?limit={}"]

    def shoot_paths() -> None:
        with Target(address) as target:

            @requests
            @given(st.sampled_from(routes), text, text)
            def one(route: str, first: str, second: str) -> None:
                path = route.format(quote(first, safe=""), quote(second, safe=""))
                status, kind, answer = target.ask("GET", path, {})
                assert status < 500, answer
                if status >= 400:
                    assert kind == "application/problem+json"

            one()

    await asyncio.to_thread(shoot_paths)


@bounded
@given(st.sampled_from(["Retry-After", "retry-after-ms"]), st.one_of(DIGITS, WORDS, st.text(max_size=40)))
def test_a_wait_that_a_server_asks_for_is_between_none_and_an_hour(name: str, value: str) -> None:
    wait = retry_after({name: value}, now=datetime(2030, 1, 1, tzinfo=UTC))
    assert wait is None or timedelta(0) <= wait <= LONGEST_WAIT


@bounded
@given(
    st.one_of(
        st.sampled_from(["undefined", "idna", "punycode", "unicode_escape", "cp037", "\0", "x" * 300]),
        st.text(max_size=40),
    ),
    st.binary(),
)
def test_a_charset_is_known_or_not_and_a_known_one_reads_any_bytes(name: str, data: bytes) -> None:
    charset = known_charset(name)
    if charset is not None:
        data.decode(charset, errors="replace")
        assert b"<p>".decode(charset) == "<p>"
