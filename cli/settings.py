"""The settings of the command, or an exit that says which one is wrong."""

import os

from adapters.settings import Settings, SettingsError, load
from cli.output import CliExit, Exit


def settings() -> Settings:
    try:
        return load()
    except SettingsError as error:
        raise CliExit(Exit.BAD_INPUT, str(error)) from None


def editor() -> str:
    """The person's own editor, as every program finds it; empty when none is set."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
