"""The command line: `precedent`, the product's one command."""

from assistant.cli.main import main

__all__ = ["main"]
