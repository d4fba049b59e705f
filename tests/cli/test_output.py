"""Tables on a terminal of any width, and for other programs."""

import re
import sys

import pytest

from cli.output import table

HEADINGS = ["id", "status", "made", "title"]
ROW = ["5a51a71e97402fd6fb7dcbd2", "COMPLETED", "2026-11-29 10:02", "The Slow History of Bread [draft]"]


@pytest.mark.parametrize(("width", "words"), [(100, "2026-11-29 10:02"), (60, "COMPLETED")])
def test_a_narrow_terminal_leaves_columns_out_and_breaks_no_word(
    width: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(width))
    table(HEADINGS, [ROW], optional=("made",))
    shown = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert max(map(len, shown.splitlines())) <= width
    assert words in shown
    assert ("made" in shown) is (width == 100)
    assert set(ROW[3].split()) <= set(shown.split())


def test_other_programs_get_a_line_each_with_every_column(capsys: pytest.CaptureFixture[str]) -> None:
    table(HEADINGS, [[*ROW[:3], "two\nlines"]], optional=("made",))
    assert capsys.readouterr().out == "5a51a71e97402fd6fb7dcbd2\tCOMPLETED\t2026-11-29 10:02\ttwo lines\n"
