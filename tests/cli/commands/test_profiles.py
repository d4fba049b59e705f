"""`podwright profiles`, and what `podwright new` says of style, speakers and wishes."""

from pathlib import Path
from typing import Any

import pytest

from cli.commands.yaml_files import lexicon_in, profiles_in
from cli.output import CliExit
from tests.cli.contract import ESTIMATE, FakeServer, Podwright, podcast, reply

LESSON: dict[str, Any] = {
    "name": "lesson", "description": "For beginners", "style": "educational", "complexity": None, "language": None,
    "duration_minutes": 15.0, "instructions": "Explain: every term.", "llm": None, "formats": None,
    "lexicon": [{"written": "007", "spoken": "double oh seven", "case": "any"}],
    "shipped": False, "created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-01T12:00:00Z",
}  # fmt: skip
TABLE: dict[str, Any] = {
    "name": "round table", "description": "", "shipped": True, "created_at": None, "updated_at": None,
    "speakers": [
        {"name": "1", "role": "host", "voice": None, "tts": None, "persona": None, "note": None, "speed": 1.0,
         "settings": {}},
        {"name": "Zoë", "role": None, "voice": None, "tts": "local", "persona": "No: never.", "note": None,
         "speed": 1.1, "settings": {"stability": 0.5, "boost": True}},
    ],
}  # fmt: skip


@pytest.fixture
def stocked(server: FakeServer) -> FakeServer:
    server.on("GET /profiles/episodes", reply({"items": [LESSON], "next_cursor": None}))
    server.on("GET /profiles/speakers", reply({"items": [TABLE], "next_cursor": None}))
    server.on("GET /profiles/episodes/lesson", reply(LESSON, ETag='"t1"'))
    server.on("GET /profiles/speakers/round%20table", reply(TABLE, ETag='"t2"'))
    return server


def test_they_are_listed_and_shown(stocked: FakeServer, podwright: Podwright) -> None:
    listed = podwright("profiles")
    assert [line.split()[:2] for line in listed.out.splitlines()] == [["episodes", "lesson"], ["speakers", "round"]]
    assert "For beginners" in listed.out
    shown = podwright("profiles", "show", "round table")
    assert shown.code == 0, shown.err
    assert "persona: 'No: never.'" in shown.out
    assert "voice" not in shown.out
    assert podwright("profiles", "show", "nothing").code == 2


def test_what_is_exported_is_imported_as_it_was(stocked: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    file = tmp_path / "team.yaml"
    assert podwright("profiles", "export", "lesson", "Round Table", "-o", str(file)).code == 0
    read = profiles_in(file)
    assert read["episodes"] == [
        {
            "name": "lesson",
            "description": "For beginners",
            "style": "educational",
            "duration_minutes": 15.0,
            "instructions": "Explain: every term.",
            "lexicon": [{"written": "007", "spoken": "double oh seven"}],
        }
    ]
    assert read["speakers"][0]["speakers"][0] == {"name": "1", "role": "host"}

    taken = reply({"title": "Conflict", "code": "name_taken", "detail": "There is one already."}, 409)
    stocked.on("POST /profiles/episodes", taken)
    stocked.on("PUT /profiles/episodes/lesson", reply(LESSON))
    stocked.on("POST /profiles/speakers", reply(TABLE, 201))
    refused = podwright("profiles", "import", str(file))
    assert refused.code == 2
    assert "'lesson' of episodes" in refused.err
    assert podwright("profiles", "import", str(file), "--replace").code == 0
    [changed] = stocked.called("PUT /profiles/episodes/lesson")
    assert (changed.json, changed.headers["If-Match"]) == (read["episodes"][0], '"t1"')
    [made] = stocked.called("POST /profiles/speakers")
    assert made.json == read["speakers"][0]


def test_own_profiles_alone_are_exported_without_names(stocked: FakeServer, podwright: Podwright) -> None:
    ran = podwright("profiles", "export")
    assert "lesson" in ran.out
    assert "round table" not in ran.out
    assert podwright("profiles", "export", "nothing").code == 2


def test_they_are_created_duplicated_and_deleted(stocked: FakeServer, podwright: Podwright) -> None:
    stocked.on("POST /profiles/episodes", reply(LESSON, 201))
    stocked.on("POST /profiles/speakers", reply(TABLE, 201))
    assert podwright("profiles", "create", "short", "--style", "brief", "--minutes", "3").code == 0
    assert stocked.called("POST /profiles/episodes")[0].json == {
        "name": "short",
        "style": "brief",
        "duration_minutes": 3.0,
    }
    words = ["--speaker", "Mara:host:heart", "--speaker", "2", "--tts", "local"]
    assert podwright("profiles", "create", "desk", *words).code == 0
    assert stocked.called("POST /profiles/speakers")[0].json == {
        "name": "desk",
        "speakers": [
            {"name": "Mara", "role": "host", "voice": "heart", "tts": "local"},
            {"name": "2", "tts": "local"},
        ],
    }
    assert podwright("profiles", "create", "x", "--speaker", "A", "--style", "brief").code == 2

    stocked.on("POST /profiles/speakers/round%20table/duplicate", reply({**TABLE, "name": "ours"}, 201))
    assert "ours" in podwright("profiles", "duplicate", "round table", "ours").out
    stocked.on("DELETE /profiles/episodes/lesson", reply(None, 204))
    assert podwright("profiles", "delete", "lesson", "--yes").code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x [1]\nb: *x", "aliases"),
        ("episodes: 3", "list of profiles"),
        ("episodes: [{style: brief}]", "with its name"),
        ("shows: []", "shows is neither"),
        ("[", "not YAML"),
        ("episodes: !!python/object:os.system {}", "not YAML"),
        ("", "holds no profiles"),
        ("? [a, b]\n: 1", "not YAML"),
        ("episodes: [{name: a}]\nepisodes: []", "given twice"),
    ],
)
def test_files_that_are_none_of_profiles(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(text)
    with pytest.raises(CliExit, match=words):
        profiles_in(file)
    with pytest.raises(CliExit, match="could not be read"):
        profiles_in(tmp_path / "absent.yaml")


def test_a_name_may_look_like_a_number(tmp_path: Path) -> None:
    file = tmp_path / "team.yaml"
    file.write_text("speakers:\n- name: 12\n  speakers:\n  - name: 7\n    speed: 1.1\n    voice: 3\n")
    [profile] = profiles_in(file)["speakers"]
    assert profile == {"name": "12", "speakers": [{"name": "7", "speed": 1.1, "voice": "3"}]}


def test_words_of_a_lexicon_are_words(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("007: double oh seven\nno: nope\n10:30: half past ten\nnull: nil\n")
    assert [(each["written"], each["spoken"]) for each in lexicon_in(file)] == [
        ("007", "double oh seven"),
        ("no", "nope"),
        ("10:30", "half past ten"),
        ("null", "nil"),
    ]
    file.write_text('[{"written": "US", "spoken": "the States", "case": "exact"}]')
    assert lexicon_in(file) == [{"written": "US", "spoken": "the States", "case": "exact"}]


def test_new_sends_style_speakers_and_wishes(server: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    server.on("POST /podcasts/estimate", reply({**ESTIMATE, "style": {"name": "debate", "why": "asked for"}}))
    server.on("POST /podcasts", reply(podcast("QUEUED", 0), 202))
    (tmp_path / "wishes.txt").write_text("No jokes.\n")
    (tmp_path / "words.yaml").write_text("nginx: engine ex\n")
    ran = podwright(
        "new", "https://example.org/essay", "--no-wait", "--style", "debate", "--complexity", "advanced",
        "--instructions", f"@{tmp_path / 'wishes.txt'}", "--lexicon", str(tmp_path / "words.yaml"),
        "--speaker", "Ann:host", "--speaker", "2:sceptic:v2", "--speaker", "🦊", "--profile", "lesson",
        "--speaker-profile", "round table",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "style: debate (asked for)" in ran.err
    [sent] = server.called("POST /podcasts")
    assert sent.json == {
        "sources": [{"type": "url", "url": "https://example.org/essay"}],
        "style": "debate",
        "complexity": "advanced",
        "instructions": "No jokes.",
        "lexicon": [{"written": "nginx", "spoken": "engine ex"}],
        "episode_profile": "lesson",
        "speaker_profile": "round table",
        "speakers": [
            {"name": "Ann", "role": "host"},
            {"name": "2", "role": "sceptic", "voice": "v2"},
            {"name": "🦊"},
        ],
    }
    both = podwright("new", "https://example.org/essay", "--speaker", "A", "--host-voice", "v")
    assert both.code == 2
    local = podwright("new", "https://example.org/essay", "--no-wait", "--local", "--style", "narrative")
    assert local.code == 0
    assert server.called("POST /podcasts")[-1].json["speakers"] == [{"name": "NARRATOR", "tts": "local"}]


def test_local_voices_speak_for_a_profile_too(stocked: FakeServer, podwright: Podwright) -> None:
    stocked.on("POST /podcasts/estimate", reply(ESTIMATE))
    stocked.on("POST /podcasts", reply(podcast("QUEUED", 0), 202))
    stocked.on("GET /profiles/episodes/lesson", reply({**LESSON, "style": "narrative"}))
    new = ["new", "https://example.org/essay", "--no-wait", "--local"]
    assert podwright(*new, "--speaker-profile", "round table").code == 0
    assert podwright(*new, "--profile", "lesson").code == 0
    assert [each.json["speakers"] for each in stocked.called("POST /podcasts")] == [
        [{"name": "1", "tts": "local"}, {"name": "Zoë", "tts": "local"}],
        [{"name": "NARRATOR", "tts": "local"}],
    ]


def test_a_refused_speaker_is_named_as_it_was_typed(server: FakeServer, podwright: Podwright) -> None:
    wrong = {"loc": ["speakers", 1, "voice"], "msg": "There is no voice 'zoe'.", "code": "voice_not_found"}
    server.on("POST /podcasts/estimate", reply({"title": "Unprocessable", "code": "x", "errors": [wrong]}, 422))
    ran = podwright("new", "https://example.org/essay", "--speaker", "A", "--speaker", "B::zoe")
    assert ran.code == 2
    assert "--speaker B::zoe" in ran.err
