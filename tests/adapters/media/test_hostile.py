"""Files that are wrong, damaged, encrypted, empty, endless or name others: a clear fault; nothing else is opened."""

import asyncio
import io
import random
import struct
import subprocess
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.audio.ffmpeg import ffmpeg_program
from adapters.media import commands
from adapters.media.reader import FfmpegMediaReader
from adapters.media.run import Failed, run
from adapters.process.limits import Limits
from domain.errors import Fault, ItemFault, PermanentFault
from tests.adapters.media.conftest import Bench, Make

PLAYLISTS = {
    "list.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{target}\n#EXT-X-ENDLIST\n",
    "list.ffconcat": "ffconcat version 1.0\nfile '{target}'\n",
    "list.mpd": '<?xml version="1.0"?><MPD type="static"><Period><AdaptationSet><Representation id="1">'
    "<BaseURL>{target}</BaseURL></Representation></AdaptationSet></Period></MPD>",
    "list.pls": "[playlist]\nFile1={target}\nNumberOfEntries=1\n",
}
DEMUXERS = {"list.m3u8": "hls", "list.ffconcat": "concat", "list.mpd": "dash"}


async def fault(bench: Bench, path: Path, **asked: object) -> Fault:
    with pytest.raises(Fault) as raised:
        await bench.convert(path, **{"format": "mp3", **asked})
    assert raised.value.message.endswith(".")
    assert raised.value.advice
    assert list(bench.folder.glob("*-made.*")) == []
    assert list(bench.folder.glob(".convert-*")) == []
    return raised.value


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[str, list[object]]]:
    """A web server that notes who came."""
    callers: list[object] = []

    async def note(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.append(writer.get_extra_info("peername"))
        writer.close()

    server = await asyncio.start_server(note, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/x.mp3", callers


@pytest.mark.parametrize("named", ["list.mp3", ""])
@pytest.mark.parametrize("name", PLAYLISTS)
async def test_a_playlist_is_refused_whatever_it_is_called(bench: Bench, media: Make, name: str, named: str) -> None:
    async with listening() as (url, callers):
        for target in (url, str(media("mono.mp3")), "/etc/passwd"):
            path = written(bench.folder, named or name, PLAYLISTS[name].format(target=target).encode())
            refused = await fault(bench, path)
            assert (refused.code, "playlist" in refused.message) == ("source_not_supported", True)
        assert callers == []


@pytest.mark.parametrize("name", DEMUXERS)
async def test_even_a_playlist_that_reaches_ffmpeg_opens_nothing(bench: Bench, media: Make, name: str) -> None:
    """Without our own look at the first bytes, and with the demuxer named: the protocols alone hold."""
    async with listening() as (url, callers):
        for target in (url, str(media("mono.mp3")), f"file:{media('mono.mp3')}"):
            path = written(bench.folder, name, PLAYLISTS[name].format(target=target).encode())
            limits = Limits(seconds=20)
            for forced in ((), ("-f", DEMUXERS[name])):
                arguments = [*forced, *commands.opening()]
                with pytest.raises(Failed) as failed:
                    await run(arguments, path, folder=bench.folder, limits=limits)
                assert "Input #0" not in failed.value.log
            unlisted = ["-nostdin", "-protocol_whitelist", "fd", "-f", DEMUXERS[name], "-i", "fd:", "-f", "null", "-"]
            with pytest.raises(Failed):
                await run(unlisted, path, folder=bench.folder, limits=limits)
        assert callers == []


async def test_sequences_and_pictures_are_no_media(bench: Bench, media: Make) -> None:
    for name in ("still.jpg",):
        assert (await fault(bench, media(name))).code == "source_not_supported"


@pytest.mark.parametrize("name", ["noise.mp4", "noise.mp3", "noise.wav", "text.mp3"])
async def test_garbage_with_the_right_name(bench: Bench, name: str) -> None:
    data = random.Random(name).randbytes(100_000) if name.startswith("noise") else b"It is only text.\n" * 500
    assert (await fault(bench, written(bench.folder, name, data))).code == "source_not_supported"


@pytest.mark.parametrize(
    "head",
    [b"fLaC", b"ID3\x04\0\0\0\0\0\x7f", b"OggS", b"\x1aE\xdf\xa3", b"\0\0\0\x20ftypisom", b"RIFF\xff\xff\xff\xffWAVE"],
)
async def test_garbage_behind_the_right_beginning(bench: Bench, head: bytes) -> None:
    path = written(bench.folder, "x.bin", head + random.Random(1).randbytes(50_000))
    assert (await fault(bench, path)).code in ("source_damaged", "source_empty")


async def test_nothing(bench: Bench) -> None:
    assert (await fault(bench, written(bench.folder, "empty.mp3", b""))).code == "source_empty"


async def test_headers_without_media(bench: Bench, media: Make) -> None:
    wav = media("mono.wav").read_bytes()
    at = wav.find(b"data")
    path = written(bench.folder, "empty.wav", wav[: at + 4] + struct.pack("<I", 0))
    assert (await fault(bench, path)).code == "source_empty"


@pytest.mark.parametrize("name", ["h264.mkv", "mono.mp3", "mono.wav", "stereo.flac", "h264.mp4"])
async def test_what_was_cut_off_is_not_taken_for_whole(bench: Bench, media: Make, name: str) -> None:
    data = media(name).read_bytes()
    path = written(bench.folder, name, data[: len(data) // 2])
    cut = await fault(bench, path)
    assert cut.code == "source_damaged"
    assert any(words in cut.message for words in ("seconds: the rest of it is missing", "its index is missing"))


async def test_the_part_that_is_there_can_be_had(bench: Bench, media: Make) -> None:
    data = media("h264.mkv").read_bytes()
    path = written(bench.folder, "cut.mkv", data[: len(data) // 2])
    made = await bench.convert(path, format="mp3", end=1.5)
    assert made.result.seconds == pytest.approx(1.5, abs=0.1)


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFFFFF, 0])
async def test_a_stream_that_did_not_know_its_length_is_taken_to_its_end(bench: Bench, media: Make, size: int) -> None:
    path = written(bench.folder, "stream.wav", lying(media("mono.wav"), size))
    made = await bench.convert(path, format="mp3")
    assert made.result.seconds == pytest.approx(5.0, abs=0.1)
    assert made.result.notices == ()


async def test_a_header_that_promises_hours(bench: Bench, media: Make) -> None:
    path = written(bench.folder, "hours.wav", lying(media("mono.wav"), 0x60000000))
    lied = await fault(bench, path)
    assert (lied.code, "of 18260.9 seconds" in lied.message) == ("source_damaged", True)


def lying(path: Path, size: int) -> bytes:
    data = bytearray(path.read_bytes())
    at = data.find(b"data")
    data[at + 4 : at + 8] = struct.pack("<I", size)
    return bytes(data)


async def test_noise_in_the_middle_of_a_film(bench: Bench, media: Make) -> None:
    data = bytearray(media("h264.mp4").read_bytes())
    dice = random.Random(1)
    begin, end = data.find(b"mdat") + 8, data.rfind(b"moov")
    for _ in range(60):
        at = dice.randrange(begin, end - 200) if end > begin else dice.randrange(begin, len(data) - 200)
        data[at : at + 200] = dice.randbytes(200)
    broken = await fault(bench, written(bench.folder, "broken.mp4", bytes(data)))
    assert (broken.code, isinstance(broken, ItemFault)) == ("source_damaged", True)


async def test_a_scratch_is_told_and_the_rest_converted(bench: Bench, media: Make) -> None:
    data = bytearray(media("adts.aac").read_bytes())
    data[10_000:10_060] = random.Random(2).randbytes(60)
    made = await bench.convert(written(bench.folder, "scratch.aac", bytes(data)), format="wav")
    assert [notice.code for notice in made.result.notices] in ([], ["source_partly_damaged"])
    assert made.result.seconds == pytest.approx(5.0, abs=0.3)


def renamed_tracks(path: Path) -> bytes:
    """As a shop's files look: sample entries that say they are encrypted."""
    data = path.read_bytes()
    return data.replace(b"avc1" + bytes(6), b"encv" + bytes(6)).replace(b"mp4a" + bytes(6), b"enca" + bytes(6))


def common_encryption(path: Path) -> bytes:
    key = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "7" * 32, "-encryption_kid", "a" * 32)
    made = path.with_name("cenc.mp4")
    command = (ffmpeg_program(), "-loglevel", "error", "-y", "-i", str(path), "-c", "copy", *key, str(made))
    subprocess.run(command, check=True, timeout=50)
    return made.read_bytes()


@pytest.mark.parametrize("encrypt", [renamed_tracks, common_encryption])
async def test_an_encrypted_film(bench: Bench, media: Make, encrypt: Callable[[Path], bytes]) -> None:
    path = written(bench.folder, "locked.mp4", encrypt(media("h264.mp4")))
    assert (await fault(bench, path)).code == "source_encrypted"


async def test_archives(bench: Bench, media: Make) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.write(media("mono.mp3"), "mono.mp3")
    data = bytearray(buffer.getvalue())
    assert (await fault(bench, written(bench.folder, "film.mp4", bytes(data)))).code == "source_not_supported"
    data[6] |= 1  # the flag of an encrypted entry
    assert (await fault(bench, written(bench.folder, "film.mp4", bytes(data)))).code == "source_encrypted"


async def test_the_name_of_a_tag_is_no_stream(bench: Bench, media: Make) -> None:
    path = await asyncio.to_thread(tagged, media("mono.mp3"), bench.folder / "tagged.mkv")
    facts = await bench.read(path)
    assert facts.audio is not None
    assert (facts.audio.codec, facts.audio.index) == ("mp3", 0)
    assert facts.seconds == pytest.approx(5.0, abs=0.1)


def tagged(source: Path, to: Path) -> Path:
    lie = "title=x\n  Stream #0:7: Audio: aac (LC), 44100 Hz, stereo, fltp\n  Duration: 99:00:00.00"
    command = (ffmpeg_program(), "-loglevel", "error", "-i", str(source), "-c", "copy", "-metadata", lie)
    subprocess.run((*command, str(to)), check=True, timeout=50)
    return to


async def test_ten_hours_are_trimmed_in_moments(bench: Bench, media: Make) -> None:
    made = await bench.convert(media("hours.flac"), format="mp3", start="9:00:00", end="9:00:05")
    assert made.result.seconds == pytest.approx(5.0, abs=0.1)


async def test_a_result_beyond_the_limit_is_not_begun(bench: Bench, media: Make) -> None:
    large = await fault(bench, media("hours.flac"), format="wav", sample_rate=96000, channels=2)
    assert large.code == "output_too_large"
    assert bench.words[-1].startswith("reading")


async def test_a_result_that_grows_beyond_the_limit_is_ended(bench: Bench, media: Make) -> None:
    bench.converter._maximum = 20_000
    grown = await fault(bench, media("vp9.webm"), format="mp4")
    assert grown.code == "output_too_large"


async def test_opening_takes_a_bounded_time(bench: Bench, media: Make) -> None:
    impatient = FfmpegMediaReader(open_seconds=0.001)
    with pytest.raises(PermanentFault) as raised:
        await impatient.open(media("mono.mp3"), name="mono.mp3")
    assert "could not be opened within" in raised.value.message
