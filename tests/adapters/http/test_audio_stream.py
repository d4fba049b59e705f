"""Reading a vendor's audio: what is reported, and what a lost answer costs."""

from collections.abc import AsyncIterator

import pytest

from adapters.http import audio_stream
from adapters.http.audio_stream import AudioStream, Sound
from domain.errors import Fault, TransientFault
from domain.money import NOTHING, Bill

BILL = Bill(characters=5)


def lost(error: Exception) -> Fault:
    return TransientFault("vendor_unreachable", f"lost: {error}")


def stream(*, empty_is_free: bool = False) -> AudioStream:
    return AudioStream(
        vendor="vendor",
        host="voices.example",
        voice="ann",
        text="Hello",
        bill=BILL,
        empty_is_free=empty_is_free,
        failures=(OSError,),
        fault_of=lost,
    )


async def pieces(*sent: bytes | Exception) -> AsyncIterator[bytes]:
    for piece in sent:
        if isinstance(piece, Exception):
            raise piece
        yield piece


def wav(data: bytes) -> Sound:
    if not data:
        raise TransientFault("bad_answer", "empty")
    return Sound(data, "audio/wav")


async def unheard(_: str) -> None:
    return None


async def test_all_pieces_are_one_sound_and_progress_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio_stream, "PROGRESS_SECONDS", 0.0)
    heard: list[str] = []

    async def hear(word: str) -> None:
        heard.append(word)

    sound = await stream().read(pieces(b"x" * 3000, b"y"), check=wav, on_progress=hear)
    assert sound.data == b"x" * 3000 + b"y"
    assert heard == ["ann has spoken 3 kB", "ann has spoken 3 kB"]


@pytest.mark.parametrize(
    ("sent", "empty_is_free", "code", "billed"),
    [
        ((b"x", OSError("reset")), False, "vendor_unreachable", BILL),
        ((OSError("reset"),), True, "vendor_unreachable", BILL),
        ((), False, "bad_answer", BILL),
        ((), True, "bad_answer", NOTHING),
        ((b"x" * 3 * 2**20,), False, "bad_answer", BILL),
    ],
    ids=["breaks off", "breaks off before its first byte", "empty", "empty and free", "too much"],
)
async def test_what_is_lost_carries_its_bill(
    sent: tuple[bytes | Exception, ...], empty_is_free: bool, code: str, billed: Bill
) -> None:
    with pytest.raises(Fault) as raised:
        await stream(empty_is_free=empty_is_free).read(
            pieces(*sent), check=wav, on_progress=unheard, most_bytes=2 * 2**20
        )
    assert (raised.value.code, raised.value.billed) == (code, billed)


async def test_more_than_any_text_takes_is_not_read() -> None:
    with pytest.raises(TransientFault, match="more than 2 MB of audio") as raised:
        await stream().read(pieces(b"x" * 3 * 2**20), check=wav, on_progress=unheard, most_bytes=2 * 2**20)
    assert (raised.value.provider, raised.value.text) == ("vendor", "Hello")


async def test_an_exception_that_is_not_a_failure_of_the_vendor_passes() -> None:
    with pytest.raises(KeyError):
        await stream().read(pieces(KeyError("a bug")), check=wav, on_progress=unheard)
