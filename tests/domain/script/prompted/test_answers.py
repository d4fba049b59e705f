"""What is read of an answer, and what is not."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.script.prompted.answers import UnusableAnswer, is_readable, parse_outline, parse_turns

TURN = {"speaker": "Ada", "text": "Why do bees dance? {They} do.", "citations": ["s1-p0001"]}
PLAIN = json.dumps({"turns": [TURN]})
COMMAS = PLAIN.replace("]}]}", "],}, ]\n,}")


@pytest.mark.parametrize(
    "answer",
    [
        PLAIN,
        f"```json\n{PLAIN}\n```",
        f"```\n{PLAIN}\n```\nI hope that helps [a bit] {{:-)}}",
        f"Here {{as asked}} is the [JSON]: {PLAIN} Shall I go on?",
        COMMAS,
        f"```json\n{COMMAS}```",
        json.dumps([TURN]),
        json.dumps({"segment": {"title": "x", "turns": [TURN]}}),
        json.dumps({"script": [TURN]}),
        PLAIN.replace("dance?", "dance?\n"),  # a raw line break in a string
        PLAIN.removesuffix("}"),  # every turn is whole
        f"\ufeff{PLAIN}",
    ],
)
def test_turns_are_found_wherever_they_stand(answer: str) -> None:
    found = parse_turns(answer).turns
    assert [(turn.speaker, turn.citations) for turn in found] == [("Ada", ["s1-p0001"])]
    assert "{They} do." in found[0].text
    assert is_readable(answer)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", "holds no JSON object"),
        ("I would rather talk about bees.", "holds no JSON object"),
        (PLAIN[: len(PLAIN) // 2], "cannot be read to the end"),
        ('{"turns": [{"speaker": "Ada", "text": "One."}, {"speaker": "Bo", "te', "cannot be read to the end"),
        ("[" * 100_000, "cannot be read to the end"),
        ('{"answer": 42}', "at turns: field required"),
        ('{"turns": []}', "at turns: list should have at least 1 item"),
        ('{"turns": [{"speaker": "Ada"}]}', "at turns/0/text: field required"),
        ('{"turns": [{"speaker": "Ada", "text": [1]}]}', "at turns/0/text: input should be a valid string"),
        ('{"turns": "Ada: hello"}', "at turns: input should be a valid list"),
    ],
)
def test_what_is_wrong_is_said(answer: str, said: str) -> None:
    with pytest.raises(UnusableAnswer, match=said):
        parse_turns(answer)
    assert not is_readable(answer)


@pytest.mark.parametrize(
    ("given_as", "read_as"),
    [
        (None, []),
        ("s1-p0001, s1-p0002", ["s1-p0001", "s1-p0002"]),
        ([1, "p2", None, ["x"]], ["1", "p2"]),
        ([{"passage": "p1"}, {"id": "p2"}], ["p1", "p2"]),
    ],
)
def test_citations_in_the_shapes_models_use(given_as: object, read_as: list[str]) -> None:
    answer = json.dumps({"turns": [{"speaker": None, "text": 1944, "citations": given_as}]})
    turn = parse_turns(answer).turns[0]
    assert (turn.speaker, turn.text, turn.citations) == ("", "1944", read_as)


def test_half_a_surrogate_pair_is_dropped() -> None:
    assert parse_turns('{"turns": [{"text": "a\\ud800b \\ud83d\\ude00"}]}').turns[0].text == "ab \U0001f600"


def test_an_outline_may_lack_all_but_segments() -> None:
    assert parse_outline('[{"title": "One"}, {"title": "Two", "passages": "p1"}]').segments[1].passages == ["p1"]
    with pytest.raises(UnusableAnswer, match="segments"):
        parse_outline('{"title": "Bees"}')


@pytest.mark.parametrize(
    "answer", ['{"turns": [{"text": " … "}]}', '{"segments": [7]}', '{"turns": [{"speaker": "Ada", "text": null}]}']
)
def test_answers_without_words_are_not_kept(answer: str) -> None:
    assert not is_readable(answer)


SHAPES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["turns", "segments", "text", "speaker", "title"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.text() | SHAPES.map(json.dumps) | st.text(alphabet='{}[]",: a'))
def test_nothing_but_unusable_is_ever_raised(answer: str) -> None:
    for read in (parse_turns, parse_outline):
        with contextlib.suppress(UnusableAnswer):
            read(answer)
    assert is_readable(answer) in (True, False)
