"""The check of a draft: citations that are found, and flags for what no passage holds."""

from domain.script.model import Brief, DraftTurn
from domain.script.prompted.asking import shown_material
from domain.script.prompted.support import Support

GERMAN = (
    "Die Tänzerin läuft eine Acht, und der Winkel des Laufs ist der Winkel zur Sonne, wie auch von Frisch mit Farbe "
    "auf den Bienen und durch das Glas gesehen hat, was man ihm nicht glaubte, und es ist doch so."
)


def support_of(brief: Brief) -> Support:
    return Support(brief, shown_material(brief, brief.corpus.passages, task="", closes=True))


def turn(text: str, speaker: str = "Bo", *cited: str) -> DraftTurn:
    return DraftTurn.model_validate(
        {"speaker": speaker, "text": text, "citations": [{"passage": one} for one in cited]}
    )


def test_citations_are_found_where_the_words_come_from(brief: Brief) -> None:
    said = [
        turn("Who read the dance?", "Ada"),
        turn("Karl von Frisch read the dance in 1944, with paint on the bees and through glass."),
        turn("Bread rises because yeast eats sugar."),
        turn("A robot bee was built, and living bees followed it.", "Bo", "s1-p0003"),
        turn("Karl von Frisch read it in 1944.", "Bo", "s1-p0001"),
    ]
    found = [[one.passage for one in turn.citations] for turn in support_of(brief).cited(said)]
    assert found == [[], ["s1-p0002"], [], ["s1-p0003"], ["s1-p0001", "s1-p0002"]]


def test_flags_name_what_no_passage_holds(brief: Brief) -> None:
    said = [
        turn("A second of running stands for about 1,000 metres.", "Bo", "s1-p0001"),
        turn("A second of running stands for about 3,700 metres.", "Bo", "s1-p0001"),
        turn("Ludmila Krantz read the dance.", "Bo", "s1-p0002"),
        turn("He said: “the bees will never lie to us”.", "Bo", "s1-p0002"),
        turn("Did Ada read The dance of the bees by R. Ames?", "Ada"),
        turn("Bread rises because yeast eats sugar."),
        turn(GERMAN, "Ada"),
    ]
    support = support_of(brief)
    flags = [set(turn.flags) for turn in support.flagged(said)]
    assert flags[:2] == [set(), {"number_not_in_sources"}]
    assert "name_not_in_sources" in flags[2]
    assert "quotation_not_in_sources" in flags[3]
    assert flags[4] == set()
    assert "uncited" in flags[5]
    assert "in_another_language" in flags[6]
    wrong = support.unsupported(said)
    assert {1, 2, 3, 6} <= set(wrong)
    assert not {0, 4} & set(wrong)
    assert "3,700" in wrong[1]
    assert "English (en)" in wrong[6]


def test_a_fact_that_is_said_of_something_else_stays_flagged(brief: Brief) -> None:
    support = support_of(brief)
    [mended] = support.flagged(
        support.cited([turn("A robot bee was built in 1944, and living bees followed it.", "Bo", "s1-p0003")])
    )
    assert [one.passage for one in mended.citations] == ["s1-p0003"]
    assert mended.flags == ("cited_elsewhere",)
