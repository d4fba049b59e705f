"""Answers as models give them: every dialect, fence, shape, slip and chatter, in any combination, is read rightly."""

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.script.prompted.answers import AnsweredTurn, UnusableAnswer, is_readable, parse_outline, parse_turns
from domain.script.prompted.lenient_json import scan
from domain.script.prompted.thoughts import without_thoughts
from tests.fakevendor.dialects import DIALECTS, draft_for

DRAFT = draft_for("")

Turns = list[tuple[str, str, list[str]]]


def as_asked(turns: Turns) -> object:
    return {"turns": [{"speaker": name, "text": text, "citations": ids} for name, text, ids in turns]}


def in_scenes(turns: Turns) -> object:
    scenes = [as_asked(turns[:1]), as_asked(turns[1:])]
    return {"segments": [{"title": "A scene", **scene} for scene in scenes if isinstance(scene, dict)]}


SHAPES: dict[str, Callable[[Turns], object]] = {
    "as asked": as_asked,
    "another field": lambda turns: {
        "title": "x", "dialogue": [{"Speaker": n, "line": t, "sources": c} for n, t, c in turns]
    },
    "other fields": lambda turns: {
        "script": [{"name": n, "role": "host", "content": t, "citations": [{"id": i} for i in c]} for n, t, c in turns]
    },
    "a bare list": lambda turns: [{"speaker": n, "text": t, "citations": c} for n, t, c in turns],
    "rows": lambda turns: {"turns": [[n, t, c] for n, t, c in turns]},
    "by number": lambda turns: {
        "turns": {str(i): {"speaker": n, "text": t, "citations": c} for i, (n, t, c) in enumerate(turns)}
    },
    "speakers as fields": lambda turns: {"turns": [{n: t, "citations": c} for n, t, c in turns]},
    "an envelope": lambda turns: {"thinking": f"Sketch: {DRAFT}", "response": as_asked(turns)},
    "an envelope with a draft": lambda turns: {"final": as_asked(turns), "draft": json.loads(DRAFT)},
    "JSON in a string": lambda turns: {"message": {"role": "assistant", "content": json.dumps(as_asked(turns))}},
    "a call": lambda turns: [{"name": "write_segment", "arguments": as_asked(turns)}],
    "scenes": in_scenes,
    "a response of a server": lambda turns: {
        "choices": [{"message": {"role": "assistant", "content": json.dumps(as_asked(turns))}}]
    },
    "blocks": lambda turns: [
        {"type": "thinking", "thinking": f"Sketch: {DRAFT}"}, {"type": "text", "text": json.dumps(as_asked(turns))}
    ],
    "text in blocks": lambda turns: {
        "turns": [{"speaker": {"name": n}, "content": [{"type": "text", "text": t}], "cites": c} for n, t, c in turns]
    },
    "each under its number": lambda turns: {
        "turns": [{f"turn_{i}": {"speaker": n, "text": t, "citations": c}} for i, (n, t, c) in enumerate(turns)]
    },
    "spaces in names": lambda turns: {" turns": [{"speaker ": n, " text": t, "citations ": c} for n, t, c in turns]},
}  # fmt: skip

FENCES = ["{}", "```json\n{}\n```", "```\n{}\n```", "~~~\n{}\n~~~", "Sure! Here it is:\n\n{}", "\ufeff{}\n", "`{}`"]
BEFORE = [
    "",
    "Here {as asked} is the [JSON]. ",
    'The source quotes {"turns": 3}, ',
    f"I had {DRAFT} first. ",
    "f(x) = {x} [",
]
BEHIND = ["", "\nShall I go on?", "\n{:-)} I hope [it] helps.", '\n{"words": 90}', '\nForm: {"turns": [...]}', "\n```"]

WORDS = st.text(alphabet="abcdeöß漢字 '’“”{}[]:,<>/|", max_size=30).map(lambda text: f"So {text} it is.")
TURNS = st.lists(
    st.tuples(
        st.sampled_from(["HOST", "EXPERT", "Ada", "Dr. Bo"]),
        WORDS | st.sampled_from(["</think> ends a thought.", "<think> begins one.", DRAFT, "It's “so”.", "1.\n2."]),
        st.lists(st.sampled_from(["s1-p0001", "s1-p0002"]), max_size=2),
    ),
    min_size=2,
    max_size=4,
)  # fmt: skip


def read(text: str) -> Turns:
    return [(turn.speaker, turn.text, turn.citations) for turn in parse_turns(text).turns]


@given(
    TURNS,
    st.sampled_from(list(SHAPES)),
    st.sampled_from(FENCES),
    st.sampled_from(BEFORE),
    st.sampled_from(BEHIND),
    st.sampled_from(list(DIALECTS)),
    st.sampled_from([None, 2]),
)
def test_any_combination_reads_as_what_was_meant(
    turns: Turns, shape: str, fence: str, before: str, behind: str, dialect: str, indent: int | None
) -> None:
    written = json.dumps(SHAPES[shape](turns), ensure_ascii=False, indent=indent)
    answer = before + fence.replace("{}", written) + behind
    spoken = DIALECTS[dialect]
    content = spoken.content_of(answer, DRAFT) or f"<think>{spoken.reasoning_of(answer, DRAFT)}</think>"
    assert read(content) == turns
    assert is_readable(content)
    assert read(without_thoughts(content)) == turns


SLIPS: dict[str, Callable[[str], str]] = {
    "commas at ends": lambda text: text.replace("]", ",]").replace("}", ", }"),
    "commas missing": lambda text: text.replace('", "', '" "').replace("}, {", "}\n{"),
    "bare fields": lambda text: text.replace('"speaker":', "speaker:").replace('"turns":', "turns :"),
    "comments": lambda text: text.replace("[", "[ // the turns\n", 1).replace("{", "{ /* so */ "),
    "Python": lambda text: repr(json.loads(text)),
    "raw line breaks": lambda text: text.replace("\\n", "\n"),
    "odd escapes": lambda text: text.replace("it is", "it\\' is\\_").replace("as asked", "as\\ asked"),
    "the last brace missing": lambda text: text.removesuffix("}"),
    "a brace too many": lambda text: text + "}",
    "German quotes": lambda text: re.sub(r'"([^"]*)"', r"„\1“", text),
    "French quotes": lambda text: re.sub(r'"([^"]*)"', r"«\1»", text),
    "single curly quotes": lambda text: re.sub(r'"([^"]*)"', r"‘\1’", text.replace("'", "’")),
    "Chinese punctuation": lambda text: text.replace('": ', '"：').replace('", "', '"，"'),
    "quotes that are not escaped": lambda text: text.replace("told", '"told"').replace("it is", 'it "is"'),
    "invisible spaces": lambda text: text.replace("{", "{\u200b").replace('", ', '",\u2060'),
    "line breaks as escapes": lambda text: text.replace('", ', '",\\n  '),
}

COVERS: dict[str, Callable[[str], str]] = {
    "encoded twice": json.dumps,
    "encoded three times": lambda text: json.dumps(json.dumps(text)),
    "encoded without quotes": lambda text: json.dumps(text)[1:-1],
    "entities of HTML": lambda text: text.replace('"', "&quot;"),
    "a quotation": lambda text: "\n".join(f"> {line}" for line in json.dumps(json.loads(text), indent=1).split("\n")),
}


@pytest.mark.parametrize("cover", COVERS)
@pytest.mark.parametrize("dialect", ["plain", "think", "channels", "no opening tag"])
def test_what_was_put_over_an_answer_is_taken_off(cover: str, dialect: str) -> None:
    turns: Turns = [("HOST", 'What "grew" there?\nNow?', []), ("EXPERT", "Samphire, it is said.", ["s1-p0001"])]
    answer = COVERS[cover](json.dumps(as_asked(turns)))
    assert read(DIALECTS[dialect].content_of(answer, DRAFT)) == turns


def test_answers_of_one_turn_each_are_one() -> None:
    turns: Turns = [("HOST", "Why?", []), ("EXPERT", "Because.", ["s1-p0001"])]
    parts = [json.dumps(as_asked([turn])) for turn in turns]
    assert read("\n".join(parts)) == turns
    assert read("\n".join(f"```json\n{part}\n```" for part in parts)) == turns


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("dialect", ["plain", "think", "channels", "no opening tag", "all inside the thoughts"])
def test_slips_are_forgiven(slip: str, dialect: str) -> None:
    turns: Turns = [("HOST", "What grew\nthere, as it's told?", []), ("EXPERT", "Samphire, it is said.", ["s1-p0001"])]
    answer = SLIPS[slip](json.dumps(as_asked(turns)))
    found = read(DIALECTS[dialect].content_of(answer, DRAFT))
    assert [(name, re.sub("['’_\"]", "", text)) for name, text, _ in found] == [
        (name, text.replace("'", "")) for name, text, _ in turns
    ]
    assert found[1][2] == ["s1-p0001"]


ONE = json.dumps(as_asked([("HOST", "Why?", []), ("EXPERT", "Because.", [])]))


@pytest.mark.parametrize(
    "answer",
    [
        f"<think>{DRAFT}</think>\nI would rather not.",
        f"<think>{DRAFT}</think>\n{ONE[: len(ONE) // 2]}",
        f"{DRAFT}\nBetter so:\n{ONE[: len(ONE) // 2]}",
        f"<|channel|>analysis<|message|>{DRAFT}<|end|><|start|>assistant<|channel|>final<|message|>No.",
        ONE[:-20],
        "\n".join(json.dumps(turn) for turn in json.loads(ONE)["turns"])[:-5],
        '{"turns": [{"speaker": "HOST", "text": "…"}, {"speaker": "EXPERT", "text": "..."}]}',
        '{"type": "object", "properties": {"turns": {"type": "array", "items": {"type": "object"}}}}',
        "<think>I do not know what to say.</think>",
        "",
    ],
)
def test_a_bad_answer_is_a_bad_answer(answer: str) -> None:
    """Nothing of a draft is taken in its place."""
    with pytest.raises(UnusableAnswer):
        if not any(any(c.isalnum() for c in turn.text) for turn in parse_turns(answer).turns):
            raise UnusableAnswer("no words")
    assert not is_readable(answer)


@pytest.mark.parametrize(
    "lines", [["HOST: What grew?", "**EXPERT:** Samphire."], ["Ada: What grew?", "Dr. Bo (expert): Samphire."]]
)
def test_lines_with_labels_are_turns_of_two(lines: list[str]) -> None:
    assert [turn.text for turn in parse_turns(json.dumps({"lines": lines})).turns] == ["What grew?", "Samphire."]


def test_turns_one_a_line() -> None:
    lines = "\n".join(json.dumps(turn) for turn in json.loads(ONE)["turns"])
    assert [turn.text for turn in parse_turns(f"<think>{DRAFT}</think>{lines}").turns] == ["Why?", "Because."]


@given(st.sampled_from(list(DIALECTS)), st.sampled_from(FENCES), st.sampled_from(["segments", "sections", "outline"]))
def test_outlines_read_in_every_dialect(dialect: str, fence: str, field: str) -> None:
    draft = json.dumps({"title": "DRAFT", "segments": [{"title": "DRAFT", "passages": ["s1-p0009"]}]})
    answer = json.dumps(
        {"title": "Salt", field: [{"heading": "The wall", "summary": "It holds.", "ids": ["s1-p0001"]}]}
    )
    spoken = DIALECTS[dialect]
    answer = fence.replace("{}", answer)
    outline = parse_outline(spoken.content_of(answer, draft) or f"<think>{spoken.reasoning_of(answer, draft)}</think>")
    assert outline.title == "Salt"
    assert [(one.title, one.passages) for one in outline.segments] == [("The wall", ["s1-p0001"])]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=3) | st.dictionaries(st.text(max_size=6), JSON, max_size=3), st.booleans())
def test_strict_json_reads_as_it_is(value: object, ascii_only: bool) -> None:
    (found,) = scan(json.dumps(value, ensure_ascii=ascii_only)).found
    assert found.value == value


@pytest.mark.parametrize(
    "unit", ["[", "{", '{"a":', "[1,", '"', '["', "[/*", "<think>", "</think>", "<|channel|>", "[[1],"]
)
def test_hostile_repetition_is_read_in_bounded_time(unit: str) -> None:
    with pytest.raises(UnusableAnswer):
        parse_turns(unit * 20_000)


def test_numbers_and_nothing_where_words_belong() -> None:
    assert AnsweredTurn.model_validate({"speaker": None, "text": 12}).text == "12"
