"""Runs JavaScript with Node.js, which the tests install."""

import subprocess

import pytest

from tests.node import node


def run_node(code: str) -> str:
    """Run a module; gives what it prints.

    Args:
        code: Its text.

    Raises:
        CalledProcessError: It failed.
    """
    program = node()
    if program is None:
        pytest.skip("Node.js is not installed: run `make test`")
    ran = subprocess.run(
        [program, "--input-type=module", "-"],
        input=code,
        capture_output=True,
        text=True,
        timeout=30,
        env={},
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout
