"""A transcription as it is frozen at submission, and what it results in."""

from domain.artifacts.reference import ArtifactRef
from domain.jobs.spec import JobSpec
from domain.retrieve.source import SourceRef
from domain.transcribe.ports import RecognitionAsk, Recognizer
from domain.transcribe.writing import TranscriptFormat
from domain.value import Value

TRANSCRIPTION = "transcription"


class TranscriptionSpec(JobSpec):
    """`stem` of the names of its files."""

    job_id: str
    source: SourceRef
    stem: str
    recognizer: Recognizer
    ask: RecognitionAsk
    formats: tuple[TranscriptFormat, ...]
    budget_usd: float | None = None
    ttl_hours: int | None = None
    delete_on_read: bool = False


class Transcription(Value):
    """The result: the files by name, in the order of the formats. `seconds` of the recording."""

    files: dict[str, ArtifactRef]
    language: str = ""
    words: int = 0
    seconds: float = 0.0
