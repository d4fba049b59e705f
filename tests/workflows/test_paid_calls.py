"""The same is paid for once, in each situation of the table in docs/durability.md, in which nothing crashes."""

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from tests.workflows.paid_calls import SITUATIONS, House, Situation


@pytest.mark.durability  # with the machine to itself: what is late by some seconds is another situation
@pytest.mark.timeout(240)
@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one.name)
async def test_each_is_paid_for_once(situation: Situation, temporal: WorkflowEnvironment, catalog: Catalog) -> None:
    assert await situation.play(House(temporal.client, catalog)) == situation.expected
