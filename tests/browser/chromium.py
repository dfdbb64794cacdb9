"""Finds the machine's Chromium, or installs Debian's: `python -m tests.browser.chromium`.

No other browser is downloaded, and nothing is installed while tests run.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

NAMED: Final = "PRECEDENT_TEST_BROWSER"
"""Names a Chromium that is not on the path."""
_PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
_PACKAGES: Final = ("chromium", "fonts-noto-core", "fonts-noto-cjk")
"""The fonts are for pages in Arabic and Chinese."""
ARGUMENTS: Final = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # the network is blocked but for loopback
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
)
HOW: Final = f"run `make test` as root on Debian, install Chromium yourself, or name one in {NAMED}"


def chromium() -> Path | None:
    """The browser that tests drive; None where none is found that starts."""
    named = os.environ.get(NAMED)
    for program in (named,) if named else _PROGRAMS:
        found = shutil.which(program)
        # On Ubuntu the name can belong to a script that only says how to get the program.
        if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
            return Path(found)
    return None


def install() -> None:
    """Install the browser where none is found and Debian's packages may be installed; says what it does."""
    if chromium() is not None:
        return
    if os.environ.get(NAMED):
        print(f"There is no browser that starts at {os.environ[NAMED]} ({NAMED}): tests in a browser will be skipped.")
        return
    as_root = _as_root()
    if shutil.which("apt-get") is None or as_root is None:
        print(f"No Chromium is found: tests in a browser will be skipped. To have them: {HOW}.")
        return
    print("Installing Chromium and fonts from Debian, for the tests in a browser (150 MB with what they need)")
    sys.stdout.flush()
    environment = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive"]
    _run([*environment, "apt-get", "update", "--quiet=2"])  # the lists of a fresh container are empty
    _run([*environment, "apt-get", "install", "--quiet=2", "--yes", "--no-install-recommends", *_PACKAGES])
    if chromium() is None:
        print(f"Chromium could not be installed: tests in a browser will be skipped. To have them: {HOW}.")


def _as_root() -> list[str] | None:
    """What stands before a command that needs the rights of root; None where they are not to be had without asking."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "--non-interactive"]
    allowed = shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0
    return sudo if allowed else None


def _run(command: Sequence[str]) -> None:
    """Run a command; only where it fails is shown what it said."""
    ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if ran.returncode:
        print((ran.stderr or ran.stdout).strip()[-2000:])


if __name__ == "__main__":
    install()
