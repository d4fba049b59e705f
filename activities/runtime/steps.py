"""The results of steps, each stored under a name made of its input.

A retry of the job, a reset or a second delivery finds the result instead of making it again.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from pydantic.main import IncEx

from domain.artifacts.documents import JSON
from domain.artifacts.layout import step_name
from domain.artifacts.mentions import references
from domain.artifacts.ports import ArtifactMissing, Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.value import Value

LIMITS: Mapping[str, IncEx | bool] = {"allowance": True, "asked": {"allowance": True, "delivery": True}}
"""Fields of an order, and of the one it contains, that do not decide what is made: what may be spent, and what is known
of the writer by then. What it made when less was known of it is as good."""

Made = TypeVar("Made", bound=Value)


async def get_or_make(
    names: Names,
    blobs: Blobs,
    job_id: str,
    step: str,
    *,
    order: Value,
    make: Callable[[], Awaitable[Made]],
    model: type[Made],
) -> tuple[Made, bool]:
    """The stored result of this order and True; else a new one, which is stored, and False.

    The loser of a race adopts the winner's. A stored one whose bytes are gone or damaged is made again.
    """
    digest = hashlib.sha256(order.model_dump_json(exclude=LIMITS).encode()).hexdigest()[:16]
    name = step_name(job_id, step, digest)
    record = await names.get(name)
    if record is not None:
        if await _all_there(blobs, record):
            return model.model_validate_json(record), True
        await names.delete(name)
    made = await make()
    return model.model_validate_json(await names.create(name, made.model_dump_json().encode())), False


async def _all_there(blobs: Blobs, record: bytes) -> bool:
    """Whether everything that the record refers to can be had. Documents, which are small, are read.

    What is damaged is deleted: bytes that are there are not stored again.
    """
    found = await asyncio.gather(*(_is_there(blobs, ref) for ref in references(record).values()))
    return all(found)


async def _is_there(blobs: Blobs, ref: ArtifactRef) -> bool:
    if ref.media_type != JSON:
        return await blobs.exists(ref)
    try:
        await blobs.read(ref)
    except ArtifactMissing:
        await blobs.delete(ref)
        return False
    return True
