"""Podcasts that keep the script of another one, with what profiles say."""

from domain.tts.spoken.lexicon import Lexicon
from tests.api.harness import ApiHarness, problem
from tests.api.test_based_on import SAID, drafts_of, finished, made, post


async def test_a_profile_says_of_a_kept_script_who_speaks_it_and_what_is_made_of_it(harness: ApiHarness) -> None:
    """What it says of the writing is left out with a warning: a request that asks for it itself is refused."""
    podcast_id = await finished(harness)
    desk = [{"name": "EXPERT", "voice": "anna", "persona": "a baker"}, {"name": "Mara", "voice": "ben", "speed": 1.5}]
    lesson = {"style": "brief", "duration_minutes": 9, "review": True}
    lesson["lexicon"] = [{"written": "yeast", "spoken": "yeest"}]
    for path, profile in (
        ("episodes", {"name": "My lesson", **lesson}),
        ("speakers", {"name": "My desk", "speakers": desk}),
    ):
        answer = await harness.client.post(f"/api/v1/profiles/{path}", json=profile)
        assert answer.status_code == 201, answer.text
    wanted = {"episode_profile": "my lesson", "speaker_profile": "my desk"}
    spec = await made(harness, podcast_id, **wanted)
    assert [(each.name, each.voice, each.speed) for each in spec.speakers] == [
        ("EXPERT", "anna", 1),
        ("Mara", "ben", 1.5),
    ]
    (draft,) = await drafts_of(harness, spec)
    assert [(turn.speaker, turn.text) for turn in draft.turns] == [("Mara", SAID[0]), ("EXPERT", SAID[1])]
    first = harness.specs[0]
    assert (spec.style, spec.minutes, spec.review) == (first.style, first.minutes, True)
    assert spec.lexicon is not None
    lexicon = Lexicon.model_validate_json(await harness.artifacts.read(spec.lexicon))
    assert [each.written for each in lexicon.readings] == ["yeast"]
    assert {each.code for each in spec.notices} == {"profile_not_honoured"}
    told = " ".join(each.message for each in spec.notices)
    assert all(f"{field!r} would change nothing" in told for field in ("style", "duration_minutes", "persona"))
    refused = problem(await post(harness, podcast_id, style="brief", **wanted))
    assert (refused["code"], refused["errors"][0]["loc"]) == ("script_kept", ["style"])


async def test_a_profile_of_another_cast_leaves_a_kept_script_its_voices(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    profile = {"name": "Alone", "speakers": [{"name": "Solo", "voice": "ben"}]}
    await harness.client.post("/api/v1/profiles/speakers", json=profile)
    spec = await made(harness, podcast_id, speaker_profile="alone")
    assert spec.speakers == harness.specs[0].speakers
    assert [each.code for each in spec.notices] == ["profile_not_honoured"]
    assert "needs a voice for HOST" in spec.notices[0].message
