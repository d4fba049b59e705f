"""What an operator sees of a podcast in Temporal's lists."""

import pytest

from domain.podcast.kind import start_podcast
from domain.retrieve.source import SourceRef, SourceType
from tests.adapters.temporal.test_runs import spec

PAGE = SourceRef(type=SourceType.URL, url="https://user:secret@example.org/private?token=x", name="a page")
FILE = SourceRef(type=SourceType.FILE, name="my diary.pdf")


@pytest.mark.parametrize(
    ("sources", "title", "words"),
    [
        ((PAGE,), "Tides", "Tides · 5 min"),
        ((PAGE, FILE, FILE), None, "Podcast from url: example.org, file · 5 min"),
        (
            tuple(SourceRef(type=SourceType.URL, url=f"https://{at}.example/") for at in range(5)),
            None,
            "Podcast from url: 0.example, url: 1.example, url: 2.example and 2 more · 5 min",
        ),
    ],
)
def test_an_untitled_podcast_is_told_by_the_hosts_of_its_sources(
    sources: tuple[SourceRef, ...], title: str | None, words: str
) -> None:
    started = start_podcast(spec().model_copy(update={"sources": sources, "title": title}))
    assert started.summary == f"{words} · attempt 1"
