"""Which texts are read out as they stand."""

import pytest

from domain.retrieve.source import SourceKind
from domain.script.extractive.reading.reader import Reader
from tests.domain.script.extractive.texts import NAMES, corpus_of, document
from tests.listening.episodes import FOLDER
from tests.listening.episodes import corpus_of as corpus_of_file

READ_OUT = {"novel.txt", "speech.txt", "letter.txt"}


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_stories_letters_and_speeches_are_read_out(name: str) -> None:
    assert bool(Reader(corpus_of_file(FOLDER / name)).read_out) is (name in READ_OUT)


@pytest.mark.parametrize("name", NAMES)
def test_other_texts_are_explained(name: str) -> None:
    assert not Reader(document(name)).read_out


def test_what_the_committee_may_is_not_said_without_it() -> None:
    lead = "The committee of the society, which meets each month, may:\n\n"
    items = "1. Make any decision which requires urgent action; it tells the members of it within a week.\n2. Close it."
    sections = Reader(corpus_of("# Rules\n\n" + lead + items, kind=SourceKind.DOCUMENT)).read()
    assert not any("urgent" in sentence.text for section in sections for sentence in section.sentences)


def test_a_summary_at_the_end_concludes() -> None:
    body = "The town has a mill that grinds all night. The river that drives it never freezes over.\n\n" * 3
    text = f"# Mills\n\n{body}## Summary\n\nA mill needs water that never stops. The town has such a river."
    last = Reader(corpus_of(text, kind=SourceKind.DOCUMENT)).read()[-1]
    assert last.conclusion
    assert not last.summary
