"""`/transcriptions`: requests that can be honoured, what is refused in words, texts, and their time to live."""

from typing import Any

import pytest

from domain.errors import FaultDetail, FaultKind
from domain.jobs.record import Outcome
from domain.jobs.status import JobStatus
from domain.transcription.spec import Transcription, TranscriptionSpec
from domain.transcription.state import TranscriptionState
from domain.vendors.declarations import Announcement, ProviderRole, RecognitionDeclaration, RecognitionTraits
from tests.api.harness import ApiHarness, problem
from tests.api.test_conversions import source, tone

__all__ = ["tone"]

URL = "/api/v1/transcriptions"
TRAITS = {
    "whisper": RecognitionTraits(prompt=True, usd_per_minute=0.006),
    "diarize": RecognitionTraits(speakers=True, languages=("en", "de")),
}


@pytest.fixture
async def recognised(harness: ApiHarness) -> ApiHarness:
    """A recogniser is announced."""
    declared = RecognitionDeclaration(models=tuple(TRAITS), engine="host/1", traits=TRAITS)
    await harness.catalog.providers.announce(
        Announcement(
            vendor="openai",
            role=ProviderRole.RECOGNITION,
            recognition=declared,
            slots=3,
            default=True,
            why="OPENAI_API_KEY is set",
            seen_at=harness.clock(),
        )
    )
    return harness


async def submit(harness: ApiHarness, data: bytes, **fields: Any) -> dict[str, Any]:
    answer = await harness.client.post(URL, json={"source": await source(harness, data), **fields})
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


def spec_of(harness: ApiHarness) -> TranscriptionSpec:
    spec = harness.engine.starts[-1].spec
    assert isinstance(spec, TranscriptionSpec)
    return spec


async def complete(harness: ApiHarness, job_id: str, **texts: str) -> None:
    """As the workflow leaves it."""
    files = {
        f"talk.{kind}": await harness.artifacts.put(text.encode(), media_type="text/plain")
        for kind, text in texts.items()
    }
    state = TranscriptionState.first(spec_of(harness))
    state.completed()
    outcome = Outcome(
        status=JobStatus.COMPLETED,
        attempt=1,
        progress=state.progress(harness.clock()),
        result=Transcription(files=files).model_dump_json(),
        ended_at=harness.clock(),
    )
    assert await harness.catalog.jobs.end(job_id, outcome)


async def test_a_transcription_is_submitted_with_its_defaults_applied(recognised: ApiHarness, tone: bytes) -> None:
    answer = await submit(recognised, tone, language="en-GB", prompt="Temporal")
    assert (answer["kind"], answer["status"], answer["title"]) == ("transcription", "QUEUED", "talk")
    spec = spec_of(recognised)
    assert (spec.recognizer.name, spec.recognizer.engine, spec.recognizer.slots) == ("openai:whisper", "host/1", 3)
    assert (spec.ask.language, spec.ask.prompt, spec.ask.speakers) == ("en", "Temporal", False)
    assert (len(spec.formats), spec.ttl_hours, spec.delete_on_read) == (5, 24, False)


@pytest.mark.parametrize(
    ("fields", "code", "loc"),
    [
        ({"speakers": True}, "speakers_not_supported", ["speakers"]),
        ({"stt": "openai:diarize", "prompt": "x"}, "prompt_not_supported", ["prompt"]),
        ({"stt": "openai:diarize", "language": "fr"}, "language_not_supported", ["language"]),
        ({"stt": "local"}, "provider_not_configured", ["stt"]),
        ({"formats": ["txt", "txt"]}, "invalid", None),
        ({"formats": ["docx"]}, "invalid", None),
        ({"ttl_hours": 0}, "invalid", ["ttl_hours"]),
        ({"language": "English please"}, "invalid", ["language"]),
        ({"diarize": True}, "unknown_field", ["diarize"]),
    ],
)  # fmt: skip
async def test_what_cannot_be_honoured_is_refused_in_words(
    recognised: ApiHarness, tone: bytes, fields: dict[str, Any], code: str, loc: list[str] | None
) -> None:
    answer = await recognised.client.post(URL, json={"source": await source(recognised, tone), **fields})
    assert answer.status_code == 422, answer.text
    body = problem(answer)
    assert code in (body["code"], *(each.get("code") for each in body.get("errors", ())))
    assert loc is None or loc in [each["loc"] for each in body["errors"]]


async def test_without_a_recogniser_it_says_what_to_set_and_install(harness: ApiHarness, tone: bytes) -> None:
    answer = await harness.client.post(URL, json={"source": await source(harness, tone)})
    assert (answer.status_code, problem(answer)["code"]) == (422, "provider_not_configured")
    assert "pip install 'podwright[recognise]'" in problem(answer)["detail"]
    assert "OPENAI_API_KEY" in problem(answer)["detail"]


async def test_a_text_is_no_recording(recognised: ApiHarness) -> None:
    answer = await recognised.client.post(URL, json={"source": await source(recognised, b"Just words. " * 60, "a.txt")})
    assert (answer.status_code, problem(answer)["code"]) == (422, "source_not_supported")


async def test_texts_are_had_by_their_formats(recognised: ApiHarness, tone: bytes) -> None:
    job_id = (await submit(recognised, tone))["job_id"]
    early = await recognised.client.get(f"{URL}/{job_id}/text")
    assert (early.status_code, problem(early)["code"]) == (409, "not_ready")
    await complete(recognised, job_id, txt="Bread rises.\n", vtt="WEBVTT\n")
    assert (await recognised.client.get(f"{URL}/{job_id}/text")).text == "Bread rises.\n"
    assert (await recognised.client.get(f"{URL}/{job_id}/transcript")).text == "WEBVTT\n"
    other = await recognised.client.get(f"{URL}/{job_id}/transcript", params={"format": "srt"})
    assert (other.status_code, problem(other)["code"]) == (404, "format_not_made")
    wrong = await recognised.client.get(f"{URL}/{job_id}/transcript", params={"format": "docx"})
    assert wrong.status_code == 422
    shown = (await recognised.client.get(f"{URL}/{job_id}")).json()
    assert [each["name"] for each in shown["outputs"]] == ["talk.txt", "talk.vtt"]
    assert (shown["step_details"]["ttl_hours"], shown["step_details"]["delete_on_read"]) == (24, False)
    assert shown["expires_at"] is not None


async def test_its_time_to_live_ends_it_for_everyone(recognised: ApiHarness, tone: bytes) -> None:
    job_id = (await submit(recognised, tone, ttl_hours=2))["job_id"]
    await complete(recognised, job_id, txt="Bread rises.\n")
    recognised.clock.pass_by(3600)
    assert (await recognised.client.get(f"{URL}/{job_id}/text")).status_code == 200
    recognised.clock.pass_by(3601)
    for path in (f"{URL}/{job_id}", f"{URL}/{job_id}/text", f"/api/v1/jobs/{job_id}/files/talk.txt"):
        assert (await recognised.client.get(path)).status_code == 404, path


@pytest.mark.parametrize("path", ["/api/v1/transcriptions/{}/text", "/api/v1/jobs/{}/files/talk.txt"])
async def test_deleted_on_read_is_gone_after_it_was_sent_whole(recognised: ApiHarness, tone: bytes, path: str) -> None:
    job_id = (await submit(recognised, tone, delete_on_read=True, formats=["txt"]))["job_id"]
    await complete(recognised, job_id, txt="Bread rises.\n")
    path = path.format(job_id)
    assert (await recognised.client.head(path)).status_code == 200
    part = await recognised.client.get(path, headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.text) == (206, "Bread")
    tag = part.headers["etag"]
    assert (await recognised.client.get(path, headers={"If-None-Match": tag})).status_code == 304
    assert (await recognised.client.get(path)).text == "Bread rises.\n"
    assert (await recognised.client.get(path)).status_code == 404
    assert await recognised.catalog.jobs.get(job_id) is None
    assert await recognised.artifacts.list(f"podcasts/{job_id}") == []


async def test_an_estimate_starts_nothing(recognised: ApiHarness, tone: bytes) -> None:
    body = {"source": await source(recognised, tone), "stt": "openai"}
    answer = await recognised.client.post(f"{URL}/estimate", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "stt": "openai:whisper",
        "minutes": 0.03,
        "cost_usd": {"low": pytest.approx(0.0002), "high": pytest.approx(0.0004)},
    }
    assert recognised.engine.starts == []
    far = {"source": {"type": "url", "url": "https://93.184.215.14/talk.mp3"}}
    assert (await recognised.client.post(f"{URL}/estimate", json=far)).json()["minutes"] is None


async def test_a_resume_may_raise_the_budget_or_name_another_recogniser(recognised: ApiHarness, tone: bytes) -> None:
    job_id = (await submit(recognised, tone, budget_usd=0.01))["job_id"]
    state = TranscriptionState.first(spec_of(recognised))
    state.began()
    fault = FaultDetail(kind=FaultKind.ITEM, code="budget_reached", message="0.01 of 0.01 USD are spent.")
    state.parked("budget", fault, recognised.clock())
    recognised.engine.tell(job_id, state.progress(recognised.clock()))
    wrong = await recognised.client.post(f"{URL}/{job_id}/resume", json={"stt": "nowhere"})
    assert (wrong.status_code, problem(wrong)["code"]) == (422, "provider_not_configured")
    answer = await recognised.client.post(f"{URL}/{job_id}/resume", json={"stt": "openai:diarize", "budget_usd": 1})
    assert answer.status_code == 200, answer.text
    assert (await recognised.client.post(f"{URL}/{job_id}/cancel")).status_code == 202
    assert (await recognised.client.post(f"{URL}/{job_id}/retry")).status_code == 200
    again = spec_of(recognised)
    assert (again.attempt, again.budget_usd, again.recognizer.name) == (2, 1.0, "openai:diarize")
