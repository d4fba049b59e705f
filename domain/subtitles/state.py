"""The state of a subtitles workflow: a recording is recognised, or a file is rewritten in windows."""

from typing import Self

from pydantic import Field

from domain.artifacts.reference import ArtifactRef
from domain.captions.cues import SubtitleFormat
from domain.jobs.notice import Notice
from domain.money import Bill, TokenUsage
from domain.script.model import Writer
from domain.subtitles.spec import Operation, SubtitlesSpec
from domain.transcribe.ports import Recognizer
from domain.transcribe.state import RecognitionDetails, RecognitionState
from domain.vendors.declarations import full_name

READING_SOURCE, TRANSCRIBING = "reading_source", "transcribing"
REWRITING, WRITING = "rewriting_lines", "writing_subtitles"

_SPANS = {READING_SOURCE: (0, 10), TRANSCRIBING: (10, 95), REWRITING: (10, 95), WRITING: (95, 100)}


class SubtitlesDetails(RecognitionDetails):
    """`reused_windows` were in the ledger, `repeated_windows` asked for again. `kept_cues`: no line of an answer could
    be taken for them."""

    operation: Operation = Operation.GENERATE
    llm: str = ""
    format: SubtitleFormat | None = None
    total_windows: int = 0
    completed_windows: int = 0
    reused_windows: int = 0
    repeated_windows: int = 0
    cues: int = 0
    changed_cues: int = 0
    kept_cues: int = 0
    ttl_hours: int | None = None
    delete_on_read: bool = False


class SubtitlesState(RecognitionState):
    """`lines`: what became of each window, by its position."""

    step: str = READING_SOURCE
    shown: SubtitlesDetails = SubtitlesDetails()
    lines: dict[int, ArtifactRef] = Field(default_factory=dict)

    @classmethod
    def first(cls, spec: SubtitlesSpec) -> Self:
        shown = SubtitlesDetails(
            operation=spec.operation,
            stt=spec.recognizer.name if spec.recognizer else "",
            llm=spec.by if spec.writer else "",
            language=spec.rewriting.language or spec.ask.language,
            format=spec.format,
            ttl_hours=spec.ttl_hours,
            delete_on_read=spec.delete_on_read,
        )
        state = cls(attempt=spec.attempt, title=spec.title, shown=shown)
        state.money.budget_usd = spec.budget_usd
        return state

    def span(self) -> tuple[int, int]:
        return _SPANS[self.step]

    def share_done(self) -> float:
        if self.step == TRANSCRIBING:
            return self.share_recognized()
        return self.shown.completed_windows / max(1, self.shown.total_windows) if self.step == REWRITING else 0.0

    def done_so_far(self) -> str:
        shown = self.shown
        if shown.operation is Operation.GENERATE:
            return f"{shown.completed_pieces} of {shown.total_pieces} pieces recognised"
        return f"{shown.completed_windows} of {shown.total_windows} windows rewritten"

    def cut(self, seconds: float, lengths: tuple[float, ...]) -> None:
        super().cut(seconds, lengths)
        self.entered(TRANSCRIBING)

    def read(self, *, format: SubtitleFormat, cues: int, windows: int) -> None:  # noqa: A002 - the field's word
        self._show(format=self.shown.format or format, cues=cues, total_windows=windows)
        self.entered(REWRITING)

    def rewrote(
        self,
        position: int,
        lines: ArtifactRef,
        *,
        usage: TokenUsage,
        failed: Bill,
        changed: int,
        kept: int,
        again: bool,
    ) -> None:
        shown = self.shown
        self.lines[position] = lines
        self.billed(failed)
        self.money.wrote(usage)
        self._show(
            completed_windows=shown.completed_windows + 1,
            reused_windows=shown.reused_windows + usage.reused,
            repeated_windows=shown.repeated_windows + again,
            changed_cues=shown.changed_cues + changed,
            kept_cues=shown.kept_cues + kept,
        )

    def changed(self, *, budget_usd: float | None, recognizer: Recognizer | None, writer: Writer | None) -> None:
        """By a person."""
        self.corrected(budget_usd=budget_usd, recognizer=recognizer)
        if writer is not None:
            self._show(llm=full_name(writer.vendor, writer.model))

    def written(self, *, cues: int, language: str, notices: tuple[Notice, ...]) -> None:
        self.warned(notices)
        self._show(cues=cues, language=language or self.shown.language)
