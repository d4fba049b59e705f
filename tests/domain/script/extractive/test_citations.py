"""The rules that code and tests cite stand in docs/local-writer.md."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
CITED = re.compile(r"docs/local-writer\.md,\s+rules?\s+(\d+)(?:\s+and\s+(\d+))?|[Rr]ule (\d+) of docs/local-writer\.md")


def test_every_cited_rule_stands_in_the_document() -> None:
    rules = re.findall(r"^\*\*(\d+)\. ", (ROOT / "docs" / "local-writer.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert rules == [str(number) for number in range(1, len(rules) + 1)]
    cited = {
        number
        for folder in ("domain/script", "tests/domain/script")
        for path in (ROOT / folder).rglob("*.py")
        for numbers in CITED.findall(path.read_text(encoding="utf-8"))
        for number in numbers
        if number
    }
    assert len(cited) > 10
    assert cited <= set(rules)
