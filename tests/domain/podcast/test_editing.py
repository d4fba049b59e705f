"""An edit of a script is checked against the one that stands; what a person left alone stays as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.retrieve.source import Block, BlockKind, Corpus, Passage, SourceSummary
from domain.script.document import ScriptDocument, ScriptTurn, script_document
from domain.script.editing import EditedTurn, Replacement, ScriptEdit, drafts_of, edited_script, replaced
from domain.script.freezing import freeze_segment
from domain.script.frozen import FrozenSegment
from domain.script.model import Citation, DraftTurn, Outline, PlannedSegment, SegmentDraft
from domain.tts.speaker import Role, Speaker

NAMES = ("HOST", "EXPERT")
SPEAKERS = tuple(
    Speaker(
        name=name,
        role=role,
        vendor="fake",
        model="buzz",
        engine="1",
        voice=name.lower(),
        words_per_minute=150,
        maximum_characters=4000,
    )
    for name, role in zip(NAMES, (Role.HOST, Role.EXPERT), strict=True)
)
CORPUS = Corpus(
    sources=(SourceSummary(index=1, title="Bread"),),
    passages=tuple(
        Passage(id=f"p{n}", source=1, blocks=(Block(kind=BlockKind.PARAGRAPH, text=f"Passage {n}."),)) for n in (1, 2)
    ),
)


def script() -> tuple[ScriptDocument, Outline, list[FrozenSegment]]:
    cited = (Citation(passage="p1", start=2, end=5),)
    drafts = (
        SegmentDraft(
            index=0,
            title="Dough",
            turns=(
                DraftTurn(speaker="HOST", text="What is dough?"),
                DraftTurn(speaker="EXPERT", text="Flour and water.", citations=cited, flags=("uncited",)),
            ),
        ),
        SegmentDraft(index=1, title="Heat", turns=(DraftTurn(speaker="HOST", text="And the oven?"),)),
    )
    segments: list[FrozenSegment] = []
    for draft in drafts:
        first = sum(len(each.turns) for each in segments) + 1
        segments.append(freeze_segment(draft, first_index=first, language="en", speakers=SPEAKERS))
    outline = Outline(title="Bread", segments=tuple(PlannedSegment(title=each.title, words=5) for each in drafts))
    turns = [each.turn for segment in segments for each in segment.turns]
    return (
        script_document(version=1, language="en", outline=outline, turns=turns, corpus=CORPUS, minutes=1),
        outline,
        segments,
    )


def sent_back(document: ScriptDocument) -> dict[str, object]:
    return document.model_dump(mode="json")


def apply(edit: ScriptEdit) -> tuple[tuple[SegmentDraft, ...], tuple[str, ...]]:
    shown, outline, segments = script()
    edited = edited_script(edit, shown=shown, outline=outline, corpus=CORPUS, segments=segments, speakers=NAMES)
    return edited.drafts, edited.changed


def refused(edit: ScriptEdit) -> tuple[str, tuple[str | int, ...]]:
    with pytest.raises(Refused) as refusal:
        apply(edit)
    return refusal.value.code, tuple(refusal.value.loc)


def test_a_script_sent_back_as_it_was_changes_nothing() -> None:
    shown, _, segments = script()
    drafts, changed = apply(ScriptEdit.model_validate(sent_back(shown)))
    assert changed == ()
    assert drafts == tuple(drafts_of(segments))
    again = [freeze_segment(each, first_index=9, language="en", speakers=SPEAKERS) for each in drafts]
    assert [[turn.key for turn in each.turns] for each in again] == [
        [turn.key for turn in each.turns] for each in segments
    ]
    assert [turn.turn.id for each in again for turn in each.turns] == ["t001", "t002", "t003"]


def test_every_field_of_a_script_may_be_sent_back() -> None:
    assert ScriptDocument.model_fields.keys() <= ScriptEdit.model_fields.keys()
    assert ScriptTurn.model_fields.keys() <= EditedTurn.model_fields.keys()


def test_a_changed_text_keeps_its_id_and_what_it_cites_and_loses_its_flags() -> None:
    turns = [turn.model_dump() for turn in ScriptEdit.model_validate(sent_back(script()[0])).turns]
    turns[1] |= {"text": "Flour, water and salt."}
    drafts, changed = apply(ScriptEdit.model_validate({"turns": turns}))
    turn = drafts[0].turns[1]
    assert (turn.id, turn.text, turn.flags) == ("t002", "Flour, water and salt.", ())
    assert turn.citations == (Citation(passage="p1", start=2, end=5),)
    assert changed == ("t002",)


def test_turns_may_be_added_left_out_and_moved() -> None:
    edit = ScriptEdit(
        turns=(
            EditedTurn(segment=1, speaker="EXPERT", text="Listen.", citations=("p2",)),
            EditedTurn(id="t001", segment=1, speaker="HOST", text="What is dough?"),
            EditedTurn(id="t002", segment=2, speaker="EXPERT", text="Flour and water."),
        )
    )
    drafts, changed = apply(edit)
    assert [[turn.id for turn in each.turns] for each in drafts] == [["n001", "t001"], ["t002"]]
    assert changed == ("n001",)
    assert drafts[0].turns[0].citations == (Citation(passage="p2"),)


@pytest.mark.parametrize(
    ("turn", "code", "field"),
    [
        ({"speaker": "SOMEONE"}, "unknown_speaker", "speaker"),
        ({"text": "—"}, "empty_turn", "text"),
        ({"segment": 3}, "unknown_segment", "segment"),
        ({"id": "t009"}, "unknown_turn", "id"),
        ({"citations": ["p9"]}, "unknown_passage", "citations"),
    ],
)
def test_a_wrong_turn_is_named(turn: dict[str, object], code: str, field: str) -> None:
    turns = [each.model_dump() for each in ScriptEdit.model_validate(sent_back(script()[0])).turns]
    turns[2] |= turn
    found, loc = refused(ScriptEdit.model_validate({"turns": turns}))
    assert (found, loc[:3]) == (code, ("turns", 2, field))


def test_segments_are_neither_emptied_nor_mixed() -> None:
    turn = EditedTurn(segment=1, speaker="HOST", text="All in one.")
    assert refused(ScriptEdit(turns=(turn,)))[0] == "empty_segment"
    mixed = (EditedTurn(segment=2, speaker="HOST", text="Later."), turn)
    assert refused(ScriptEdit(turns=mixed)) == ("wrong_order", ("turns", 1, "segment"))


def test_what_follows_from_the_rest_cannot_be_changed() -> None:
    body = {**sent_back(script()[0]), "language": "de"}
    assert refused(ScriptEdit.model_validate(body)) == ("read_only", ("language",))


def test_one_text_takes_the_place_of_another_in_whole_words() -> None:
    shown, _, _ = script()
    edit = replaced(shown, Replacement(find="water", replace="milk"))
    assert [turn.text for turn in edit.turns] == ["What is dough?", "Flour and milk.", "And the oven?"]
    with pytest.raises(Refused, match="No turn holds"):
        replaced(shown, Replacement(find="ate", replace="x"))


@given(st.lists(st.integers(0, 2), unique=True, min_size=1), st.text(min_size=1, max_size=30).filter(str.strip))
def test_any_edit_is_taken_or_refused_in_words(order: list[int], text: str) -> None:
    known = ScriptEdit.model_validate(sent_back(script()[0])).turns
    turns = (*(known[n] for n in order), EditedTurn(segment=2, speaker="EXPERT", text=text))
    try:
        drafts, changed = apply(ScriptEdit(turns=turns))
    except Refused as refusal:
        assert refusal.message
        return
    assert [turn.id for draft in drafts for turn in draft.turns][: len(order)] == [known[n].id for n in order]
    assert changed[-1] == "n001"
