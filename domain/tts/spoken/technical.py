"""Versions, paths, units with a bare power and initials with an ampersand, as people say them."""

import re

_VERSION = re.compile(r"(?<![\w.,/:-])([vV])?(\d{1,4}(?:\.\d{1,4}){2,3})(?![\w/]|[.,:]\d)")
_YEAR_LAST, _LAST_DAY = 4, 31
_FOLDER = "etc|usr|var|home|tmp|dev|proc|sys|opt|bin|sbin|lib|root|mnt|media|srv|boot|run"
_PART = r"[\w+-]+(?:\.[\w+-]+)*"
_PATH = re.compile(rf"(?<![\w.:/~<>)])~?/((?:{_FOLDER})(?![\w.])(?:/{_PART})*|{_PART}(?:/{_PART})+)/?(?![\w/])")
_BARE_POWER = re.compile(r"(?:(?<=\d)|(?<=\d\s)|(?<=\bper ))(km|dm|cm|mm|m|ft|mi|yd)([23])(?!\w)")
_RAISED = {"2": "²", "3": "³"}
_INITIALS = re.compile(r"(?<![\w&])([A-Z]{1,3})&([A-Z]{1,3})(?![\w&;])")


def spoken_versions(text: str) -> str:
    """`1.96.0` is "1 point 96 point 0"; a date such as 24.12.2023 stays."""
    return _VERSION.sub(_version, text)


def spoken_paths(text: str) -> str:
    """`/etc/fstab` is "slash et cetera slash fstab"."""
    return _PATH.sub(lambda match: _path(match[1]), text)


def with_raised_powers(text: str) -> str:
    """`40 km2` is 40 km², whose power is then said."""
    return _BARE_POWER.sub(lambda match: match[1] + _RAISED[match[2]], text)


def spelled_initials(text: str) -> str:
    """`AT&T` is "A T and T", and not "at and tee"."""
    return _INITIALS.sub(lambda match: f"{' '.join(match[1])} and {' '.join(match[2])}", text)


def _version(match: re.Match[str]) -> str:
    parts = match[2].split(".")
    if len(parts) == 3 and len(parts[2]) == _YEAR_LAST and int(parts[0]) <= _LAST_DAY:
        return match[0]
    return ("version " if match[1] else "") + " point ".join(parts)


def _path(path: str) -> str:
    parts = ["et cetera" if part == "etc" else part.replace(".", " dot ") for part in path.split("/")]
    return "slash " + " slash ".join(parts)
