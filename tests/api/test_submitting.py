"""Submitting: what is accepted, what is refused in words, and what is left behind by either."""

from typing import Any

import pytest

from domain.tts.spoken.lexicon import Lexicon
from tests.api.harness import TEXT, ApiHarness, problem, text_source

URL = "/api/v1/podcasts"


async def test_a_podcast_is_accepted_with_defaults(harness: ApiHarness) -> None:
    answer = await harness.client.post(URL, json={"sources": [text_source()]})
    assert answer.status_code == 202
    body = answer.json()
    assert body["status"] == "QUEUED"
    assert body["workflow_id"] == body["podcast_id"]
    assert answer.headers["location"] == f"http://127.0.0.1:8000/api/v1/podcasts/{body['podcast_id']}"
    spec = harness.specs[0]
    assert [(each.name, each.voice) for each in spec.speakers] == [("HOST", "anna"), ("EXPERT", "ben")]
    assert spec.writer.vendor == "local"
    assert spec.minutes == 5
    assert spec.sources[0].artifact is not None
    assert await harness.artifacts.read(spec.sources[0].artifact) == TEXT.strip().encode()
    record = await harness.catalog.jobs.get(spec.podcast_id)
    assert record is not None
    assert record.job.started


async def test_the_request_chooses(harness: ApiHarness) -> None:
    await harness.announce(vendor="eleven", local=False)
    answer = await harness.client.post(
        URL,
        json={
            "sources": [{**text_source(), "title": "Notes"}, {"type": "url", "url": "https://192.0.78.9/page"}],
            "title": "Loaf",
            "topic": "yeast",
            "duration_minutes": 2.5,
            "language": "de",
            "llm": "eleven:small",
            "speakers": [
                {"name": "Ada", "role": "expert", "tts": "eleven:neural", "voice": "somebody", "speed": 1.5},
                {"name": "Bo", "tts": "eleven"},
            ],
        },
    )
    assert answer.status_code == 202, answer.text
    spec = harness.specs[0]
    assert (spec.title, spec.topic, spec.minutes, spec.language) == ("Loaf", "yeast", 2.5, "de")
    assert (spec.writer.vendor, spec.writer.model) == ("eleven", "small")
    ada, bo = spec.speakers
    assert (ada.role, ada.voice, ada.speed, ada.words_per_minute) == ("expert", "somebody", 1.5, 225)
    assert (bo.role, bo.voice) == ("host", "anna")
    assert spec.speech_window == 4


async def test_a_lexicon_is_stored_beside_the_spec(harness: ApiHarness) -> None:
    entry = {"written": "nginx", "spoken": "engine ex"}
    await harness.submit(lexicon=[entry])
    ref = harness.specs[0].lexicon
    assert ref is not None
    stored = Lexicon.model_validate_json(await harness.artifacts.read(ref))
    assert stored.applied("Nginx") == "engine ex"


BAD: list[tuple[str, dict[str, Any], int, str, str]] = [
    ("unknown field", {"colour": "red"}, 422, "unknown_field", "colour"),
    ("unknown field of a speaker", {"speakers": [{"name": "A", "hat": 1}, {"name": "B"}]}, 422, "unknown_field", "hat"),
    ("unknown field of a source", {"sources": [{**text_source(), "x": 1}]}, 422, "unknown_field", "x"),
    ("a field not built", {"show_id": "x"}, 422, "not_available_yet", "show_id"),
    ("a field not built, null", {"webhook": None}, 422, "not_available_yet", "webhook"),
    ("an unknown style", {"style": "opera"}, 422, "validation_failed", "style"),
    ("a style for a language model", {"style": "debate"}, 422, "needs_llm", "style"),
    ("a complexity for a language model", {"complexity": "beginner"}, 422, "needs_llm", "complexity"),
    ("a check by a language model", {"grounding": "llm"}, 422, "needs_llm", "grounding"),
    ("an unknown check", {"grounding": "gut"}, 422, "validation_failed", "grounding"),
    ("instructions for a language model", {"instructions": "No jokes."}, 422, "needs_llm", "instructions"),
    ("instructions of 2001 characters", {"instructions": "x" * 2001}, 422, "validation_failed", "instructions"),
    ("a persona for a language model", {"speakers": [{"name": "A", "persona": "x"}, {"name": "B"}]}, 422,
     "needs_llm", "persona"),
    ("a persona of 501 characters", {"speakers": [{"name": "A", "persona": "x" * 501}, {"name": "B"}]}, 422,
     "validation_failed", "persona"),
    ("a note for a language model", {"speakers": [{"name": "A", "note": "ah"}, {"name": "B"}]}, 422, "needs_llm",
     "note"),
    ("a setting that the voice has not", {"speakers": [{"name": "A", "settings": {"warmth": 1}}, {"name": "B"}]}, 422,
     "setting_not_supported", "warmth"),
    ("a setting that is a list", {"speakers": [{"name": "A", "settings": {"warmth": [1]}}, {"name": "B"}]}, 422,
     "validation_failed", "warmth"),
    ("17 settings", {"speakers": [{"name": "A", "settings": {f"s{n}": 1 for n in range(17)}}, {"name": "B"}]}, 422,
     "validation_failed", "settings"),
    ("a format not built", {"formats": ["mp3", "wav"]}, 422, "not_available_yet", "formats"),
    ("an unknown format", {"formats": ["mp9"]}, 422, "validation_failed", "formats"),
    ("a collection that is not there", {"sources": [{"type": "collection", "collection_id": "c"}]}, 422,
     "collection_not_found", "collection_id"),
    ("an unknown kind of source", {"sources": [{"type": "fax"}]}, 422, "validation_failed", "sources"),
    ("a role for a language model", {"speakers": [{"name": "A", "role": "critic"}, {"name": "B"}]}, 422, "needs_llm",
     "role"),
    ("two hosts for the local writer", {"speakers": [{"name": "A", "role": "host"}, {"name": "B", "role": "host"}]},
     422, "needs_llm", "role"),
    ("three speakers for the local writer", {"speakers": [{"name": "A"}, {"name": "B"}, {"name": "C"}]}, 422,
     "needs_llm", "speakers"),
    ("501 entries of a lexicon", {"lexicon": [{"written": f"w{n}", "spoken": "x"} for n in range(501)]}, 422,
     "validation_failed", "lexicon"),
    ("a form that stands twice in a lexicon", {"lexicon": [{"written": each, "spoken": "x"} for each in ("Go", "GO")]},
     422, "validation_failed", "lexicon"),
    ("a form without a letter", {"lexicon": [{"written": "->", "spoken": "to"}]}, 422, "validation_failed", "written"),
    ("five speakers", {"speakers": [{"name": each} for each in "ABCDE"]}, 422, "validation_failed", "speakers"),
    ("a conversation of one", {"speakers": [{"name": "A"}], "style": "debate"}, 422, "speakers_do_not_fit", "speakers"),
    ("no speakers", {"speakers": []}, 422, "validation_failed", "speakers"),
    ("one name for two", {"speakers": [{"name": "A"}, {"name": "a"}]}, 422, "validation_failed", "speakers"),
    ("one name, composed in two ways", {"speakers": [{"name": "Zo\u00eb"}, {"name": "zoe\u0308"}]}, 422,
     "validation_failed", "speakers"),
    ("0 minutes", {"duration_minutes": 0}, 422, "validation_failed", "duration_minutes"),
    ("181 minutes", {"duration_minutes": 181}, 422, "validation_failed", "duration_minutes"),
    ("not a number", {"duration_minutes": "NaN"}, 422, "validation_failed", "duration_minutes"),
    ("a name of 5000 words", {"speakers": [{"name": "word " * 5000}, {"name": "B"}]}, 422, "validation_failed",
     "name"),
    ("no sources", {"sources": []}, 422, "validation_failed", "sources"),
    ("an empty text", {"sources": [text_source("  \n ")]}, 422, "validation_failed", "text"),
    ("a text over 2 MB", {"sources": [text_source("é" * 1_000_001)]}, 422, "validation_failed", "sources"),
    ("a file that is not there", {"sources": [{"type": "file", "file_id": "nope"}]}, 422, "file_not_found", "file_id"),
    ("a private URL", {"sources": [{"type": "url", "url": "http://10.0.0.1/"}]}, 422, "url_not_allowed", "url"),
    ("this machine", {"sources": [{"type": "url", "url": "http://localhost:8000/"}]}, 422, "url_not_allowed", "url"),
    ("a cloud's metadata", {"sources": [{"type": "url", "url": "http://169.254.169.254/x"}]}, 422, "url_not_allowed",
     "url"),
    ("an address in disguise", {"sources": [{"type": "url", "url": "http://2130706433/"}]}, 422, "url_not_allowed",
     "url"),
    ("no web address", {"sources": [{"type": "url", "url": "file:///etc/passwd"}]}, 422, "validation_failed", "url"),
    ("a vendor that is not served", {"llm": "acme:big"}, 422, "provider_not_configured", "llm"),
    ("voices that are not served", {"speakers": [{"name": "A", "tts": "acme"}, {"name": "B"}]}, 422,
     "provider_not_configured", "tts"),
    ("a voice that is not there", {"speakers": [{"name": "A", "voice": "zoe"}, {"name": "B"}]}, 422,
     "voice_not_found", "voice"),
    ("too fast", {"speakers": [{"name": "A", "speed": 3.0}, {"name": "B"}]}, 422, "speed_not_supported", "speed"),
    ("German voices", {"language": "de"}, 422, "language_not_supported", "language"),
    ("German text", {"sources": [text_source("Das Brot geht auf, weil die Hefe atmet. " * 20)]}, 422,
     "language_not_supported", "sources"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "status", "code", "named"), [each[1:] for each in BAD], ids=[each[0] for each in BAD]
)
async def test_bad_input_is_refused_in_words_and_starts_nothing(
    harness: ApiHarness, fields: dict[str, Any], status: int, code: str, named: str
) -> None:
    for path in (URL, f"{URL}/estimate"):
        answer = await harness.client.post(path, json={"sources": [text_source()], **fields})
        assert answer.status_code == status, answer.text
        body = problem(answer)
        assert body["code"] == code
        assert any(named in [str(part) for part in each["loc"]] or not named for each in body["errors"])
    assert harness.specs == []
    assert harness.artifacts.names == {}
    assert (await harness.client.get(URL)).json()["items"] == []


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b"", "application/json", 422),
        (b"{}", "text/plain", 415),
        (b"[" * 100_000, "application/json", 422),
        (b'{"sources": "' + b"x" * 8_000_001, "application/json", 413),
    ],
)
async def test_bodies_that_are_none(harness: ApiHarness, content: bytes, kind: str, status: int) -> None:
    answer = await harness.client.post(URL, content=content, headers={"Content-Type": kind})
    assert answer.status_code == status
    problem(answer)


async def test_the_same_key_gives_the_same_podcast(harness: ApiHarness) -> None:
    headers = {"Idempotency-Key": "abc"}
    body = {"sources": [text_source()], "duration_minutes": 3}
    first = await harness.client.post(URL, json=body, headers=headers)
    again = await harness.client.post(URL, json=dict(reversed(body.items())), headers=headers)
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json()["podcast_id"] == first.json()["podcast_id"]
    other = await harness.client.post(URL, json={**body, "duration_minutes": 4}, headers=headers)
    assert (other.status_code, problem(other)["code"]) == (409, "idempotency_conflict")
    assert len(harness.specs) == 1
    assert len({name.split("/")[1] for name in harness.artifacts.names}) == 1, "what a replay stored is dropped"


async def test_a_key_starts_what_was_never_started(harness: ApiHarness) -> None:
    headers = {"Idempotency-Key": "abc"}
    body = {"sources": [text_source()]}
    harness.engine.away = True
    refused = await harness.client.post(URL, json=body, headers=headers)
    assert (refused.status_code, problem(refused)["code"]) == (503, "temporal_unavailable")
    assert refused.headers["retry-after"]
    harness.engine.away = False
    again = await harness.client.post(URL, json=body, headers=headers)
    assert again.status_code == 200
    assert harness.specs[0].podcast_id == again.json()["podcast_id"]


async def test_without_a_worker_that_serves_it(harness: ApiHarness) -> None:
    harness.clock.pass_by(600)
    answer = await harness.client.post(URL, json={"sources": [text_source()]})
    assert (answer.status_code, problem(answer)["code"]) == (503, "no_worker")
    assert answer.headers["retry-after"]


async def test_an_estimate_says_what_and_why_and_starts_nothing(harness: ApiHarness) -> None:
    await harness.announce(vendor="eleven", local=False)
    body = {"sources": [text_source(TEXT * 10)], "duration_minutes": 4}
    free = (await harness.client.post(f"{URL}/estimate", json=body)).json()
    assert free["cost_usd"] == {"low": 0, "high": 0}
    assert free["writer"] == {"name": "local:extractive", "why": "no key is set", "local": True}
    assert [each["voice"] for each in free["voices"]] == ["anna", "ben"]
    assert 500 < free["words"] < 600
    paid = await harness.client.post(
        f"{URL}/estimate", json={**body, "speakers": [{"name": "A", "tts": "eleven"}, {"name": "B", "tts": "eleven"}]}
    )
    cost = paid.json()["cost_usd"]
    assert 0.9 < cost["low"] < cost["high"] < 3
    assert harness.specs == []
    assert harness.artifacts.names == {}


async def test_a_title_that_is_long_or_odd(harness: ApiHarness) -> None:
    body = await harness.submit(title="„Brot“ & 🍞 <script>")
    assert (await harness.client.get(f"{URL}/{body['podcast_id']}")).json()["title"] == "„Brot“ & 🍞 <script>"


async def test_a_repeated_key_is_answered_without_any_worker(harness: ApiHarness) -> None:
    headers = {"Idempotency-Key": "k"}
    body = {"sources": [text_source()]}
    first = (await harness.client.post(URL, json=body, headers=headers)).json()
    harness.clock.pass_by(600)  # nothing was announced since
    assert (await harness.client.post(URL, json=body)).status_code == 503
    again = await harness.client.post(URL, json=body, headers=headers)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert again.json()["podcast_id"] == first["podcast_id"]
    other = await harness.client.post(URL, json={**body, "topic": "salt"}, headers=headers)
    assert (other.status_code, problem(other)["code"]) == (409, "idempotency_conflict")
