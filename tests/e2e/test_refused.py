"""Bad input is refused by the real API: a clear 4xx, and nothing is started."""

from pathlib import Path

import pytest

from tests.documents.archives import make_broken_zip
from tests.documents.manuscript import LIGHTHOUSES
from tests.documents.pdf import make_pdf, make_truncated_pdf
from tests.e2e.http_user import HttpUser, Json

pytestmark = pytest.mark.timeout(180)  # the first test waits for the stack

ENGLISH = {"type": "text", "text": "A lighthouse became useful when it became distinct. " * 20}
GERMAN = {"type": "text", "text": "Der Leuchtturm wurde nützlich, als man ihn von anderen unterscheiden konnte. " * 20}

BAD: dict[str, tuple[Json, Json, str]] = {
    "an unknown field": (ENGLISH, {"colour": "red"}, "unknown_field"),
    "a field not built": (ENGLISH, {"show_id": "x"}, "not_available_yet"),
    "0 minutes": (ENGLISH, {"duration_minutes": 0}, "validation_failed"),
    "a name of 5,000 words": (
        ENGLISH,
        {"speakers": [{"name": "word " * 5000}, {"name": "EXPERT"}]},
        "validation_failed",
    ),
    "a private address": ({"type": "url", "url": "http://10.0.0.1/"}, {}, "url_not_allowed"),
    "a vendor that no worker serves": (ENGLISH, {"llm": "acme:large"}, "provider_not_configured"),
    "German text, local voices": (GERMAN, {}, "language_not_supported"),
    "German asked for": (ENGLISH, {"language": "de"}, "language_not_supported"),
}


@pytest.mark.parametrize(("source", "fields", "code"), BAD.values(), ids=BAD.keys())
def test_a_request_is_refused(user: HttpUser, source: Json, fields: Json, code: str) -> None:
    answer = user.submit(source, title="To be refused", **fields)
    assert answer.headers["content-type"] == "application/problem+json"
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"] == code
    assert answer.json()["detail"] or answer.json()["errors"]
    assert "To be refused" not in titles(user)


def test_files_are_refused(user: HttpUser, tmp_path: Path) -> None:
    for path, codes in (
        (make_pdf(tmp_path / "locked.pdf", LIGHTHOUSES, password="secret"), {"source_encrypted"}),
        (make_truncated_pdf(tmp_path / "half.pdf", LIGHTHOUSES), {"source_damaged"}),
        (make_broken_zip(tmp_path / "broken.docx", LIGHTHOUSES), {"source_damaged", "unsupported_media_type"}),
    ):
        answer = user.http.post("files", files={"file": (path.name, path.read_bytes())})
        assert answer.status_code in (415, 422), answer.text
        assert answer.json()["code"] in codes, answer.text


def test_200_megabytes_are_refused(user: HttpUser) -> None:
    block, blocks = b"It is late. " * 87_382, 200
    length = {"Content-Length": str(len(block) * blocks), "Content-Type": "text/plain"}
    answer = user.http.post("files", content=(block for _ in range(blocks)), headers=length)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def titles(user: HttpUser) -> set[str]:
    found = user.http.get("podcasts", params={"limit": 100}).raise_for_status().json()["items"]
    return {item["title"] for item in found}
