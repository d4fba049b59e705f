"""`/keys` and `/usage`: the keys there are, and what owners use."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.http.problems import DOCUMENTED, FieldProblem, ProblemError, fields
from api.services import CallerDep, ServicesDep
from domain.access import ApiKey, DayUsage, Scope

router = APIRouter(tags=["owners"], responses=DOCUMENTED)

USUAL_DAYS = 30
MAXIMUM_DAYS = 366


class KeyView(BaseModel):
    """`key_id` is the shown part of a key: `pw_<key_id>_…`. `priority` is the best it may ask for, 1 first."""

    key_id: str
    owner: str
    scope: Scope
    priority: int
    running: int | None
    characters_per_day: int | None
    created_at: datetime
    revoked_at: datetime | None


class KeyPage(BaseModel):
    items: list[KeyView]
    next_cursor: None = None


class UsagePage(BaseModel):
    """Days are UTC, and a podcast counts on the day it was asked for."""

    items: list[DayUsage]
    next_cursor: None = None


def _written_out(value: str) -> str:
    """A number would be read as seconds since 1970."""
    if value.strip().lstrip("+-").replace(".", "").isdigit():
        raise ValueError("is a date, as 2025-01-31")
    return value


Day = Annotated[date, BeforeValidator(_written_out)]


class UsageQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    owner: str | None = Field(default=None, max_length=128, description="Left out: your own; an admin's: everybody's.")
    since: Day | None = Field(default=None, description="Left out: thirty days ago.")
    until: Day | None = Field(default=None, description="Included; left out: today.")


@router.get("/keys", response_model=KeyPage, summary="Keys, oldest first; `podwright keys` makes and revokes them")
async def keys(services: ServicesDep) -> KeyPage:
    return KeyPage(items=[view(held.key) for held in await services.key_rows.all()])


@router.get("/usage", response_model=UsagePage, summary="What was used, by day and owner")
async def usage(services: ServicesDep, caller: CallerDep, query: Annotated[UsageQuery, Query()]) -> UsagePage:
    all_owners = caller.scope is Scope.ADMIN
    if query.owner is not None and query.owner != caller.owner and not all_owners:
        raise ProblemError(403, "scope_too_small", "Only an admin's key may ask what other owners used.")
    until = query.until or datetime.now(UTC).date()
    since = query.since or until - timedelta(days=min(USUAL_DAYS, until.toordinal() - 1))
    if not 0 <= (until - since).days < MAXIMUM_DAYS:
        raise fields([FieldProblem(loc=["query", "since"], msg="is at most a year before 'until', and not after it")])
    owner = query.owner if all_owners else caller.owner
    return UsagePage(items=list(await services.usage.days(owner=owner, since=since, until=until)))


def view(key: ApiKey) -> KeyView:
    return KeyView(**key.model_dump(exclude={"limits"}), **key.limits.model_dump())
