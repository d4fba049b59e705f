"""A part of a source begins and ends where it was asked to."""

import pytest

from domain.errors import PermanentFault
from tests.adapters.media.conftest import Bench, Make, samples

LOUD = 0.3


@pytest.mark.parametrize("source", ["wav", "mp3", "flac", "m4a", "opus"])
async def test_a_part_begins_where_it_was_asked_to(bench: Bench, media: Make, source: str) -> None:
    whole = await bench.convert(media("beep.wav"), format=source)
    part = await bench.convert(whole.path, format="wav", start=29.0, end=32.5)
    assert part.result.seconds == pytest.approx(3.5, abs=0.01)
    first = next(at for at, value in enumerate(samples(part.path)) if abs(value) > LOUD) / 44_100
    assert first == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("to", ["mp3", "m4a", "opus", "flac"])
async def test_each_format_ends_where_it_was_asked_to(bench: Bench, media: Make, to: str) -> None:
    made = await bench.convert(media("beep.wav"), format=to, start="0:10", end="0:12.25")
    assert made.result.seconds == pytest.approx(2.25, abs=0.1)


async def test_a_film_from_the_middle_of_a_group_of_pictures(bench: Bench, media: Make) -> None:
    made = await bench.convert(media("h264.mp4"), format="mp4", start=1.3, end=3.1)
    assert made.facts.video is not None
    assert made.facts.audio is not None
    assert made.facts.video.seconds == pytest.approx(1.8, abs=0.15)
    assert made.facts.audio.seconds == pytest.approx(1.8, abs=0.15)


async def test_a_film_that_only_ends_earlier_is_copied(bench: Bench, media: Make) -> None:
    made = await bench.convert(media("h264.mp4"), format="mp4", end=3)
    assert made.result.seconds == pytest.approx(3.0, abs=0.25)


async def test_an_end_behind_the_end_is_told(bench: Bench, media: Make) -> None:
    made = await bench.convert(media("mono.mp3"), format="wav", end=60)
    assert [notice.code for notice in made.result.notices] == ["end_after_source"]
    assert made.result.seconds == pytest.approx(5.0, abs=0.1)


async def test_a_start_behind_the_end_is_refused(bench: Bench, media: Make) -> None:
    with pytest.raises(PermanentFault) as raised:
        await bench.convert(media("mono.mp3"), format="wav", start=60)
    assert raised.value.code == "trim_outside_source"
