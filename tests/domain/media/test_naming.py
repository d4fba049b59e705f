"""Names of the files that are made of a source."""

import pytest

from domain.media.formats import MediaFormat
from domain.media.naming import file_names, stem_of
from domain.retrieve.source import SourceRef, SourceType


@pytest.mark.parametrize(
    ("name", "stem"),
    [("talk.mp4", "talk"), ("My talk.final.mp4", "My talk.final"), ("../../etc/passwd", "passwd"), (".mp3", "mp3"),
     ('a:b*"c".wav', "a b c"), ("", "media"), ("Ünïcode.ogg", "Ünïcode"), ("x" * 300 + ".mp3", "x" * 120)],
)  # fmt: skip
def test_the_name_of_a_file_without_its_suffix(name: str, stem: str) -> None:
    assert stem_of(SourceRef(type=SourceType.FILE, name=name)) == stem


def test_the_name_of_an_address() -> None:
    url = "https://example.org/talks/A%20talk.mp4?download=1#t=3"
    assert stem_of(SourceRef(type=SourceType.URL, name=url, url=url)) == "A talk"
    assert stem_of(SourceRef(type=SourceType.URL, url="https://example.org/")) == "media"


def test_equal_names_are_numbered() -> None:
    formats = [MediaFormat.MP3, MediaFormat.MP4, MediaFormat.MP3, MediaFormat.MP3]
    assert file_names("talk", formats) == ("talk.mp3", "talk.mp4", "talk-2.mp3", "talk-3.mp3")
