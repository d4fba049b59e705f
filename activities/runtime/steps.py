"""The results of steps, each stored under a name made of its input.

A retry of the job, a reset or a second delivery finds the result instead of making it again.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from pydantic.main import IncEx

from domain.artifacts.layout import step_name
from domain.artifacts.ports import Names
from domain.value import Value

LIMITS: Mapping[str, IncEx | bool] = {"allowance": True, "asked": {"allowance": True}}
"""Fields of an order, and of the one it contains, that say what may be spent. They do not decide what is made."""

Made = TypeVar("Made", bound=Value)


async def get_or_make(
    names: Names,
    job_id: str,
    step: str,
    *,
    order: Value,
    make: Callable[[], Awaitable[Made]],
    model: type[Made],
    accept: Callable[[Made], Awaitable[bool]] | None = None,
) -> tuple[Made, bool]:
    """The stored result of this order and True; else a new one, which is stored, and False.

    The loser of a race adopts the winner's. A stored one that `accept` turns down, such as one whose bytes are gone,
    is made again.
    """
    digest = hashlib.sha256(order.model_dump_json(exclude=LIMITS).encode()).hexdigest()[:16]
    name = step_name(job_id, step, digest)
    record = await names.get(name)
    if record is not None:
        stored = model.model_validate_json(record)
        if accept is None or await accept(stored):
            return stored, True
        await names.delete(name)
    made = await make()
    return model.model_validate_json(await names.create(name, made.model_dump_json().encode())), False
