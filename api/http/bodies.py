"""Reading of JSON bodies: bounded, and with every field accounted for."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from api.http.problems import FieldProblem, ProblemError, fields
from api.http.queries import hidden_problem
from domain.podcast.request import FORMATS_NOT_YET, NOT_YET, SOURCES_NOT_YET
from domain.wording import said

Model = TypeVar("Model", bound=BaseModel)

MAXIMUM_JSON = 8_000_000
"""2 MB of inline text where each two-byte character may be escaped with six, and the rest of the body."""


async def read_json(request: Request, model: type[Model], *, body: str, empty: bool = False) -> Model:
    """The body as a model. `body` names it in `NOT_YET`; `empty` allows none at all.

    Raises:
        ProblemError: 413, 415, or 422 with one entry a field.
    """
    raw = await read_bounded(request, MAXIMUM_JSON)
    if not raw.strip() and empty:
        return model()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise ProblemError(415, "unsupported_media_type", "Send JSON, with Content-Type: application/json.")
    try:
        # Parsed on its own first, so that an error of the JSON differs from one of the model.
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ProblemError(422, "invalid_json", f"The body is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise ProblemError(422, "invalid_json", "The body must be a JSON object.")
    hidden = [
        problem for loc, text in _strings(data) if not _is_document(loc) and (problem := hidden_problem(loc, text))
    ]
    if hidden:
        raise fields(hidden)
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        listed = [each for each in error.errors(include_url=False) if not _is_echo(each)]
        raise fields([_field(each, body, data) for each in listed]) from None


async def read_bounded(request: Request, limit: int) -> bytes:
    if declared_length(request) > limit:
        raise too_large(limit)
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise too_large(limit)
        chunks.append(chunk)
    return b"".join(chunks)


def declared_length(request: Request) -> int:
    """What Content-Length says; 0 without one that can be read."""
    declared = request.headers.get("content-length", "")
    return int(declared) if re.fullmatch(r"[0-9]{1,20}", declared) else 0  # h11 refuses longer ones


def body_of(model: type[BaseModel], *, required: bool = True) -> dict[str, object]:
    """OpenAPI of a body that the route reads in its own code, to tell unknown fields from those not built."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}  # listed in api.document
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": schema}}}}


def too_large(limit: int) -> ProblemError:
    return ProblemError(
        413, "body_too_large", f"At most {limit / 1_000_000:g} MB are taken here.", headers={"Connection": "close"}
    )


def _strings(data: object, loc: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The texts of a body and the names of its fields, with their paths."""
    if isinstance(data, str):
        yield loc, data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield loc, name
            yield from _strings(value, (*loc, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _strings(value, (*loc, index))


def _is_document(loc: tuple[str | int, ...]) -> bool:
    """Whether this is the text of a source: a document may come with what its program left in it, which is dropped."""
    return loc[:1] == ("sources",) and loc[-1:] == ("text",)


def _is_echo(error: ErrorDetails) -> bool:
    """A list also counts as too short when some of its items are wrong; the items' own errors say so."""
    given, counted = error["input"], error.get("ctx", {}).get("actual_length")
    return error["type"] == "too_short" and isinstance(given, list) and len(given) != counted


def _field(error: ErrorDetails, body: str, data: dict[str, object]) -> FieldProblem:
    loc = list(error["loc"])
    if loc[:1] == ["sources"] and len(loc) > 3:
        del loc[2]  # the kind of source stands in the path as if it were a field: `sources.0.text.title`
    if loc[:1] == ["source"] and len(loc) > 2:
        del loc[1]
    name = str(loc[-1]) if loc else ""
    within = {"speakers": "speaker", "sources": "source"}.get(str(loc[0]) if len(loc) > 1 else "", body)
    kind = error["type"]
    if kind == "extra_forbidden":
        known = NOT_YET.get(within, frozenset())
        if name in known:
            return FieldProblem(loc=loc, msg=f"{name!r} is not available yet", code="not_available_yet")
        return FieldProblem(loc=loc, msg=f"{name!r} is not a field of this request", code="unknown_field")
    if _not_yet_value(kind, loc, error, data):
        return FieldProblem(loc=loc, msg="this value is not available yet", code="not_available_yet")
    return FieldProblem(loc=loc, msg=said(error), code="invalid")


def _not_yet_value(kind: str, loc: Sequence[str | int], error: ErrorDetails, data: dict[str, object]) -> bool:
    """Whether the HTTP contract has the value and this version has not: other sources and formats."""
    given = error.get("input")
    if kind == "union_tag_invalid" and isinstance(given, dict):
        return str(given.get("type")) in SOURCES_NOT_YET
    if loc[:1] == ["formats"]:
        listed = data.get("formats")
        return (
            isinstance(listed, list)
            and any(str(each) in FORMATS_NOT_YET for each in listed)
            and kind in ("literal_error", "too_long")
        )
    return False
