"""Plain English in docstrings, comments and pages: the few slips that a program can find."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_modules import FILES, ROOT, named

SLIPS = {
    "write “is not a …”": re.compile(r"(?<!there )\b(?:is|are|was|were) no (?!longer\b|more\b|matter\b)\w", re.I),
    "write “automatically”, or leave it out": re.compile(r"\bby (?:itself|themselves)\b", re.I),
    "name who acts": re.compile(r"\b(?:no|some)body\b", re.I),
    "cite a document of this repository": re.compile(r"\bDESIGN\b|\bAPI\.md\b|\bSTYLE\b|LOCAL-WRITER"),
}
DOCUMENTS_OF_OTHERS = ("tests", "examples")
"""Their Markdown is material that is read in tests."""

PAGES = [
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part in ("var", "node_modules") for part in path.relative_to(ROOT).parts)
    and path.relative_to(ROOT).parts[0] not in DOCUMENTS_OF_OTHERS
]


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of each docstring and comment, or of each line of a page."""
    text = path.read_text()
    if path.suffix == ".md":
        yield from enumerate(text.splitlines(), 1)
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


@pytest.mark.timeout(300)  # eight seconds of a processor: on a loaded machine, more than the usual minute
@pytest.mark.parametrize("advice", SLIPS)
def test_docstrings_comments_and_pages_are_in_plain_english(advice: str) -> None:
    read = [path for path in FILES if path.suffix == ".py" and path != Path(__file__)] + PAGES
    found = [
        f"{named(path)}:{line}: {match[0]!r}"
        for path in read
        for line, text in prose(path)
        for match in SLIPS[advice].finditer(text)
    ]
    assert found == [], advice
