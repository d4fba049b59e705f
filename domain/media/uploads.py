"""Audio and video as uploads: recognised by their content, opened before they are accepted."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from domain.artifacts.layout import file_name
from domain.artifacts.ports import Names
from domain.errors import PermanentFault, Refused
from domain.media.facts import MediaFacts
from domain.media.output import OutputSpec
from domain.media.plan import plan_output
from domain.media.ports import MediaReader
from domain.retrieve.request import FileSource, UrlSource
from domain.retrieve.source import SourceRef

_MEDIA = ("audio/", "video/", "application/mxf")


class MediaOpener:
    """Implements `FileOpener` for audio and video."""

    def __init__(self, reader: MediaReader) -> None:
        self._reader = reader

    def sniff(self, head: bytes, *, name: str) -> str | None:
        return self._reader.sniff(head)

    async def open(self, path: Path, *, media_type: str, name: str) -> MediaFacts:
        """The headers alone: lengths are what they claim."""
        return await self._reader.open(path, name=name)


def check_media(source: SourceRef) -> None:
    """Raises Refused when an uploaded file is neither audio nor video."""
    media_type = source.artifact.media_type if source.artifact else _MEDIA[0]
    if not media_type.startswith(_MEDIA):
        message = f"{source.name} is {media_type}, neither audio nor video."
        raise Refused("source_not_supported", message, loc=("source", "file_id"))


async def claimed_seconds(names: Names, source: FileSource | UrlSource) -> float | None:
    """The length of an uploaded file, as its header has it; None where that is not known."""
    record = await names.get(file_name(source.file_id, "facts")) if isinstance(source, FileSource) else None
    try:
        return MediaFacts.model_validate_json(record).seconds or None if record is not None else None
    except ValidationError:
        return None


async def check_outputs(names: Names, file_id: str, source: SourceRef, outputs: Sequence[OutputSpec]) -> None:
    """What can be told of an uploaded file before a job is started.

    Raises:
        Refused: it is neither audio nor video, or an output cannot be made of it.
    """
    check_media(source)
    try:
        facts = MediaFacts.model_validate_json(await names.get(file_name(file_id, "facts")) or b"")
    except ValidationError:
        return  # uploaded before media were opened
    for at, output in enumerate(outputs):
        try:
            plan_output(facts, output, name=source.name)
        except PermanentFault as fault:
            if facts.seconds > 0 or fault.code in ("no_audio", "no_video"):
                raise Refused(fault.code, f"{fault.message} {fault.advice}".strip(), loc=("outputs", at)) from fault
