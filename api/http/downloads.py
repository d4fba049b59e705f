"""Downloads: ranges, HEAD, entity tags, and a readable file name."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from starlette.responses import StreamingResponse

from api.http.head import ASKED_AS
from api.http.problems import ProblemError
from domain.artifacts.ports import ArtifactMissing, Blobs
from domain.artifacts.reference import ArtifactRef
from domain.plain_names import ascii_name, plain_name

Responses = dict[int | str, dict[str, Any]]


def documented(*media_types: str) -> Responses:
    """OpenAPI of what `serve` answers."""
    content: dict[str, dict[str, Any]] = {each: {"schema": _schema(each)} for each in media_types}
    return {
        200: {"content": content},
        206: {"description": "A part", "content": content},
        304: {"description": "Not changed since"},
    }


def _is_text(media_type: str) -> bool:
    return "charset" not in media_type and (media_type.startswith("text/") or media_type == "application/x-subrip")


def _schema(media_type: str) -> dict[str, str]:
    return {"type": "string"} if _is_text(media_type) else {"type": "string", "format": "binary"}


BINARY = documented("application/octet-stream")

_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)")

LONGEST_NUMBER, BEYOND = 18, 10**18
"""Digits of a number that is read, and what any longer one stands for: a position beyond every file."""


async def serve(
    request: Request,
    blobs: Blobs,
    ref: ArtifactRef,
    *,
    name: str,
    download: bool = False,
    after_all: Callable[[], Awaitable[None]] | None = None,
) -> Response:
    """Answers GET of a blob. `after_all` is called when all of it was sent in one answer.

    Raises:
        ProblemError: 416.
        ArtifactMissing: the bytes are gone.
    """
    if not await blobs.exists(ref):
        raise ArtifactMissing(ref.key)
    tag = f'"{ref.sha256}"'
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": disposition(name, download=download),
    }
    if matches(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    wanted = request.headers.get("range")
    condition = request.headers.get("if-range")
    start, end, status = 0, ref.size, 200
    if wanted is not None and (condition is None or condition == tag):
        part = _part(wanted, ref.size)
        if part is not None:
            (start, end), status = part, 206
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{ref.size}"
    headers["Content-Length"] = str(end - start)
    media_type = f"{ref.media_type}; charset=utf-8" if _is_text(ref.media_type) else ref.media_type
    whole = after_all if status == 200 and request.scope.get(ASKED_AS) != "HEAD" else None
    return StreamingResponse(_bytes(blobs, ref, start, end, whole), status, headers=headers, media_type=media_type)


async def _bytes(
    blobs: Blobs, ref: ArtifactRef, start: int, end: int, after_all: Callable[[], Awaitable[None]] | None
) -> AsyncIterator[bytes]:
    """What comes after a `yield` runs once the chunk was handed to the connection; nothing does when that is lost."""
    async for chunk in blobs.stream(ref, start=start, end=end):
        yield chunk
    if after_all is not None:
        await after_all()


def _part(wanted: str, size: int) -> tuple[int, int] | None:
    """[start, end) of a single range; None for what may be ignored: another unit, several ranges, nonsense."""
    found = _RANGE.fullmatch(wanted.replace(" ", ""))
    if found is None:
        return None
    first, last = (_position(each) for each in found.groups())
    if first is None and last is None:
        return None
    if first is None:
        start, end = max(size - (last or 0), 0), size
    else:
        start, end = first, size if last is None else min(last + 1, size)
        if last is not None and last < start:
            return None
    if start >= size or start >= end:
        raise ProblemError(
            416, "range_not_satisfiable", f"The file holds {size} bytes.", headers={"Content-Range": f"bytes */{size}"}
        )
    return start, end


def _position(digits: str) -> int | None:
    """None without digits. Python reads no numbers of thousands of digits, and no file has them either."""
    if not digits:
        return None
    return int(digits) if len(digits) <= LONGEST_NUMBER else BEYOND


def matches(condition: str | None, tag: str) -> bool:
    if condition is None:
        return False
    return condition.strip() == "*" or any(each.strip().removeprefix("W/") == tag for each in condition.split(","))


def disposition(name: str, *, download: bool) -> str:
    """A Content-Disposition with the name itself, and an ASCII form of it for old programs."""
    clean = plain_name(name, otherwise="podwright")
    ascii_only = ascii_name(clean, otherwise="podwright")
    kind = "attachment" if download else "inline"
    return f"{kind}; filename=\"{ascii_only}\"; filename*=UTF-8''{quote(clean, safe='')}"
