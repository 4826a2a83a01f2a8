"""A group of commands that imports the module of the one that is called, and no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

_SETTINGS: dict[str, Any] = {
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": "markdown",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A command as the list of commands shows it.

    `place`: ``module:name`` of a function or a Typer under `bot.cli`; `help`: its first sentence.
    """

    name: str
    place: str
    help: str

    def load(self) -> Any:
        """The command itself."""
        module, _, name = self.place.partition(":")
        found = getattr(import_module(f"bot.cli.{module}"), name)
        carrier = typer.Typer(**_SETTINGS)
        if isinstance(found, typer.Typer):
            carrier.add_typer(found, name=self.name)
        else:
            carrier.command(self.name)(found)
        return get_group(carrier).commands[self.name]


class LazyGroup(TyperGroup):
    """Shows what is `listed`, and loads what is called."""

    listed: ClassVar[Sequence[Listed]] = ()

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._listing = False
        self._listed = {one.name: one for one in self.listed}
        self.commands = {one.name: TyperCommand(one.name, help=one.help) for one in self.listed}

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command by its name; None when there is none. For a list, its help alone."""
        found = self._listed.get(cmd_name)
        if self._listing or found is None:
            return super().get_command(ctx, cmd_name)
        return found.load()

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help of the group, without importing its commands."""
        self._listing = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._listing = False
