"""The ledger, over names in memory."""

from adapters.artifacts.memory import MemoryArtifacts
from domain.artifacts.ledger import Claim, Ledger, LedgerKind
from domain.money import Bill
from domain.value import Value


class Entry(Value):
    text: str


KEY = "ab" * 32
FIRST, SECOND = Entry(text="first"), Entry(text="second")


async def test_what_is_kept_is_found_and_the_first_stands() -> None:
    names = MemoryArtifacts()
    ledger = Ledger(names)
    assert await ledger.find(LedgerKind.CLIP, KEY, Entry) is None
    assert await ledger.keep(LedgerKind.CLIP, KEY, FIRST) == FIRST
    assert await ledger.keep(LedgerKind.CLIP, KEY, SECOND) == FIRST
    assert await ledger.find(LedgerKind.CLIP, KEY, Entry) == FIRST
    assert await ledger.find(LedgerKind.COMPLETION, KEY, Entry) is None
    assert list(names.names) == [f"ledger/clip/ab/{KEY}"]


async def test_a_bad_entry_is_forgotten_and_bought_again() -> None:
    ledger = Ledger(MemoryArtifacts())
    await ledger.keep(LedgerKind.CLIP, KEY, Entry(text="bad"))
    await ledger.forget(LedgerKind.CLIP, KEY)
    await ledger.forget(LedgerKind.CLIP, KEY)
    assert await ledger.keep(LedgerKind.CLIP, KEY, Entry(text="good")) == Entry(text="good")


async def test_a_mark_left_behind_concerns_its_own_caller_only() -> None:
    names = MemoryArtifacts()
    ledger = Ledger(names)
    await ledger.mark(LedgerKind.CLIP, KEY, "podcast-1 tts-007")
    assert await ledger.is_marked(LedgerKind.CLIP, KEY, "podcast-1 tts-007")
    assert not await ledger.is_marked(LedgerKind.CLIP, KEY, "podcast-1 tts-008")
    assert not await ledger.is_marked(LedgerKind.CLIP, "cd" * 32, "podcast-1 tts-007")
    await ledger.unmark(LedgerKind.CLIP, KEY, "podcast-1 tts-007")
    assert not names.names


async def test_the_first_claim_stands_until_it_is_released() -> None:
    names = MemoryArtifacts()
    ledger = Ledger(names)
    one, other = (Claim(caller="podcast-1 tts-007", holder="here", token=token) for token in ("1", "2"))
    assert await ledger.claim(LedgerKind.CLIP, KEY, one) == one
    assert await ledger.claim(LedgerKind.CLIP, KEY, other) == one
    assert await ledger.claim(LedgerKind.PIECE, KEY, other) == other
    await ledger.release(LedgerKind.CLIP, KEY)
    assert await ledger.claimed(LedgerKind.CLIP, KEY) is None
    assert await ledger.claim(LedgerKind.CLIP, KEY, other) == other


async def test_bills_are_found_by_whoever_they_are_of() -> None:
    first, second, part = Bill(characters=1), Bill(characters=2), Bill(characters=4)
    ledger = Ledger(MemoryArtifacts())
    await ledger.bill("one", 1, first)
    await ledger.bill("one", 1, part, call="ab")
    await ledger.bill("one", 2, second)
    await ledger.bill("other", 1, Bill(characters=3))
    assert await ledger.bills("one", other_than={3}) == [first, part, second]
    assert await ledger.bills("one", other_than={1}) == [second]
    assert await ledger.bills("nobody", other_than=set()) == []
    assert await ledger.is_billed("one", "ab")
    assert not await ledger.is_billed("other", "ab")
