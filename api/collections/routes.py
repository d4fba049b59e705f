"""`/collections`: make, list, search and delete them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from api.collections.views import CollectionPage, CollectionView, SearchView, collection_view, found_view
from api.http.bodies import body_of, read_json
from api.http.problems import DOCUMENTED, FieldProblem, fields, not_found
from api.services import CallerDep, IdempotencyKey, Services, ServicesDep
from domain.collections.collection import Collection, Totals
from domain.collections.request import CollectionRequest
from domain.collections.searching import LONGEST_QUERY

router = APIRouter(prefix="/collections", tags=["collections"], responses=DOCUMENTED)

CollectionId = Annotated[str, Path(max_length=200)]


async def collection_of(services: ServicesDep, caller: CallerDep, collection_id: CollectionId) -> Collection:
    """The collection in the path, if it is the caller's."""
    collection = await services.collections.rows.get(collection_id, owner=caller.owner)
    if collection is None:
        raise not_found("No collection has this id.")
    return collection


CollectionDep = Annotated[Collection, Depends(collection_of)]


class PageQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=500)


class SearchQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: str = Field(min_length=1, max_length=LONGEST_QUERY, description="Words, or a question, in any language.")
    limit: int = Field(default=10, ge=1, le=50)


@router.post(
    "",
    status_code=201,
    response_model=CollectionView,
    responses={200: {"model": CollectionView, "description": "Made before, with the same Idempotency-Key"}},
    openapi_extra=body_of(CollectionRequest),
    summary="Make a collection",
)
async def create(request: Request, services: ServicesDep, caller: CallerDep, key: IdempotencyKey = None) -> Response:
    wanted = await read_json(request, CollectionRequest, body="collection")
    made = await services.collections.maker.make(wanted, owner=caller.owner, key=key)
    location = services.links.resource(services.links.base(request), "collections", made.collection.collection_id)
    headers = {"Location": location, **({"Idempotency-Replayed": "true"} if made.replayed else {})}
    view = await _view(services, made.collection)
    return JSONResponse(view.model_dump(mode="json"), status_code=200 if made.replayed else 201, headers=headers)


@router.get("", response_model=CollectionPage, summary="Collections, newest first")
async def list_collections(
    services: ServicesDep, caller: CallerDep, query: Annotated[PageQuery, Query()]
) -> CollectionPage:
    try:
        found, cursor = await services.collections.rows.page(owner=caller.owner, limit=query.limit, cursor=query.cursor)
    except ValueError as error:
        raise fields([FieldProblem(loc=["query", "cursor"], msg="is not a cursor of ours")]) from error
    totals = await services.collections.rows.totals([each.collection_id for each in found])
    items = [collection_view(each, totals.get(each.collection_id, Totals())) for each in found]
    return CollectionPage(items=items, next_cursor=cursor)


@router.get("/{collection_id}", response_model=CollectionView, summary="One collection, and what it holds")
async def get(services: ServicesDep, collection: CollectionDep) -> CollectionView:
    return await _view(services, collection)


@router.delete("/{collection_id}", status_code=204, summary="Remove it and its documents; podcasts keep their own copy")
async def delete(services: ServicesDep, collection: CollectionDep) -> Response:
    await services.collections.rows.delete(collection.collection_id, owner=collection.owner)
    return Response(status_code=204)


@router.get("/{collection_id}/search", response_model=SearchView, summary="The passages that answer a question best")
async def search(
    services: ServicesDep, collection: CollectionDep, query: Annotated[SearchQuery, Query()]
) -> SearchView:
    answer = await services.collections.search.search(collection, query.q, limit=query.limit)
    return SearchView(items=[found_view(each) for each in answer.found], ranked_by=list(answer.ranked_by))


async def _view(services: Services, collection: Collection) -> CollectionView:
    totals = await services.collections.rows.totals([collection.collection_id])
    return collection_view(collection, totals.get(collection.collection_id, Totals()))
