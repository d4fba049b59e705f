"""The commands about podcasts alone."""

from pathlib import Path

from tests.cli.contract import FakeServer, Podwright, Reply, podcast, reply


def test_script_is_readable(server: FakeServer, podwright: Podwright) -> None:
    server.on(
        "GET /podcasts/p-123456789/script",
        reply(
            {
                "title": "Tides",
                "outline": {"segments": [{"title": "The moon", "summary": ""}]},
                "turns": [{"id": "t1", "index": 1, "segment": 1, "speaker": "HOST", "text": "Why do tides rise?"}],
            }
        ),
    )
    assert podwright("script", "p-123456789").out == "Tides\n\n## The moon\n\nt1  HOST: Why do tides rise?\n"


def test_fetch_refuses_what_is_not_finished(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /podcasts/p-123456789", reply(podcast()))
    ran = podwright("fetch", "p-123456789")
    assert ran.code == 2
    assert ran.err == (
        "The podcast is not finished (GENERATING 50 %). `podwright watch p-123456789` follows it and saves its files."
    )


def test_a_download_that_breaks_leaves_no_half_file(server: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    server.on("GET /podcasts/p-123456789", reply(podcast("COMPLETED", 100)))
    half = Reply(b"ID3", media_type="audio/mpeg", headers={"Connection": "close"})
    server.on("GET /podcasts/p-123456789/audio", half)
    server.cut_short(by=10)
    ran = podwright("fetch", "p-123456789", "--to", str(tmp_path / "out"))
    assert ran.code == 5
    assert list((tmp_path / "out").iterdir()) == []
