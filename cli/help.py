"""The help of all commands, and what is said of a wrong option: without types of the program, in words of a person."""

import shutil
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperCommand, TyperGroup, TyperOption

from domain.wording import said

_WIDE = 90  # columns; with 80, the box of `new` has no room for its longest words
_LONGEST = 40  # characters of a value that are shown again


class _Command(TyperCommand):
    def get_params(self, ctx: Any) -> list[Any]:
        return _without_types(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Without boxes in a narrow terminal, where their columns would cut the names of options short."""
        usual = self.rich_markup_mode
        self.rich_markup_mode = usual if shutil.get_terminal_size().columns >= _WIDE else None
        try:
            super().format_help(ctx, formatter)
        finally:
            self.rich_markup_mode = usual

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as wrong:
            if isinstance(wrong.__cause__, ValidationError):
                error = wrong.__cause__.errors()[0]
                given, words = repr(str(error["input"])[:_LONGEST]), said(error)
                wrong.message = words if words.startswith(given) else f"{given} {words}"
            raise


class _Group(TyperGroup):
    def get_params(self, ctx: Any) -> list[Any]:
        return _without_types(super().get_params(ctx))


def _without_types(params: list[Any]) -> list[Any]:
    for each in params:
        if isinstance(each, TyperOption) and each.is_flag:
            each.metavar = ""
    return params


def plain_help(app: typer.Typer) -> None:
    """Applies to every command and group that the app has by now."""
    app.info.cls = _Group
    for command in app.registered_commands:
        command.cls = _Command
    for group in app.registered_groups:
        group.cls = _Group
        if group.typer_instance is not None:
            plain_help(group.typer_instance)
