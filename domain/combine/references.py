"""What a transcript says of where a turn comes from: footnotes in Markdown, objects in JSON."""

from collections.abc import Iterable, Mapping, Sequence

from domain.value import Value


class Reference(Value):
    """`source` is the title of a document, `place` a page, chapter or heading, `words` what stands there."""

    passage: str
    source: str
    place: str = ""
    words: str = ""

    @property
    def line(self) -> str:
        """The reference on one line: `A title, page 3: “its words”`."""
        named = ", ".join(part for part in (self.source, self.place) if part)
        quoted = f"“{self.words}”" if self.words else ""
        return ": ".join(part for part in (named, quoted) if part) or self.passage


References = Mapping[int, Sequence[Reference]]
"""By the index of the turn."""


class Numbered:
    """References in the order in which they are met; one that comes again keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[Reference, int] = {}

    def numbers(self, references: Iterable[Reference]) -> list[int]:
        return [self._numbers.setdefault(one, len(self._numbers) + 1) for one in dict.fromkeys(references)]

    @property
    def listed(self) -> list[tuple[int, Reference]]:
        return [(number, one) for one, number in self._numbers.items()]
