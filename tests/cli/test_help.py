"""The help of the command."""

from tests.cli.contract import Podwright


def test_every_command_explains_itself(podwright: Podwright) -> None:
    names = "up down new list status watch script resume retry cancel delete fetch open voices migrate doctor"
    shown = podwright("--help").out
    for name in names.split():
        assert name in shown
        assert "--json" in podwright(name, "--help").out
