"""Status codes and Retry-After: what is final, what is for later, and how long to wait."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from adapters.http.retry_after import retry_after
from adapters.web.fetch import WebFetcher
from domain.errors import PermanentFault, TransientFault
from tests.adapters.web.conftest import MemoryBlobs, Site

LOOPBACK = "127.0.0.1"


async def quiet(word: str) -> None:
    assert word.startswith("fetching ")


@pytest.mark.parametrize(
    ("status", "fault", "code"),
    [
        ("404 Not Found", PermanentFault, "source_not_found"),
        ("410 Gone", PermanentFault, "source_not_found"),
        ("401 Unauthorized", PermanentFault, "source_not_found"),
        ("403 Forbidden", PermanentFault, "source_not_found"),
        ("418 I'm a teapot", PermanentFault, "source_not_found"),
        ("304 Not Modified", PermanentFault, "source_not_found"),
        ("408 Request Timeout", TransientFault, "source_unavailable"),
        ("500 Internal Server Error", TransientFault, "source_unavailable"),
    ],
)
async def test_statuses(status: str, fault: type[PermanentFault], code: str, site: Site, blobs: MemoryBlobs) -> None:
    url = site.add("/a", status=status)
    with pytest.raises(fault) as caught:
        await WebFetcher(blobs, allow=LOOPBACK).fetch(url, on_progress=quiet)
    assert caught.value.code == code
    assert status[:3] in caught.value.message


async def test_retry_after_is_passed_on(site: Site, blobs: MemoryBlobs) -> None:
    url = site.add("/a", status="429 Too Many Requests", headers="Retry-After: 17\r\n")
    with pytest.raises(TransientFault) as caught:
        await WebFetcher(blobs, allow=LOOPBACK).fetch(url, on_progress=quiet)
    assert caught.value.retry_after == timedelta(seconds=17)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("0", 0),
        ("99999999999999999999", 3600),
        ("Fri, 01 Jan 2038 00:00:30 GMT", 30),
        ("Fri, 01 Jan 2027 00:00:30 GMT", 0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_values(value: str, wait: int | None) -> None:
    response = httpx2.Response(429, headers={"Retry-After": value})
    expected = None if wait is None else timedelta(seconds=wait)
    assert retry_after(response.headers, now=datetime(2038, 1, 1, tzinfo=UTC)) == expected
