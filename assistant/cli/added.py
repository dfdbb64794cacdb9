"""Commands that packages above this one add to the command line."""

from typing import Any

import typer
from typer.core import TyperGroup

from assistant.channels import commands


class WithAddedCommands(TyperGroup):
    """The group of all commands. What is added is looked for only where a command is not known, or all are listed."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of the commands, the added ones last."""
        known = super().list_commands(ctx)
        return [*known, *(name for name in sorted(commands()) if name not in known)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name."""
        known = super().get_command(ctx, cmd_name)
        entry = None if known is not None else commands().get(cmd_name)
        if entry is None:
            return known
        added = typer.Typer(add_completion=False, rich_markup_mode=None)
        added.command(cmd_name)(entry.load())
        return typer.main.get_command(added)
