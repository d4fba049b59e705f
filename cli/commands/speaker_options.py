"""Options that say who speaks, and how: what was typed, as the API takes it."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cli.output import CliExit, Exit


def words_of(given: str | None, option: str, *, stdin: Callable[[], str] | None = None) -> str | None:
    """The text of an option; of `@file`, what the file holds, and of `@-`, stdin. Raises CliExit."""
    if given is None or not given.startswith("@"):
        return given
    if given == "@-":
        return (stdin or sys.stdin.read)().strip()
    path = Path(given[1:]).expanduser()
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise CliExit(Exit.BAD_INPUT, f"{option}: {path} could not be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CliExit(Exit.BAD_INPUT, f"{option}: {path} is not text in UTF-8.") from None


def speaker_of(given: str) -> dict[str, Any]:
    """A speaker from NAME, NAME:ROLE or NAME:ROLE:VOICE; an empty part is left to the server. Raises CliExit."""
    name, _, rest = given.partition(":")
    role, _, voice = rest.partition(":")
    if not name.strip():
        raise CliExit(Exit.BAD_INPUT, f"--speaker {given!r} has no name: type NAME, NAME:ROLE or NAME:ROLE:VOICE.")
    found = {"name": name.strip(), "role": role.strip(), "voice": voice.strip()}
    return {key: value for key, value in found.items() if value}


def speakers_of(given: Sequence[str], *, tts: str | None) -> list[dict[str, Any]]:
    """Those of several `--speaker` options; `tts` speaks for all of them."""
    return [{**speaker_of(each), **({"tts": tts} if tts else {})} for each in given]
