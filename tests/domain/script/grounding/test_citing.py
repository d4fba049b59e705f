"""Citations that are found for a turn, and the sentence that bears it out."""

from domain.retrieve.source import Block, BlockKind, Passage
from domain.script.grounding.check import check_turn
from domain.script.grounding.citing import cite, cited_besides, located

TEXTS = {
    "p1": "The mill at Orrin burned in 1882. Its owner, Greta Holm, built it again within two years.",
    "p2": "Salmon climb the weir in October.\n\nThe ladder beside it has forty steps of oak.",
    "p3": "Every spring the parish council repairs the road to the mill.",
}
PASSAGES = [Passage(id=one, source=1, blocks=(Block(kind=BlockKind.PARAGRAPH, text=t),)) for one, t in TEXTS.items()]


def cited(turn: str) -> list[str]:
    return [one.passage for one in cite(turn, PASSAGES)]


def test_a_turn_in_other_words_is_traced_to_its_passage() -> None:
    assert cited("In eighteen eighty-two the mill burned down, and Greta Holm rebuilt it.") == ["p1"]
    assert cited("There’s a ladder with forty oak steps beside the weir.") == ["p2"]


def test_a_turn_of_two_passages_is_traced_to_both() -> None:
    turn = "Greta Holm built the mill at Orrin again, and the ladder of oak beside the weir has forty steps."
    assert sorted(cited(turn)) == ["p1", "p2"]


def test_nothing_is_cited_rather_than_something_wrong() -> None:
    for turn in ("And what happened then?", "Bread needs salt, water and time.", "The mill, of course.", "", "…"):
        assert cited(turn) == []
    assert cite("The mill at Orrin burned in 1882.", []) == ()


def test_the_sentence_that_bears_a_turn_out_is_located() -> None:
    for turn, words in (
        ("Greta Holm had it built again in two years.", "Its owner, Greta Holm, built it again within two years."),
        ("It burned in 1882.", "The mill at Orrin burned in 1882."),
    ):
        citation = located(turn, PASSAGES[0])
        assert TEXTS["p1"][citation.start : citation.end] == words


def test_a_turn_that_no_sentence_bears_out_cites_the_whole_passage() -> None:
    citation = located("Well, who would have thought it?", PASSAGES[0])
    assert (citation.passage, citation.start, citation.end) == ("p1", 0, 0)


def besides(turn: str, cited: str) -> tuple[int, ...]:
    others = [text for name, text in TEXTS.items() if name != cited]
    return cited_besides(turn, [TEXTS[cited]], others, check_turn(turn, [TEXTS[cited]], others=others))


def test_a_passage_that_should_have_been_cited_is_cited_too() -> None:
    assert besides("There’s a ladder with forty oak steps. Greta Holm built the mill.", "p1") == (0,)
    assert besides("Greta Holm built the mill again.", "p1") == ()


def test_a_fact_that_is_said_of_something_else_is_not_mended_by_citing_its_passage() -> None:
    assert besides("Greta Holm built the mill at Orrin again in forty years.", "p1") == ()


def test_of_a_turn_whose_writer_cites_nothing_each_passage_is_cited_that_says_a_sentence() -> None:
    here = "Masons carried wooden barrels up the hill by hand, since no cart could pass the bakery road in that season."
    there = "Farmers carried glass lamps up the hill by hand, since no cart could pass the orchard road in that season."
    findings = check_turn(f"{here} {there}", [here], others=[there])
    assert [finding.other for finding in findings] == [0], "much of it stands in the passage that is cited"
    assert cited_besides(f"{here} {there}", [here], [there], findings) == ()
    assert cited_besides(f"{here} {there}", [here], [there], findings, found=True) == (0,)


def test_what_another_passage_says_of_something_else_is_not_cited_for_a_writer_that_cites_nothing() -> None:
    here = "The harbour of Arven was planned by engineers in 1780."
    there = "The railway of Belmont was planned by potters in 1899."
    turn = "The harbour of Arven was planned by potters in 1780."
    assert cited_besides(turn, [here], [there], check_turn(turn, [here], others=[there]), found=True) == ()
