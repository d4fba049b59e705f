"""Jobs that are a list of items: how far they are, and what activities report of items under way."""

from datetime import UTC, datetime
from typing import ClassVar

import pytest

from domain.artifacts.reference import ArtifactRef
from domain.errors import FaultDetail, FaultKind
from domain.jobs.items import Item, ItemDetails, ItemsState, ItemStatus, files_of, with_reported
from domain.jobs.progress import Progress
from domain.jobs.status import JobStatus

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FAULT = FaultDetail(kind=FaultKind.ITEM, code="broken", message="It broke.", advice="Mend it.")

LOAF = ArtifactRef(sha256="0" * 64, size=1, media_type="application/bread")


class Baking(ItemsState):
    spans: ClassVar = {"kneading": (0, 20), "baking": (20, 100)}

    step: str = "kneading"


@pytest.fixture
def state() -> Baking:
    loaves = [Item(id=f"loaf-{at:03}", about=f"loaf {at}") for at in range(1, 5)]
    state = Baking(items={loaf.id: loaf for loaf in loaves})
    state.began()
    return state


def details(progress: Progress) -> ItemDetails:
    return ItemDetails.model_validate(progress.details)


def test_the_percentage_grows_with_the_items(state: Baking) -> None:
    assert state.percentage == 0
    state.planned("a kilo of flour", ["white", "white", "dark", "dark"])
    assert (state.step, state.percentage) == ("baking", 20)
    state.item_made("loaf-001", LOAF, reused=False)
    state.item_made("loaf-003", LOAF, reused=True)
    assert state.percentage == 60
    shown = details(state.progress(NOW))
    assert (shown.about, shown.total_items, shown.completed_items) == ("a kilo of flour", 4, 2)
    assert [(item.how, item.status.value) for item in shown.items] == [
        ("white", "done"), ("white", "waiting"), ("dark", "reused"), ("dark", "waiting"),
    ]  # fmt: skip
    assert state.done_so_far() == "2 of 4 done"
    assert files_of(state.progress(NOW)) == {"loaf 1": LOAF, "loaf 3": LOAF}


def test_a_parked_item_is_shown_by_its_name(state: Baking) -> None:
    state.parked("loaf-002", FAULT, NOW)
    assert state.items["loaf-002"].status is ItemStatus.NEEDS_ATTENTION
    assert [(each.id, each.about) for each in state.progress(NOW).attention] == [("loaf-002", "loaf 2")]
    state.taken_up("loaf-002")
    assert (state.items["loaf-002"].status, state.status) == (ItemStatus.WAITING, JobStatus.GENERATING)


def test_something_that_is_no_item_parks_too(state: Baking) -> None:
    state.parked("oven", FAULT, NOW)
    state.taken_up("oven")
    assert not state.attention


def test_reports_of_items_under_way_count(state: Baking) -> None:
    state.planned("", [""] * 4)
    state.item_made("loaf-001", LOAF, reused=False)
    state.item_began("loaf-002")
    told = state.progress(NOW)
    assert told.percentage == 40
    shown = with_reported(told, {"loaf-002": "50% at 3.5x", "loaf-003": "90% at 2x", "source": "reading"})
    assert shown.percentage == 50
    assert with_reported(shown, {"loaf-002": "50% at 3.5x"}) == shown, "said twice, it counts once"
    assert [(item.percentage, item.speed) for item in details(shown).items] == [
        (100, None), (50, "3.5x"), (0, None), (0, None),
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["", "started", "50 % at 3x", "about 50% at 3x", "0% at 0x"])
def test_other_words_change_nothing(state: Baking, word: str) -> None:
    state.planned("", [""] * 4)
    state.item_began("loaf-001")
    told = state.progress(NOW)
    assert with_reported(told, {"loaf-001": word}).percentage == told.percentage


def test_reports_alone_never_complete_a_job(state: Baking) -> None:
    state.planned("", [""] * 4)
    for item in state.items:
        state.item_began(item)
    shown = with_reported(state.progress(NOW), dict.fromkeys(state.items, "999% at 9x"))
    assert shown.percentage == 99


def test_other_kinds_are_left_alone() -> None:
    for given in ({}, {"total_turns": 20}, {"items": "none"}):
        told = Progress(percentage=7, details=given)
        assert with_reported(told, {"tts-001": "50% at 1x"}) == told
