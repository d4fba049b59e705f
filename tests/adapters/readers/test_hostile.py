"""Files that cannot be read say so in the port's words, and never hurt the process that asked."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.readers.process import ProcessReader
from domain.errors import PermanentFault
from tests.adapters.readers.conftest import Desk
from tests.documents import archives, pages, pdf
from tests.documents.manuscript import LIGHTHOUSES, long_story

linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the child in /proc")

CASES: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "scan.pdf": ("no_usable_text", "pictures of pages", pdf.make_scan),
    "locked.pdf": ("source_encrypted", "password", lambda path: pdf.make_pdf(path, LIGHTHOUSES, password="secret")),
    "short.pdf": ("source_damaged", "not a complete PDF", lambda path: pdf.make_truncated_pdf(path, LIGHTHOUSES)),
    "bomb.epub": ("source_too_large", "unpacks to more", lambda path: archives.make_bomb_epub(path, LIGHTHOUSES, 70)),
    "laughs.epub": ("source_damaged", "entities", lambda path: archives.make_laughing_epub(path, LIGHTHOUSES)),
    "laughs.docx": ("source_damaged", "entities", lambda path: archives.make_laughing_docx(path, LIGHTHOUSES)),
    "half.epub": ("source_damaged", "incomplete", lambda path: archives.make_broken_zip(path, LIGHTHOUSES)),
    "shop.epub": ("source_encrypted", "copy-protected", lambda path: archives.make_protected_epub(path, LIGHTHOUSES)),
    "login.html": ("no_usable_text", "login", lambda path: path.write_text(pages.LOGIN_WALL)),
    "cookies.html": ("no_usable_text", "cookies", lambda path: path.write_text(pages.COOKIE_WALL)),
    "script.html": ("no_usable_text", "JavaScript", lambda path: path.write_text(pages.SCRIPT_PAGE)),
    "robot.html": ("no_usable_text", "robots", lambda path: path.write_text(pages.ROBOT_WALL)),
    "nothing.html": ("no_usable_text", "is empty", lambda path: path.write_text(pages.EMPTY_PAGE)),
    "empty.txt": ("no_usable_text", "is empty", lambda path: path.write_bytes(b"")),
    "few.txt": ("no_usable_text", "only 3 words", lambda path: path.write_text("Three small words")),
    "old.doc": (
        "source_not_supported",
        "old binary",
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ),
    "locked.docx": (
        "source_encrypted",
        "encrypted",
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_each_names_the_source_and_says_why(name: str, tmp_path: Path, cold: Desk) -> None:
    code, words, make = CASES[name]
    make(tmp_path / name)
    with pytest.raises(PermanentFault) as caught:
        await cold.read(tmp_path / name)
    assert caught.value.code == code
    assert words in caught.value.message
    assert caught.value.message.startswith(name)
    assert caught.value.advice


async def test_a_check_opens_without_reading(tmp_path: Path, cold: Desk) -> None:
    for name in ("locked.pdf", "short.pdf", "shop.epub", "laughs.docx", "locked.docx"):
        code, _, make = CASES[name]
        make(tmp_path / name)
        with pytest.raises(PermanentFault) as caught:
            kind = cold.kind(tmp_path / name)
            assert kind is not None
            await cold.reader.check(tmp_path / name, media_type=kind, name=name)
        assert caught.value.code == code
    fine = pdf.make_pdf(tmp_path / "fine.pdf", LIGHTHOUSES)
    await cold.reader.check(fine, media_type="application/pdf", name="fine.pdf")


async def test_a_child_past_its_time_is_killed(tmp_path: Path) -> None:
    path = pages.make_text(tmp_path / "long.txt", long_story(3))
    cold = Desk(ProcessReader(seconds=0.01))
    with pytest.raises(PermanentFault) as caught:
        await cold.read(path)
    assert caught.value.code == "source_too_large"
    assert "0.01 seconds" in caught.value.message


async def test_a_child_past_its_memory_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "wide.txt"
    path.write_text("word " * 6_000_000)
    with pytest.raises(PermanentFault) as caught:
        await Desk(ProcessReader(memory_mb=64)).read(path)
    assert caught.value.code in ("source_too_large", "source_damaged")


async def test_an_answer_past_its_bound_is_a_fault(tmp_path: Path) -> None:
    path = pages.make_text(tmp_path / "long.txt", long_story(3))
    with pytest.raises(PermanentFault) as caught:
        await Desk(ProcessReader(maximum_result=1000)).read(path)
    assert caught.value.code == "source_too_large"


@linux
async def test_cancelling_takes_the_child_along(tmp_path: Path, cold: Desk) -> None:
    path = pdf.make_pdf(tmp_path / "long.pdf", long_story(40))
    task = asyncio.ensure_future(cold.read(path))
    child = await _first_child()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


@linux
async def test_a_child_that_is_killed_from_outside_is_a_fault(tmp_path: Path, cold: Desk) -> None:
    path = pdf.make_pdf(tmp_path / "long.pdf", long_story(40))
    task = asyncio.ensure_future(cold.read(path))
    child = await _first_child()
    os.kill(child, signal.SIGKILL)
    with pytest.raises(PermanentFault) as caught:
        await task
    assert caught.value.code == "source_damaged"
    assert "-9" in caught.value.message


async def test_progress_is_told_while_reading(tmp_path: Path, cold: Desk) -> None:
    await cold.read(pages.make_text(tmp_path / "a.txt", LIGHTHOUSES))
    assert cold.words
    assert set(cold.words) == {"reading a.txt"}


@linux
async def test_no_keys_reach_the_child(tmp_path: Path, cold: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-strangers")
    task = asyncio.ensure_future(cold.read(pdf.make_pdf(tmp_path / "long.pdf", long_story(20))))
    child = await _first_child()
    environment = await asyncio.to_thread(Path(f"/proc/{child}/environ").read_bytes)
    assert b"PYTHONPATH" in environment
    assert b"sk-not-for-strangers" not in environment
    await task


async def test_a_line_of_ten_megabytes_is_read(tmp_path: Path, cold: Desk) -> None:
    path = tmp_path / "line.txt"
    path.write_text("The keeper wound the clock again. " * 300_000)
    started = time.monotonic()
    document = await cold.read(path)
    assert sum(len(block.text) for block in document.blocks) > 10_000_000
    assert time.monotonic() - started < 20


async def _first_child() -> int:
    """The reader process that this one has just started."""
    async with asyncio.timeout(20):
        while not (children := _children()):  # noqa: ASYNC110  # polls the system's list of processes
            await asyncio.sleep(0.005)
    return children[0]


def _children() -> list[int]:
    """Reader processes of this one, by Linux's list of children."""
    found: list[int] = []
    for task in Path("/proc/self/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return [child for child in found if _is_reader(child)]


def _is_reader(process: int) -> bool:
    try:
        return b"adapters.readers.child" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False
