"""Turns, script, audio, transcript, log: while it is made, and afterwards."""

import pytest

from domain.artifacts.reference import ArtifactRef
from domain.podcast.messages import ScriptView
from domain.retrieve.source import Block, BlockKind, Corpus, Passage, SourceSummary
from domain.script.model import Outline, PlannedSegment
from domain.value import Value
from tests.api.harness import ApiHarness, problem

URL = "/api/v1/podcasts"


async def finished(harness: ApiHarness) -> str:
    podcast_id = str((await harness.submit())["podcast_id"])
    await harness.complete(podcast_id)
    return podcast_id


async def test_turns_while_it_is_spoken(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    assert (await harness.client.get(f"{URL}/{podcast_id}/turns")).json() == []
    await harness.generating(podcast_id)
    one, two = (await harness.client.get(f"{URL}/{podcast_id}/turns")).json()
    assert one == {
        "id": "t001",
        "index": 1,
        "segment": 1,
        "speaker": "HOST",
        "text": "Why does bread rise?",
        "state": "done",
        "start": None,
        "end": None,
        "audio_url": f"http://127.0.0.1:8000{URL}/{podcast_id}/turns/1/audio",
        "error": None,
        "flags": [],
    }
    assert (two["state"], two["audio_url"]) == ("speaking", None)


async def test_a_turn_is_heard_as_soon_as_it_is_spoken(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    segment = await harness.generating(podcast_id)
    heard = await harness.client.get(f"{URL}/{podcast_id}/turns/1/audio")
    assert (heard.status_code, heard.headers["content-type"], heard.content) == (200, "audio/wav", b"RIFF a clip")
    early = await harness.client.get(f"{URL}/{podcast_id}/turns/2/audio")
    assert (early.status_code, problem(early)["code"]) == (409, "not_ready")
    never = await harness.client.get(f"{URL}/{podcast_id}/turns/3/audio")
    assert (never.status_code, problem(never)["code"]) == (404, "turn_not_found")
    assert (await harness.client.get(f"{URL}/{podcast_id}/turns/0/audio")).status_code == 422
    await harness.speak(segment, 1)
    assert (await harness.client.get(f"{URL}/{podcast_id}/turns/2/audio")).status_code == 200


async def test_turns_of_a_finished_podcast_have_times(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    turns = (await harness.client.get(f"{URL}/{podcast_id}/turns")).json()
    assert [(each["state"], each["start"], each["end"]) for each in turns] == [
        ("done", 0.0, 0.907),
        ("reused", 1.0, 1.907),
    ]


async def test_the_script_grows_and_ends_as_it_was_kept(harness: ApiHarness) -> None:
    async def keep(value: Value) -> ArtifactRef:
        return await harness.artifacts.put(value.model_dump_json().encode(), media_type="application/json")

    podcast_id = (await harness.submit())["podcast_id"]
    early = await harness.client.get(f"{URL}/{podcast_id}/script")
    assert (early.status_code, problem(early)["code"]) == (409, "not_ready")
    await harness.generating(podcast_id)
    bare = (await harness.client.get(f"{URL}/{podcast_id}/script")).json()
    assert [each["text"] for each in bare["turns"]] == ["Why does bread rise?", "Because yeast breathes."]
    assert bare["outline"]["segments"][0]["title"] == "Part 1"
    planned = PlannedSegment(title="Part 1", summary="Why it rises.", words=9)
    harness.engine.answers[podcast_id, "script"] = ScriptView(
        outline=await keep(Outline(title="Of bread", segments=(planned,))),
        corpus=await keep(
            Corpus(
                sources=(SourceSummary(index=1, title="Notes"),),
                passages=(Passage(id="p1", source=1, blocks=(Block(kind=BlockKind.PARAGRAPH, text="Yeast."),)),),
            )
        ),
    )
    whole = await harness.client.get(f"{URL}/{podcast_id}/script")
    assert whole.json()["title"] == "Of bread"
    assert whole.json()["outline"]["segments"] == [{"title": "Part 1", "summary": "Why it rises."}]
    same = await harness.client.get(f"{URL}/{podcast_id}/script", headers={"If-None-Match": whole.headers["etag"]})
    assert same.status_code == 304
    await harness.complete(podcast_id)
    assert (await harness.client.get(f"{URL}/{podcast_id}/script")).json()["title"] == "Bread"


async def test_audio_in_whole_and_in_part(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    address = f"{URL}/{podcast_id}/audio"
    whole = await harness.client.get(address)
    size = len(whole.content)
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/mpeg")
    assert whole.headers["content-length"] == str(size)
    assert whole.headers["content-disposition"] == (
        "inline; filename=\"Bread why it rises.mp3\"; filename*=UTF-8''Bread%20%E2%80%9Cwhy%20it%20rises%E2%80%9D.mp3"
    )
    head = await harness.client.head(address)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(size))
    for wanted, first, last in (
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, size - 1),
        ("bytes=-50", size - 50, size - 1),
        (f"bytes=10-{size + 5}", 10, size - 1),
    ):
        part = await harness.client.get(address, headers={"Range": wanted})
        assert part.status_code == 206
        assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
        assert part.content == whole.content[first : last + 1]
    beyond = await harness.client.get(address, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, problem(beyond)["code"]) == (416, "range_not_satisfiable")
    assert beyond.headers["content-range"] == f"bytes */{size}"
    for ignored in ("lines=1-2", "bytes=0-1,5-6", "bytes=9-3", "bytes=-", "bytes=x-y"):
        assert (await harness.client.get(address, headers={"Range": ignored})).status_code == 200
    tag = whole.headers["etag"]
    assert (await harness.client.get(address, headers={"If-None-Match": f'"a", {tag}'})).status_code == 304
    old = await harness.client.get(address, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert old.status_code == 200
    saved = await harness.client.get(address, params={"download": "true", "format": "mp3"})
    assert saved.headers["content-disposition"].startswith("attachment")


async def test_formats_that_were_not_made_or_are_none(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    for path, status, code in (
        ("audio?format=wav", 404, "format_not_made"),
        ("audio?format=mp9", 422, "validation_failed"),
        ("transcript?format=md", 404, "format_not_made"),
        ("transcript?format=pdf", 422, "validation_failed"),
    ):
        answer = await harness.client.get(f"{URL}/{podcast_id}/{path}")
        assert (answer.status_code, problem(answer)["code"]) == (status, code)
    other = (await harness.submit())["podcast_id"]
    for path in ("audio", "transcript"):
        answer = await harness.client.get(f"{URL}/{other}/{path}")
        assert (answer.status_code, problem(answer)["code"]) == (409, "not_ready")


async def test_show_notes_of_a_finished_podcast(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    assert (await harness.client.get(f"{URL}/{podcast_id}")).json()["notes_url"] is None
    early = await harness.client.get(f"{URL}/{podcast_id}/notes")
    assert (early.status_code, problem(early)["code"]) == (409, "not_ready")
    await harness.complete(podcast_id)
    status = (await harness.client.get(f"{URL}/{podcast_id}")).json()
    notes = await harness.client.get(status["notes_url"])
    assert notes.headers["content-type"] == "text/markdown; charset=utf-8"
    assert notes.text.startswith("# Bread")
    assert "- 0:00 **Part 1**" in notes.text


async def test_transcripts(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    usual = await harness.client.get(f"{URL}/{podcast_id}/transcript")
    assert (usual.text, usual.headers["content-type"]) == ("WEBVTT\n", "text/vtt; charset=utf-8")
    text = await harness.client.get(f"{URL}/{podcast_id}/transcript", params={"format": "txt"})
    assert text.text == "HOST: Why? – “Bread”"


async def test_bytes_that_are_gone(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    episode = await harness.complete(podcast_id)
    await harness.artifacts.delete(episode.audio["mp3"])
    answer = await harness.client.get(f"{URL}/{podcast_id}/audio")
    assert (answer.status_code, problem(answer)["code"]) == (404, "artifact_missing")


@pytest.mark.parametrize("temporal_is_away", [False, True])
async def test_the_log_shows_what_happened(harness: ApiHarness, temporal_is_away: bool) -> None:
    podcast_id = await finished(harness)
    harness.engine.away = temporal_is_away
    items = (await harness.client.get(f"{URL}/{podcast_id}/log")).json()["items"]
    events = [each["event"] for each in items]
    assert events == (["submitted", "completed"] if temporal_is_away else ["submitted", "run_started", "completed"])
