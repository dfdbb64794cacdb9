"""The root of the command line: what commands there are, and how a failure is told."""

import sys
from typing import Annotated

import typer

from assistant.cli import answering, corpus, index, measuring, publishing, serving, setup, staff
from assistant.cli.added import WithAddedCommands

app = typer.Typer(
    name="precedent",
    cls=WithAddedCommands,
    help="Ask what other cities have done, and get answers with the source of every sentence.",
    epilog='Begin with:  precedent setup   then   precedent ask "How have other cities got older people online?"',
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("ask")(answering.ask)
app.command("search")(answering.search)
app.command("serve")(serving.serve)
corpus.app.command("publish")(publishing.publish)
corpus.app.command("rollback")(publishing.rollback)
corpus.app.command("withdraw")(publishing.withdraw)
corpus.app.command("revisions")(publishing.revisions)
app.add_typer(corpus.app, name="corpus")
app.add_typer(index.app, name="index")
app.add_typer(staff.app, name="staff")
app.command("evaluate")(measuring.evaluate)
app.command("calibrate")(measuring.calibrate)
app.command("benchmark")(measuring.benchmark)
app.command("setup")(setup.setup)
app.command("settings")(setup.settings)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415

        typer.echo(f"precedent {version('precedent')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Ask what other cities have done, and get answers with the source of every sentence."""


def main() -> None:
    """Run the command line; a failure is one plain sentence on stderr, never a stack trace."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except Exception as error:
        from assistant.cli.failures import explain  # noqa: PLC0415

        said = explain(error)
        if said is None:
            raise
        typer.echo(said.message, err=True)
        raise SystemExit(said.code) from None
