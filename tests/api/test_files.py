"""Uploading documents: recognised by content, opened before they are accepted, bounded."""

import hashlib
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.readers.process import ProcessReader
from api.bootstrap import READER_MB
from tests.api.conftest import Build
from tests.api.harness import ApiHarness, problem
from tests.documents.manuscript import LIGHTHOUSES
from tests.documents.pdf import make_pdf

URL = "/api/v1/files"
FORM = b'--x\r\nContent-Disposition: form-data; name="f"; filename="\xff.md"\r\n\r\nx\r\n--x--\r\n'
NOTES = ("# Bread\n\n" + "Bread rises because yeast eats sugar and breathes out gas. " * 20).encode()


async def test_a_form_and_a_raw_body(harness: ApiHarness) -> None:
    form = await harness.client.post(URL, files={"file": ("no tes & #1.md", NOTES, "application/x-nonsense")})
    assert form.status_code == 201, form.text
    body = form.json()
    assert body == {
        "file_id": body["file_id"],
        "name": "no tes & #1.md",
        "media_type": "text/markdown",
        "size": len(NOTES),
        "sha256": hashlib.sha256(NOTES).hexdigest(),
    }
    assert form.headers["location"].endswith(f"{URL}/{body['file_id']}")
    raw = await harness.client.post(URL, content=NOTES, params={"name": "../../etc/notes.md"})
    assert (raw.status_code, raw.json()["name"]) == (201, "notes.md")
    named = await harness.client.post(
        URL, content=NOTES, headers={"Content-Disposition": 'attachment; filename="n.md"'}
    )
    assert named.json()["name"] == "n.md"
    listed = (await harness.client.get(URL, params={"limit": 2})).json()
    assert [each["name"] for each in listed["items"]] == ["n.md", "notes.md"]
    rest = (await harness.client.get(URL, params={"cursor": listed["next_cursor"]})).json()
    assert [each["file_id"] for each in rest["items"]] == [body["file_id"]]
    assert (await harness.client.get(f"{URL}/{body['file_id']}")).json() == body


async def test_a_podcast_keeps_its_own_copy(harness: ApiHarness) -> None:
    file_id = (await harness.client.post(URL, content=NOTES, params={"name": "bread.md"})).json()["file_id"]
    await harness.submit(sources=[{"type": "file", "file_id": file_id}])
    source = harness.specs[0].sources[0]
    assert (source.name, source.artifact and source.artifact.media_type) == ("bread.md", "text/markdown")
    assert (await harness.client.delete(f"{URL}/{file_id}")).status_code == 204
    assert (await harness.client.get(f"{URL}/{file_id}")).status_code == 404
    assert (await harness.client.delete(f"{URL}/{file_id}")).status_code == 404
    assert source.artifact is not None
    assert await harness.artifacts.exists(source.artifact)
    alone = (await harness.client.post(URL, content=NOTES + b"More.", params={"name": "b.md"})).json()
    assert (await harness.client.delete(f"{URL}/{alone['file_id']}")).status_code == 204
    assert not [name for name in harness.artifacts.names if alone["file_id"] in name]


async def test_the_language_found_at_an_upload_counts(harness: ApiHarness) -> None:
    german = ("Das Brot geht auf, weil die Hefe den Zucker frisst und dabei Gas ausatmet. " * 20).encode()
    file_id = (await harness.client.post(URL, content=german, params={"name": "brot.txt"})).json()["file_id"]
    answer = await harness.client.post(
        "/api/v1/podcasts", json={"sources": [{"type": "file", "file_id": file_id}], "duration_minutes": 1}
    )
    assert (answer.status_code, problem(answer)["code"]) == (422, "language_not_supported")


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("empty.txt", b"", 422, "empty_file"),
        ("program.pdf", b"\x7fELF\x02\x01\x01" + b"\0" * 4000, 415, "unsupported_media_type"),
        ("damaged.pdf", b"%PDF-1.7\n" + b"nonsense " * 200, 422, "source_damaged"),
        ("blank.txt", b" \n" * 50, 422, "no_usable_text"),
    ],
)
async def test_files_that_are_refused(harness: ApiHarness, name: str, content: bytes, status: int, code: str) -> None:
    answer = await harness.client.post(URL, files={"file": (name, content)})
    assert (answer.status_code, problem(answer)["code"]) == (status, code), answer.text
    assert (await harness.client.get(URL)).json()["items"] == []
    assert harness.artifacts.blobs == {}


async def test_a_pdf_whatever_it_is_called_and_one_that_is_locked(harness: ApiHarness, tmp_path: Path) -> None:
    make_pdf(tmp_path / "open.pdf", LIGHTHOUSES)
    content = (tmp_path / "open.pdf").read_bytes()
    answer = await harness.client.post(URL, files={"file": ("x.bin", content, "text/plain")})
    assert (answer.status_code, answer.json()["media_type"]) == (201, "application/pdf")
    make_pdf(tmp_path / "locked.pdf", LIGHTHOUSES, password="secret")
    locked = (tmp_path / "locked.pdf").read_bytes()
    answer = await harness.client.post(URL, files={"file": ("locked.pdf", locked)})
    assert (answer.status_code, problem(answer)["code"]) == (422, "source_encrypted")


def swelling_pdf(size: int) -> bytes:
    """A page whose content unpacks, twice, to `size` spaces."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(b" " * 10_000_000) for _ in range(size // 10_000_000)) + packer.flush()
    content = zlib.compress(once, 9)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%b\nendstream" % (len(content), content),
    )
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%bendobj\n" % each for each in enumerate(objects, 1))
    return body + b"trailer<</Size 5/Root 1 0 R>>\n%%EOF"


async def test_a_small_file_that_swells_is_refused(build: Build) -> None:
    harness: ApiHarness = await build(reader=ProcessReader(memory_mb=READER_MB))
    bomb = swelling_pdf(1_200_000_000)
    assert len(bomb) < 4000
    answer = await harness.client.post(URL, content=bomb, params={"name": "small.pdf"})
    assert (answer.status_code, problem(answer)["code"]) == (422, "source_damaged")


async def test_the_same_key_gives_the_same_file(harness: ApiHarness) -> None:
    headers = {"Idempotency-Key": "k"}
    first = await harness.client.post(URL, content=NOTES, headers=headers)
    again = await harness.client.post(URL, content=NOTES, headers=headers)
    assert (first.status_code, again.status_code, again.headers["idempotency-replayed"]) == (201, 200, "true")
    assert again.json() == first.json()
    other = await harness.client.post(URL, content=NOTES + b"!", headers=headers)
    assert (other.status_code, problem(other)["code"]) == (409, "idempotency_conflict")


async def test_bodies_that_hold_no_file(harness: ApiHarness) -> None:
    for content, kind in (
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"--x--\r\n", "multipart/form-data; boundary=x"),
        (b"abc", "multipart/form-data"),
        (FORM, "multipart/form-data; boundary=x; charset=undefined"),
    ):
        answer = await harness.client.post(URL, content=content, headers={"Content-Type": kind})
        assert (answer.status_code, problem(answer)["code"]) == (422, "invalid_form"), answer.text


@pytest.mark.parametrize("as_form", [True, False])
async def test_too_large(build: Build, as_form: bool) -> None:
    small: ApiHarness = await build(maximum_upload_bytes=100_000)

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 10_000

    known: dict[str, Any] = {"files": {"file": ("a.txt", b"x" * 200_000)}} if as_form else {"content": b"x" * 200_000}
    answer = await small.client.post(URL, **known)
    assert (answer.status_code, problem(answer)["code"]) == (413, "body_too_large")
    kind = {"Content-Type": "multipart/form-data; boundary=x"} if as_form else {}
    head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n' if as_form else b""

    async def form() -> AsyncIterator[bytes]:
        yield head
        async for chunk in endless():
            yield chunk

    answer = await small.client.post(URL, content=form(), headers=kind)
    assert (answer.status_code, problem(answer)["code"]) == (413, "body_too_large")
