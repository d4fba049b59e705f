"""`/conversions`: uploads of audio and video, requests that can be honoured, and what every job has."""

import random
import subprocess
import wave
from pathlib import Path
from typing import Any

import pytest

from adapters.audio.ffmpeg import ffmpeg_program
from domain.artifacts.layout import step_name
from domain.artifacts.reference import ArtifactRef
from domain.conversion.spec import Conversion, ConversionSpec
from domain.conversion.state import ConversionState
from domain.errors import FaultDetail, FaultKind
from domain.jobs.record import Outcome
from domain.jobs.status import JobStatus
from tests.api.harness import ApiHarness, problem

URL = "/api/v1/conversions"


@pytest.fixture(scope="session")
def tone(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two seconds of mono WAV."""
    path = tmp_path_factory.mktemp("tone") / "tone.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(random.Random(1).randbytes(2 * 2 * 16_000))
    return path.read_bytes()


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A second of video without sound."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    command = (
        ffmpeg_program(),
        "-loglevel",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=64x64:d=1",
        "-pix_fmt",
        "yuv420p",
    )
    subprocess.run((*command, str(path)), check=True, timeout=50)
    return Path(path).read_bytes()


async def upload(harness: ApiHarness, data: bytes, name: str) -> dict[str, Any]:
    answer = await harness.client.post("/api/v1/files", content=data, params={"name": name})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def source(harness: ApiHarness, data: bytes, name: str = "talk.wav") -> dict[str, str]:
    return {"type": "file", "file_id": (await upload(harness, data, name))["file_id"]}


def spec_of(harness: ApiHarness) -> ConversionSpec:
    spec = harness.engine.starts[-1].spec
    assert isinstance(spec, ConversionSpec)
    return spec


async def submit(harness: ApiHarness, data: bytes, **fields: Any) -> dict[str, Any]:
    body = {"source": await source(harness, data), "outputs": [{"format": "mp3"}], **fields}
    answer = await harness.client.post(URL, json=body)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def test_audio_and_video_are_uploaded_by_content(harness: ApiHarness, tone: bytes, film: bytes) -> None:
    assert (await upload(harness, tone, "no name"))["media_type"] == "audio/wav"
    assert (await upload(harness, film, "film.txt"))["media_type"] == "video/mp4"


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (random.Random(2).randbytes(5000), 415, "unsupported_media_type"),
        (b"\0\0\0\x20ftypisom" + random.Random(3).randbytes(5000), 422, "source_damaged"),
        (b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\x3e\0\0\0\x7d\0\0\2\0\x10\0data\0\0\0\0", 422, "source_empty"),
    ],
)
async def test_what_is_wrong_with_an_upload_is_said_at_once(
    harness: ApiHarness, data: bytes, status: int, code: str
) -> None:
    answer = await harness.client.post("/api/v1/files", content=data, params={"name": "talk.mp4"})
    assert answer.status_code == status, answer.text
    assert problem(answer)["code"] == code


async def test_a_conversion_is_submitted_with_its_defaults_applied(harness: ApiHarness, tone: bytes) -> None:
    outputs = [{"format": "mp3", "audio_bitrate": "64k", "end": "0:01"}, {"format": "m4a", "loudness_lufs": -16}]
    answer = await submit(harness, tone, outputs=outputs)
    assert (answer["kind"], answer["status"], answer["title"], answer["outputs"]) == (
        "conversion",
        "QUEUED",
        "talk",
        [],
    )
    spec = spec_of(harness)
    assert spec.names == ("talk.mp3", "talk.m4a")
    assert (spec.outputs[0].audio_bitrate, spec.outputs[0].end, spec.outputs[1].loudness_lufs) == (64_000, 1.0, -16.0)
    assert spec.source.artifact is not None
    start = harness.engine.starts[-1]
    assert (start.kind, start.job_id, start.summary) == (
        "conversion", answer["job_id"], "Conversion to mp3, m4a · attempt 1",
    )  # fmt: skip


async def test_the_same_key_gives_the_same_conversion(harness: ApiHarness, tone: bytes) -> None:
    body = {"source": await source(harness, tone), "outputs": [{"format": "mp3"}]}
    key = {"Idempotency-Key": "once"}
    first = await harness.client.post(URL, json=body, headers=key)
    again = await harness.client.post(URL, json=body, headers=key)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json()["job_id"] == again.json()["job_id"]
    assert again.headers["idempotency-replayed"] == "true"
    other = await harness.client.post(URL, json={**body, "outputs": [{"format": "wav"}]}, headers=key)
    assert problem(other)["code"] == "idempotency_conflict"


@pytest.mark.parametrize(
    ("outputs", "words"),
    [
        ([], "at least 1"),
        ([{"format": "mkv"}], "'mp4', 'm4a', 'mp3', 'opus', 'wav' or 'flac'"),
        ([{"format": "mp3", "colour": "red"}], "is not a field of this request"),
        ([{"format": "mp3", "start": 5, "end": 1}], "end: must come after start"),
        ([{"format": "wav", "audio_bitrate": 128000}], "lossless"),
        ([{"format": "mp3", "sample_rate": 12345}], "mp3 takes"),
        ([{"format": "mp3"}] * 21, "at most 20"),
    ],
)
async def test_a_request_that_cannot_be_honoured(
    harness: ApiHarness, tone: bytes, outputs: list[object], words: str
) -> None:
    answer = await harness.client.post(URL, json={"source": await source(harness, tone), "outputs": outputs})
    assert answer.status_code == 422
    assert words in str(problem(answer)["errors"])
    assert harness.engine.starts == []


async def test_what_the_source_cannot_give_is_refused_before_it_begins(
    harness: ApiHarness, tone: bytes, film: bytes
) -> None:
    for data, output, code in (
        (film, {"format": "mp3"}, "no_audio"),
        (tone, {"format": "mp4", "video": True}, "no_video"),
        (tone, {"format": "mp3", "start": 60}, "trim_outside_source"),
    ):
        outputs = [{"format": "mp4"}, output]
        answer = await harness.client.post(URL, json={"source": await source(harness, data), "outputs": outputs})
        assert (answer.status_code, problem(answer)["code"]) == (422, code)
        assert problem(answer)["errors"][0]["loc"] == ["outputs", 1]


async def test_a_document_is_no_source(harness: ApiHarness) -> None:
    text = await source(harness, b"Only words. " * 100, "notes.txt")
    answer = await harness.client.post(URL, json={"source": text, "outputs": [{"format": "mp3"}]})
    assert (answer.status_code, problem(answer)["code"]) == (422, "source_not_supported")


async def test_a_film_is_no_source_of_a_podcast(harness: ApiHarness, film: bytes) -> None:
    answer = await harness.client.post("/api/v1/podcasts", json={"sources": [await source(harness, film)]})
    assert (answer.status_code, problem(answer)["code"]) == (422, "source_not_supported")


async def test_an_address_within_is_refused(harness: ApiHarness) -> None:
    body = {"source": {"type": "url", "url": "http://127.0.0.1/film.mp4"}, "outputs": [{"format": "mp3"}]}
    answer = await harness.client.post(URL, json=body)
    assert (answer.status_code, problem(answer)["code"]) == (422, "url_not_allowed")
    assert problem(answer)["errors"][0]["loc"] == ["source", "url"]
    missing = {"source": {"type": "file"}, "outputs": [{"format": "mp3"}]}
    assert problem(await harness.client.post(URL, json=missing))["errors"][0]["loc"] == ["source", "file_id"]


async def test_how_far_outputs_under_way_are(harness: ApiHarness, tone: bytes) -> None:
    job_id = (await submit(harness, tone, outputs=[{"format": "mp3"}, {"format": "wav"}]))["job_id"]
    state = ConversionState.first(spec_of(harness))
    state.began()
    state.planned("audio/wav, 2.0 s", ["audio encoded", "audio encoded"])
    state.item_began("output-001")
    harness.engine.tell(job_id, state.progress(harness.clock()))
    harness.engine.report(job_id, {"output-001": "40% at 25.0x"})
    for prefix in (URL, "/api/v1/jobs"):
        told = (await harness.client.get(f"{prefix}/{job_id}")).json()
        assert (told["progress_percentage"], told["current_step"]) == (28, "converting")
        first, second = told["step_details"]["items"]
        assert (first["status"], first["percentage"], first["speed"]) == ("working", 40, "25.0x")
        assert (second["status"], second["percentage"], second["speed"]) == ("waiting", 0, None)
    harness.engine.report(job_id, {"output-001": "5% at 20.0x"})
    again = (await harness.client.get(f"{URL}/{job_id}")).json()
    assert again["progress_percentage"] == 28, "an activity that is tried again lowers nothing"


async def test_what_is_made_is_there_although_another_output_is_parked(harness: ApiHarness, tone: bytes) -> None:
    job_id = (await submit(harness, tone, outputs=[{"format": "mp3"}, {"format": "wav"}]))["job_id"]
    state = ConversionState.first(spec_of(harness))
    state.began()
    state.planned("audio/wav, 2.0 s", ["audio encoded", "audio encoded"])
    made = await harness.artifacts.put(b"ID3 sound", media_type="audio/mpeg")
    state.item_made("output-001", made, reused=False)
    fault = FaultDetail(kind=FaultKind.ITEM, code="conversion_failed", message="It did not work.")
    state.parked("output-002", fault, harness.clock())
    harness.engine.tell(job_id, state.progress(harness.clock()))
    told = (await harness.client.get(f"{URL}/{job_id}")).json()
    assert (told["status"], [each["name"] for each in told["outputs"]]) == ("NEEDS_ATTENTION", ["talk.mp3"])
    assert (await harness.client.get(told["outputs"][0]["url"])).content == b"ID3 sound"
    missing = await harness.client.get(f"{URL}/{job_id}/files/talk.wav")
    assert (missing.status_code, problem(missing)["code"]) == (409, "not_ready")
    assert (await harness.client.post(f"{URL}/{job_id}/cancel")).status_code == 202
    assert (await harness.client.get(told["outputs"][0]["url"])).content == b"ID3 sound"


async def test_outputs_of_a_finished_conversion(harness: ApiHarness, tone: bytes) -> None:
    job_id = (await submit(harness, tone))["job_id"]
    early = await harness.client.get(f"{URL}/{job_id}/files/talk.mp3")
    assert (early.status_code, problem(early)["code"]) == (409, "not_ready")
    made = await harness.artifacts.put(b"ID3 sound", media_type="audio/mpeg")
    await harness.artifacts.create(step_name(job_id, "output-001", "0"), made.model_dump_json().encode())
    await finish(harness, job_id, {"talk.mp3": made})
    told = (await harness.client.get(f"{URL}/{job_id}")).json()
    assert told["status"] == "COMPLETED"
    (output,) = told["outputs"]
    assert (output["name"], output["media_type"], output["size"]) == ("talk.mp3", "audio/mpeg", 9)
    assert (await harness.client.get(output["url"])).content == b"ID3 sound"
    part = await harness.client.get(f"{URL}/{job_id}/files/talk.mp3", headers={"Range": "bytes=4-"})
    assert (part.status_code, part.content) == (206, b"sound")
    listed = (await harness.client.get(URL)).json()["items"]
    assert [each["job_id"] for each in listed] == [job_id]
    assert (await harness.client.get("/api/v1/podcasts")).json()["items"] == []
    assert (await harness.client.get(f"/api/v1/podcasts/{job_id}")).status_code == 404
    assert (await harness.client.delete(f"{URL}/{job_id}")).status_code == 204
    assert [name for name in harness.artifacts.names if job_id in name] == [f"tombstones/{job_id}"]


async def finish(harness: ApiHarness, job_id: str, files: dict[str, ArtifactRef]) -> None:
    state = ConversionState.first(spec_of(harness))
    state.completed()
    result = Conversion(files=files).model_dump_json()
    progress = state.progress(harness.clock())
    outcome = Outcome(status=JobStatus.COMPLETED, attempt=1, progress=progress, result=result, ended_at=harness.clock())
    await harness.catalog.jobs.end(job_id, outcome)


async def test_a_conversion_is_cancelled_and_tried_again(harness: ApiHarness, tone: bytes) -> None:
    job_id = (await submit(harness, tone))["job_id"]
    assert (await harness.client.post(f"{URL}/{job_id}/cancel")).status_code == 202
    assert (await harness.client.get(f"{URL}/{job_id}")).json()["status"] == "CANCELLED"
    again = await harness.client.post(f"{URL}/{job_id}/retry")
    assert (again.status_code, again.json()["attempt"]) == (200, 2), again.text
    assert spec_of(harness).attempt == 2
    assert (await harness.client.post(f"{URL}/{job_id}/resume")).status_code == 409
