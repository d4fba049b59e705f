"""Any audio or video becomes each format; opened again, it is what was asked for."""

import pytest

from domain.media.formats import MediaFormat
from tests.adapters.media.conftest import Bench, Make, pitch, samples

FORMATS = [each.value for each in MediaFormat]
CODECS = {"mp4": "aac", "m4a": "aac", "mp3": "mp3", "opus": "opus", "wav": "pcm_s16le", "flac": "flac"}


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("name", ["h264.mp4", "vp9.webm", "mono.mp3", "stereo.flac"])
async def test_each_format_is_made_of_audio_and_of_video(bench: Bench, media: Make, name: str, to: str) -> None:
    made = await bench.convert(media(name), format=to)
    audio = made.facts.audio
    assert audio is not None
    assert audio.codec == ("mp3" if (name, to) == ("mono.mp3", "mp4") else CODECS[to])
    assert made.result.seconds == pytest.approx(5.0, abs=0.25)
    assert made.result.size == made.path.stat().st_size
    assert pitch(made.path) == pytest.approx(440, abs=2)
    assert (made.facts.video is not None) == (to == "mp4" and name in ("h264.mp4", "vp9.webm"))
    assert made.result.notices == ()


@pytest.mark.parametrize(
    "name",
    ["h264.ts", "h264.flv", "mpeg4.avi", "mpeg2.mpg", "telephone.wav", "studio.flac", "surround.flac", "vorbis.ogg",
     "opus.opus", "adts.aac", "wma.wma", "phone.amr", "lossless.m4a", "aiff.aiff", "varying.mkv"],
)  # fmt: skip
async def test_whatever_is_known_becomes_mp3(bench: Bench, media: Make, name: str) -> None:
    made = await bench.convert(media(name), format="mp3")
    assert made.result.seconds == pytest.approx(5.0, abs=0.25)
    assert pitch(made.path) == pytest.approx(440, abs=2)


@pytest.mark.parametrize(("name", "codec"), [("h264.mkv", "h264"), ("h264.ts", "h264"), ("hevc.mp4", "hevc")])
async def test_video_that_mp4_takes_is_copied(bench: Bench, media: Make, name: str, codec: str) -> None:
    source = await bench.read(media(name))
    made = await bench.convert(media(name), format="mp4")
    assert made.facts.video is not None
    assert source.video is not None
    assert made.facts.video.codec == codec
    assert made.facts.audio is not None
    assert made.facts.audio.codec == "aac"
    assert made.path.stat().st_size < 1.1 * media(name).stat().st_size


@pytest.mark.parametrize("name", ["vp9.webm", "mpeg4.avi", "mpeg2.mpg", "h264-444.mkv", "odd.webm", "varying.mkv"])
async def test_other_video_is_encoded(bench: Bench, media: Make, name: str) -> None:
    made = await bench.convert(media(name), format="mp4")
    video = made.facts.video
    assert video is not None
    assert (video.codec, video.pixel_format) == ("h264", "yuv420p")
    assert (video.width % 2, video.height % 2) == (0, 0)
    assert made.path.read_bytes()[:64].find(b"ftyp") == 4


async def test_a_player_may_begin_before_the_whole_file_is_there(bench: Bench, media: Make) -> None:
    for to in ("mp4", "m4a"):
        made = await bench.convert(media("h264.mkv"), format=to)
        data = made.path.read_bytes()
        assert 0 < data.find(b"moov") < data.find(b"mdat")


async def test_sound_is_taken_out_of_a_film_as_it_is(bench: Bench, media: Make) -> None:
    made = await bench.convert(media("h264.mp4"), format="m4a")
    assert made.facts.video is None
    assert made.path.stat().st_size < 0.5 * media("h264.mp4").stat().st_size


async def test_a_film_may_lose_its_picture(bench: Bench, media: Make) -> None:
    made = await bench.convert(media("h264.mp4"), format="mp4", video=False)
    assert made.facts.video is None
    assert made.facts.audio is not None


async def test_a_film_without_sound_stays_one(bench: Bench, media: Make) -> None:
    made = await bench.convert(media("silent-film.mp4"), format="mp4")
    assert made.facts.audio is None
    assert made.facts.video is not None


@pytest.mark.parametrize(
    ("to", "asked", "rate", "channels"),
    [
        ("mp3", {"sample_rate": 22050, "channels": 1, "audio_bitrate": "48k"}, 22050, 1),
        ("m4a", {"sample_rate": 16000, "channels": 2}, 16000, 2),
        ("wav", {"sample_rate": 16000, "channels": 1}, 16000, 1),
        ("flac", {"sample_rate": 96000, "channels": 2}, 96000, 2),
        ("opus", {"channels": 2, "audio_bitrate": 24}, 48000, 2),
        ("mp4", {"sample_rate": 48000, "channels": 2, "audio_bitrate": 128000}, 48000, 2),
    ],
)
async def test_rate_channels_and_bitrate_are_as_asked(
    bench: Bench, media: Make, to: str, asked: dict[str, object], rate: int, channels: int
) -> None:
    made = await bench.convert(media("h264.mp4"), format=to, **asked)
    assert made.facts.audio is not None
    assert (made.facts.audio.sample_rate, made.facts.audio.channels) == (rate, channels)
    assert pitch(made.path) == pytest.approx(440, abs=2)


async def test_a_bitrate_makes_a_file_of_its_size(bench: Bench, media: Make) -> None:
    sizes = {}
    for bitrate in (64_000, 192_000):
        made = await bench.convert(media("stereo.flac"), format="mp3", audio_bitrate=bitrate)
        sizes[bitrate] = made.path.stat().st_size
        assert sizes[bitrate] == pytest.approx(bitrate / 8 * 5, rel=0.06)


async def test_a_studio_keeps_its_24_bits(bench: Bench, media: Make) -> None:
    for to in ("wav", "flac"):
        made = await bench.convert(media("studio.flac"), format=to)
        assert made.facts.audio is not None
        assert (made.facts.audio.bits, made.facts.audio.sample_rate) == (24, 96_000)


async def test_surround_stays_surround_where_the_format_holds_it(bench: Bench, media: Make) -> None:
    for to, channels in (("opus", 6), ("m4a", 6), ("wav", 6), ("mp3", 2)):
        made = await bench.convert(media("surround.flac"), format=to)
        assert made.facts.audio is not None
        assert made.facts.audio.channels == channels, to


@pytest.mark.parametrize("name", ["cover.mp3", "cover.m4a"])
async def test_a_cover_is_no_film(bench: Bench, media: Make, name: str) -> None:
    for to, kept in (("mp3", True), ("m4a", True), ("flac", True), ("opus", False), ("mp4", False)):
        made = await bench.convert(media(name), format=to, sample_rate=48000)
        assert made.facts.video is None
        assert (made.facts.cover is not None) == kept, to
        assert made.result.seconds == pytest.approx(5.0, abs=0.25)


async def test_tags_go_along(bench: Bench, media: Make) -> None:
    made = await bench.convert(media("mono.mp3"), format="m4a")
    assert b"A tone" in made.path.read_bytes()


async def test_progress_is_told_with_percentage_and_speed(bench: Bench, media: Make) -> None:
    await bench.convert(media("vp9.webm"), format="mp4")
    words = [word for word in bench.words if "% at " in word]
    shares = [int(word.partition("%")[0]) for word in words]
    assert shares == sorted(shares)
    assert shares[-1] == 100
    assert all(word.endswith("x") for word in words)


async def test_sound_that_begins_late_keeps_its_place(bench: Bench, media: Make) -> None:
    """Two seconds of film before the first sound: they are silent in what is made of the sound alone."""
    late = bench.folder / "late.mkv"
    await delayed(media("h264.mp4"), late, seconds=2)
    made = await bench.convert(late, format="wav")
    sound = samples(made.path)
    first = next(at for at, value in enumerate(sound) if abs(value) > 0.02) / 44_100
    assert first == pytest.approx(2.0, abs=0.05)


async def delayed(source: object, to: object, *, seconds: float) -> None:
    import asyncio

    from adapters.audio.ffmpeg import ffmpeg_program

    arguments = ("-loglevel", "error", "-i", str(source), "-itsoffset", str(seconds), "-i", str(source))
    output = ("-map", "0:v", "-map", "1:a", "-c", "copy", str(to))
    process = await asyncio.create_subprocess_exec(ffmpeg_program(), *arguments, *output)
    assert await process.wait() == 0
