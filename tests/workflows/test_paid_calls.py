"""The same is paid for once, in each situation of the table in docs/durability.md, in which nothing crashes.

The thawed worker is played by the program alone, as its timing is that of the machine; `test_fence.py` holds its rule.
"""

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from tests.workflows.paid_calls import SITUATIONS, House, Situation, a_thawed_worker

STEADY = [one for one in SITUATIONS if one.play is not a_thawed_worker]


@pytest.mark.durability  # with the machine to itself: what is late by some seconds is another situation
@pytest.mark.timeout(240)
@pytest.mark.parametrize("situation", STEADY, ids=lambda one: one.name)
async def test_each_is_paid_for_once(situation: Situation, temporal: WorkflowEnvironment, catalog: Catalog) -> None:
    assert await situation.play(House(temporal.client, catalog)) == situation.expected
