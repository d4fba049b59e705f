"""The lexicon: whole words alone, by its rules of case, the longest first; and the transcript never changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.script.freezing import amend_segment, freeze_segment
from domain.script.model import DraftTurn, SegmentDraft
from domain.tts.request import LexiconEntry, lexicon_of
from domain.tts.speaker import Role, Speaker
from domain.tts.spoken.lexicon import Lexicon, Reading
from domain.tts.spoken.text import speech_text

ANN = Speaker(
    name="Ann",
    role=Role.HOST,
    vendor="fake",
    model="m",
    engine="e",
    voice="v",
    words_per_minute=150,
    maximum_characters=1000,
)


def said(text: str, *readings: tuple[str, str] | tuple[str, str, bool]) -> str:
    return Lexicon(
        readings=tuple(Reading(written=one[0], spoken=one[1], exact=len(one) > 2 and one[2]) for one in readings)
    ).applied(text)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("SQL is old.", "sequel is old."),
        ("Ask sql, or Sql's authors.", "Ask sequel, or sequel's authors."),
        ("MySQL and NoSQLs and SQL_1 stay.", "MySQL and NoSQLs and SQL_1 stay."),
        ("SQL-based **SQL** (SQL) “SQL”", "sequel-based **sequel** (sequel) “sequel”"),
        ("SQL2 and 3SQL are others.", "SQL2 and 3SQL are others."),
        ("S\u00adQL", "sequel"),
        ("Post\u00adSQL", "PostSQL"),
    ],
)
def test_whole_words_in_any_case(text: str, spoken: str) -> None:
    assert said(text, ("SQL", "sequel")) == spoken


def test_exact_case() -> None:
    assert said("US and us", ("US", "the States", True)) == "the States and us"
    assert said("polish Polish", ("Polish", "of Poland", True), ("polish", "shine")) == "shine of Poland"


def test_the_longest_form_comes_first_and_nothing_is_replaced_twice() -> None:
    readings = (("New York", "Gotham"), ("New York Times", "the paper"), ("Gotham", "Batman's town"), ("york", "x"))
    assert said("The New  York\nTimes of New York, in Gotham", *readings) == "The the paper of Gotham, in Batman's town"


@pytest.mark.parametrize(
    ("text", "reading", "spoken"),
    [
        ("can't, can", ("can", "tin"), "can't, tin"),
        ("l’eau de l'Eau", ("eau", "oh"), "l’oh de l'oh"),
        ("O'Hara or O’Hara", ("O’Hara", "Oh Hara"), "Oh Hara or Oh Hara"),
        ("C++ and C", ("C++", "see plus plus"), "see plus plus and C"),
        (".NET, inet.NET", (".NET", "dot net"), "dot net, inetdot net"),
        ("我在北京住", ("北京", "Běijīng"), "我在Běijīng住"),
        ("서울은 크다", ("서울", "Seoul"), "Seoul은 크다"),
        ("कितना कि", ("कि", "that"), "कितना that"),
        ("क", ("कि", "that"), "क"),
        ("کتاب‌ها کتاب", ("کتاب", "ketab"), "کتاب‌ها ketab"),
        ("nai\u0308ve na\u00efve", ("na\u00efve", "nigh eve"), "nigh eve nigh eve"),
        ("nai\u0308", ("nai", "x"), "nai\u0308"),
        ("🦊 fox", ("🦊 fox", "vulpes"), "vulpes"),
    ],
)
def test_words_of_many_scripts(text: str, reading: tuple[str, str], spoken: str) -> None:
    assert said(text, reading) == spoken


@given(
    text=st.text(max_size=60),
    written=st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F), min_size=1, max_size=6),
)
def test_inside_words_nothing_changes(text: str, written: str) -> None:
    within = f"a{written}b {written}x x{written} {written}_ {written}7"
    assert said(within, (written, "SPOKEN")).count("SPOKEN") == 0
    draft = SegmentDraft(index=0, title="T", turns=(DraftTurn(speaker="Ann", text=f"{text} {written} said."),))
    lexicon = Lexicon(readings=(Reading(written=written, spoken="zyzzyva"),))
    (turn,) = freeze_segment(draft, first_index=1, language="en", speakers=[ANN], lexicon=lexicon).turns
    assert turn.turn.text == draft.turns[0].text, "the transcript is what was written"


@given(st.text(max_size=80))
def test_a_text_without_its_words_is_said_as_ever(text: str) -> None:
    lexicon = Lexicon(readings=(Reading(written="qwxyz", spoken="no"),))
    assert speech_text(lexicon.applied(text), language="en") == speech_text(text, language="en")


def test_amended_turns_are_said_by_it_too() -> None:
    lexicon = Lexicon(readings=(Reading(written="nginx", spoken="engine ex"),))
    draft = SegmentDraft(index=0, title="T", turns=(DraftTurn(speaker="Ann", text="Start nginx."),))
    frozen = freeze_segment(draft, first_index=1, language="en", speakers=[ANN], lexicon=lexicon)
    assert frozen.turns[0].pieces[0].text == "Start engine ex."
    amended = amend_segment(
        frozen, speakers=[ANN], texts={"t001": "Stop nginx."}, open_turns={1}, language="en", lexicon=lexicon
    )
    assert (amended.turns[0].turn.text, amended.turns[0].pieces[0].text) == ("Stop nginx.", "Stop engine ex.")


def test_five_hundred_entries_over_a_long_turn_are_quick() -> None:
    words = [f"word{n}" for n in range(500)]
    lexicon = Lexicon(readings=tuple(Reading(written=word, spoken="said") for word in words))
    assert lexicon.applied(" ".join(words * 4)).split() == ["said"] * 2000


def test_one_form_stands_in_it_once() -> None:
    entries = [LexiconEntry(written="Résumé", spoken="a"), LexiconEntry(written="re\u0301sume\u0301", spoken="b")]
    with pytest.raises(ValueError, match="twice"):
        lexicon_of(entries)
    exact = [LexiconEntry(written=each, spoken="a", case="exact") for each in ("US", "us")]
    assert len(lexicon_of(exact).readings) == 2


def test_a_nearer_lexicon_wins() -> None:
    far = Lexicon(readings=(Reading(written="SQL", spoken="sequel"), Reading(written="GIF", spoken="jif")))
    near = Lexicon(readings=(Reading(written="sql", spoken="ess cue ell"),))
    assert near.over(far).applied("SQL GIF") == "ess cue ell jif"
