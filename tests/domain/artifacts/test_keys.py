"""Keys of the ledger, pinned: a key that changes makes everything that was paid for be paid for again."""

from domain.script.freezing import freeze_segment
from domain.script.model import DraftTurn, SegmentDraft
from domain.tts.speaker import Role, Speaker
from domain.tts.utterance import KEYED, Utterance
from domain.value import Value, keyed

BEES = Utterance(
    vendor="elevenlabs", model="eleven_v3", engine="e/1", voice="v", language="en",
    settings=(("stability", 0.5),), text="Bees dance.",
)  # fmt: skip

ANN = Speaker(
    name="ANN", role=Role.HOST, vendor="fake", model="buzz", engine="in-process/1", voice="ada",
    words_per_minute=150, maximum_characters=30,
)  # fmt: skip


def test_clips() -> None:
    assert BEES.key == "2fc613c716d38fac64aeb1268f8f547bd2ea5e5c4d078a391e83a19c5682df8e"
    assert BEES.model_copy(update={"take": 1}).key == "e1945d3edec299990b6c99d83a3073bf751641a02980fe9951338a2da6876f7d"


def test_long_turns_and_their_pieces() -> None:
    text = "Bread rises overnight, and it does so slowly."
    draft = SegmentDraft(index=0, title="Bread", turns=(DraftTurn(speaker="ANN", text=text),))
    (turn,) = freeze_segment(draft, first_index=1, language="en", speakers=(ANN,)).turns
    assert turn.key == "4c177c8f713e5499cbb96bc0785d2a1736e8ee52053a96a02fb4028d9b1a5e0c"
    assert turn.piece_keys == (
        "62df4e9eceb7d2ca6a9e9f46f256064b3058e17771e85a5bea8cf95adef95470",
        "ed4d5c2343c9a97fd2c9c31ed4f8ebd468e2d2fd760905434d52a849f6cdcef9",
    )


class Inner(Value):
    name: str
    added: int = 0


class LaterUtterance(Utterance):
    """As a later version may have it."""

    whispered: bool = False


class Outer(Value):
    inner: Inner
    speed: float = 1.0
    added: str = ""


def test_a_field_that_is_added_with_a_default_changes_no_key() -> None:
    later = LaterUtterance.model_validate(BEES.model_dump())
    assert keyed(later, KEYED) == keyed(BEES, KEYED)
    assert keyed(later.model_copy(update={"whispered": True}), KEYED) != keyed(BEES, KEYED)


def test_nor_does_one_of_a_value_inside() -> None:
    always = frozenset({"inner", "speed"})
    assert keyed(Outer(inner=Inner(name="a")), always) == {"inner": {"name": "a"}, "speed": 1.0}
    assert keyed(Outer(inner=Inner(name="a", added=1), added="b"), always) == {
        "inner": {"name": "a", "added": 1},
        "speed": 1.0,
        "added": "b",
    }
