"""What a source is called."""

import pytest

from domain.retrieve.source import SourceSummary
from domain.script.extractive.talking.source_names import author_of, title_of


def test_titles() -> None:
    assert title_of("report_final.pdf") is None
    assert title_of("Bread: A Very Long and Winding History of the Oldest Food of the World") == "Bread"
    assert title_of("Untitled") is None


@pytest.mark.parametrize("title", ["source 1", "Source 12", "notes", "my-notes", "report.md", "scan 0012", "DOC-7"])
def test_the_name_of_a_file_is_no_title(title: str) -> None:
    assert title_of(title) is None


@pytest.mark.parametrize("title", ["Dune", "war and peace", "The Slow History of Bread.pdf", "COVID-19"])
def test_a_title_stays_one(title: str) -> None:
    assert title_of(title) == title.removesuffix(".pdf")


@pytest.mark.parametrize("author", [None, "", ",", " & ", "admin@example.org", "Unknown"])
def test_what_does_not_read_like_names_is_no_author(author: str | None) -> None:
    assert author_of(SourceSummary(index=1, title="The Oven", author=author)) is None


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("2023 Survey of Small Museums | Results", "2023 Survey of Small Museums"),
        ("The Project Gutenberg EBook of The Lamp, by Agnes Tarrant", "The Lamp"),
        ("Project Gutenberg's The Lamp, by Agnes Tarrant", "The Lamp"),
        ("annual-harbour-report-2023", "Annual harbour report 2023"),
        ("scan-0012", None),
        ("Port Ellis, 3 June 1891", None),
    ],
)
def test_a_title_is_without_its_site_and_its_library(title: str, named: str | None) -> None:
    assert title_of(title) == named


def test_a_library_names_the_author() -> None:
    source = SourceSummary(index=1, title="The Project Gutenberg EBook of The Lamp, by Agnes Tarrant")
    assert author_of(source) == "Agnes Tarrant"
