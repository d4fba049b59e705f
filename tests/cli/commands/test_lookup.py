"""Jobs by the beginning of their id, and by their title."""

import pytest

from tests.cli.contract import FakeServer, Json, Podwright, job, podcast, reply

TIDES: dict[str, object] = {"job_id": "aa11bb22", "kind": "podcast", "title": "The  Tides"}
BREAD: dict[str, object] = {"job_id": "aa11cc33", "kind": "podcast", "title": "Bread"}
TALK: dict[str, object] = {"job_id": "bb22dd44", "kind": "conversion", "title": "Bread"}


def made(**about: object) -> Json:
    return {**job(), **about}


@pytest.fixture
def several(server: FakeServer) -> FakeServer:
    """Two podcasts and a conversion, on two pages."""
    server.on("GET /jobs?limit=100", reply({"items": [made(**TIDES), made(**BREAD)], "next_cursor": "more"}))
    server.on("GET /jobs?limit=100&cursor=more", reply({"items": [made(**TALK)], "next_cursor": None}))
    for each in (TIDES, BREAD):
        server.on(f"GET /podcasts/{each['job_id']}", reply(podcast(podcast_id=each["job_id"], title=each["title"])))
    server.on(f"GET /jobs/{TALK['job_id']}", reply(made(**TALK)))
    return server


@pytest.mark.parametrize(
    ("typed", "job_id"),
    [("aa11b", "aa11bb22"), ("bb22", "bb22dd44"), ("the tides", "aa11bb22"), ("aa11bb22", "aa11bb22")],
)
def test_a_beginning_and_a_title_name_a_job(several: FakeServer, podwright: Podwright, typed: str, job_id: str) -> None:
    assert podwright("status", typed).out.startswith(f"{job_id}  ")


@pytest.mark.parametrize("typed", ["aa11", "bread"])
def test_what_fits_two_jobs_names_none(several: FakeServer, podwright: Podwright, typed: str) -> None:
    for command in ("status", "delete", "cancel"):
        ran = podwright(command, typed)
        assert ran.code == 2
        assert "fits 2 jobs. Give more of the id:" in ran.err
        assert "aa11cc33  podcast" in ran.err
    changed = {
        call.path.split("/")[-2:][1 if call.method == "DELETE" else 0] for call in several.calls if call.method != "GET"
    }
    assert changed == {typed}, "no job was touched by another name than the one that was typed"


@pytest.mark.parametrize("typed", ["aa", "tide", "zz99"])
def test_what_fits_nothing_is_said(several: FakeServer, podwright: Podwright, typed: str) -> None:
    ran = podwright("status", typed)
    assert (ran.code, ran.err.splitlines()[0]) == (2, f"No job has this id or title: {typed}")


def test_a_podcast_is_named_in_the_same_way(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /podcasts?limit=100", reply({"items": [podcast(podcast_id="aa11bb22")], "next_cursor": None}))
    server.on("GET /podcasts/aa11bb22/script", reply({"title": "Tides", "turns": []}))
    assert podwright("script", "tides").out == podwright("script", "aa11").out == "Tides\n"


def test_all_pages_are_listed(several: FakeServer, podwright: Podwright) -> None:
    lines = podwright("jobs", "--all").out.splitlines()
    assert [line.partition("\t")[0] for line in lines] == ["aa11bb22", "aa11cc33", "bb22dd44"]
    assert [each["job_id"] for each in podwright("jobs", "--all", "--json").json["items"]][-1] == "bb22dd44"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list"], "no podcasts yet; make one with: podwright new FILE"),
        (["list", "--status", "failed"], "no podcast has the status FAILED"),
        (["jobs", "--kind", "audiobook"], "no job is of the kind audiobook"),
        (["jobs", "--status", "failed"], "no job has the status FAILED"),
    ],
)
def test_an_empty_list_says_of_what(server: FakeServer, podwright: Podwright, words: list[str], said: str) -> None:
    nothing = reply({"items": [], "next_cursor": None})
    for path in ("podcasts?limit=20", "podcasts?limit=20&status=FAILED", "jobs?limit=20&status=FAILED"):
        server.on(f"GET /{path}", nothing)
    server.on("GET /jobs?limit=20&kind=audiobook", nothing)
    assert podwright(*words).err == f"{said}\n"


def test_a_status_that_is_none_is_said_with_those_there_are(podwright: Podwright) -> None:
    ran = podwright("list", "--status", "broken")
    assert ran.code == 2
    assert "needs_attention" in ran.err.lower()


def test_the_notes_say_why_one_does_not_go_on(server: FakeServer, podwright: Podwright) -> None:
    waiting = [{"resource": "elevenlabs", "reason": "The key was refused."}]
    parked = [{"id": "tts-007", "message": "No."}, {"id": "tts-009", "message": "No."}]
    listed = [
        podcast("FAILED", error={"message": "No text."}),
        podcast("NEEDS_ATTENTION", attention=parked),
        podcast(waiting=waiting),
        podcast("COMPLETED", warnings=[{"message": "Short."}]),
        podcast("COMPLETED", waiting=waiting),
    ]
    server.on("GET /podcasts?limit=20", reply({"items": listed, "next_cursor": None}))
    assert [line.split("\t")[-1] for line in podwright("list").out.splitlines()] == [
        "No text.",
        "tts-007: No. (and 1 more)",
        "waiting for elevenlabs: The key was refused.",
        "Short.",
        "",
    ]
