"""Answers as YAML, TOML and tables of Markdown, and the one that is called final."""

import json
from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from domain.script.prompted.answers import UnusableAnswer, is_readable, parse_outline, parse_turns
from domain.script.prompted.verdicts import verdicts_in
from tests.fakevendor.dialects import DIALECTS, draft_for

Turns = list[tuple[str, str, list[str]]]
DRAFT = draft_for("")


def objects(turns: Turns) -> list[dict[str, object]]:
    return [{"speaker": name, "text": text, "citations": ids} for name, text, ids in turns]


def as_table(turns: Turns) -> str:
    cells = [(n, t.replace("|", "\\|"), ", ".join(ids)) for n, t, ids in turns]
    rows = [f"| {at} | **{n}** | {t} | {c} |" for at, (n, t, c) in enumerate(cells)]
    return "\n".join(["| # | Speaker | Line | Citations |", "|---|:--|---|--:|", *rows])


def as_toml(turns: Turns) -> str:
    tables = [f"[[turns]]\nspeaker = {json.dumps(n)}\ntext = {json.dumps(t)}\ncitations = {c}\n" for n, t, c in turns]
    return "\n".join(tables)


def in_blocks(turns: Turns) -> str:
    """As models write it: words in blocks, with colons and marks in them."""
    lines = ["turns:"]
    for name, text, ids in turns:
        lines += [f"- speaker: {name}", "  text: |-", f"    {text}", "  citations:", *(f"    - {one}" for one in ids)]
    return "\n".join(lines)


FORMS: dict[str, Callable[[Turns], str]] = {
    "yaml": lambda turns: yaml.safe_dump({"turns": objects(turns)}, allow_unicode=True, sort_keys=False, width=60),
    "a list of yaml": lambda turns: yaml.safe_dump(objects(turns), allow_unicode=True, indent=4, sort_keys=False),
    "quoted yaml": lambda turns: "turns:\n" + "".join(
        f"  - speaker: {n}\n    text: {json.dumps(t, ensure_ascii=False)}  # said\n    citations: [{', '.join(c)}]\n\n"
        for n, t, c in turns
    ),
    "yaml in blocks": in_blocks,
    "toml": as_toml,
    "a table": as_table,
}  # fmt: skip
FENCES = ["{}", "```yaml\n{}\n```", "Here it is:\n\n{}\n\nShall I go on?", "---\n{}", "```\n{}\n```\nI hope it helps."]
SPOKEN = [
    name for name in DIALECTS if name not in ("a draft and a final version", "channels run together")
]  # whose drafts are JSON beside the answer, where no mark tells them apart

WORDS = st.text(alphabet="abcdeöß漢字 '’“”?!#:,-", max_size=60).map(lambda text: f"So {' '.join(text.split())} it is.")
TURNS = st.lists(
    st.tuples(
        st.sampled_from(["HOST", "EXPERT", "Ada", "Dr. Bo"]),
        WORDS
        | st.sampled_from(["He said: no.", "It costs | much.", "A \"word\" of it's own.", "#1 of all: salt # or."]),
        st.lists(st.sampled_from(["s1-p0001", "s1-p0002"]), max_size=2),
    ),
    min_size=2,
    max_size=4,
)  # fmt: skip


def read(text: str) -> Turns:
    return [(turn.speaker, turn.text, turn.citations) for turn in parse_turns(text).turns]


@given(TURNS, st.sampled_from(list(FORMS)), st.sampled_from(FENCES), st.sampled_from(SPOKEN))
def test_other_forms_read_as_what_was_meant(turns: Turns, form: str, fence: str, dialect: str) -> None:
    spoken = DIALECTS[dialect]
    answer = fence.replace("{}", FORMS[form](turns))
    content = spoken.content_of(answer, "") or f"<think>{spoken.reasoning_of(answer, '')}</think>"
    assert read(content) == turns
    assert is_readable(content)


@pytest.mark.parametrize("form", FORMS)
def test_a_draft_in_the_thoughts_is_not_taken(form: str) -> None:
    turns: Turns = [("HOST", "What grew there?", []), ("EXPERT", "Samphire, it is said.", ["s1-p0001"])]
    assert read(f"<think>A sketch: {DRAFT}</think>\n{FORMS[form](turns)}") == turns


@pytest.mark.parametrize(
    "answer",
    [
        "title: Salt\nsegments:\n  - title: The wall\n    summary: It holds.\n    passages: [s1-p0001]\n",
        'title = "Salt"\n[[segments]]\ntitle = "The wall"\nsummary = "It holds."\npassages = ["s1-p0001"]\n',
        "| Title | Summary | Passages |\n|---|---|---|\n| The wall | It holds. | s1-p0001 |",
    ],
)
def test_outlines(answer: str) -> None:
    (segment,) = parse_outline(answer).segments
    assert (segment.title, segment.summary, segment.passages) == ("The wall", "It holds.", ["s1-p0001"])


def test_verdicts() -> None:
    assert verdicts_in("- turn: 1\n  supported: true\n- turn: 2\n  supported: false\n  why: No passage says so.") == {
        1: "", 2: "No passage says so.",
    }  # fmt: skip
    assert verdicts_in("| Turn | Supported | Why |\n|--|--|--|\n| 3 | no | Not there. |") == {3: "Not there."}


@pytest.mark.parametrize(
    "answer",
    [
        "turns:\n  - speaker: HOST\n   text: out of line\n",
        "turns:\n- speaker: HOST\n  speaker: EXPERT\n  text: twice\n",
        "turns: see below\n",
        "Title: what I would say\nText: nothing at all.",
        "[[turns]]\nspeaker = HOST\ntext = What?\n",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "HOST: What grew?\nEXPERT: Samphire.",
        "- a:\n" * 20_000,
        "turns:\n" + "".join(f"{' ' * at}- a:\n" for at in range(3_000)),
        "a = [" * 20_000,
        "| a |\n|---|\n" * 20_000,
        "turns:\n  a: |\n" + "    b\n" * 20_000,
    ],
)
def test_what_is_unclear_is_asked_for_again(answer: str) -> None:
    with pytest.raises(UnusableAnswer):
        parse_turns(answer)
    assert not is_readable(answer)


MEANT: Turns = [("HOST", "Why?", []), ("EXPERT", "Because.", ["s1-p0001"])]
ANSWER = json.dumps({"turns": objects(MEANT)})


@pytest.mark.parametrize(
    "text",
    [
        "Final answer:\n{answer}\n\nMy draft was:\n> {draft}",
        "**Final answer:**\n```json\n{answer}\n```\nI had thought of this before:\n```json\n{draft}\n```",
        'Final answer: {answer}\n\n(It replaces "{draft}".)',
        "{answer}\n\nThe draft I began with was: {draft}",
        "{answer}\nFor comparison, the first version:\n{draft}",
        "Draft:\n{draft}\n\nFinal answer:\n{answer}",
        "Final answer:\n\nI began with {draft}, and it was weak. So:\n{answer}",
        "Final answer: {answer}\nDraft: {cut}",
        "Here is the draft of the segment: {answer}",
    ],
)
def test_the_answer_that_is_called_final_is_taken(text: str) -> None:
    said = text.replace("{answer}", ANSWER).replace("{draft}", DRAFT).replace("{cut}", DRAFT[:60])
    assert read(said) == MEANT
