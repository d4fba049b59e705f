"""`/audiobooks`: requests that can be honoured, the estimate with its chapters, and chapters that can be played."""

from typing import Any

import httpx2
import pytest

from domain.artifacts.documents import Documents
from domain.audiobook.book import Book, Chapter
from domain.audiobook.ports import BookRead
from domain.audiobook.spec import AudiobookSpec
from domain.audiobook.state import BookChapter, BookState
from domain.errors import FaultDetail, FaultKind
from domain.jobs.status import JobStatus
from tests.api.harness import TEXT, ApiHarness, problem

URL = "/api/v1/audiobooks"
SOURCE = {"type": "text", "text": TEXT, "title": "Bread"}


@pytest.fixture
async def ready(harness: ApiHarness) -> ApiHarness:
    await harness.announce()
    return harness


async def read(harness: ApiHarness) -> BookRead:
    chapters = (
        Chapter(n=1, title="Contents", words=40, characters=200, skipped=True, reason="contents"),
        Chapter(n=2, title="Flour", words=1400, characters=8000),
        Chapter(n=3, title="Water", words=2800, characters=16000),
    )
    book = Book(title="Bread", author="A. Baker", chapters=chapters)
    return BookRead(book=await Documents(harness.artifacts).put(book), **dict(book))


def refused(answer: httpx2.Response) -> tuple[int, str]:
    found = problem(answer)
    return found["status"], found["code"]


def spec_of(harness: ApiHarness) -> AudiobookSpec:
    spec = harness.engine.starts[-1].spec
    assert isinstance(spec, AudiobookSpec)
    return spec


async def submit(harness: ApiHarness, **fields: Any) -> dict[str, Any]:
    answer = await harness.client.post(URL, json={"source": SOURCE, **fields})
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def test_a_request_is_frozen_with_every_default(ready: ApiHarness) -> None:
    answer = await submit(ready, quotes_voice="ben", chapters=[3, 2, 3], formats=["m4b", "mp3"], speed=1.5)
    assert answer["kind"] == "audiobook" and answer["status"] == "QUEUED"
    spec = spec_of(ready)
    assert [(each.name, each.voice, each.speed) for each in spec.speakers] == [
        ("NARRATOR", "anna", 1.5),
        ("QUOTES", "ben", 1.5),
    ]
    assert (spec.chapters, spec.formats, spec.skip_front_matter) == ((2, 3), ("m4b", "mp3"), True)
    assert spec.speech_window == 4, "twice the slots of its vendor"
    assert spec.title == "Bread", "the text's own title, whatever its first heading says"
    assert await ready.artifacts.exists(spec.source.artifact), "inline text is stored"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "code", "loc"),
    [
        ({"voice": "nobody"}, "voice_not_found", ["voice"]),
        ({"quotes_voice": "nobody"}, "voice_not_found", ["quotes_voice"]),
        ({"speed": 3.0}, "speed_not_supported", ["speed"]),
        ({"tts": "elsewhere"}, "provider_not_configured", ["tts"]),
        ({"settings": {"warmth": 1}}, "setting_not_supported", ["settings", "warmth"]),
        ({"language": "de"}, "language_not_supported", ["language"]),
        ({"formats": ["aiff"]}, "validation_failed", ["formats", 0]),
        ({"chapters": [0]}, "validation_failed", ["chapters", 0]),
        ({"pace": 2}, "unknown_field", ["pace"]),
        ({"source": {"type": "file", "file_id": "none"}}, "file_not_found", ["source", "file_id"]),
    ],
)
async def test_what_cannot_be_honoured_is_refused(
    ready: ApiHarness, fields: dict[str, Any], code: str, loc: list[Any]
) -> None:
    for path in (URL, f"{URL}/estimate"):
        answer = await ready.client.post(path, json={"source": SOURCE, **fields})
        found = problem(answer)
        assert found["status"] == 422
        assert found["code"] == code, found
        assert loc in [each["loc"][-len(loc) :] for each in found["errors"]], found
    assert not ready.engine.starts


async def test_an_estimate_lists_the_chapters(ready: ApiHarness) -> None:
    ready.outlines.book = await read(ready)
    answer = await ready.client.post(f"{URL}/estimate", json={"source": SOURCE})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["title"], told["author"], told["words"], told["characters"]) == ("Bread", "A. Baker", 4200, 24_000)
    assert [(each["n"], each["skipped"], each["reason"]) for each in told["chapters"]] == [
        (1, True, "contents"),
        (2, False, ""),
        (3, False, ""),
    ]
    assert 25 < told["minutes"] < 40 and told["cost_usd"] == 0
    assert told["voices"][0]["voice"] == "ben"
    assert not ready.engine.starts
    chosen = await ready.client.post(f"{URL}/estimate", json={"source": SOURCE, "chapters": [1, 3]})
    assert [each["skipped"] for each in chosen.json()["chapters"]] == [False, True, False]
    whole = await ready.client.post(f"{URL}/estimate", json={"source": SOURCE, "skip_front_matter": False})
    assert whole.json()["words"] == 4240
    missing = await ready.client.post(f"{URL}/estimate", json={"source": SOURCE, "chapters": [4]})
    assert refused(missing) == (422, "chapter_not_found")


async def test_what_a_vendor_asks_is_in_the_estimate(harness: ApiHarness) -> None:
    await harness.announce(vendor="paid", local=False)
    harness.outlines.book = await read(harness)
    told = (await harness.client.post(f"{URL}/estimate", json={"source": SOURCE, "tts": "paid"})).json()
    assert [each["cost_usd"] for each in told["chapters"]] == pytest.approx([0.06, 2.4, 4.8])
    assert told["cost_usd"] == pytest.approx(7.2)


async def test_a_book_that_cannot_be_read_and_no_worker_to_read_it(ready: ApiHarness) -> None:
    answer = await ready.client.post(f"{URL}/estimate", json={"source": SOURCE})
    assert refused(answer) == (503, "no_worker")
    ready.outlines.fails = FaultDetail(kind=FaultKind.PERMANENT, code="source_encrypted", message="It is locked.")
    answer = await ready.client.post(f"{URL}/estimate", json={"source": SOURCE})
    assert refused(answer) == (422, "source_encrypted")


async def test_a_chapter_can_be_played_while_others_are_spoken(ready: ApiHarness) -> None:
    job_id = (await submit(ready))["job_id"]
    sound = await ready.artifacts.put(b"a chapter", media_type="audio/mp4")
    state = BookState(status=JobStatus.GENERATING, step="speaking_chapters")
    chapters = (await read(ready)).chapters
    state.chapters = [BookChapter(plan=each, wanted=not each.skipped) for each in chapters]
    state.chapters[1].seconds, state.chapters[1].audio = 61.5, sound
    ready.engine.tell(job_id, state.progress(ready.clock()))
    shown = (await ready.client.get(f"{URL}/{job_id}")).json()["step_details"]["chapters"]
    assert [(each["status"], each["seconds"]) for each in shown] == [(None, None), ("done", 61.5), ("waiting", None)]
    assert shown[0]["reason"] == "contents" and shown[2]["audio_url"] is None
    played = await ready.client.get(shown[1]["audio_url"])
    assert played.content == b"a chapter" and played.headers["content-type"] == "audio/mp4"
    assert "002 Flour.m4a" in played.headers["content-disposition"]
    for n, status, code in ((1, 404, "chapter_not_made"), (3, 409, "not_ready"), (9, 404, "chapter_not_found")):
        answer = await ready.client.get(f"{URL}/{job_id}/chapters/{n}/audio")
        assert refused(answer) == (status, code)
    assert (await ready.client.get(f"/api/v1/jobs/{job_id}")).json()["kind"] == "audiobook"


async def test_a_batch_may_hold_books(ready: ApiHarness) -> None:
    asked = {"kind": "audiobook", "inputs": [SOURCE, SOURCE], "options": {"formats": ["mp3"], "voice": "anna"}}
    answer = await ready.client.post("/api/v1/batches", json=asked)
    assert answer.status_code == 202, answer.text
    wrong = await ready.client.post("/api/v1/batches", json=asked | {"options": {"formats": ["aiff"]}})
    assert refused(wrong) == (422, "invalid_option")
