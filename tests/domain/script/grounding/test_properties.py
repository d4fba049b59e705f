"""What holds of every text: it bears itself out, and no text makes the check fail."""

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.retrieve.source import Block, BlockKind, Passage
from domain.script.grounding.check import check_turn
from domain.script.grounding.citing import cite, located

LANGUAGES = st.sampled_from(["en", "de", "fr", "es", "it", "pt", "nl", "pl", "zh", "en-GB", ""])
WORDS = """a an the and of in to not no never may might point half third quarter one two three twenty thirty hundred
thousand million percent km kilometres °C $ € 3 12 40 1,500 3.11 0.0.0.0 1984 1980s 3rd 21:40 2021-07-04 March May
Monday II VIII R290 Ada Byron O'Neill WHO — - . , ; : ? ! “ ” " ' ( ) about nearly over twice past times later total ½
¹² [3] neunzehnhundert quatre vingt dix cent mil ventitré eeuw"""
PIECES = st.sampled_from(WORDS.split())
TEXTS = st.one_of(st.text(max_size=150), st.lists(PIECES, max_size=40).map(" ".join))


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, language=LANGUAGES)
def test_a_text_bears_itself_out(text: str, language: str) -> None:
    assert check_turn(text, [text], language=language) == ()


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, cited=st.lists(TEXTS, max_size=2), others=st.lists(TEXTS, max_size=2), language=LANGUAGES)
def test_findings_name_what_the_turn_says(text: str, cited: list[str], others: list[str], language: str) -> None:
    for finding in check_turn(text, cited, others=others, language=language):
        assert finding.words
        assert finding.message
        assert finding.other is None or finding.other < len(others)


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, bodies=st.lists(TEXTS, max_size=3), language=LANGUAGES)
def test_citations_lie_in_their_passages(text: str, bodies: list[str], language: str) -> None:
    passages = [
        Passage(id=f"p{at}", source=1, blocks=(Block(kind=BlockKind.PARAGRAPH, text=body),))
        for at, body in enumerate(bodies)
    ]
    texts = {one.id: one.text for one in passages}
    for citation in (*cite(text, passages, language=language), *(located(text, one) for one in passages)):
        assert 0 <= citation.start <= citation.end <= len(texts[citation.passage])
