"""The browser is found, or installed where that may be done, or told of."""

import os
from pathlib import Path

import pytest

from tests.browser import chromium as module
from tests.browser.chromium import HOW, NAMED, chromium, install


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole path, with nothing in it yet."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(NAMED, raising=False)
    monkeypatch.setattr(module.os, "geteuid", lambda: 0)
    return tmp_path


def write(program: Path, text: str = "exit 0") -> Path:
    program.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    program.chmod(0o755)
    return program


def test_the_first_that_starts_is_taken(programs: Path) -> None:
    assert chromium() is None
    write(programs / "chromium-browser", "echo 'install the snap first'; exit 1")
    assert chromium() is None
    other = write(programs / "google-chrome")
    assert chromium() == other
    assert chromium() != write(programs / "chrome")


def test_one_that_is_named_is_the_only_one(programs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write(programs / "chromium")
    monkeypatch.setenv(NAMED, str(write(tmp_path / "own")))
    assert chromium() == tmp_path / "own"
    monkeypatch.setenv(NAMED, str(tmp_path / "nothing"))
    assert chromium() is None


def test_what_is_there_is_not_installed(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(programs / "chromium")
    write(programs / "apt-get", "touch called")
    install()
    assert capsys.readouterr().out == ""


def test_it_is_installed_by_debian_and_that_is_told(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (programs / "env").symlink_to("/usr/bin/env")
    script = (
        'echo "$@" >> calls\n[ "$1" = install ] && printf "#!/bin/sh\\n" > chromium && /bin/chmod 755 chromium\nexit 0'
    )
    write(programs / "apt-get", f"cd {programs}\n{script}")
    install()
    assert chromium() is not None
    calls = (programs / "calls").read_text("utf-8").splitlines()
    assert [call.split()[0] for call in calls] == ["update", "install"]
    assert "--no-install-recommends chromium" in calls[1]
    assert "Installing Chromium" in capsys.readouterr().out


def test_where_that_fails_it_says_why_and_goes_on(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (programs / "env").symlink_to("/usr/bin/env")
    write(programs / "apt-get", "echo 'E: no network' >&2; exit 100")
    install()
    told = capsys.readouterr().out
    assert "E: no network" in told
    assert HOW in told


@pytest.mark.parametrize("apt", [True, False])
def test_without_the_rights_it_says_how(
    programs: Path, apt: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module.os, "geteuid", lambda: 1000 if apt else 0)
    if apt:
        write(programs / "apt-get", "exit 0")
        write(programs / "sudo", "exit 1")
    install()
    assert HOW in capsys.readouterr().out
    assert os.environ["PATH"] == str(programs)
