"""The word lists and phrases of the local writer, read from the TOML files beside its code.

This module and `domain.script.grounding.tables` are the only ones of `domain/` that read files. The files are part of
the package and read once, at import, so they are as fixed as the code; and no workflow imports the local writer, so
replayed code reads nothing.
"""

import tomllib
from importlib.resources import files
from typing import TypeVar

from pydantic import TypeAdapter

Shape = TypeVar("Shape")


def load_table(path: str, shape: type[Shape]) -> Shape:
    """The table at `path`, counted from this folder, as the type `shape`."""
    text = (files(__package__) / path).read_text(encoding="utf-8")
    return TypeAdapter(shape).validate_python(tomllib.loads(text))


def load_words(path: str) -> dict[str, frozenset[str]]:
    """A table of word lists, each one string with spaces between its words."""
    return {name: frozenset(words.split()) for name, words in load_table(path, dict[str, str]).items()}


def load_alternatives(path: str) -> dict[str, str]:
    """A table of arrays of regular expressions, each array joined to one alternation without brackets around it."""
    return {name: "|".join(patterns) for name, patterns in load_table(path, dict[str, list[str]]).items()}
