"""The plan of one segment: what the expert says in it, before the host says a word."""

from dataclasses import dataclass, field

from domain.script.extractive.choosing.excerpts import Excerpt
from domain.script.extractive.choosing.themes import Theme

SPARE_SHARE = 0.6
"""Of the words of an episode: what is written beyond them, by which freezing makes up for voices that are faster. Those
that are faster by a quarter take a quarter more, and the first segment, up to a third of a short episode, is frozen
before that is known."""


@dataclass(slots=True)
class SegmentPlan:
    """`theme`: None when the segment holds only the opening or the ending. `excerpts` stand in document order.

    `available`: every excerpt of the theme, selected or not. `sums_up`: the ending is that of a conclusion or an
    abstract. `spare`: excerpts beyond the words of the plan, for the case that the voices turn out to be faster.
    """

    theme: Theme | None
    excerpts: list[Excerpt] = field(default_factory=list)
    available: list[Excerpt] = field(default_factory=list)
    lead: Excerpt | None = None
    ending: Excerpt | None = None
    sums_up: bool = False
    spare: list[Excerpt] = field(default_factory=list)

    @property
    def spoken(self) -> list[Excerpt]:
        return [excerpt for excerpt in (self.lead, *self.excerpts, self.ending) if excerpt is not None]

    @property
    def with_spare(self) -> list[Excerpt]:
        """All excerpts, spare ones too, in the order in which they would be spoken."""
        middle = sorted((*self.excerpts, *self.spare), key=lambda excerpt: excerpt.first.index)
        return [excerpt for excerpt in (self.lead, *middle, self.ending) if excerpt is not None]

    @property
    def words(self) -> int:
        return sum(excerpt.words for excerpt in self.spoken)

    def continues_lead(self, excerpt: Excerpt) -> bool:
        """Whether the lead came from the section that goes on, so that it need not be turned to."""
        return self.lead is not None and self.lead.first.section == excerpt.first.section

    def sort(self) -> None:
        self.excerpts.sort(key=lambda excerpt: excerpt.first.index)

    def replace(self, old: Excerpt, new: Excerpt | None) -> None:
        """Puts another excerpt, or nothing, in the place of one that is spoken."""
        if old is self.lead:
            self.lead = new
        elif old is self.ending:
            self.ending = new
        else:
            at = self.excerpts.index(old)
            self.excerpts[at : at + 1] = [new] if new else []
