"""`/files`: documents to make podcasts from."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from api.files.receiving import receive
from api.http.problems import DOCUMENTED, FieldProblem, fields, not_found
from api.services import CallerDep, IdempotencyKey, ServicesDep
from domain.access import Caller
from domain.artifacts.files import StoredFile

router = APIRouter(prefix="/files", tags=["files"], responses=DOCUMENTED)

FileId = Annotated[str, Path(max_length=200)]

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FORM = {"schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}}
UPLOAD = {
    "requestBody": {"required": True, "content": {"multipart/form-data": _FORM, "application/octet-stream": _BINARY}}
}


class FileView(BaseModel):
    """`sha256` of the bytes, hex; `size` in bytes; `media_type` by content."""

    file_id: str
    name: str
    media_type: str
    size: int
    sha256: str


class FilePage(BaseModel):
    items: list[FileView]
    next_cursor: str | None


class PageQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=500)


@router.post(
    "",
    status_code=201,
    response_model=FileView,
    responses={200: {"model": FileView, "description": "Sent before, with the same Idempotency-Key"}},
    openapi_extra=UPLOAD,
    summary="Upload a document; raw bodies take their name from ?name= or Content-Disposition",
)
async def upload(
    request: Request,
    services: ServicesDep,
    caller: CallerDep,
    key: IdempotencyKey = None,
    name: Annotated[str | None, Query(description="Of the file, when the body is raw.")] = None,
) -> Response:
    async with receive(request, name=name, maximum_bytes=services.maximum_upload_bytes) as received:
        uploaded = await services.uploads.accept(received, owner=caller.owner, key=key)
    location = services.links.resource(services.links.base(request), "files", uploaded.file.file_id)
    headers = {"Location": location, **({"Idempotency-Replayed": "true"} if uploaded.replayed else {})}
    status = 200 if uploaded.replayed else 201
    return JSONResponse(view(uploaded.file).model_dump(mode="json"), status_code=status, headers=headers)


@router.get("", response_model=FilePage, summary="Files, newest first")
async def list_files(services: ServicesDep, caller: CallerDep, query: Annotated[PageQuery, Query()]) -> FilePage:
    try:
        files, cursor = await services.files.page(owner=caller.owner, limit=query.limit, cursor=query.cursor)
    except ValueError as error:
        raise fields([FieldProblem(loc=["query", "cursor"], msg="is not a cursor of ours")]) from error
    return FilePage(items=[view(file) for file in files], next_cursor=cursor)


@router.get("/{file_id}", response_model=FileView, summary="One file")
async def get(services: ServicesDep, caller: CallerDep, file_id: FileId) -> FileView:
    return view(await _file(services, caller, file_id))


@router.delete("/{file_id}", status_code=204, summary="Remove it; podcasts keep their own copy")
async def delete(services: ServicesDep, caller: CallerDep, file_id: FileId) -> Response:
    await services.uploads.delete(await _file(services, caller, file_id))
    return Response(status_code=204)


async def _file(services: ServicesDep, caller: Caller, file_id: str) -> StoredFile:
    file = await services.files.get(file_id, owner=caller.owner)
    if file is None:
        raise not_found("No file has this id.")
    return file


def view(file: StoredFile) -> FileView:
    return FileView(
        file_id=file.file_id, name=file.name, media_type=file.media_type, size=file.size, sha256=file.sha256
    )
