"""Files of subtitles as uploads: one with too few words for a podcast may still be corrected or translated."""

import asyncio
from pathlib import Path

from domain.captions.cues import SubtitleFiles, SubtitleFormat
from domain.errors import PermanentFault
from domain.retrieve.uploads import DocumentOpener, FileFacts


class CaptionedOpener:
    """Implements `FileOpener` for documents, subtitles among them."""

    def __init__(self, documents: DocumentOpener, files: SubtitleFiles) -> None:
        self._documents, self._files = documents, files

    def sniff(self, head: bytes, *, name: str) -> str | None:
        return self._documents.sniff(head, name=name)

    async def open(self, path: Path, *, media_type: str, name: str) -> FileFacts | None:
        try:
            return await self._documents.open(path, media_type=media_type, name=name)
        except PermanentFault as fault:
            if fault.code != "no_usable_text" or media_type != SubtitleFormat.VTT.media_type:
                raise
            await asyncio.to_thread(lambda: self._files.read(path.read_bytes(), name=name))
            return None
