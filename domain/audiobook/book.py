"""A book as it is read aloud: its chapters, with what is skipped of it."""

from domain.artifacts.reference import ArtifactRef
from domain.jobs.notice import Notice
from domain.value import Value


class Chapter(Value):
    """`n` counts from 1, over what is skipped too. `reason`: why it is skipped. `text`: artifact of a ChapterText."""

    n: int
    title: str
    words: int
    characters: int
    skipped: bool = False
    reason: str = ""
    text: ArtifactRef | None = None


class Book(Value):
    """A book that was read. `notices`: what is not spoken of it."""

    title: str
    author: str | None = None
    language: str = "en"
    chapters: tuple[Chapter, ...]
    cover: ArtifactRef | None = None
    notices: tuple[Notice, ...] = ()
