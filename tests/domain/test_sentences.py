"""Where sentences end, in any language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dr. Smith agreed. So did J. Doe.", ["Dr. Smith agreed.", "So did J. Doe."]),
        ("“It works!” She was sure… Was he?", ["“It works!”", "She was sure…", "Was he?"]),
        ("It cost 3.50 dollars. $5 came back.", ["It cost 3.50 dollars.", "$5 came back."]),
        ("He left at 5 p.m. and slept. Then he woke.", ["He left at 5 p.m. and slept.", "Then he woke."]),
        ("Он пришёл. Она ушла.", ["Он пришёл.", "Она ушла."]),
        ("(See Dr.) Then wait.", ["(See Dr.)", "Then wait."]),
        ("  ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_scripts_without_spaces() -> None:
    text = "灯台守は時計を巻いた。海を眺めた！ 夜になった。"
    assert split_sentences(text) == ["灯台守は時計を巻いた。海を眺めた！", "夜になった。"]
    assert split_sentences(text, unspaced=True) == ["灯台守は時計を巻いた。", "海を眺めた！", "夜になった。"]


@given(st.text(alphabet=st.sampled_from("aA .!?。”)Dr1\n"), max_size=80), st.booleans())
def test_no_letter_is_lost(text: str, unspaced: bool) -> None:
    assert "".join("".join(split_sentences(text, unspaced=unspaced)).split()) == "".join(text.split())
