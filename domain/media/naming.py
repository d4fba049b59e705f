"""Names of the files that are made of a source."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from domain.media.formats import MediaFormat
from domain.plain_names import plain_name
from domain.retrieve.source import SourceRef


def stem_of(source: SourceRef) -> str:
    """The name of its file without the suffix: `talk` of `talk.mp4` and of `https://example.org/talk.mp4?x=1`."""
    path = unquote(urlsplit(source.url).path) if source.url else source.name
    clean = plain_name(PurePosixPath(path).name.lstrip(" ."), otherwise="media")
    return PurePosixPath(clean).stem[:120].strip(" .") or "media"


def file_names(stem: str, formats: Iterable[MediaFormat]) -> tuple[str, ...]:
    """One for each format; those that would be the same are numbered: `talk.mp3`, `talk-2.mp3`."""
    names: list[str] = []
    for each in formats:
        name, number = f"{stem}.{each.value}", 1
        while name in names:
            number += 1
            name = f"{stem}-{number}.{each.value}"
        names.append(name)
    return tuple(names)
