"""Every rule on generated documents: random sentences with citations, asides, hedges, and lists and rubbish between."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import PermanentFault
from domain.retrieve.source import SourceKind
from domain.script.extractive.episode import write_episode
from tests.domain.script.extractive.rules import checked_episode
from tests.domain.script.extractive.texts import corpus_of

_NOUNS = (
    "bridge harbour market winter orchard engine library glacier violin teacher river castle lantern kitchen island "
    "copper meadow doctor compass theatre forest cathedral satellite grain desert mirror sailor garden tunnel furnace"
)
NOUNS = _NOUNS.split()
_VERBS = "contains protects explains carried reached changed built follows crossed replaced supports measured"
VERBS = _VERBS.split()
ENDS = (
    "in the early years of the town",
    "without any help from outside",
    "because the weather was cold",
    "for more than 40 years",
    "after 1850",
    "and nobody knows why",
    "by about 12% each year",
    "over 30 km of open country",
    "when the price of coal fell",
    "with tools made of iron",
)
HEDGES = ("", "", "", "often ", "never ", "perhaps ", "may have ", "only rarely ")
LEADS = ("", "", "", "", "However, ", "Moreover, ", "In 1862, ", "For example, ", "Thus, ", "At the coast, ")
MARKS = ("", "", "", " [3]", " (Smith, 2019)", " (a later addition)", " (but not always)", "¹", " [4, 5]")
OPENERS = ("The {}", "The {}", "The {}", "A {}", "Every {}", "This {}", "It", "They", "We", "You", "I", "Our {}")
RUBBISH = (
    "See Figure 3 for the details of the whole arrangement.",
    "Click here to read more about the offer.",
    "WE ARE THE CHAMPIONS OF EVERYTHING IN THIS TOWN.",
    "The value is x = 3 + y for all of the cases.",
    "- one\n- two words\n- three more words",
    "1. Take the lid off.\n2. Put it back.",
    "Jane Doe, John Roe, University of Nowhere",
)


@st.composite
def sentences(draw: st.DrawFn) -> str:
    one, two, three = (draw(st.sampled_from(NOUNS)) for _ in range(3))
    opener = draw(st.sampled_from(OPENERS)).format(one)
    verb = f"{draw(st.sampled_from(HEDGES))}{draw(st.sampled_from(VERBS))}"
    end, mark, lead = draw(st.sampled_from(ENDS)), draw(st.sampled_from(MARKS)), draw(st.sampled_from(LEADS))
    text = f"{opener} {verb} the {two} of the {three}{mark} {end}."
    return lead + (text[:1].lower() + text[1:] if lead and not text.startswith("I ") else text)


@st.composite
def documents(draw: st.DrawFn) -> str:
    parts = ["# The Book of the " + draw(st.sampled_from(NOUNS)).title()]
    for number in range(draw(st.integers(1, 6))):
        if draw(st.booleans()):
            parts.append(f"## {number + 1}. The {draw(st.sampled_from(NOUNS)).title()} of the North")
        for _ in range(draw(st.integers(1, 4))):
            parts.append(" ".join(draw(st.lists(sentences(), min_size=1, max_size=7))))
        if draw(st.booleans()):
            parts.append(draw(st.sampled_from(RUBBISH)))
    return "\n\n".join(parts)


KINDS = st.sampled_from([SourceKind.DOCUMENT, SourceKind.PAPER, SourceKind.PAGE])
MINUTES = st.sampled_from([0.5, 1.0, 2.0, 3.0, 7.0])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(text=documents(), kind=KINDS, minutes=MINUTES)
def test_every_rule_holds(text: str, kind: SourceKind, minutes: float) -> None:
    try:
        brief, episode = checked_episode(corpus_of(text, kind=kind), minutes)
    except PermanentFault as fault:
        assert fault.code == "no_usable_text"
        return
    assert write_episode(brief) == episode


@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=2000))
def test_any_text_at_all_is_an_episode_or_a_named_fault(text: str) -> None:
    try:
        checked_episode(corpus_of(text, kind=SourceKind.TEXT, title="Noise"), 2.0)
    except PermanentFault as fault:
        assert fault.code == "no_usable_text"
