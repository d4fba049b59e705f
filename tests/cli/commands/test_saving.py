"""Where files go, under which names, and what is never overwritten."""

from pathlib import Path

import pytest

from tests.cli.contract import FakeServer, Podwright, Reply, job, podcast, reply


def finished(server: FakeServer, podcast_id: str, title: str, audio: bytes = b"ID3") -> None:
    server.on(f"GET /podcasts/{podcast_id}", reply(podcast("COMPLETED", 100, podcast_id=podcast_id, title=title)))
    server.on(f"GET /podcasts/{podcast_id}/audio", Reply(audio, media_type="audio/mpeg"))
    for form in ("txt", "vtt", "srt", "json", "md"):
        text = Reply(f"{form} of {podcast_id}".encode(), media_type="text/plain")
        server.on(f"GET /podcasts/{podcast_id}/transcript?format={form}", text)


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "episodes"


@pytest.mark.parametrize(
    "titles", [("盐园", "海堤"), ("Tides", "Tides"), ("Tides?", "TIDES!"), ("Été", "été"), ("?", "!")]
)
def test_two_podcasts_in_one_folder_keep_their_files(
    server: FakeServer, podwright: Podwright, to: Path, titles: tuple[str, str]
) -> None:
    for podcast_id, title in zip(("p-111111", "p-222222"), titles, strict=True):
        finished(server, podcast_id, title, podcast_id.encode())
        assert podwright("fetch", podcast_id, "--to", str(to)).code == 0
    assert {path.read_bytes() for path in to.glob("*.mp3")} == {b"p-111111", b"p-222222"}
    assert len(list(to.iterdir())) == 6
    stems = {path.stem for path in to.iterdir()}
    assert len(stems) == 2, "the files of one podcast have one name"


def test_letters_of_every_script_are_kept(server: FakeServer, podwright: Podwright, to: Path) -> None:
    for at, title in enumerate(("盐园: 历史", "Ёлка", "हिन्दी", "Naïve café/../..", "x" * 300, "\u202egpj.exe")):
        finished(server, f"p-{at}", title, str(at).encode())
        assert podwright("fetch", f"p-{at}", "--to", str(to), "--format", "mp3").code == 0
    names = {path.name for path in to.iterdir()}
    assert {"盐园-历史.mp3", "ёлка.mp3", "हिन्दी.mp3", "naïve-café.mp3", "gpj-exe.mp3"} < names
    assert max(len(name.encode()) for name in names) < 200


def test_fetching_again_changes_nothing_and_a_new_episode_gets_a_name_of_its_own(
    server: FakeServer, podwright: Podwright, to: Path
) -> None:
    finished(server, "p-111111", "Tides", b"one")
    for _ in range(2):
        assert podwright("fetch", "p-111111", "--to", str(to)).code == 0
    assert len(list(to.iterdir())) == 3
    finished(server, "p-111111", "Tides", b"two")
    for _ in range(2):
        out = podwright("fetch", "p-111111", "--to", str(to)).out
    assert (to / "tides.mp3").read_bytes() == b"one"
    assert f"audio: {to / 'tides-111111.mp3'}" in out
    assert (to / "tides-111111.mp3").read_bytes() == b"two"


def test_one_taken_name_takes_none_of_the_others(server: FakeServer, podwright: Podwright, to: Path) -> None:
    to.mkdir()
    (to / "tides.vtt").write_text("mine")
    finished(server, "p-111111", "Tides")
    assert podwright("fetch", "p-111111", "--to", str(to)).code == 0
    assert {path.name for path in to.iterdir()} == {
        "tides.vtt",
        *(f"tides-111111.{form}" for form in ("mp3", "txt", "vtt")),
    }
    assert (to / "tides.vtt").read_text() == "mine"


def test_a_conversion_never_overwrites_its_source(
    server: FakeServer, podwright: Podwright, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talk.wav").write_bytes(b"the source")
    made = [{"name": "talk.wav", "url": f"{server.url}/api/v1/conversions/j-123456789/files/talk.wav"}]
    server.on("POST /files", reply({"file_id": "f-1"}))
    server.on("POST /conversions", reply(job("COMPLETED", 100, outputs=made), 202))
    server.on("GET /conversions/j-123456789/events", reply({}))
    server.on("GET /conversions/j-123456789", reply(job("COMPLETED", 100, outputs=made)))
    server.on("GET /conversions/j-123456789/files/talk.wav", Reply(b"made", media_type="audio/wav"))
    assert podwright("convert", "talk.wav", "--to", "wav").code == 0
    assert (tmp_path / "talk.wav").read_bytes() == b"the source"
    assert (tmp_path / "talk-456789.wav").read_bytes() == b"made"


def test_one_file_is_named_and_its_ending_says_which(server: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    finished(server, "p-111111", "Tides")
    for name, held in (("a.mp3", b"ID3"), ("b", b"ID3"), ("c.srt", b"srt of p-111111")):
        assert podwright("fetch", "p-111111", "-o", str(tmp_path / name)).out.endswith(f": {tmp_path / name}\n")
        assert (tmp_path / name).read_bytes() == held


def test_all_six_formats_are_fetched(server: FakeServer, podwright: Podwright, to: Path) -> None:
    finished(server, "p-111111", "Tides")
    forms = ("mp3", "txt", "vtt", "srt", "json", "md")
    ran = podwright("fetch", "p-111111", "--to", str(to), *(word for form in forms for word in ("--format", form)))
    assert ran.code == 0, ran.err
    assert {path.suffix[1:] for path in to.iterdir()} == set(forms)


def test_a_pipe_holds_the_file_and_nothing_else(server: FakeServer, podwright: Podwright) -> None:
    finished(server, "p-111111", "Tides")
    server.on("GET /podcasts/p-111111/events", reply({}))
    assert podwright("fetch", "p-111111", "-o", "-").out == "ID3"
    assert podwright("fetch", "p-111111", "--format", "md", "-o", "-").out == "md of p-111111"
    ran = podwright("watch", "p-111111", "-o", "-")
    assert (ran.out, "Tides" in ran.err) == ("ID3", True)
    assert not Path("-").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "out.mp3"], "For one file type: -o out.mp3"),
        (["--to", "-"], "For one file type: -o -"),
        (["--to", "here", "-o", "x.mp3"], "give one of them"),
        (["--format", "mp3", "--format", "srt", "-o", "x"], "Use --to FOLDER"),
        (["-o", "."], "is a folder"),
    ],
)
def test_options_that_do_not_fit_are_refused_before_anything_is_sent(
    server: FakeServer, podwright: Podwright, words: list[str], said: str
) -> None:
    ran = podwright("fetch", "p-111111", *words)
    assert (ran.code, server.calls) == (2, [])
    assert said in ran.err


def test_quiet_prints_the_result_only(server: FakeServer, podwright: Podwright, to: Path) -> None:
    finished(server, "p-111111", "Tides")
    server.on("GET /podcasts/p-111111/events", reply({}))
    ran = podwright("watch", "p-111111", "--quiet", "--to", str(to))
    assert ran.err == ""
    assert f"audio: {to / 'tides.mp3'}" in ran.out


@pytest.mark.parametrize("option", ["-o", "--to"])
def test_a_place_that_cannot_be_written_is_said_with_another_way(
    server: FakeServer, podwright: Podwright, tmp_path: Path, option: str
) -> None:
    finished(server, "p-111111", "Tides")
    (tmp_path / "file").touch()
    ran = podwright("fetch", "p-111111", option, str(tmp_path / "file" / "within"))
    assert ran.code == 4
    assert ran.err.endswith("save it elsewhere with: podwright fetch p-111111 --to FOLDER")
