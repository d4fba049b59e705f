"""The pages: podcasts at `/`, the reference at `/docs`. Everything they load comes from here."""

from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.http.downloads import matches
from api.http.problems import not_found

FOLDER = FilePath(__file__).resolve().parent / "pages"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

router = APIRouter(include_in_schema=False)


@router.get("/")
async def podcasts(request: Request) -> Response:
    return _asset(request, "index.html")


@router.get("/docs")
async def reference(request: Request) -> Response:
    return _asset(request, "docs.html")


@router.get("/static/{name}")
async def static(request: Request, name: Annotated[str, Path(pattern=r"^[a-z]+\.(css|js|svg)$")]) -> Response:
    return _asset(request, name)


def _asset(request: Request, name: str) -> Response:
    """Small files, read for each request; browsers revalidate them and mostly get 304."""
    path = FOLDER / name
    if not path.is_file():
        raise not_found("Nothing is at this address.")
    stat = path.stat()
    tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if matches(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(path.read_bytes(), media_type=TYPES[path.suffix], headers=headers)
