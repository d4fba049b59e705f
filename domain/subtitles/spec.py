"""Subtitles as they are frozen at submission, and what they result in."""

from enum import StrEnum

from domain.artifacts.reference import ArtifactRef
from domain.captions.cues import SubtitleFormat
from domain.captions.windows import Rewriting
from domain.jobs.spec import JobSpec
from domain.retrieve.source import SourceRef
from domain.script.model import Writer
from domain.transcribe.ports import RecognitionAsk, Recognizer
from domain.value import Value
from domain.vendors.declarations import full_name

SUBTITLES = "subtitles"


class Operation(StrEnum):
    GENERATE = "generate"  # of what is said in audio or video
    FIX = "fix"
    TRANSLATE = "translate"


class SubtitlesSpec(JobSpec):
    """`recognizer` hears what is said, or `writer` rewrites the lines of a file. `format` None: that of the file.
    `slots`: calls of the writer at once. `stem` of the name of the file that is made."""

    job_id: str
    operation: Operation
    source: SourceRef
    stem: str
    recognizer: Recognizer | None = None
    ask: RecognitionAsk = RecognitionAsk()
    writer: Writer | None = None
    slots: int = 4
    rewriting: Rewriting = Rewriting()
    format: SubtitleFormat | None = None
    budget_usd: float | None = None
    ttl_hours: int | None = None
    delete_on_read: bool = False

    @property
    def by(self) -> str:
        """Who is asked, as requests name it."""
        if self.recognizer is not None:
            return self.recognizer.name
        return full_name(self.writer.vendor, self.writer.model) if self.writer is not None else ""


class MadeSubtitles(Value):
    """The result: one file."""

    name: str
    file: ArtifactRef
    cues: int
