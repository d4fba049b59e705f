"""The words that a vendor refuses are found in a few calls, or the whole text stays at fault."""

from hypothesis import given
from hypothesis import strategies as st

from activities.vendors.refused_text import FEW_WORDS, MOST_CALLS, narrow_refused_text
from domain.errors import ItemFault, TransientFault

REFUSED = ItemFault("content_refused", "We do not say that.", advice="Change the text.", provider="fake")


class Vendor:
    def __init__(self, *words: str, sick_at: int = 0) -> None:
        self.words, self.sick_at = words, sick_at
        self.asked: list[str] = []

    async def say(self, text: str) -> None:
        self.asked.append(text)
        if len(self.asked) == self.sick_at:
            raise TransientFault("vendor_error", "500")
        if any(word in text for word in self.words):
            raise ItemFault("content_refused", "We do not say that.", provider="fake")


TURN = (
    "Bread rises because yeast eats sugar. The gas is caught in a net of gluten, which is elastic. "
    "Nobody should ever say frobnicate at table. Heat makes the gas expand, and then it sets the net for good."
)


async def test_the_words_at_fault_are_found_sentence_by_sentence() -> None:
    vendor = Vendor("frobnicate")
    found = await narrow_refused_text(REFUSED, TURN, vendor.say)
    assert "frobnicate" in found.text
    assert len(found.text.split()) <= FEW_WORDS + 1
    assert (found.code, found.message, found.advice) == (REFUSED.code, REFUSED.message, REFUSED.advice)
    assert len(vendor.asked) <= MOST_CALLS


async def test_nothing_is_blamed_when_every_part_fails() -> None:
    vendor = Vendor("")
    assert (await narrow_refused_text(REFUSED, TURN, vendor.say)).text == TURN
    assert len(vendor.asked) <= MOST_CALLS


async def test_what_fails_only_as_a_whole_stays_whole() -> None:
    vendor = Vendor()
    assert (await narrow_refused_text(REFUSED, TURN, vendor.say)).text == TURN
    assert len(vendor.asked) <= 3


async def test_another_fault_of_the_vendor_ends_the_search() -> None:
    vendor = Vendor("frobnicate", sick_at=3)
    found = await narrow_refused_text(REFUSED, TURN, vendor.say)
    assert "frobnicate" in found.text
    assert len(vendor.asked) == 3


async def test_faults_of_other_kinds_are_not_narrowed() -> None:
    vendor = Vendor("frobnicate")
    fault = ItemFault("voice_not_found", "No such voice.", text=TURN)
    assert await narrow_refused_text(fault, TURN, vendor.say) is fault
    assert not vendor.asked


@given(st.lists(st.sampled_from(["good", "fine.", "well,", "BAD", "—", "x" * 60]), min_size=1, max_size=120))
async def test_what_is_blamed_fails_and_is_part_of_the_text(words: list[str]) -> None:
    text, vendor = " ".join(words), Vendor("BAD")
    found = await narrow_refused_text(ItemFault("content_refused", "No."), text, vendor.say)
    assert found.text == text[:300] or "BAD" in found.text
    assert found.text in text
    assert len(vendor.asked) <= MOST_CALLS
