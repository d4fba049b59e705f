"""Vendors and their gates."""

from tests.cli.contract import FakeServer, Podwright, reply

OPEN = {"vendor": "openai", "role": "speech", "state": "open", "reason": "", "default": True, "slots": 5}
CLOSED = {**OPEN, "state": "closed", "reason": "until\nMonday", "default": False}


def test_they_are_listed_with_or_without_the_word(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /providers", reply({"items": [OPEN, CLOSED]}))
    expected = "openai\tspeech\topen\tdefault\t5\t\nopenai\tspeech\tclosed\t\t5\tuntil Monday\n"
    assert podwright("providers").out == podwright("providers", "list").out == expected
    assert podwright("providers", "--json").json == podwright("providers", "list", "--json").json == [OPEN, CLOSED]
    server.on("GET /providers", reply({"items": []}))
    assert "Is a worker running?" in podwright("providers").err


def test_one_is_closed_with_a_reason_and_opened(server: FakeServer, podwright: Podwright) -> None:
    server.on("POST /providers/openai/close", reply({"items": [CLOSED]}))
    ran = podwright("providers", "close", "openai", "--role", "speech", "--reason", "until Monday")
    assert (ran.code, ran.out) == (0, "openai\tspeech\tclosed\t\t5\tuntil Monday\n")
    assert server.calls[-1].json == {"role": "speech", "reason": "until Monday"}
    server.on("POST /providers/openai/open", reply({"items": [OPEN]}))
    assert podwright("providers", "open", "openai", "--json").json == [OPEN]
    assert server.calls[-1].json == {}


def test_an_unknown_vendor_is_bad_input(server: FakeServer, podwright: Podwright) -> None:
    refusal = {"title": "Not Found", "code": "not_found", "detail": "No worker ever announced this vendor."}
    server.on("POST /providers/x%2Fy/open", reply(refusal, 404))
    ran = podwright("providers", "open", "x/y")
    assert (ran.code, ran.err) == (2, "No worker ever announced this vendor.")
