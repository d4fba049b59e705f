"""What every catalog promises of leases of slots, on every database."""

import asyncio
from datetime import timedelta

from adapters.catalog.catalog import Catalog
from domain.vendors.declarations import ProviderRole
from domain.vendors.ports import Leases, LeaseTerms

AGES = timedelta(days=1)


def typed(catalog: Catalog) -> Leases:
    """The type checker's own test."""
    return catalog.leases


def terms(total: int = 5, *, life: timedelta = AGES, role: ProviderRole = ProviderRole.SPEECH) -> LeaseTerms:
    return LeaseTerms(vendor="openai", role=role, total=total, life=life, rotate=AGES)


async def test_alone_one_gets_what_it_wants_up_to_the_total(catalog: Catalog) -> None:
    renew = catalog.leases.renew
    assert await renew(terms(), "a", busy=0, wanted=3) == 3
    assert await renew(terms(), "a", busy=3, wanted=9) == 5
    assert await renew(terms(role=ProviderRole.WRITER), "b", busy=0, wanted=5) == 5, "another role, other slots"


async def test_what_is_held_is_nobody_elses_until_it_is_handed_back(catalog: Catalog) -> None:
    renew = catalog.leases.renew
    assert await renew(terms(), "a", busy=0, wanted=9) == 5
    assert await renew(terms(), "b", busy=0, wanted=9) == 0
    mine = await renew(terms(), "a", busy=5, wanted=9)
    assert mine in (2, 3), "it hears that b waits"
    assert await renew(terms(), "b", busy=0, wanted=9) == 0, "its calls are still in flight"
    assert await renew(terms(), "a", busy=mine, wanted=9) == mine
    assert await renew(terms(), "b", busy=0, wanted=9) == 5 - mine
    assert await renew(terms(), "a", busy=0, wanted=0) == 0
    assert await renew(terms(), "b", busy=0, wanted=9) == 5


async def test_never_more_than_the_total_however_many_ask_at_once(catalog: Catalog) -> None:
    for _ in range(4):
        got = await asyncio.gather(*(catalog.leases.renew(terms(7), f"h{n}", busy=0, wanted=4) for n in range(9)))
        assert sum(got) <= 7


async def test_a_process_that_is_silent_loses_its_slots(catalog: Catalog) -> None:
    assert await catalog.leases.renew(terms(life=timedelta(seconds=2)), "dead", busy=5, wanted=5) == 5
    assert await catalog.leases.renew(terms(), "alive", busy=0, wanted=5) == 0
    while await catalog.leases.renew(terms(), "alive", busy=0, wanted=5) < 5:
        pass
