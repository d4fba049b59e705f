"""`podwright new --based-on`: another podcast is looked up, and what was said is sent."""

from typing import Any

import pytest

from tests.cli.contract import ESTIMATE, FakeServer, Podwright, podcast, reply

ID = "p-123456789"
SPEAKERS = [
    {"name": "Ann", "role": "host", "voice": "a", "tts": "local", "speed": 1.0},
    {"name": "Ito", "role": "expert", "voice": "b", "tts": "local", "speed": 1.0},
]


@pytest.fixture
def ready(server: FakeServer) -> FakeServer:
    told = {**ESTIMATE, "characters": 900, "characters_reused": 400, "notes": ["The script is kept."]}
    server.on("POST /podcasts/estimate", reply(told))
    server.on("POST /podcasts", reply(podcast("QUEUED", 0), 202))
    server.on(f"GET /podcasts/{ID}", reply(podcast("COMPLETED", 100)))
    server.on(f"GET /podcasts/{ID}/request", reply({"speakers": SPEAKERS}))
    return server


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        ([], {}),
        (["--expert-voice", "josh"], {"speakers": [{"name": "Ann"}, {"name": "Ito", "voice": "josh"}]}),
        (["--local"], {"speakers": [{"name": "Ann", "tts": "local"}, {"name": "Ito", "tts": "local"}]}),
        (
            ["--speaker", "Zoe:host:x", "--speaker", "Ito"],
            {"speakers": [{"name": "Zoe", "role": "host", "voice": "x"}, {"name": "Ito"}]},
        ),
        (["--review", "--title", "Again"], {"review": True, "title": "Again"}),
        (["--speed", "ito=1.2"], {"speakers": [{"name": "Ann"}, {"name": "Ito", "speed": 1.2}]}),
        (
            ["--setting", "Ann.stability=0.4", "--expert-voice", "josh"],
            {"speakers": [{"name": "Ann", "settings": {"stability": 0.4}}, {"name": "Ito", "voice": "josh"}]},
        ),
        (
            ["--speaker", "Zoe:host", "--speaker", "Ito", "--speed", "Zoe=0.9"],
            {"speakers": [{"name": "Zoe", "role": "host", "speed": 0.9}, {"name": "Ito"}]},
        ),
        (
            ["--profile", "lesson", "--speaker-profile", "desk"],
            {"episode_profile": "lesson", "speaker_profile": "desk"},
        ),
        (["--say", "Aoki=ah-OH-key"], {"lexicon": [{"written": "Aoki", "spoken": "ah-OH-key"}]}),
    ],
)
def test_a_script_is_spoken_again(
    ready: FakeServer, podwright: Podwright, words: list[str], sent: dict[str, Any]
) -> None:
    ran = podwright("new", "--based-on", ID, *words, "--no-wait")
    assert ran.code == 0, ran.err
    assert ready.called("POST /podcasts")[0].json == {"based_on": {"podcast_id": ID, "reuse": "script"}, **sent}
    assert "note: The script is kept." in ran.err
    paths = [call.path for call in ready.calls]
    assert paths.index("/api/v1/podcasts/estimate") < paths.index("/api/v1/podcasts")


def test_sources_are_told_otherwise(ready: FakeServer, podwright: Podwright) -> None:
    words = ["--reuse", "sources", "--minutes", "20", "--language", "de", "--style", "brief", "--llm", "openai"]
    assert podwright("new", "--based-on", ID, *words, "--no-wait").code == 0
    assert ready.called("POST /podcasts")[0].json == {
        "based_on": {"podcast_id": ID, "reuse": "sources"},
        "duration_minutes": 20.0,
        "language": "de",
        "style": "brief",
        "llm": "openai",
    }


def test_sources_are_told_by_the_same_speakers_in_another_manner(ready: FakeServer, podwright: Podwright) -> None:
    wishes = ["--persona", "Ann=Dry.", "--speed", "Ito=1.1", "--tts", "local"]
    assert podwright("new", "--based-on", ID, "--reuse", "sources", *wishes, "--no-wait").code == 0
    assert ready.called("POST /podcasts")[0].json["speakers"] == [
        {"name": "Ann", "tts": "local", "persona": "Dry."},
        {"name": "Ito", "tts": "local", "speed": 1.1},
    ]


@pytest.mark.parametrize("wish", [["--speed", "Zoe=1.2"], ["--setting", "Zoe.stability=0.4"], ["--note", "Zoe=zoh-ee"]])
def test_a_wish_for_someone_else_starts_nothing(ready: FakeServer, podwright: Podwright, wish: list[str]) -> None:
    ran = podwright("new", "--based-on", ID, *wish, "--no-wait")
    assert ran.code == 2
    assert wish[0] in ran.err and "Ann, Ito" in ran.err
    assert not ready.called("POST /podcasts") and not ready.called("POST /podcasts/estimate")


def test_a_version_is_named(ready: FakeServer, podwright: Podwright) -> None:
    assert podwright("new", "--based-on", ID, "--of-version", "2", "--dry-run").code == 0
    [asked] = ready.called("POST /podcasts/estimate")
    assert asked.json == {"based_on": {"podcast_id": ID, "reuse": "script", "version": 2}}
    assert ready.called("POST /podcasts") == []


def test_what_was_spoken_before_costs_nothing(ready: FakeServer, podwright: Podwright) -> None:
    whole = {**ESTIMATE, "characters": 900, "characters_reused": 900, "cost_usd": {"low": 0, "high": 0}}
    ready.on("POST /podcasts/estimate", reply(whole))
    assert "costs nothing" in podwright("new", "--based-on", ID, "--dry-run").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Name a SOURCE, or a podcast with --based-on."),
        (["https://example.org/", "--based-on", ID], "leave the sources out"),
        (["https://example.org/", "--reuse", "script"], "name it with --based-on"),
        (["--based-on", ID, "--reuse", "all"], "is neither script nor sources"),
    ],
)
def test_options_that_do_not_go_together_are_refused_before_anything_is_sent(
    server: FakeServer, podwright: Podwright, words: list[str], message: str
) -> None:
    ran = podwright("new", *words)
    assert (ran.code, server.calls) == (2, [])
    assert message in ran.err


def test_the_option_at_fault_is_named(ready: FakeServer, podwright: Podwright) -> None:
    told = "It has no finished version 9."
    fault = {"loc": ["based_on", "version"], "msg": told, "code": "version_not_found"}
    problem = {"status": 422, "title": "Unprocessable", "detail": told, "code": "version_not_found", "errors": [fault]}
    ready.on("POST /podcasts/estimate", reply(problem, 422))
    ran = podwright("new", "--based-on", ID, "--of-version", "9", "--no-wait")
    assert ran.code == 2
    assert "--of-version" in ran.err and told in ran.err
