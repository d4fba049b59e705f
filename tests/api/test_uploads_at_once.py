"""Many uploads at once: one file for a key, a queue before the reader that ends, and a bound to what is stored."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from adapters.artifacts.memory import MemoryArtifacts
from adapters.fake.reading import FakeReader
from adapters.readers.process import ProcessReader
from domain.retrieve.source import Document
from domain.retrieve.uploads import DocumentOpener, Received, Uploads
from tests.api.conftest import Build
from tests.api.harness import ApiHarness, problem
from tests.api.owners import bearer, key_for
from tests.documents.manuscript import LIGHTHOUSES
from tests.documents.pdf import make_pdf

URL = "/api/v1/files"
NOTES = ("# Bread\n\n" + "Bread rises because yeast eats sugar and breathes out gas. " * 20).encode()


async def send(harness: ApiHarness, content: bytes, /, *, name: str = "n.md", **headers: str) -> httpx2.Response:
    return await harness.client.post(URL, content=content, params={"name": name}, headers=headers)


async def listed(harness: ApiHarness) -> list[str]:
    return [each["file_id"] for each in (await harness.client.get(URL)).json()["items"]]


async def test_the_same_key_twenty_times_at_once_makes_one_file(harness: ApiHarness) -> None:
    key = {"Idempotency-Key": "once"}
    answers = await asyncio.gather(*(send(harness, NOTES, **key) for _ in range(20)))
    assert sorted(each.status_code for each in answers) == [200] * 19 + [201]
    assert sum(each.headers.get("idempotency-replayed") == "true" for each in answers) == 19
    assert [each.json()["file_id"] for each in answers] == await listed(harness) * 20
    other = await send(harness, NOTES + b"!", **key)
    assert (other.status_code, problem(other)["code"]) == (409, "idempotency_conflict")


async def test_a_key_is_free_again_with_its_file(harness: ApiHarness) -> None:
    key = {"Idempotency-Key": "again"}
    first = (await send(harness, NOTES, **key)).json()["file_id"]
    assert (await harness.client.delete(f"{URL}/{first}")).status_code == 204
    other = await send(harness, NOTES + b"!", **key)
    assert other.status_code == 201
    assert await listed(harness) == [other.json()["file_id"]]


class _Meeting(FakeReader):
    """Opens nothing before as many as are expected are about to be opened."""

    def __init__(self, expected: int) -> None:
        super().__init__()
        self._barrier = asyncio.Barrier(expected)

    async def open(self, path: Path, *, media_type: str, name: str) -> Document | None:
        async with asyncio.timeout(5):
            await self._barrier.wait()
        return await super().open(path, media_type=media_type, name=name)


async def test_processes_of_the_api_make_one_file_for_a_key_together(harness: ApiHarness, tmp_path: Path) -> None:
    """Each has found no file for the key, and opened its own copy, before any of them stores one."""
    names, reader = MemoryArtifacts(), _Meeting(3)
    path = tmp_path / "file"
    path.write_bytes(NOTES)

    async def english(_: str) -> str:
        return "en"

    def process() -> Uploads:
        return Uploads(
            files=harness.catalog.files,
            blobs=names,
            names=names,
            openers=[DocumentOpener(reader=reader, detect=english)],
            clock=lambda: datetime.now(UTC),
            new_id=lambda: os.urandom(8).hex(),
        )

    received = Received(path=path, name="n.md", size=len(NOTES), sha256="ab" * 32, head=NOTES[:100])
    made = await asyncio.gather(*(process().accept(received, owner="local", key="k") for _ in range(3)))
    assert sorted(each.replayed for each in made) == [False, True, True]
    assert {each.file.file_id for each in made} == set(await listed(harness))


@pytest.fixture
def locked(tmp_path: Path) -> bytes:
    make_pdf(tmp_path / "locked.pdf", LIGHTHOUSES, password="secret")
    return (tmp_path / "locked.pdf").read_bytes()


def endless(folder: Path, name: str) -> Path:
    """A text that is opened at once and never read to its end."""
    os.mkfifo(folder / name)
    return folder / name


async def test_an_encrypted_file_is_found_out_however_long_the_reader_was_busy(
    build: Build, tmp_path: Path, locked: bytes
) -> None:
    reader = ProcessReader(at_once=1, check_seconds=3.0)
    harness: ApiHarness = await build(reader=reader)
    before = [
        asyncio.create_task(reader.open(endless(tmp_path, f"{n}.txt"), media_type="text/plain", name="slow.txt"))
        for n in range(2)
    ]
    answer = await send(harness, locked, name="locked.pdf")
    assert (answer.status_code, problem(answer)["code"]) == (422, "source_encrypted")
    assert await asyncio.gather(*before) == [None, None], "these were opened, and are read by a job"


async def test_when_too_many_wait_for_the_reader_the_rest_may_come_again(
    build: Build, tmp_path: Path, locked: bytes
) -> None:
    reader = ProcessReader(at_once=1, waiting=0, check_seconds=60.0)  # the slow one lasts through the test
    harness: ApiHarness = await build(reader=reader)
    slow = endless(tmp_path, "slow.txt")
    reading = asyncio.create_task(reader.open(slow, media_type="text/plain", name="slow.txt"))
    await asyncio.sleep(0)  # it has its slot
    answer = await send(harness, locked, name="locked.pdf")
    assert (answer.status_code, problem(answer)["code"]) == (503, "reader_busy")
    assert int(answer.headers["retry-after"]) >= 1
    assert await listed(harness) == []
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    answer = await send(harness, locked, name="locked.pdf")
    assert (answer.status_code, problem(answer)["code"]) == (422, "source_encrypted")


async def test_an_owner_stores_so_many_bytes(build: Build) -> None:
    harness: ApiHarness = await build(most_bytes_of_files=3 * len(NOTES) - 1)
    anna, ben = bearer(await key_for(harness, "anna")), bearer(await key_for(harness, "ben"))
    contents = [NOTES[:-1] + bytes([48 + n]) for n in range(4)]
    answers = await asyncio.gather(*(send(harness, each, **anna) for each in contents))
    assert sorted(each.status_code for each in answers) == [201, 201, 413, 413]
    refused = next(each for each in answers if each.status_code == 413)
    assert problem(refused)["code"] == "files_limit"
    assert "Delete" in problem(refused)["detail"]
    assert len(harness.artifacts.blobs) == 2, "nothing is left of what was refused"
    assert (await send(harness, contents[0], **ben)).status_code == 201, "each owner has its own"
    file_id = next(each for each in answers if each.status_code == 201).json()["file_id"]
    assert (await harness.client.delete(f"{URL}/{file_id}", headers=anna)).status_code == 204
    again = await send(harness, contents[3], **anna, **{"Idempotency-Key": "k"})
    assert again.status_code == 201
    over = await send(harness, contents[2] + b"x", **anna, **{"Idempotency-Key": "l"})
    assert over.status_code == 413
    fits = await send(harness, NOTES[:-100], **anna, **{"Idempotency-Key": "l"})
    assert fits.status_code == 201, "the key of what was refused is free"
