"""An environment for each system, with what its requirements name at the versions measured."""

import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).parent / "requirements"
ROOT = Path(__file__).parents[3]


def environment(system: str, folder: Path) -> Path:
    """The Python of a system's environment, made where it is missing.

    Raises:
        subprocess.CalledProcessError: Something could not be installed.
    """
    python = folder / system / "bin" / "python"
    done = folder / system / ".installed"
    if not done.exists():
        print(f"Installing {system} into {folder / system}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", folder / system], check=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        cpu = ["--retries", "0", "--timeout", "15", "--index-url", "https://download.pytorch.org/whl/cpu"]
        # The default build of torch for Linux brings gigabytes for graphics cards.
        subprocess.run([*install, *cpu, "torch==2.13.0"], check=False, stderr=subprocess.DEVNULL)
        ours = ["--constraint", ROOT / "constraints.txt", ROOT]
        subprocess.run(
            [*install, *(ours if system == "precedent" else ["--requirement", REQUIREMENTS / f"{system}.txt"])],
            check=True,
        )
        done.touch()
    return python


def installed_megabytes(python: Path) -> float:
    """The room that an environment takes, compiled files left out."""
    packages = python.parent.parent / "lib"
    files = (path for path in packages.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return sum(path.lstat().st_size for path in files) / 1e6
