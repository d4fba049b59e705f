"""Freezing: exact utterances, keys that follow them, and amending that leaves spoken turns alone."""

import pytest

from domain.errors import ItemFault
from domain.script.freezing import amend_segment, freeze_segment
from domain.script.model import DraftTurn, SegmentDraft
from domain.tts.speaker import Role, Speaker


def speaker(name: str, role: Role, *, voice: str = "ada", limit: int = 4000) -> Speaker:
    return Speaker(
        name=name,
        role=role,
        vendor="fake",
        model="buzz",
        engine="in-process/1",
        voice=voice,
        words_per_minute=150,
        maximum_characters=limit,
    )


HOST, EXPERT = speaker("HOST", Role.HOST), speaker("EXPERT", Role.EXPERT, voice="bert")


def draft(*texts: str) -> SegmentDraft:
    names = ("HOST", "EXPERT")
    turns = tuple(DraftTurn(speaker=names[n % 2], text=text) for n, text in enumerate(texts))
    return SegmentDraft(index=1, title="Part", turns=turns)


def test_turns_get_ids_indices_and_speech_text() -> None:
    frozen = freeze_segment(
        draft("What is it?", "It grew by 5 % [3]."), first_index=7, language="en", speakers=(HOST, EXPERT)
    )
    assert [(one.turn.id, one.turn.index, one.turn.segment) for one in frozen.turns] == [("t007", 7, 1), ("t008", 8, 1)]
    spoken = frozen.turns[1].pieces[0]
    assert spoken.voice == "bert"
    assert "[3]" not in spoken.text and "percent" in spoken.text
    assert frozen.turns[1].key == spoken.key


def test_a_turn_without_words_is_left_out() -> None:
    frozen = freeze_segment(draft("What?", "…", "Why?"), first_index=1, language="en", speakers=(HOST, EXPERT))
    assert [one.turn.index for one in frozen.turns] == [1, 2]


def test_nothing_to_say_and_nobody_to_say_it() -> None:
    with pytest.raises(ItemFault, match="holds no words"):
        freeze_segment(draft("…"), first_index=1, language="en", speakers=(HOST, EXPERT))
    with pytest.raises(ItemFault, match="is none of"):
        freeze_segment(draft("What?"), first_index=1, language="en", speakers=(EXPERT,))


def test_a_long_turn_is_cut_for_the_vendor_and_has_one_key() -> None:
    short = speaker("HOST", Role.HOST, limit=40)
    text = "One sentence stands here. Another one follows it. A third ends it."
    frozen = freeze_segment(draft(text), first_index=1, language="en", speakers=(short,))
    pieces = frozen.turns[0].pieces
    assert len(pieces) > 1
    assert all(len(piece.text) <= 40 for piece in pieces)
    assert " ".join(piece.text for piece in pieces) == text
    assert frozen.turns[0].key not in {piece.key for piece in pieces}


def test_amending_changes_open_turns_only() -> None:
    frozen = freeze_segment(
        draft("What?", "An answer.", "Why?", "A reason."), first_index=1, language="en", speakers=(HOST, EXPERT)
    )
    other = EXPERT.model_copy(update={"voice": "carl"})
    amended = amend_segment(
        frozen,
        speakers=(HOST, other),
        texts={"t004": "Another reason."},
        open_turns=frozenset({3, 4}),
        language="en",
    )
    assert [one.key for one in amended.turns[:3]] == [one.key for one in frozen.turns[:3]]
    assert amended.turns[3].pieces[0].voice == "carl"
    assert amended.turns[3].pieces[0].text == "Another reason."
    assert amended.turns[3].turn.id == "t004"
