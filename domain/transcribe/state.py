"""The state of a job that has a recording recognised: it is cut, and its pieces are recognised one by one."""

from domain.errors import FaultDetail
from domain.jobs.progress import Attention
from domain.jobs.state import JobState
from domain.money import Bill, TokenUsage
from domain.transcribe.ports import Recognizer
from domain.value import Value


class RecognitionDetails(Value):
    """`seconds` of the recording, and of it those that were recognised. `reused_pieces` were in the ledger;
    `repeated_pieces` were asked for again since words of the first answer were doubted, as `doubtful_words` still are.
    """

    stt: str = ""
    language: str = ""
    seconds: float = 0.0
    seconds_done: float = 0.0
    total_pieces: int = 0
    completed_pieces: int = 0
    reused_pieces: int = 0
    repeated_pieces: int = 0
    words: int = 0
    doubtful_words: int = 0


class RecognitionState(JobState):
    """`shown` is what a kind shows of itself, in a model of its own. `lengths` of the pieces in seconds."""

    shown: RecognitionDetails = RecognitionDetails()
    lengths: tuple[float, ...] = ()

    def details(self) -> RecognitionDetails:
        return self.shown

    def share_recognized(self) -> float:
        return min(1.0, self.shown.seconds_done / max(1.0, sum(self.lengths)))

    def attention_for(self, item: str, fault: FaultDetail) -> Attention:
        shown = super().attention_for(item, fault)
        kind, _, number = item.rpartition("-")
        return shown.model_copy(update={"about": f"{kind} {int(number)}"}) if kind in _NUMBERED else shown

    def cut(self, seconds: float, lengths: tuple[float, ...]) -> None:
        self.lengths = lengths
        self._show(seconds=seconds, total_pieces=len(lengths))

    def recognized(
        self, position: int, *, usage: TokenUsage, failed: Bill, words: int, doubtful: int, again: bool, language: str
    ) -> None:
        shown = self.shown
        self.billed(failed)
        self.money.wrote(usage)
        self._show(
            seconds_done=round(shown.seconds_done + self.lengths[position], 2),
            completed_pieces=shown.completed_pieces + 1,
            reused_pieces=shown.reused_pieces + usage.reused,
            repeated_pieces=shown.repeated_pieces + again,
            words=shown.words + words,
            doubtful_words=shown.doubtful_words + doubtful,
            language=shown.language or language,
        )

    def corrected(self, *, budget_usd: float | None, recognizer: Recognizer | None) -> None:
        """By a person."""
        if budget_usd is not None:
            self.money.budget_usd = budget_usd
        if recognizer is not None:
            self._show(stt=recognizer.name)

    def _show(self, **change: object) -> None:
        self.shown = self.shown.model_copy(update=change)
        self._changed()


_NUMBERED = ("piece", "window")
"""Items of which people are shown the number."""
