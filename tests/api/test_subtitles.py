"""`/subtitles`: requests that can be honoured, estimates, and what is refused in words before anything is started."""

from typing import Any

import pytest

from domain.captions.cues import SubtitleFormat
from domain.subtitles.run import SubtitlesRun
from domain.subtitles.spec import Operation, SubtitlesSpec
from domain.vendors.declarations import Announcement, ProviderRole, WriterDeclaration
from tests.api.harness import ApiHarness, problem
from tests.api.test_conversions import source, tone
from tests.api.test_transcriptions import recognised
from tests.workflows.subtitles_harness import subrip

__all__ = ["recognised", "tone"]

URL = "/api/v1/subtitles"
FILM = subrip(60)


@pytest.fixture
async def written(recognised: ApiHarness) -> ApiHarness:
    """A language model is announced, beside the local writer, which is the default, and a recogniser."""
    declared = WriterDeclaration(
        models=("large",), input_tokens=100_000, usd_per_million_input=1.0, usd_per_million_output=4.0, prompts=True
    )
    await recognised.announce()
    await recognised.catalog.providers.announce(
        Announcement(vendor="openai", role=ProviderRole.WRITER, writer=declared, slots=3, seen_at=recognised.clock())
    )
    return recognised


async def film(harness: ApiHarness, text: str | bytes = FILM, name: str = "film.srt") -> dict[str, str]:
    data = text if isinstance(text, bytes) else text.encode()
    answer = await harness.client.post("/api/v1/files", files={"file": (name, data)})
    assert answer.status_code == 201, answer.text
    return {"type": "file", "file_id": answer.json()["file_id"]}


def spec_of(harness: ApiHarness) -> SubtitlesSpec:
    spec = harness.engine.starts[-1].spec
    assert isinstance(spec, SubtitlesSpec)
    return spec


async def test_a_file_is_fixed_by_the_model_that_is_named(written: ApiHarness) -> None:
    body = {"operation": "fix", "source": await film(written), "llm": "openai", "instructions": "Be brief."}
    answer = await written.client.post(URL, json=body, headers={"Idempotency-Key": "one"})
    assert answer.status_code == 202, answer.text
    again = await written.client.post(URL, json=body, headers={"Idempotency-Key": "one"})
    assert (again.status_code, again.json()["job_id"]) == (200, answer.json()["job_id"])
    spec = spec_of(written)
    assert spec.writer is not None and (spec.by, spec.slots, spec.format) == ("openai:large", 3, None)
    assert (spec.writer.usd_per_million_output, spec.rewriting.instructions) == (4.0, "Be brief.")
    assert SubtitlesRun.model_validate_json(spec.model_dump_json()).carried is None
    assert answer.json()["step_details"]["llm"] == ""


async def test_the_names_of_the_contract_are_taken_too(written: ApiHarness) -> None:
    body = {"action": "translate", "source": await film(written), "llm": "openai", "system_message": "Du, not Sie."}
    answer = await written.client.post(URL, json={**body, "language": "de", "format": "vtt"})
    assert answer.status_code == 202, answer.text
    spec = spec_of(written)
    assert (spec.operation, spec.format) == (Operation.TRANSLATE, SubtitleFormat.VTT)
    assert (spec.rewriting.language, spec.rewriting.instructions) == ("de", "Du, not Sie.")


async def test_media_are_recognised(written: ApiHarness, tone: bytes) -> None:
    body = {"operation": "generate", "source": await source(written, tone), "language": "de-CH"}
    answer = await written.client.post(URL, json=body)
    assert answer.status_code == 202, answer.text
    spec = spec_of(written)
    assert spec.recognizer is not None and spec.recognizer.name == "openai:whisper"
    assert (spec.ask.language, spec.format, spec.writer) == ("de", SubtitleFormat.SRT, None)


async def test_an_estimate_says_what_it_would_come_to(written: ApiHarness, tone: bytes) -> None:
    body: dict[str, Any] = {"operation": "fix", "source": await film(written), "llm": "openai"}
    told = (await written.client.post(f"{URL}/estimate", json=body)).json()
    assert (told["by"], told["cues"], told["windows"], told["minutes"]) == ("openai:large", 60, 3, None)
    assert told["characters"] > 60 * 20
    assert 0 < told["cost_usd"]["low"] < told["cost_usd"]["high"] < 0.2
    body = {"operation": "generate", "source": await source(written, tone)}
    told = (await written.client.post(f"{URL}/estimate", json=body)).json()
    assert told["minutes"] > 0 and told["cues"] is None
    assert not written.engine.starts


@pytest.mark.parametrize(
    ("fields", "loc", "said"),
    [
        ({"operation": "translate"}, [], "needs the language"),
        ({"operation": "fix", "language": "de"}, [], "fix has none"),
        ({"operation": "fix", "stt": "openai"}, [], "fix has none"),
        ({"operation": "generate", "llm": "openai"}, [], "generate has none"),
        ({"operation": "fix", "instructions": "x" * 2001, "llm": "openai"}, ["instructions"], "2,000"),
        ({"operation": "improve"}, ["operation"], "generate"),
        ({}, ["operation"], "needed"),
        ({"operation": "fix"}, ["llm"], "local is no language model"),
        ({"operation": "generate"}, ["source", "file_id"], "neither audio nor video"),
    ],
)
async def test_what_does_not_suit_is_refused(
    written: ApiHarness, fields: dict[str, str], loc: list[str], said: str
) -> None:
    answer = await written.client.post(URL, json={"source": await film(written), **fields})
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["loc"] == loc
    assert said in error["msg"]


@pytest.mark.parametrize(
    ("data", "name", "status", "code"),
    [
        (b"Dear diary, nothing happened today, nor yesterday. " * 5, "diary.txt", 415, "source_not_supported"),
        (FILM.encode() + b" " * 9_000, "large.srt", 413, "source_too_large"),
    ],
)
async def test_files_without_subtitles_are_refused(
    written: ApiHarness, monkeypatch: pytest.MonkeyPatch, data: bytes, name: str, status: int, code: str
) -> None:
    monkeypatch.setattr("domain.subtitles.kind.MOST_BYTES", 8_000)
    sent = await film(written, data, name)
    for url in (URL, f"{URL}/estimate"):
        answer = await written.client.post(url, json={"operation": "fix", "source": sent, "llm": "openai"})
        assert (answer.status_code, problem(answer)["code"]) == (status, code), answer.text
    assert not written.engine.starts


@pytest.mark.parametrize("name", ["film.ass", "film.vtt", "film.srt"])
async def test_every_format_can_be_sent(written: ApiHarness, name: str) -> None:
    head = "[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Start, End, Text\n"
    texts = {
        "film.ass": f"{head}Dialogue: 0:00:01.00,0:00:02.00,Well, there is teh boat\n",
        "film.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nWell, there is teh boat\n",
        "film.srt": "00:00:01,000 --> 00:00:02,000\r\nWell, there is teh boat\r\n",
    }
    sent = await film(written, texts[name], name)
    answer = await written.client.post(URL, json={"operation": "fix", "source": sent, "llm": "openai"})
    assert answer.status_code == 202, answer.text
