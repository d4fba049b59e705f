"""Foreign text without what a terminal obeys, wherever it enters."""

import pytest

from domain.errors import AccountFault, Fault, FaultDetail, FaultKind, ItemFault, PermanentFault, TransientFault
from domain.visible_text import document_text, hidden_in, visible

CASES = [
    ("a\x1b[31mred\x1b[0mb", "aredb"),
    ("a\x1b]0;title\x07b", "ab"),
    ("a\x9b2Jb\x9d8;;x\x9cc", "abc"),
    ("a\x00\x08\x7f\x85b", "ab"),
    ("invoice\u202efdp.exe\u2066", "invoicefdp.exe"),
    ("a\ud800b", "ab"),
    ("two\nlines\tand é שלום 👩\u200d🚀", "two\nlines\tand é שלום 👩\u200d🚀"),
]


@pytest.mark.parametrize(("text", "seen"), CASES)
def test_what_is_left(text: str, seen: str) -> None:
    assert visible(text) == seen
    assert hidden_in(seen) == ""
    assert (hidden_in(text) == "") == (text == seen)


def test_pages_and_lines_of_a_document_stay_apart() -> None:
    assert document_text("a\r\nb\fc\vd\x85e\x1b[1mf\x00") == "a\r\nb\fc\vd\x85ef"


@pytest.mark.parametrize("kind", [AccountFault, ItemFault, PermanentFault, TransientFault])
def test_vendors_words_in_faults(kind: type[Fault]) -> None:
    for text, seen in CASES:
        fault = kind("refused", text, advice=text, provider=text, text=text)
        detail = fault.detail()
        for shown in (str(fault), fault.message, detail.message, detail.advice, detail.text, detail.provider):
            assert shown == seen
        assert FaultDetail(kind=FaultKind.ITEM, code="x", message=text).message == seen
