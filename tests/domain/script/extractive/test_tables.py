"""Tables as they are packaged."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from domain.script.extractive import tables
from domain.script.extractive.tables import load_alternatives, load_table, load_words

FOLDER = Path(tables.__file__).parent


def test_word_lists_are_split_at_spaces() -> None:
    assert "themselves" in load_words("language/words.toml")["pronouns"]


def test_patterns_become_one_alternation() -> None:
    assert load_alternatives("language/connectives.toml")["droppable"].startswith("however|moreover|")


def test_a_table_of_another_shape_is_refused() -> None:
    with pytest.raises(ValidationError):
        load_table("talking/questions.toml", dict[str, str])


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.toml")), ids=lambda path: path.stem)
def test_no_table_lists_an_entry_twice(path: Path) -> None:
    table = load_table(str(path.relative_to(FOLDER)), dict[str, str | list[str] | dict[str, str]])
    for name, value in table.items():
        entries = value.split() if isinstance(value, str) else list(value)
        assert len(entries) == len(set(entries)), (name, sorted({one for one in entries if entries.count(one) > 1}))
