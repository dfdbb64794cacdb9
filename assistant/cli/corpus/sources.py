"""`precedent corpus source …`: what is known of one source, and whether it is looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.corpus.adding import columns_of

if TYPE_CHECKING:
    from corpus.catalogue import Source, Sources

app = typer.Typer(help="Change or remove a source.", no_args_is_help=True, rich_markup_mode=None)

By = Annotated[str, typer.Option("--by", help="Who does it, for the audit log.")]
Which = Annotated[str, typer.Argument(metavar="SOURCE", help="Number or address of the source.")]


@app.command()
def change(
    source: Which,
    name: Annotated[str | None, typer.Option(help="What it is to be called.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who stands behind it.")] = None,
    pattern: Annotated[
        str | None, typer.Option(help="Only these pages or files of it, with * for anything; all where empty.")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option(help="Of a table, which field is in which column: city=Ville,title=Titre")
    ] = None,
    pause: Annotated[bool | None, typer.Option("--pause/--resume", help="Leave it out of refreshes, or not.")] = None,
    by: By = "command line",
) -> None:
    """Change what is known of a source; what is not named stays as it is.

    Examples:

      precedent corpus source change 3 --pause

      precedent corpus source change 3 --name "City of Oslo" --pattern "*/stories/*"
    """
    given = {"name": name, "publisher": publisher, "pattern": pattern, "paused": pause, "columns": columns_of(columns)}
    fields: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
    if not fields:
        raise typer.BadParameter("say what to change: --name, --publisher, --pattern, --columns, --pause or --resume")
    with open_sources() as sources:
        changed = sources.change(known_source(sources, source).id, by=by, **fields)
    typer.echo(f"Source {changed.id}, {changed.name}, is changed{' and paused' if changed.paused else ''}.")


@app.command()
def remove(source: Which, by: By = "command line") -> None:
    """Remove a source. Its drafts that wait are rejected unless somebody edited them; what was published stays.

    Example:

      precedent corpus source remove 3
    """
    with open_sources() as sources:
        known = known_source(sources, source)
        sources.remove(known.id, by)
    typer.echo(f"Source {known.id}, {known.name}, is removed.")


@contextmanager
def open_sources() -> Iterator["Sources"]:
    """The sources of the catalogue that the settings name."""
    from assistant.publishing import open_catalogue  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    with open_catalogue(Settings.load()) as catalogue:
        yield catalogue.sources


def known_source(sources: "Sources", named: str) -> "Source":
    """The source with this number or address.

    Raises:
        CatalogueError: There is none.
    """
    from corpus.catalogue import CatalogueError  # noqa: PLC0415

    found = sources.get(int(named)) if named.isdecimal() and len(named) < 10 else sources.at(named)
    if found is None:
        raise CatalogueError(f"There is no source {named}: see which there are with: precedent corpus sources")
    return found
