"""Options that say who speaks, and how: what was typed, as the API takes it."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class SpeakerWishes:
    """What options say of speakers besides their voices: NAME=TEXT, NAME=NUMBER, and NAME.SETTING=VALUE."""

    personas: Sequence[str] = ()
    notes: Sequence[str] = ()
    speeds: Sequence[str] = ()
    settings: Sequence[str] = ()

    def __bool__(self) -> bool:
        return any((self.personas, self.notes, self.speeds, self.settings))

    def applied(self, cast: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The cast with what was said of each. Raises CliExit."""
        changed = [dict(each) for each in cast]
        for option, form, given in (("--persona", "NAME=TEXT", self.personas), ("--note", "NAME=TEXT", self.notes)):
            for each in given:
                name, text = _pair(each, option, form)
                _named(name, changed, option)[option.removeprefix("--")] = words_of(text, option)
        for each in self.speeds:
            name, speed = _pair(each, "--speed", "NAME=NUMBER")
            _named(name, changed, "--speed")["speed"] = _number(speed, each)
        for each in self.settings:
            place, value = _pair(each, "--setting", "NAME.SETTING=VALUE")
            speaker, setting = _setting_of(place, changed)
            speaker["settings"] = {**speaker.get("settings", {}), setting: _scalar(value)}
        return changed


def lexicon_of(given: Sequence[str]) -> list[dict[str, str]]:
    """Entries of `--say WRITTEN=SPOKEN`. Raises CliExit."""
    pairs = (_pair(each, "--say", "WRITTEN=SPOKEN") for each in given)
    return [{"written": written, "spoken": spoken} for written, spoken in pairs]


def _pair(given: str, option: str, form: str) -> tuple[str, str]:
    left, equals, right = given.partition("=")
    if not (equals and left.strip() and right.strip()):
        raise CliExit(Exit.BAD_INPUT, f"{option} {given!r} is not of the form {form}.")
    return left.strip(), right.strip()


def _named(name: str, cast: Sequence[dict[str, Any]], option: str) -> dict[str, Any]:
    """The speaker of that name, in whatever case it was typed."""
    found = next((each for each in cast if each["name"].casefold() == name.casefold()), None)
    if found is None:
        raise CliExit(Exit.BAD_INPUT, f"{option}: {name!r} is none of the speakers, who are {_names(cast)}.")
    return found


def _setting_of(place: str, cast: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], str]:
    """The speaker and the setting of NAME.SETTING; either may hold dots."""
    for each in sorted(cast, key=lambda each: -len(each["name"])):
        name = each["name"]
        setting = place[len(name) + 1 :].strip()
        if setting and place[: len(name) + 1].casefold() == f"{name}.".casefold():
            return each, setting
    raise CliExit(
        Exit.BAD_INPUT, f"--setting {place!r} is not of the form NAME.SETTING=VALUE. The speakers are {_names(cast)}."
    )


def _names(cast: Sequence[dict[str, Any]]) -> str:
    return ", ".join(each["name"] for each in cast)


def _number(given: str, typed: str) -> float:
    try:
        return float(given)
    except ValueError:
        raise CliExit(Exit.BAD_INPUT, f"--speed {typed!r} is not of the form NAME=NUMBER.") from None


def _scalar(given: str) -> str | float | bool:
    """A switch, a number, or else a text."""
    if given.lower() in ("true", "false"):
        return given.lower() == "true"
    try:
        return float(given)
    except ValueError:
        return given
