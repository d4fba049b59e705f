"""The settings of the command, or an exit that says which one is wrong."""

from pydantic import SecretStr

from adapters.settings import Settings, SettingsError, load
from cli import key_file
from cli.output import CliExit, Exit


def settings() -> Settings:
    """With the key that `podwright keys` stored for commands of this machine, unless one is set."""
    found = environment()
    stored = key_file.read(found.home) if found.api_key is None else None
    return found if stored is None else found.model_copy(update={"api_key": SecretStr(stored)})


def environment() -> Settings:
    """The settings as the parts of the stack read them."""
    try:
        return load()
    except SettingsError as error:
        raise CliExit(Exit.BAD_INPUT, str(error)) from None
