"""The settings of the command, or an exit that says which one is wrong."""

from adapters.settings import Settings, SettingsError, load
from cli.output import CliExit, Exit


def settings() -> Settings:
    try:
        return load()
    except SettingsError as error:
        raise CliExit(Exit.BAD_INPUT, str(error)) from None
