"""The state of a transcription's workflow: its recording is cut, its pieces are recognised and joined."""

from typing import Self

from domain.jobs.notice import Notice
from domain.transcribe.state import RecognitionDetails, RecognitionState
from domain.transcription.spec import TranscriptionSpec

READING_SOURCE, TRANSCRIBING, WRITING = "reading_source", "transcribing", "writing_transcript"

_SPANS = {READING_SOURCE: (0, 10), TRANSCRIBING: (10, 95), WRITING: (95, 100)}


class TranscriptionDetails(RecognitionDetails):
    ttl_hours: int | None = None
    delete_on_read: bool = False


class TranscriptionState(RecognitionState):
    step: str = READING_SOURCE
    shown: TranscriptionDetails = TranscriptionDetails()

    @classmethod
    def first(cls, spec: TranscriptionSpec) -> Self:
        shown = TranscriptionDetails(
            stt=spec.recognizer.name,
            language=spec.ask.language,
            ttl_hours=spec.ttl_hours,
            delete_on_read=spec.delete_on_read,
        )
        state = cls(attempt=spec.attempt, title=spec.title, shown=shown)
        state.money.budget_usd = spec.budget_usd
        return state

    def span(self) -> tuple[int, int]:
        return _SPANS[self.step]

    def share_done(self) -> float:
        return self.share_recognized() if self.step == TRANSCRIBING else 0.0

    def done_so_far(self) -> str:
        return f"{self.shown.completed_pieces} of {self.shown.total_pieces} pieces recognised"

    def cut(self, seconds: float, lengths: tuple[float, ...]) -> None:
        super().cut(seconds, lengths)
        self.entered(TRANSCRIBING)

    def written(self, *, words: int, language: str, notices: tuple[Notice, ...]) -> None:
        self.warned(notices)
        self._show(words=words, language=language)
