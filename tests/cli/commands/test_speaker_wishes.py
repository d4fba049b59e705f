"""`podwright new`: what its options say of each speaker and word."""

from pathlib import Path

import pytest

from tests.cli.contract import ESTIMATE, FakeServer, Podwright, podcast, reply


@pytest.fixture
def ready(server: FakeServer) -> FakeServer:
    """A server that takes a podcast."""
    server.on("POST /podcasts/estimate", reply(ESTIMATE))
    server.on("POST /podcasts", reply(podcast("QUEUED", 0), 202))
    return server


def test_speakers_are_told_apart_by_what_is_said_of_each(
    ready: FakeServer, podwright: Podwright, tmp_path: Path
) -> None:
    (tmp_path / "ito.txt").write_text("Careful with figures.\n")
    cast = ["--speaker", "Ann:host", "--speaker", "Dr. Ito", "--tts", "elevenlabs"]
    said = [
        "--persona",
        "ann=Quick = dry.",
        "--persona",
        f"Dr. Ito=@{tmp_path / 'ito.txt'}",
        "--note",
        "Dr. Ito=EE-toh",
    ]
    sound = ["--speed", "Ann=1.1", "--setting", "Dr. Ito.stability=0.4", "--setting", "dr. ito.use_speaker_boost=true"]
    ran = podwright("new", "https://salt.example/a", *cast, *said, *sound, "--setting", "Ann.tone=warm", "--no-wait")
    assert ran.code == 0, ran.err
    assert ready.called("POST /podcasts")[0].json["speakers"] == [
        {"name": "Ann", "role": "host", "tts": "elevenlabs", "persona": "Quick = dry.", "speed": 1.1,
         "settings": {"tone": "warm"}},
        {"name": "Dr. Ito", "tts": "elevenlabs", "persona": "Careful with figures.", "note": "EE-toh",
         "settings": {"stability": 0.4, "use_speaker_boost": True}},
    ]  # fmt: skip


def test_wishes_go_to_the_usual_speakers_and_to_those_of_a_profile(ready: FakeServer, podwright: Podwright) -> None:
    profile = {"name": "desk", "speakers": [{"name": "Mara", "voice": "heart"}, {"name": "7"}]}
    ready.on("GET /profiles/speakers/desk", reply(profile))
    for options, speakers in (
        (
            ["--speed", "EXPERT=0.9"],
            [{"name": "HOST", "role": "host"}, {"name": "EXPERT", "role": "expert", "speed": 0.9}],
        ),
        (["--style", "narrative", "--speed", "narrator=0.9"], [{"name": "NARRATOR", "speed": 0.9}]),
        (["--speaker-profile", "desk", "--note", "7=seven"], [{"name": "Mara"}, {"name": "7", "note": "seven"}]),
    ):
        ran = podwright("new", "https://salt.example/a", *options, "--no-wait")
        assert ran.code == 0, ran.err
        assert ready.called("POST /podcasts")[-1].json["speakers"] == speakers


def test_words_are_said_as_the_options_and_the_file_say(
    ready: FakeServer, podwright: Podwright, tmp_path: Path
) -> None:
    (tmp_path / "words.yaml").write_text("nginx: engine ex\n")
    options = ["--lexicon", str(tmp_path / "words.yaml"), "--say", "GIF=jif", "--say", "a=b=c", "--no-wait"]
    assert podwright("new", "https://salt.example/a", *options).code == 0
    said = ready.called("POST /podcasts")[0].json["lexicon"]
    assert [(each["written"], each["spoken"]) for each in said] == [
        ("nginx", "engine ex"),
        ("GIF", "jif"),
        ("a", "b=c"),
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--persona", "Bob=x"], "--persona: 'Bob' is none of the speakers, who are HOST, EXPERT."),
        (["--persona", "HOST"], "--persona 'HOST' is not of the form NAME=TEXT."),
        (["--note", "HOST="], "--note 'HOST=' is not of the form NAME=TEXT."),
        (["--speed", "HOST=fast"], "--speed 'HOST=fast' is not of the form NAME=NUMBER."),
        (["--setting", "stability=1"], "--setting 'stability' is not of the form NAME.SETTING=VALUE."),
        (["--say", "GIF"], "--say 'GIF' is not of the form WRITTEN=SPOKEN."),
    ],
)
def test_a_wish_that_cannot_be_read_is_refused_before_anything_is_sent(
    ready: FakeServer, podwright: Podwright, options: list[str], message: str
) -> None:
    ran = podwright("new", "https://salt.example/a", *options)
    assert ran.code == 2
    assert message in " ".join(ran.err.split())
    assert not ready.called("POST /podcasts")
