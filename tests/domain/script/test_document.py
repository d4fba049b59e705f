"""The script as users get it: what each turn cites, and the words that bear it out."""

from domain.retrieve.source import Block, BlockKind, Corpus, Locator, Passage, SourceSummary
from domain.script.document import LONGEST_REFERENCE, ScriptTurn, script_document
from domain.script.grounding.citing import located
from domain.script.model import Citation, Outline, Turn

TEXT = "Yeast breathes. The gas lifts the dough of 900 grams. Salt slows it. " + "It is long. " * 60
CORPUS = Corpus(
    sources=(SourceSummary(index=1, title="On bread"),),
    passages=(
        Passage(
            id="p1",
            source=1,
            locator=Locator(page=3),
            blocks=(Block(kind=BlockKind.PARAGRAPH, text=TEXT),),
        ),
    ),
)


def turn_of(text: str, *citations: Citation) -> ScriptTurn:
    turn = Turn(id="t1", index=1, segment=0, speaker="B", text=text, spoken=text, citations=citations)
    [made] = script_document(
        version=1,
        language="en",
        outline=Outline(title="Bread", segments=()),
        turns=[turn],
        corpus=CORPUS,
        minutes=1,
        locate=located,
    ).turns
    return made


def test_a_citation_of_a_whole_passage_gets_the_sentence_that_bears_the_turn_out() -> None:
    [reference] = turn_of("Nine hundred grams of dough are lifted by gas.", Citation(passage="p1")).references
    assert reference.words == "The gas lifts the dough of 900 grams."
    assert (reference.source, reference.place) == ("On bread", "page 3")


def test_cited_places_keep_their_words_and_neighbours_become_one() -> None:
    end = len("Yeast breathes.")
    cited = (Citation(passage="p1", start=0, end=end), Citation(passage="p1", start=end + 1, end=TEXT.index(" Salt")))
    [reference] = turn_of("Yeast breathes, and the gas lifts it.", *cited).references
    assert reference.words == "Yeast breathes. The gas lifts the dough of 900 grams."


def test_long_places_are_cut_between_words() -> None:
    [reference] = turn_of("It is long.", Citation(passage="p1", start=0, end=len(TEXT))).references
    assert len(reference.words) <= LONGEST_REFERENCE + 2
    assert reference.words.endswith(" …")


def test_citations_of_what_is_not_there_give_no_reference() -> None:
    turn = turn_of("It is long.", Citation(passage="gone"))
    assert (turn.citations, turn.references) == (("gone",), ())
