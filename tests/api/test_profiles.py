"""Profiles over HTTP: made, changed, duplicated, deleted; and podcasts that take from them."""

import asyncio
from typing import Any

import pytest

from domain.script.style import Style
from domain.vendors.declarations import (
    Announcement,
    ProviderRole,
    SpeechDeclaration,
    Voice,
    VoiceSetting,
    WriterDeclaration,
)
from tests.api.harness import ApiHarness, problem, text_source

EPISODES, SPEAKERS, PODCASTS = "/api/v1/profiles/episodes", "/api/v1/profiles/speakers", "/api/v1/podcasts"
LESSON = {"name": "My lesson", "style": "educational", "duration_minutes": 8, "instructions": "Slowly."}
DESK = {"name": "the desk", "speakers": [{"name": "Mara", "voice": "anna"}, {"name": "Ito", "speed": 1.2}]}


async def announce_a_model(harness: ApiHarness) -> None:
    """A writer that honours everything, and voices with a setting."""
    await harness.catalog.providers.announce(
        Announcement(
            vendor="openai",
            role=ProviderRole.WRITER,
            writer=WriterDeclaration(
                models=("large",),
                input_tokens=100_000,
                styles=tuple(Style),
                solo_styles=("narrative",),
                speakers=(1, 4),
                instructions=True,
                complexity=True,
                personas=True,
            ),
            slots=4,
            seen_at=harness.clock(),
        )
    )
    await harness.catalog.providers.announce(
        Announcement(
            vendor="eleven",
            role=ProviderRole.SPEECH,
            speech=SpeechDeclaration(
                models=("m",),
                engine="e",
                voices=(Voice(id="rachel", name="Rachel"), Voice(id="roger", name="Roger")),
                settings=(VoiceSetting(name="stability", kind="number"),),
            ),
            slots=2,
            seen_at=harness.clock(),
        )
    )


async def test_a_profile_is_made_read_changed_and_deleted(harness: ApiHarness) -> None:
    client = harness.client
    made = await client.post(EPISODES, json=LESSON)
    assert made.status_code == 201, made.text
    tag = made.headers["etag"]
    body = made.json()
    assert (body["name"], body["shipped"], body["complexity"]) == ("My lesson", False, None)
    read = await client.get(f"{EPISODES}/my%20LESSON")
    assert (read.json(), read.headers["etag"]) == (body, tag)

    change = {**LESSON, "complexity": "beginner"}
    assert problem(await client.put(f"{EPISODES}/My lesson", json=change))["status"] == 428
    changed = await client.put(f"{EPISODES}/My lesson", json=change, headers={"If-Match": tag})
    assert changed.json()["complexity"] == "beginner"
    assert changed.headers["etag"] != tag
    stale = await client.put(f"{EPISODES}/My lesson", json=LESSON, headers={"If-Match": tag})
    assert (stale.status_code, problem(stale)["code"]) == (412, "changed_meanwhile")
    assert (await client.delete(f"{EPISODES}/My lesson", headers={"If-Match": tag})).status_code == 412
    other = await client.put(f"{EPISODES}/My lesson", json={**change, "name": "Other"}, headers={"If-Match": "x"})
    assert problem(other)["code"] == "name_differs"

    assert (await client.delete(f"{EPISODES}/My lesson")).status_code == 204
    assert problem(await client.get(f"{EPISODES}/My lesson"))["code"] == "profile_not_found"
    assert (await client.delete(f"{EPISODES}/My lesson")).status_code == 404


async def test_shipped_profiles_are_listed_last_and_stay_as_they_are(harness: ApiHarness) -> None:
    client = harness.client
    await client.post(SPEAKERS, json=DESK)
    items = (await client.get(SPEAKERS)).json()["items"]
    assert [each["name"] for each in items][:2] == ["the desk", "host and expert"]
    assert [each["shipped"] for each in items] == [False] + [True] * (len(items) - 1)
    for each in items[1:]:
        one = f"{SPEAKERS}/{each['name']}"
        assert problem(await client.delete(one))["code"] == "read_only"
        body = {"name": each["name"], "speakers": each["speakers"]}
        assert problem(await client.put(one, json=body, headers={"If-Match": "x"}))["code"] == "read_only"
        assert problem(await client.post(SPEAKERS, json=body))["code"] == "name_taken"
    copy = await client.post(f"{SPEAKERS}/round table/duplicate", json={"name": "Ours"})
    assert copy.status_code == 201
    assert len(copy.json()["speakers"]) == 4
    assert (
        problem(await client.post(f"{SPEAKERS}/round table/duplicate", json={"name": "OURS"}))["code"] == "name_taken"
    )
    assert (await client.post(f"{SPEAKERS}/nothing/duplicate", json={"name": "X"})).status_code == 404


async def test_a_repeated_creation_gives_the_profile_again(harness: ApiHarness) -> None:
    client, key = harness.client, {"Idempotency-Key": "k"}
    once = await client.post(EPISODES, json=LESSON, headers=key)
    twice = await client.post(EPISODES, json=LESSON, headers=key)
    assert (twice.status_code, twice.json()) == (200, once.json())
    assert twice.headers["idempotency-replayed"] == "true"
    assert problem(await client.post(EPISODES, json=LESSON))["code"] == "name_taken"
    assert problem(await client.post(EPISODES, json=LESSON, headers={"Idempotency-Key": "l"}))["code"] == "name_taken"
    other = await client.post(EPISODES, json={**LESSON, "style": "brief"}, headers=key)
    assert (other.status_code, problem(other)["code"]) == (409, "idempotency_conflict")

    change = {**LESSON, "complexity": "beginner"}
    await client.put(f"{EPISODES}/My lesson", json=change, headers={"If-Match": once.headers["etag"]})
    changed = await client.post(EPISODES, json=LESSON, headers=key)
    assert (changed.status_code, changed.json()["complexity"]) == (200, "beginner"), "the profile as it stands now"
    await client.delete(f"{EPISODES}/My lesson")
    assert (await client.post(EPISODES, json=LESSON, headers=key)).status_code == 201, "it is gone, and made anew"


async def test_a_refused_creation_is_repeated_in_earnest(harness: ApiHarness) -> None:
    """A key under which nothing was made does not stand for the profile that has the name."""
    client, key = harness.client, {"Idempotency-Key": "k"}
    await client.post(EPISODES, json=LESSON)
    for _ in range(2):
        assert problem(await client.post(EPISODES, json=LESSON, headers=key))["code"] == "name_taken"
    await client.delete(f"{EPISODES}/My lesson")
    assert (await client.post(EPISODES, json=LESSON, headers=key)).status_code == 201


async def test_equal_creations_at_once_make_one_profile(harness: ApiHarness) -> None:
    key = {"Idempotency-Key": "k"}
    some = await asyncio.gather(*(harness.client.post(EPISODES, json=LESSON, headers=key) for _ in range(4)))
    assert sorted(each.status_code for each in some) == [200, 200, 200, 201]
    assert len({each.headers["etag"] for each in some}) == 1


async def test_a_repeated_duplicate_gives_the_copy_again(harness: ApiHarness) -> None:
    address, key = f"{SPEAKERS}/round table/duplicate", {"Idempotency-Key": "k"}
    once = await harness.client.post(address, json={"name": "Ours"}, headers=key)
    twice = await harness.client.post(address, json={"name": "Ours"}, headers=key)
    assert [once.status_code, twice.status_code] == [201, 200]
    assert (twice.json(), twice.headers["idempotency-replayed"]) == (once.json(), "true")
    other = await harness.client.post(address, json={"name": "Theirs"}, headers=key)
    assert problem(other)["code"] == "idempotency_conflict"


BAD: list[tuple[str, str, dict[str, Any], str, str]] = [
    ("no name", EPISODES, {"style": "brief"}, "validation_failed", "name"),
    ("a name with a slash", EPISODES, {"name": "a/b"}, "validation_failed", "name"),
    ("a name of 61 characters", EPISODES, {"name": "x" * 61}, "validation_failed", "name"),
    ("an emoji alone", EPISODES, {"name": "🦊"}, "validation_failed", "name"),
    ("an unknown style", EPISODES, {"name": "a", "style": "opera"}, "validation_failed", "style"),
    ("an unknown field", EPISODES, {"name": "a", "colour": "red"}, "unknown_field", "colour"),
    ("2,001 characters", EPISODES, {"name": "a", "instructions": "x" * 2001}, "validation_failed", "instructions"),
    ("a writer that is not served", EPISODES, {"name": "a", "llm": "acme:x"}, "provider_not_configured", "llm"),
    ("no speakers", SPEAKERS, {"name": "a", "speakers": []}, "validation_failed", "speakers"),
    ("five speakers", SPEAKERS, {"name": "a", "speakers": [{"name": n} for n in "ABCDE"]}, "validation_failed",
     "speakers"),
    ("one name twice", SPEAKERS, {"name": "a", "speakers": [{"name": "A"}, {"name": "a"}]}, "validation_failed",
     "speakers"),
    ("an unknown voice", SPEAKERS, {"name": "a", "speakers": [{"name": "A", "voice": "zoe"}]}, "voice_not_found",
     "voice"),
    ("a setting that is none", SPEAKERS, {"name": "a", "speakers": [{"name": "A", "settings": {"x": 1}}]},
     "setting_not_supported", "x"),
    ("too fast", SPEAKERS, {"name": "a", "speakers": [{"name": "A", "speed": 3}]}, "speed_not_supported", "speed"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "code", "named"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
async def test_what_is_refused(harness: ApiHarness, path: str, body: dict[str, Any], code: str, named: str) -> None:
    refused = problem(await harness.client.post(path, json=body))
    assert (refused["status"], refused["code"]) == (422, code)
    assert refused["errors"][0]["loc"][-1] == named
    assert not [each for each in (await harness.client.get(path)).json()["items"] if not each["shipped"]]


async def test_a_profile_is_stored_while_its_vendor_is_away(harness: ApiHarness) -> None:
    harness.clock.pass_by(600)
    assert (await harness.client.post(SPEAKERS, json=DESK)).status_code == 201


async def test_the_request_wins_over_its_profiles(harness: ApiHarness) -> None:
    await announce_a_model(harness)
    lexicon = [{"written": "SQL", "spoken": "sequel"}, {"written": "GIF", "spoken": "jif"}]
    await harness.client.post(
        EPISODES, json={**LESSON, "llm": "openai", "language": "en", "review": True, "lexicon": lexicon}
    )
    await harness.client.post(SPEAKERS, json=DESK)
    made = await harness.submit(
        episode_profile="my lesson",
        speaker_profile="The Desk",
        duration_minutes=3,
        lexicon=[{"written": "sql", "spoken": "ess cue ell"}],
        speakers=[{"name": "mara", "persona": "Dry."}, {"name": "Extra"}],
    )
    spec = harness.specs[0]
    assert (spec.minutes, spec.style, spec.instructions, spec.writer.vendor) == (3, "educational", "Slowly.", "openai")
    assert [(each.name, each.voice, each.persona) for each in spec.speakers] == [
        ("mara", "anna", "Dry."),
        ("Extra", "ben", ""),
    ]
    assert (spec.notices, spec.review) == ((), True)
    await harness.client.delete(f"{EPISODES}/My lesson")

    shown = (await harness.client.get(f"{PODCASTS}/{made['podcast_id']}/request")).json()

    assert shown["review"] is True
    assert (shown["episode_profile"], shown["style"], shown["llm"]) == ("my lesson", "educational", "openai:large")
    assert [(each["written"], each["spoken"]) for each in shown["lexicon"]] == [("sql", "ess cue ell"), ("GIF", "jif")]
    assert shown["speakers"][0] == {
        "name": "mara", "role": "host", "voice": "anna", "tts": "local:neural", "speed": 1.0, "persona": "Dry.",
        "note": None, "settings": {},
    }  # fmt: skip


async def test_what_a_profile_asks_for_in_vain_is_left_out_with_a_warning(harness: ApiHarness) -> None:
    await announce_a_model(harness)
    speakers = [
        {"name": "Mara", "role": "sceptic", "persona": "Dry.", "tts": "eleven", "settings": {"stability": 0.5}},
        {"name": "Ito"},
    ]
    await harness.client.post(EPISODES, json={**LESSON, "language": "de"})
    await harness.client.post(SPEAKERS, json={"name": "the desk", "speakers": speakers})
    wanted = {"sources": [text_source()], "episode_profile": "My lesson", "speaker_profile": "the desk"}

    estimate = (await harness.client.post(f"{PODCASTS}/estimate", json={**wanted, "llm": "local"})).json()
    assert (await harness.client.post(PODCASTS, json={**wanted, "llm": "local"})).status_code == 202

    spec = harness.specs[0]
    assert (spec.style, spec.instructions, spec.language) == ("conversational_interview", None, None)
    assert [(each.name, each.persona, each.character, each.vendor) for each in spec.speakers] == [
        ("Mara", "", "", "eleven"),
        ("Ito", "", "", "local"),
    ]
    assert spec.speakers[0].settings == (("stability", 0.5),)
    said = " ".join(each.message for each in spec.notices)
    assert {each.code for each in spec.notices} == {"profile_not_honoured"}
    assert len(spec.notices) == 5
    for words in ("educational", "instructions", "personas", "sceptic", "'de'"):
        assert words in said
    assert {each.message for each in spec.notices} <= set(estimate["notes"])
    assert estimate["profiles"] == {
        "episode_profile": "My lesson", "speaker_profile": "the desk", "fields": ["duration_minutes", "speakers"],
    }  # fmt: skip

    refused = problem(await harness.client.post(PODCASTS, json={**wanted, "llm": "local", "style": "educational"}))
    assert (refused["code"], refused["errors"][0]["loc"]) == ("needs_llm", ["style"])


async def test_an_estimate_says_what_came_from_a_profile(harness: ApiHarness) -> None:
    await announce_a_model(harness)
    wanted = {"sources": [text_source()], "episode_profile": "expert debate", "complexity": "beginner", "llm": "openai"}
    estimate = (await harness.client.post(f"{PODCASTS}/estimate", json=wanted)).json()
    assert estimate["style"] == {"name": "debate", "why": "of the profile expert debate", "complexity": "beginner"}
    assert estimate["profiles"]["fields"] == ["duration_minutes", "instructions", "style"]
    assert not [note for note in estimate["notes"] if "profile" in note]
    await harness.client.post(SPEAKERS, json=DESK)
    wanted = {"sources": [text_source()], "speaker_profile": "the desk"}
    voices = (await harness.client.post(f"{PODCASTS}/estimate", json=wanted)).json()["voices"]
    assert [each["why"] for each in voices] == ["of the profile the desk", "no key is set"]


async def test_profiles_that_do_not_fit(harness: ApiHarness) -> None:
    for fields, code, loc in (
        ({"episode_profile": "nothing"}, "profile_not_found", ["episode_profile"]),
        ({"speaker_profile": "nothing"}, "profile_not_found", ["speaker_profile"]),
        ({"speaker_profile": "round table", "speakers": [{"name": "X"}, {"name": "Y"}]}, "speakers_do_not_fit",
         ["speakers"]),
    ):  # fmt: skip
        refused = problem(await harness.client.post(PODCASTS, json={"sources": [text_source()], **fields}))
        assert refused["code"] == code
        assert refused["errors"][0]["loc"] == loc
    assert harness.specs == []


async def test_every_shipped_profile_makes_a_podcast(harness: ApiHarness) -> None:
    await announce_a_model(harness)
    for path, field in ((EPISODES, "episode_profile"), (SPEAKERS, "speaker_profile")):
        for each in (await harness.client.get(path)).json()["items"]:
            await harness.submit(**{field: each["name"]}, llm="openai")
            assert harness.specs[-1].notices == (), each["name"]
            await harness.submit(**{field: each["name"]})
