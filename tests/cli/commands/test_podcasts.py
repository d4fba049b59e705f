"""The commands about podcasts alone."""

from tests.cli.contract import FakeServer, Podwright, reply


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
    assert podwright("script", "p-123456789").out == "Tides\n\n## The moon\n\ntts-001  HOST: Why do tides rise?\n"
