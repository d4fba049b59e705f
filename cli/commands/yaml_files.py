"""YAML files of people: lexicons and profiles. JSON, which is YAML too, is read as well."""

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import yaml

from cli.output import CliExit, Exit

KINDS = ("episodes", "speakers")

MOST_BYTES = 1_000_000
"""Two hundred profiles with long lexicons are less; a file that is larger is another one than was meant."""


class _PlainLoader(yaml.SafeLoader):
    """Of plain values: without aliases, of which a small file could make a huge one, and without keys given twice."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not taken: write the value out")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                raise yaml.YAMLError(f"line {key.start_mark.line + 1}: {key.value} is given twice")
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


class _WordsLoader(_PlainLoader):
    """Every value is a text: in a lexicon "007" and "no" are words."""


def _resolvers() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """YAML 1.2's: "no", "on", "10:30" and dates are words, which YAML 1.1 takes for something else."""
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for kind, pattern, first in (
        ("bool", r"(?:true|false)$", "tf"),
        ("null", r"(?:~|null|)$", ["~", "n", ""]),
        ("int", r"[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
        ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?$", "-+0123456789."),
    ):
        for character in first:
            found.setdefault(character, []).append((f"tag:yaml.org,2002:{kind}", re.compile(pattern)))
    return found


_PlainLoader.yaml_implicit_resolvers = _resolvers()
_WordsLoader.yaml_implicit_resolvers = {}


def lexicon_in(path: Path) -> list[dict[str, Any]]:
    """Entries of a lexicon: `written: spoken`, or a list of entries as the API takes them. Raises CliExit."""
    read = _read(path, _WordsLoader)
    if isinstance(read, Mapping):
        return [{"written": str(written), "spoken": str(spoken)} for written, spoken in read.items()]
    if isinstance(read, list) and all(isinstance(each, Mapping) for each in read):
        return [dict(each) for each in read]
    raise CliExit(Exit.BAD_INPUT, f"{path} is not a lexicon: write `written: spoken`, a line each.")


def profiles_in(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Profiles by their kinds, `episodes` and `speakers`. Raises CliExit."""
    read = _read(path, _PlainLoader)
    unknown = sorted(str(each) for each in read if each not in KINDS) if isinstance(read, Mapping) else []
    if not isinstance(read, Mapping) or not read or unknown:
        named = f" {', '.join(unknown)} is neither." if unknown else ""
        raise CliExit(
            Exit.BAD_INPUT, f"{path} holds no profiles: they stand in lists under episodes and speakers.{named}"
        )
    found: dict[str, list[dict[str, Any]]] = {}
    for kind in KINDS:
        listed = read.get(kind) or []
        if not isinstance(listed, list) or not all(isinstance(each, Mapping) and each.get("name") for each in listed):
            raise CliExit(Exit.BAD_INPUT, f"{path}: {kind} is a list of profiles, each with its name.")
        found[kind] = [_with_texts(each) for each in listed]
    return found


def _with_texts(profile: Mapping[str, Any]) -> dict[str, Any]:
    """A profile, and its speakers, with names that are texts: one may be called 7."""
    texts: dict[str, Any] = {key: str(profile[key]) for key in ("name", "voice") if _is_number(profile.get(key))}
    speakers = profile.get("speakers")
    if isinstance(speakers, list):
        texts["speakers"] = [_with_texts(each) if isinstance(each, Mapping) else each for each in speakers]
    return {**profile, **texts}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def profiles_text(profiles: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Profiles as a file that `profiles_in` reads."""
    return yaml.safe_dump(
        {kind: [dict(each) for each in some] for kind, some in profiles.items() if some},
        allow_unicode=True,
        sort_keys=False,
        width=100,
    )


def _read(path: Path, loader: type[yaml.SafeLoader]) -> object:
    name = "stdin" if str(path) == "-" else str(path)
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if str(path) == "-" else _bytes(path.expanduser())
        if len(data) > MOST_BYTES:
            raise CliExit(Exit.BAD_INPUT, f"{name} is larger than {MOST_BYTES // 1_000_000} MB.")
        return cast(object, yaml.load(data.decode(), Loader=loader))  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise CliExit(Exit.BAD_INPUT, f"{name} could not be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CliExit(Exit.BAD_INPUT, f"{name} is not text in UTF-8.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CliExit(Exit.BAD_INPUT, f"{name} is not YAML: {' '.join(str(error).split())[:300]}") from None


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
