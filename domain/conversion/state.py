"""The state of a conversion's workflow: its source is read, then each output is an item."""

from typing import ClassVar, Self

from domain.conversion.spec import ConversionSpec
from domain.jobs.items import Item, ItemsState

READING_SOURCE, CONVERTING = "reading_source", "converting"


class ConversionState(ItemsState):
    spans: ClassVar = {READING_SOURCE: (0, 10), CONVERTING: (10, 100)}

    step: str = READING_SOURCE

    @classmethod
    def first(cls, spec: ConversionSpec) -> Self:
        items = [Item(id=f"output-{at:03}", about=name) for at, name in enumerate(spec.names, start=1)]
        return cls(attempt=spec.attempt, title=spec.title, items={item.id: item for item in items})
