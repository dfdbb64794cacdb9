"""`precedent corpus …`: sources in, drafts reviewed, records out."""

import typer

from assistant.cli.corpus import adding, checking, editing, records, refreshing, reviewing, sources, status

app = typer.Typer(
    help="Add sources and records, refresh, review drafts, check and export.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("check")(checking.check)
app.command("add")(adding.add)
app.command("refresh")(refreshing.refresh)
app.command("sources")(refreshing.sources)
app.add_typer(sources.app, name="source")
app.command("drafts")(reviewing.drafts)
reviewing.app.command("edit")(editing.edit)
reviewing.app.command("merge")(editing.merge)
app.add_typer(reviewing.app, name="review")
app.command("export")(records.export)
app.command("status")(status.status)

__all__ = ["app"]
