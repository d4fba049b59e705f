"""Jobs that are a list of items, each made by one activity: their state, and what people see of each item."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import Field, ValidationError

from domain.artifacts.reference import ArtifactRef
from domain.errors import FaultDetail
from domain.jobs.progress import Attention, Progress
from domain.jobs.state import JobState
from domain.value import Value

_REPORTED = re.compile(r"(\d{1,3})% at (\S+)$")
"""The words of a heartbeat that say how far an item is, and how fast: `42% at 31.5x`."""


class ItemStatus(StrEnum):
    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    REUSED = "reused"
    NEEDS_ATTENTION = "needs_attention"

    @property
    def settled(self) -> bool:
        return self in (ItemStatus.DONE, ItemStatus.REUSED)


class Item(Value):
    """`id` is that of its activity (`output-001`), `about` says what it is (of a file, its name), `how` how it is made.
    `speed` while it is being made, as a multiple of real time: `31.5x`. `file`: what was made."""

    id: str
    about: str
    how: str = ""
    status: ItemStatus = ItemStatus.WAITING
    percentage: int = 0
    speed: str | None = None
    file: ArtifactRef | None = None


class ItemDetails(Value):
    """`about`: what the job is made from, in words. `items_begin`: percentage at which the first item begins;
    `item_share`: percent that one is worth."""

    about: str = ""
    total_items: int = 0
    completed_items: int = 0
    items: tuple[Item, ...] = ()
    items_begin: int = 0
    item_share: float = 0.0


class ItemsState(JobState):
    """`items` by id, in order; they are known from the beginning.

    A kind says with `spans` at which percentages its steps begin and end, in their order; in the last one the items
    are made.
    """

    spans: ClassVar[Mapping[str, tuple[int, int]]]

    about: str = ""
    items: dict[str, Item] = Field(default_factory=dict)

    def span(self) -> tuple[int, int]:
        return self.spans[self.step]

    def share_done(self) -> float:
        making = self.step == list(self.spans)[-1]
        return self._completed() / max(1, len(self.items)) if making else 0.0

    def details(self) -> ItemDetails:
        begin, end = list(self.spans.values())[-1]
        return ItemDetails(
            about=self.about,
            total_items=len(self.items),
            completed_items=self._completed(),
            items=tuple(self.items.values()),
            items_begin=begin,
            item_share=(end - begin) / max(1, len(self.items)),
        )

    def done_so_far(self) -> str:
        return f"{self._completed()} of {len(self.items)} done"

    def attention_for(self, item: str, fault: FaultDetail) -> Attention:
        shown = super().attention_for(item, fault)
        return shown.model_copy(update={"about": self.items[item].about}) if item in self.items else shown

    def planned(self, about: str, how: Iterable[str]) -> None:
        """What the job is made from, and how each of its items will be made, is known by now: the last step begins."""
        self.about = about
        for item, words in zip(list(self.items), how, strict=True):
            self._change(item, how=words)
        self.entered(list(self.spans)[-1])

    def item_began(self, item: str) -> None:
        self._change(item, status=ItemStatus.WORKING)

    def item_made(self, item: str, file: ArtifactRef, *, reused: bool) -> None:
        self._change(item, status=ItemStatus.REUSED if reused else ItemStatus.DONE, percentage=100, file=file)

    def parked(self, item: str, fault: FaultDetail, now: datetime) -> None:
        self._change(item, status=ItemStatus.NEEDS_ATTENTION)
        super().parked(item, fault, now)

    def taken_up(self, item: str) -> None:
        self._change(item, status=ItemStatus.WAITING)
        super().taken_up(item)

    def _completed(self) -> int:
        return sum(item.status.settled for item in self.items.values())

    def _change(self, item: str, **change: object) -> None:
        """Of an item; other activities of the job, such as reading its source, have ids too."""
        if item in self.items:
            self.items[item] = self.items[item].model_copy(update=change)
            self._changed()


def items_of(progress: Progress) -> ItemDetails:
    """Empty for other kinds."""
    try:
        return ItemDetails.model_validate(progress.details)
    except ValidationError:
        return ItemDetails()


def files_of(progress: Progress) -> dict[str, ArtifactRef]:
    """What was made so far, by name."""
    return {item.about: item.file for item in items_of(progress).items if item.file is not None}


def with_reported(progress: Progress, reported: Mapping[str, str]) -> Progress:
    """The progress with what the activities of items under way reported last, by their ids.

    The workflow does not see heartbeats; whoever describes its run does.
    """
    details = items_of(progress)
    shown = [_reported(item, reported.get(item.id, "")) for item in details.items]
    under_way = sum(item.percentage for item in shown if item.status is ItemStatus.WORKING) / 100
    if not under_way:
        return progress
    reached = details.items_begin + details.item_share * (details.completed_items + under_way)
    change = {
        "details": {**progress.details, "items": [item.model_dump(mode="json") for item in shown]},
        "percentage": max(progress.percentage, min(99, int(reached))),
    }
    return progress.model_copy(update=change)


def reported_share(words: str) -> tuple[int, str] | None:
    """Percentage and speed in the words of a heartbeat; None for other words."""
    found = _REPORTED.match(words)
    return (min(100, int(found[1])), found[2]) if found else None


def _reported(item: Item, words: str) -> Item:
    share = reported_share(words)
    if share is None or item.status is not ItemStatus.WORKING:
        return item
    return item.model_copy(update={"percentage": share[0], "speed": share[1]})
