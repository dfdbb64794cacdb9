"""The command as a whole: help with examples everywhere, and failures in one plain sentence."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from assistant.cli import main as run_main
from assistant.cli.failures import explain
from assistant.cli.main import app
from assistant.settings import Settings
from tests.assistant.cli.conftest import Run
from tests.assistant.processes import COMMAND, environment


def commands(group: Any, *trail: str) -> Iterator[tuple[str, ...]]:
    """The path of every command."""
    context = typer.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if hasattr(command, "commands"):
            yield from commands(command, *trail, name)
        else:
            yield (*trail, name)


COMMANDS = sorted(commands(typer.main.get_command(app)))


def test_the_commands_of_the_design_are_there() -> None:
    assert {
        ("ask",), ("search",), ("serve",), ("bot",), ("setup",), ("settings",),
        ("evaluate",), ("calibrate",), ("benchmark",),
        ("corpus", "check"), ("corpus", "add"), ("corpus", "export"), ("corpus", "status"),
        ("index", "build"), ("index", "status"), ("index", "verify"),
    } <= set(COMMANDS)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_help_of_every_command_has_an_example(run: Run, home: Settings, command: tuple[str, ...]) -> None:
    for wish in ("--help", "-h"):
        shown = run(*command, wish, home=home.home)
        assert (shown.code, shown.err) == (0, "")
        assert "Example" in shown.out
        assert f"precedent {' '.join(command)}" in shown.out


@pytest.mark.parametrize("group", [(), ("corpus",), ("index",)])
def test_a_group_alone_lists_its_commands(run: Run, home: Settings, group: tuple[str, ...]) -> None:
    shown = run(*group, "--help", home=home.home)
    assert shown.code == 0
    for command in COMMANDS:
        if command[:-1] == group:
            assert command[-1] in shown.out
    assert run(*group, home=home.home).code == 2


def test_the_version(run: Run, home: Settings) -> None:
    assert run("--version", home=home.home).out.startswith("precedent 0.")


@pytest.mark.parametrize("arguments", [("aks", "x"), ("corpus", "chekc"), ("--colour",), ("index", "build", "--fast")])
def test_wrong_use_is_told_on_stderr(run: Run, home: Settings, arguments: tuple[str, ...]) -> None:
    ended = run(*arguments, home=home.home)
    assert (ended.code, ended.out) == (2, "")
    assert "No such" in ended.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("port", "eighty", "PRECEDENT_PORT: "), ("language", "tlh", "PRECEDENT_LANGUAGE: must be one of en, fr")],
)
@pytest.mark.parametrize(
    "command", [("ask", "x"), ("serve",), ("settings",), ("corpus", "status"), ("index", "verify")]
)
def test_a_wrong_setting_is_named(
    run: Run, home: Settings, command: tuple[str, ...], name: str, value: str, said: str
) -> None:
    ended = run(*command, home=home.home, **{name: value})
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(said)
    assert ended.err.count("\n") == 1


def test_a_home_that_cannot_be_written_to(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ended = run("setup", home=tmp_path / "file" / "home")
    assert ended.code == 1
    assert "file" in ended.err.splitlines()[-1]


def test_whoever_has_read_enough_may_leave(home: Settings) -> None:
    process = subprocess.Popen(
        [*COMMAND, "search", "learning", "-n", "100", "--json"], env=environment(home.home),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=20) in (0, 1)
    assert "Traceback" not in said


def test_an_interruption_is_no_defect(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.settings.Settings.load", interrupted)
    monkeypatch.setattr(sys, "argv", ["precedent", "settings"])
    with pytest.raises(SystemExit) as ended:
        run_main()
    assert ended.value.code in (1, 130)
    assert "Traceback" not in capsys.readouterr().err


def test_only_what_a_person_can_mend_is_explained() -> None:
    assert explain(ValueError("a defect")) is None
    assert explain(KeyError("a defect")) is None
    explained = explain(FileNotFoundError(2, "No such file or directory", "x.md"))
    assert explained is not None
    assert (explained.message, explained.code) == ("x.md: No such file or directory.", 1)
    full = explain(OSError(28, "No space left on device"))
    assert full is not None
    assert full.message == "No space left on device."


def test_a_terminal_that_knows_no_unicode_is_no_obstacle(home: Settings) -> None:
    asked = subprocess.run(
        [*COMMAND, "search", "مكتبات", "-n", "1", "-l", "ar"],
        env=environment(home.home) | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert (asked.returncode, asked.stderr) == (0, b"")
    assert "ممارس" in asked.stdout.decode("utf-8")
