"""How the command talks: results to stdout, everything else to stderr, exit codes that scripts can rely on."""

import json
import sys
from enum import IntEnum

from adapters.settings import Settings, SettingsError, load


class Exit(IntEnum):
    DONE = 0
    BAD_INPUT = 2
    NEEDS_ATTENTION = 3
    FAILED = 4
    NO_SERVER = 5
    INTERRUPTED = 130  # what shells say of Ctrl-C


class CliExit(Exception):
    """Ends the command with a code and words for the person who typed it."""

    def __init__(self, code: Exit, message: str = "") -> None:
        super().__init__(message)
        self.code, self.message = code, message


def say(line: str) -> None:
    """Something on the way to the result: to stderr, so that stdout stays the result."""
    print(line, file=sys.stderr, flush=True)


def put(line: str) -> None:
    """A result."""
    print(line, flush=True)


def put_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2), flush=True)


def settings() -> Settings:
    try:
        return load()
    except SettingsError as error:
        raise CliExit(Exit.BAD_INPUT, str(error)) from None
