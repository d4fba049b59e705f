"""`/collections/{id}/documents`: add, list and remove the documents of a collection."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.responses import JSONResponse

from api.collections.routes import CollectionDep, PageQuery
from api.collections.views import DocumentPage, DocumentsTaken, DocumentView, document_view
from api.http.bodies import body_of, read_json
from api.http.problems import DOCUMENTED, FieldProblem, fields, not_found
from api.services import CallerDep, IdempotencyKey, ServicesDep
from domain.collections.request import DocumentsRequest
from domain.indexing.kind import INDEXING
from domain.indexing.request import IndexingRequest

router = APIRouter(prefix="/collections/{collection_id}/documents", tags=["collections"], responses=DOCUMENTED)

DocumentId = Annotated[str, Path(max_length=200)]


@router.post(
    "",
    status_code=202,
    response_model=DocumentsTaken,
    responses={200: {"model": DocumentsTaken, "description": "Added before, with the same Idempotency-Key"}},
    openapi_extra=body_of(DocumentsRequest),
    summary="Add documents: a job reads and indexes them",
)
async def add(
    request: Request,
    services: ServicesDep,
    caller: CallerDep,
    collection: CollectionDep,
    key: IdempotencyKey = None,
) -> Response:
    asked = await read_json(request, DocumentsRequest, body="documents")
    wanted = IndexingRequest(
        collection_id=collection.collection_id,
        sources=asked.sources,
        again=asked.again,
        priority=asked.priority,
    )
    added = await services.collections.adder.add(wanted, caller=caller, key=key)
    job_id = added.record.job.id
    if not added.replayed:
        services.metrics.count_submitted(INDEXING)
    headers = {
        "Location": services.links.resource(services.links.base(request), "jobs", job_id),
        **({"Idempotency-Replayed": "true"} if added.replayed else {}),
    }
    taken = DocumentsTaken(job_id=job_id, documents=[document_view(each) for each in added.documents])
    status = 200 if added.replayed else 202
    return JSONResponse(taken.model_dump(mode="json"), status_code=status, headers=headers)


@router.get("", response_model=DocumentPage, summary="Documents of a collection, newest first")
async def list_documents(
    services: ServicesDep, collection: CollectionDep, query: Annotated[PageQuery, Query()]
) -> DocumentPage:
    try:
        found, cursor = await services.collections.rows.documents(
            collection.collection_id, limit=query.limit, cursor=query.cursor
        )
    except ValueError as error:
        raise fields([FieldProblem(loc=["query", "cursor"], msg="is not a cursor of ours")]) from error
    return DocumentPage(items=[document_view(each) for each in found], next_cursor=cursor)


@router.get("/{document_id}", response_model=DocumentView, summary="One document")
async def get_document(services: ServicesDep, collection: CollectionDep, document_id: DocumentId) -> DocumentView:
    document = await services.collections.rows.document(collection.collection_id, document_id)
    if document is None:
        raise not_found("The collection has no document with this id.")
    return document_view(document)


@router.delete("/{document_id}", status_code=204, summary="Remove it; podcasts keep their own copy")
async def remove_document(services: ServicesDep, collection: CollectionDep, document_id: DocumentId) -> Response:
    removed = await services.collections.rows.remove_document(
        collection.collection_id, document_id, at=services.collections.clock()
    )
    if not removed:
        raise not_found("The collection has no document with this id.")
    return Response(status_code=204)
