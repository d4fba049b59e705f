"""Splitting, judging and editing single sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.script.extractive.edits import edit, in_third_person, without_lead
from domain.script.extractive.material import Leaning
from domain.script.extractive.references import acronyms, expansions, leaning
from domain.script.extractive.sentences import speakable, split


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Dr. Smith came at 3.5 p.m. on Monday. He left.", 2),
        ("The U.S. Navy sailed. Nobody saw it.", 2),
        ("Some oils, e.g. Sesame oil, burn. Others do not.", 2),
        ("As shown by Lee et al. (2019), it grew. It also shrank.", 2),
        ("J. R. R. Tolkien wrote it. People read it.", 2),
        ("It costs $3.50. That is cheap.", 2),
        ("“It works.” She was sure. Was he?", 3),
        ("The law of 1850 failed.[12] Nobody minded.", 2),
        ("The answer was no. Nobody minded. See No. 5 for more.", 3),
        ("It was sold by Acme Inc. The price was low.", 2),
    ],
)
def test_abbreviations_do_not_end_a_sentence(text: str, parts: int) -> None:
    spans = split(text)
    assert len(spans) == parts, [text[start:end] for start, end in spans]


@given(st.text(max_size=400))
def test_splitting_loses_nothing_but_space(text: str) -> None:
    spans = split(text)
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "The bread rises because the yeast is alive.",
        "The dam stands 120 metres above sea level.",
        "“The night is navigable,” wrote the historian Ann Calder.",
    ],
)
def test_speakable(text: str) -> None:
    assert speakable(text)


@pytest.mark.parametrize(
    "text",
    [
        "Too short.",
        "Why does the bread rise in the oven?",
        "As described above, the bread rises in the oven.",
        "See Figure 3 for the shape of the bread in the oven.",
        "The rest of this section deals with the oven and the bread.",
        "Click here to learn more about the oven and the bread.",
        "The recipe is at https://example.org and it is free for all.",
        "The value is x = 3 for every loaf in the oven.",
        "The (old bread was still in the oven at noon.",
        "A long list of loaves, ovens, bakers and bread.",
        "The loaf was 12, 13, 14, 15, 16, 17, 18 and 19 or 20.",
        "THE BREAD WAS BAKED in the oven for a long time.",
        "and so the bread was baked for a long time.",
    ],
)
def test_not_speakable(text: str) -> None:
    assert not speakable(text)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("The town grew [12] by 6% (Smith, 2019).", "The town grew by 6 percent."),
        ("The town (an old one) grew by 10–12 km.", "The town grew by 10 to 12 kilometres."),
        ("Some oils, e.g. sesame, burn at 180 °C.", "Some oils, for example, sesame, burn at 180 degrees Celsius."),
        ("The sea surface temperature (SST) rose.", "The sea surface temperature (SST) rose."),
        ("The road is 1 km long.¹", "The road is 1 kilometre long."),
        ("The  town\ngrew.", "The town grew."),
    ],
)
def test_the_closed_list_of_edits_and_back(source: str, said: str) -> None:
    edited = edit(source, keep=lambda acronym: acronym == "SST")
    assert edited is not None
    assert edited.text == said
    assert edited.undone(said) == source


@pytest.mark.parametrize("aside", ["(but not always)", "(up to 12)", "(if at all)", "(only here)", "(may be wrong)"])
def test_an_aside_with_a_hedge_keeps_its_sentence_unspoken(aside: str) -> None:
    assert edit(f"The town grew {aside} by 6 people.") is None
    assert edit("The file(s) and the (re)use grew.") is None


@given(st.text(alphabet="abc (1)[2]%–¹ .km°C", max_size=60))
def test_every_edit_can_be_undone(source: str) -> None:
    edited = edit(source)
    if edited is not None:
        assert edited.undone(edited.text) == source


def test_a_leading_connective_goes_and_a_meaning_stays() -> None:
    assert without_lead("However, the town grew.") == "The town grew."
    assert without_lead("However hard they tried, it failed.") == "However hard they tried, it failed."
    assert without_lead("For example, the town grew.") == "For example, the town grew."


def test_authors_speak_in_the_third_person() -> None:
    assert in_third_person("We show that our model helps us.") == "The authors show that their model helps them."
    assert in_third_person("Our model fails.") == "The authors’ model fails."
    assert in_third_person("We asked, “Do we know?”") == "The authors asked, “Do we know?”"
    assert in_third_person("We studied the US market.") == "The authors studied the US market."


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("This is why the bread rises.", Leaning.HARD),
        ("It rises because the yeast is alive.", Leaning.HARD),
        ("In Egypt it was baked in ashes.", Leaning.HARD),
        ("Since 2021 a part of it has been dried.", Leaning.HARD),
        ("When the two stand in line, tides are high.", Leaning.HARD),
        ("The acids also keep moulds away.", Leaning.HARD),
        ("Roller mills turned that order around.", Leaning.HARD),
        ("Another reason is the heat of the oven.", Leaning.HARD),
        ("Both were baked in the ashes of a fire.", Leaning.HARD),
        ("The latter was baked in the ashes.", Leaning.HARD),
        ("When it dries, the dough cracks.", Leaning.HARD),
        ("However, the dough cracks.", Leaning.SOFT),
        ("The dough cracks when it dries.", Leaning.FREE),
        ("Both bread and beer were a currency.", Leaning.FREE),
        ("Grains such as rye are hardy.", Leaning.FREE),
        ("Those who bake at night sleep by day.", Leaning.FREE),
        ("Pasteur showed that fermentation is the work of cells.", Leaning.FREE),
    ],
)
def test_what_points_back(text: str, how: Leaning) -> None:
    assert leaning(text) is how


def test_acronyms_and_their_expansions() -> None:
    assert expansions("The urban heat island (UHI) is old.") == {"UHI"}
    assert expansions("The town (a big one) is old.") == frozenset()
    assert acronyms("The UHI of the US is old.") == {"UHI"}
