"""A script writer in process, for tests: as many segments and turns as asked, and made to fail on purpose."""

from domain.errors import Fault
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.script.model import Brief, Citation, DraftTurn, Outline, PlannedSegment, SegmentDraft
from domain.script.ports import OutlineWritten, SegmentWritten
from domain.vendors.declarations import WriterDeclaration


class FakeWriter:
    """Deterministic in its arguments. The segment `ends_early` has two turns.

    `asked` holds `outline` and segment numbers from 0, in order of the calls.
    """

    def __init__(self, *, segments: int = 2, turns: int = 4, repeat: bool = False) -> None:
        self.segments, self.turns, self.repeat = segments, turns, repeat
        self.ends_early: int | None = None
        self.asked: list[str | int] = []
        self._faults: dict[str | int, list[Fault]] = {}

    def fail(self, what: str | int, fault: Fault, *, times: int = 1) -> None:
        """The next `times` calls for `outline` or a segment number raise `fault`."""
        self._faults.setdefault(what, []).extend([fault] * times)

    async def declare(self) -> WriterDeclaration:
        return WriterDeclaration(models=("plain",), input_tokens=100_000)

    async def outline(self, brief: Brief, *, on_progress: OnProgress) -> OutlineWritten:
        self._ask("outline")
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
        self._ask(index)
        passage = brief.corpus.passages[0].id
        turns = tuple(
            DraftTurn(
                speaker=brief.parts[turn % len(brief.parts)].name,
                text=self._line(index, turn),
                citations=(Citation(passage=passage),),
            )
            for turn in range(2 if index == self.ends_early else self.turns)
        )
        draft = SegmentDraft(index=index, title=outline.segments[index].title, turns=turns)
        return SegmentWritten(draft=draft, usage=TokenUsage(input=20, output=30))

    def _line(self, segment: int, turn: int) -> str:
        if self.repeat:
            return "The very same words are said once more here."
        return f"Segment {segment + 1} comes to its turn {turn + 1} and says a few words."

    def _ask(self, what: str | int) -> None:
        self.asked.append(what)
        faults = self._faults.get(what)
        if faults:
            raise faults.pop(0)
