"""What README.md tells people to set and to run exists."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from assistant.cli.main import app
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


def test_every_setting_named_exists(readme: str) -> None:
    named = set(re.findall(r"PRECEDENT_[A-Z_]+", readme))
    assert named
    assert named <= {f"PRECEDENT_{name.upper()}" for name in Settings.model_fields} | {"PRECEDENT_TEST_DATABASE"}


def test_every_command_named_exists(readme: str) -> None:
    group: Any = typer.main.get_command(app)
    context = typer.Context(group)
    # In code: on a line of its own in a block, or between backticks.
    named = re.findall(r"(?:^(?:\S*/)?|`(?:\S*/)?)precedent ([a-z]+)(?: ([a-z]+))?", readme, re.MULTILINE)
    assert len(named) >= 5
    for first, second in named:
        assert first in group.list_commands(context), first
        subcommands = getattr(group.get_command(context, first), "commands", None)
        if subcommands is not None:
            assert second in subcommands, f"{first} {second}"


def test_every_option_named_exists(readme: str) -> None:
    group: Any = typer.main.get_command(app)
    for line in re.findall(r"^(?:\S*/)?precedent [a-z].*$", readme, re.MULTILINE):
        words = line.split("#")[0].split()
        command = group.get_command(typer.Context(group), words[1])
        command = getattr(command, "commands", {}).get(words[2], command)
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if re.fullmatch(r"--[a-z-]+", word)} <= known | {"--help"}, line


def test_every_make_target_named_exists(readme: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", readme, re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_every_file_named_exists(readme: str) -> None:
    named = set(re.findall(r"`((?:corpus|index|assistant|bots|tests)/[\w./-]*)`", readme))
    assert named
    for path in named:
        assert (ROOT / path).exists(), path
