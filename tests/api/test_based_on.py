"""Podcasts from other podcasts: the same script in other voices, other scripts from the same sources."""

import json
from typing import Any

import httpx2
import pytest

from domain.access import Scope
from domain.podcast.spec import PodcastSpec
from domain.script.model import Outline, SegmentDraft
from domain.tts.spoken.lexicon import Lexicon
from tests.api.harness import ApiHarness, problem, text_source
from tests.api.owners import as_owner, key_for
from tests.api.test_editing import publish, put, script_of

URL = "/api/v1/podcasts"
SAID = ("Why does bread rise?", "Because yeast breathes.")


async def finished(harness: ApiHarness, **fields: Any) -> str:
    """A podcast whose first turn alone is in the ledger."""
    podcast_id = str((await harness.submit(**fields))["podcast_id"])
    await harness.complete(podcast_id)
    return podcast_id


def based_on(podcast_id: str, reuse: str = "script", **more: Any) -> dict[str, Any]:
    return {"podcast_id": podcast_id, "reuse": reuse, **more}


async def post(harness: ApiHarness, podcast_id: str, reuse: str = "script", **fields: Any) -> httpx2.Response:
    return await harness.client.post(URL, json={"based_on": based_on(podcast_id, reuse), **fields})


async def made(harness: ApiHarness, podcast_id: str, reuse: str = "script", **fields: Any) -> PodcastSpec:
    answer = await post(harness, podcast_id, reuse, **fields)
    assert answer.status_code == 202, answer.text
    assert answer.json()["podcast_id"] != podcast_id
    return harness.specs[-1]


async def drafts_of(harness: ApiHarness, spec: PodcastSpec) -> list[SegmentDraft]:
    assert spec.given is not None
    return [SegmentDraft.model_validate_json(await harness.artifacts.read(ref)) for ref in spec.given.drafts]


async def test_a_script_is_kept_and_spoken_by_other_voices(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    speakers = [{"name": "EXPERT", "voice": "anna"}, {"name": "HOST", "voice": "ben", "speed": 1.5}]
    spec = await made(harness, podcast_id, speakers=speakers, title="Bread, again", review=True)
    assert [(each.name, each.voice, each.speed) for each in spec.speakers] == [
        ("EXPERT", "anna", 1),
        ("HOST", "ben", 1.5),
    ]
    assert (spec.title, spec.review, spec.revises, spec.version) == ("Bread, again", True, None, 1)
    assert spec.based_on is not None and spec.based_on.podcast_id == podcast_id
    (draft,) = await drafts_of(harness, spec)
    assert [(turn.id, turn.speaker, turn.text) for turn in draft.turns] == [
        ("t001", "HOST", SAID[0]),
        ("t002", "EXPERT", SAID[1]),
    ]
    assert spec.given is not None and await harness.artifacts.exists(spec.given.corpus)
    outline = Outline.model_validate_json(await harness.artifacts.read(spec.given.outline))
    assert (outline.title, spec.given.title) == ("Bread, again", "Bread, again")


async def test_without_other_voices_all_is_reused_that_was_spoken(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    url = f"{URL}/estimate"
    same = (await harness.client.post(url, json={"based_on": based_on(podcast_id)})).json()
    whole = sum(map(len, SAID))
    assert (same["characters"], same["characters_reused"]) == (whole, len(SAID[0]))
    assert f"{len(SAID[0])} of {whole} characters were spoken before" in same["notes"][0]
    other = [{"name": "HOST", "speed": 1.2}, {"name": "EXPERT"}]
    changed = (await harness.client.post(url, json={"based_on": based_on(podcast_id), "speakers": other})).json()
    assert (changed["characters"], changed["characters_reused"]) == (whole, 0)
    assert len(harness.specs) == 1, "an estimate starts nothing"


async def test_what_is_paid_for_is_what_was_not_spoken_yet(harness: ApiHarness) -> None:
    await harness.announce(vendor="eleven", local=False)
    podcast_id = await finished(harness)
    moved = [{"name": "HOST", "tts": "eleven", "voice": "x"}, {"name": "EXPERT"}]
    body = {"based_on": based_on(podcast_id), "speakers": moved}
    estimate = (await harness.client.post(f"{URL}/estimate", json=body)).json()
    assert estimate["cost_usd"] == {"low": 0.006, "high": 0.006}, "twenty characters at 0.3 USD for a thousand"
    assert [each["voice"] for each in estimate["voices"]] == ["x", "ben"]
    answer = await harness.client.post(URL, json=body)
    assert answer.json()["usage"]["tts_characters"] == 0


@pytest.mark.parametrize(
    ("speakers", "names"),
    [
        ([{"name": "host"}, {"name": "Expert"}], ["host", "Expert"]),
        ([{"name": "Ann", "role": "expert"}, {"name": "Ben", "role": "host"}], ["Ben", "Ann"]),
        ([{"name": "Ann"}, {"name": "Ben"}], ["Ann", "Ben"]),
        ([{"name": "Ann"}, {"name": "HOST"}], ["HOST", "Ann"]),
    ],
)
async def test_who_speaks_is_found_by_name_or_role(harness: ApiHarness, speakers: Any, names: list[str]) -> None:
    podcast_id = await finished(harness)
    spec = await made(harness, podcast_id, speakers=speakers)
    (draft,) = await drafts_of(harness, spec)
    assert [turn.speaker for turn in draft.turns] == names
    assert {each.name: each.voice for each in spec.speakers} == dict(zip(names, ("anna", "ben"), strict=True))


@pytest.mark.parametrize(
    ("fields", "code", "loc"),
    [
        ({"speakers": [{"name": "HOST"}]}, "speakers_missing", ["speakers"]),
        ({"speakers": [{"name": "HOST"}, {"name": "EXPERT"}, {"name": "Cy"}]}, "speakers_do_not_fit", ["speakers", 2]),
        ({"style": "brief"}, "script_kept", ["style"]),
        ({"duration_minutes": 5}, "script_kept", ["duration_minutes"]),
        ({"skip_unreadable": True}, "script_kept", ["skip_unreadable"]),
        (
            {"speakers": [{"name": "HOST", "persona": "a baker"}, {"name": "EXPERT"}]},
            "script_kept",
            ["speakers", 0, "persona"],
        ),
        (
            {"speakers": [{"name": "HOST", "voice": "zoe"}, {"name": "EXPERT"}]},
            "voice_not_found",
            ["speakers", 0, "voice"],
        ),
        ({"sources": [text_source()]}, "validation_failed", ["sources"]),
    ],
)
async def test_what_cannot_be_had_is_refused_by_name(
    harness: ApiHarness, fields: dict[str, Any], code: str, loc: list[Any]
) -> None:
    podcast_id = await finished(harness)
    answer = await post(harness, podcast_id, **fields)
    assert (answer.status_code, problem(answer)["code"]) == (422, code), answer.text
    assert problem(answer)["errors"][0]["loc"] == loc
    assert len(harness.specs) == 1, "nothing was started"


async def test_neither_sources_nor_a_podcast_is_refused(harness: ApiHarness) -> None:
    answer = await harness.client.post(URL, json={"title": "Bread"})
    assert answer.status_code == 422
    assert [each["loc"] for each in problem(answer)["errors"]] == [["sources"]]


@pytest.mark.parametrize("reuse", ["script", "sources"])
async def test_a_podcast_that_is_not_there_is_as_one_that_never_was(harness: ApiHarness, reuse: str) -> None:
    anna, ben = await key_for(harness, "anna", Scope.ADMIN), await key_for(harness, "ben", Scope.ADMIN)
    as_owner(harness, anna)
    theirs, deleted = await finished(harness), await finished(harness)
    assert (await harness.client.delete(f"{URL}/{deleted}")).status_code == 204
    own = problem(await post(harness, deleted, reuse))
    as_owner(harness, ben)
    answers = [problem(await post(harness, each, reuse)) for each in (theirs, deleted, "never")]
    for answer, each in zip((own, *answers), (deleted, theirs, deleted, "never"), strict=True):
        assert (answer["status"], answer["code"]) == (404, "podcast_not_found")
        assert answer["detail"] == f"No podcast has the id {each!r}."
        assert answer["errors"][0]["loc"] == ["based_on", "podcast_id"]
    as_owner(harness, anna)
    assert (await post(harness, theirs, reuse)).status_code == 202


async def test_what_is_not_made_yet_cannot_be_reused(harness: ApiHarness) -> None:
    podcast_id = str((await harness.submit())["podcast_id"])
    for reuse, what in (("script", "script"), ("sources", "sources")):
        refused = problem(await post(harness, podcast_id, reuse))
        assert (refused["status"], refused["code"]) == (409, "not_ready")
        assert what in refused["detail"]
    await harness.generating(podcast_id)
    spec = await made(harness, podcast_id)
    assert spec.given is not None, "the whole script is frozen, though it is not spoken"


async def test_a_version_is_reused_by_its_number(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    script, tag = await script_of(harness, podcast_id)
    script["turns"][0]["text"] = "Why does dough rise?"
    job_id = (await put(harness, podcast_id, script, tag)).json()["revision"]["job_id"]
    await publish(harness, podcast_id, 2, job_id)
    for version in (1, 2):
        body = {"based_on": based_on(podcast_id, version=version)}
        assert (await harness.client.post(URL, json=body)).status_code == 202
        assert harness.specs[-1].given is not None
    for wanted, code in (
        (based_on(podcast_id, version=3), "version_not_found"),
        (based_on(podcast_id, "sources", version=1), "not_with_sources"),
    ):
        refused = problem(await harness.client.post(URL, json={"based_on": wanted}))
        assert (refused["status"], refused["code"]) == (422, code)
        assert refused["errors"][0]["loc"] == ["based_on", "version"]


async def test_other_scripts_are_made_from_the_same_sources(harness: ApiHarness) -> None:
    podcast_id = await finished(
        harness, duration_minutes=3, topic="yeast", lexicon=[{"written": "CO2", "spoken": "carbon dioxide"}]
    )
    spec = await made(harness, podcast_id, "sources", duration_minutes=8)
    first = harness.specs[0]
    assert (spec.minutes, spec.topic, spec.style, spec.speakers) == (8, "yeast", first.style, first.speakers)
    assert [each.summary.title for each in spec.read] == ["Bread"]
    assert (spec.sources, spec.given) == (first.sources, None)
    assert spec.lexicon is not None
    lexicon = Lexicon.model_validate_json(await harness.artifacts.read(spec.lexicon))
    assert [each.written for each in lexicon.readings] == ["CO2"]
    estimate = await harness.client.post(f"{URL}/estimate", json={"based_on": based_on(podcast_id, "sources")})
    assert "nothing is fetched or read again" in estimate.json()["notes"][0]
    assert estimate.json()["minutes"] == pytest.approx(300 / 145, abs=0.4), "three hundred words were read"


async def test_a_speaker_of_the_same_name_keeps_its_voice(harness: ApiHarness) -> None:
    podcast_id = await finished(
        harness, speakers=[{"name": "HOST", "voice": "ben"}, {"name": "EXPERT", "voice": "anna"}]
    )
    other = await made(harness, podcast_id, "sources", speakers=[{"name": "Zoe"}, {"name": "expert"}])
    assert [(each.name, each.voice) for each in other.speakers] == [("Zoe", "ben"), ("expert", "anna")]
    same = await made(harness, podcast_id, "sources", duration_minutes=1)
    assert [(each.name, each.voice) for each in same.speakers] == [("HOST", "ben"), ("EXPERT", "anna")]


async def test_what_was_taken_over_and_cannot_be_had_is_left_out_with_a_notice(harness: ApiHarness) -> None:
    """The writer that followed instructions is not there any more."""
    await harness.announce(vendor="cloud", local=False)
    podcast_id = await finished(
        harness, llm="cloud", speakers=[{"name": "A", "tts": "cloud", "voice": "x"}, {"name": "B"}]
    )
    harness.clock.pass_by(86_400)
    await harness.announce()
    spec = await made(harness, podcast_id, "sources")
    assert spec.writer.vendor == "local"
    assert {each.code for each in spec.notices} == {"not_inherited"}
    assert all("the podcast that it is based on" in each.message for each in spec.notices)
    refused = problem(await post(harness, podcast_id, "script"))
    assert (refused["code"], refused["errors"][0]["loc"]) == ("provider_not_configured", ["based_on", "podcast_id"])


async def test_a_podcast_of_a_podcast_of_a_podcast(harness: ApiHarness) -> None:
    first = await finished(harness)
    second = (await post(harness, first, "sources")).json()["podcast_id"]
    await harness.complete(second)
    assert (await harness.client.delete(f"{URL}/{first}")).status_code == 204
    third = await made(harness, second, "sources")
    assert third.read == harness.specs[1].read
    fourth = await made(harness, second)
    assert fourth.read == third.read and fourth.given is not None


async def test_the_same_key_gives_the_same_podcast_after_the_other_is_gone(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    body, key = {"based_on": based_on(podcast_id)}, {"Idempotency-Key": "again"}
    one = await harness.client.post(URL, json=body, headers=key)
    await harness.client.delete(f"{URL}/{podcast_id}")
    two = await harness.client.post(URL, json=body, headers=key)
    assert (one.status_code, two.status_code) == (202, 200)
    assert one.json()["podcast_id"] == two.json()["podcast_id"]


async def test_the_frozen_request_says_what_it_is_based_on(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    made_id = (await post(harness, podcast_id)).json()["podcast_id"]
    frozen = (await harness.client.get(f"{URL}/{made_id}/request")).json()
    assert frozen["based_on"] == {"podcast_id": podcast_id, "reuse": "script", "version": None}
    assert json.dumps(frozen).count(SAID[0]) == 0
