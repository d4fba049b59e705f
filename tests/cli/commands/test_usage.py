"""What was used."""

from tests.cli.contract import FakeServer, Podwright, reply

DAY = {"day": "2026-01-02", "owner": "anna", "podcasts": 2, "tts_characters": 12345, "cost_usd": 1.5}


def test_usage_is_shown_by_day(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /usage", reply({"items": [DAY]}))
    assert podwright("usage").out == "2026-01-02\tanna\t2\t12,345\t0\t0\t$1.50\n"
    assert podwright("usage", "--json").json == [DAY]
    server.on("GET /usage?owner=anna&since=2026-01-01&until=2026-01-31", reply({"items": []}))
    ran = podwright("usage", "--since", "2026-01-01", "--until", "2026-01-31", "--owner", "anna")
    assert ran.err == "nothing was used in these days\n"
    assert podwright("usage", "--since", "yesterday").code == 2
