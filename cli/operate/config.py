"""`podwright config`: every setting, its value, and where the value comes from."""

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

import typer
from pydantic import SecretStr

from adapters.settings import Settings, origins
from cli.operate import PANEL
from cli.output import AsJson, echo, echo_json
from cli.settings import settings

_USER_OF_URL = re.compile(r"(?<=://)[^/@\s]+(?=@)")
_QUERY_OF_URL = re.compile(r"(?<=\?)\S+")


class Setting(NamedTuple):
    name: str
    value: str
    source: str


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(config)


def config(as_json: AsJson = False) -> None:
    """Show every setting, its value, and where it comes from.

    Keys are shown as set or not set, addresses without what stands in them for authentication.

    Examples: `podwright config` · `podwright config --json`
    """
    found = list(listed(settings()))
    if as_json:
        echo_json([each._asdict() for each in found])
        return
    width = max(len(each.name) for each in found)
    for each in found:
        if sys.stdout.isatty():
            echo(f"{each.name:<{width}}  {each.value}  ({each.source})")
        else:
            echo("\t".join(each))


def listed(found: Settings) -> Iterator[Setting]:
    effective = {"PODWRIGHT_STORE_URL": found.artifacts_url, "PODWRIGHT_CATALOG_URL": found.database_url}
    sources = origins()
    for variable, value in found.by_variable():
        yield Setting(variable, _shown(effective.get(variable, value)), sources.get(variable, "default"))


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "set"
    text = "not set" if value is None or value == "" else str(value)
    return _QUERY_OF_URL.sub("…", _USER_OF_URL.sub("…", text))
