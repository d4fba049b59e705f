"""The ledger, over names in memory."""

from adapters.artifacts.memory import MemoryArtifacts
from domain.artifacts.ledger import Ledger

KEY = "ab" * 32


async def test_what_is_kept_is_found_and_the_first_stands() -> None:
    names = MemoryArtifacts()
    ledger = Ledger(names)
    assert await ledger.look("clips", KEY) is None
    assert await ledger.keep("clips", KEY, b"first") == b"first"
    assert await ledger.keep("clips", KEY, b"second") == b"first"
    assert await ledger.look("clips", KEY) == b"first"
    assert await ledger.look("completions", KEY) is None
    assert list(names.names) == [f"ledger/clips/ab/{KEY}"]


async def test_a_bad_entry_is_forgotten_and_bought_again() -> None:
    ledger = Ledger(MemoryArtifacts())
    await ledger.keep("clips", KEY, b"bad")
    await ledger.forget("clips", KEY)
    await ledger.forget("clips", KEY)
    assert await ledger.keep("clips", KEY, b"good") == b"good"


async def test_a_mark_left_behind_tells_its_own_caller_only() -> None:
    names = MemoryArtifacts()
    ledger = Ledger(names)
    assert not await ledger.mark("clips", KEY, "podcast-1 tts-007")
    assert not await ledger.mark("clips", KEY, "podcast-1 tts-008")
    assert not await ledger.mark("clips", "cd" * 32, "podcast-1 tts-007")
    assert await ledger.mark("clips", KEY, "podcast-1 tts-007")
    await ledger.unmark("clips", KEY, "podcast-1 tts-007")
    assert not await ledger.mark("clips", KEY, "podcast-1 tts-007")
    for key, who in [(KEY, "podcast-1 tts-007"), (KEY, "podcast-1 tts-008"), ("cd" * 32, "podcast-1 tts-007")]:
        await ledger.unmark("clips", key, who)
    assert not names.names


async def test_bills_are_found_by_whoever_they_are_of() -> None:
    ledger = Ledger(MemoryArtifacts())
    await ledger.bill("one", "1", b"first")
    await ledger.bill("one", "2", b"second")
    await ledger.bill("other", "1", b"its own")
    assert await ledger.bills("one") == [b"first", b"second"]
    assert await ledger.bills("nobody") == []
