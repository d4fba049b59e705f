"""A script writer in process, for tests: as many segments and turns as asked, and made to fail on purpose."""

import asyncio

from domain.errors import Fault
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.script.model import Brief, Citation, DraftTurn, Outline, PlannedSegment, SegmentDraft
from domain.script.ports import OutlineWritten, SegmentWritten
from domain.vendors.declarations import WriterDeclaration


class FakeWriter:
    """Deterministic in its arguments. The segment `ends_early` has two turns. Implements `ParallelWriter`.

    A turn has as many `sentences`. Of the opening, it says `delivers` words for each word asked. `known`: what every
    segment was told of that. Those who are `mute` have no turn, until an extension asks for them unless it is `deaf`.

    `asked` holds `outline`, `opening`, `extension` and segment numbers from 0, in order of the calls. A call for what
    `hold` named waits until `release`.
    """

    def __init__(self, *, segments: int = 2, turns: int = 4, repeat: bool = False) -> None:
        self.segments, self.turns, self.repeat = segments, turns, repeat
        self.ends_early: int | None = None
        self.asked: list[str | int] = []
        self.delivers, self.sentences = 1.0, 1
        self.mute: tuple[str, ...] = ()
        self.deaf = False
        self.known: list[float] = []
        self._faults: dict[str | int, list[Fault]] = {}
        self._held: dict[str | int, asyncio.Event] = {}

    def fail(self, what: str | int, fault: Fault, *, times: int = 1) -> None:
        """The next `times` calls for `outline` or a segment number raise `fault`."""
        self._faults.setdefault(what, []).extend([fault] * times)

    def hold(self, what: str | int) -> None:
        self._held[what] = asyncio.Event()

    def release(self, what: str | int) -> None:
        self._held.pop(what).set()

    async def declare(self) -> WriterDeclaration:
        return WriterDeclaration(models=("plain",), input_tokens=100_000)

    async def outline(self, brief: Brief, *, on_progress: OnProgress) -> OutlineWritten:
        await self._ask("outline")
        words = brief.words // self.segments
        planned = tuple(PlannedSegment(title=f"Part {n + 1}", words=words) for n in range(self.segments))
        title = brief.title or brief.corpus.sources[0].title
        return OutlineWritten(outline=Outline(title=title, segments=planned), usage=TokenUsage(input=10, output=5))

    async def segment(
        self,
        brief: Brief,
        outline: Outline,
        index: int,
        before: tuple[SegmentDraft, ...],
        *,
        on_progress: OnProgress,
    ) -> SegmentWritten:
        await self._ask(index)
        self.known.append(brief.delivery)
        turns = self._turns(brief, index, range(2 if index == self.ends_early else self.turns))
        draft = SegmentDraft(index=index, title=outline.segments[index].title, turns=turns)
        return SegmentWritten(draft=draft, usage=TokenUsage(input=20, output=30))

    async def opening(self, brief: Brief, *, on_progress: OnProgress) -> SegmentWritten:
        await self._ask("opening")
        draft = SegmentDraft(
            index=0,
            title="What bread is",
            turns=self._turns(brief, 0, range(2)),
            words_asked=100,
            words_answered=round(100 * self.delivers),
        )
        return SegmentWritten(draft=draft, usage=TokenUsage(input=8, output=12))

    async def extend(
        self,
        brief: Brief,
        outline: Outline,
        draft: SegmentDraft,
        words: int,
        *,
        silent: tuple[str, ...] = (),
        on_progress: OnProgress,
    ) -> SegmentWritten:
        """Two turns of a dozen words for every 24 that are missing."""
        await self._ask("extension")
        said = len(draft.turns)
        more = self._turns(brief, draft.index, range(said, said + 2 * -(-words // 24)))
        if silent and not self.deaf:
            more = tuple(
                turn.model_copy(update={"speaker": silent[n // 2 % len(silent)]}) if n % 2 else turn
                for n, turn in enumerate(more)
            )
        longer = draft.model_copy(update={"turns": (*draft.turns, *more)})
        return SegmentWritten(draft=longer, usage=TokenUsage(input=6, output=words))

    def _turns(self, brief: Brief, index: int, numbers: range) -> tuple[DraftTurn, ...]:
        names = [part.name for part in brief.parts if part.name not in self.mute]
        return tuple(
            DraftTurn(
                speaker=names[turn % len(names)],
                text=self._line(index, turn),
                citations=(Citation(passage=brief.corpus.passages[0].id),),
            )
            for turn in numbers
        )

    def _line(self, segment: int, turn: int) -> str:
        if self.repeat:
            return "The very same words are said once more here."
        first = f"Segment {segment + 1} comes to its turn {turn + 1} and says a few words."
        more = (f"Sentence {n + 2} of it says a few more of them than that." for n in range(self.sentences - 1))
        return " ".join((first, *more))

    async def _ask(self, what: str | int) -> None:
        self.asked.append(what)
        if what in self._held:
            await self._held[what].wait()
        faults = self._faults.get(what)
        if faults:
            raise faults.pop(0)
