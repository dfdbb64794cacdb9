"""`precedent corpus refresh` and `precedent corpus sources`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.corpus.sources import known_source
from assistant.cli.counting import counted

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue
    from corpus.refreshing import Difference, Taken

BY = "command line"
_LISTED = 10
"""Addresses named of each state of a source; `--json` names all."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def refresh(
    chosen: Annotated[
        list[str] | None, typer.Option("--source", help="Only this source: its number or address.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what has changed, and keep nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Take over what was found without asking.")] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="Take over sources, too, that are held back.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look at all sources for what is new, changed or gone, show it, and make drafts of it for review.

    Nothing is published. A source that yields nothing any more, or loses more than a fifth, is held back. Where a
    refresh was interrupted, the next one goes on with it.

    Examples:

      precedent corpus refresh

      precedent corpus refresh --source 3 --dry-run

      precedent corpus refresh --yes --json
    """
    import json  # noqa: PLC0415

    from assistant.cli.progress import steps  # noqa: PLC0415
    from assistant.office.refreshing import open_refresher  # noqa: PLC0415
    from assistant.office.results import of_difference, of_taken  # noqa: PLC0415
    from assistant.publishing import open_catalogue  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    settings = Settings.load()
    with open_catalogue(settings) as catalogue, open_refresher(settings, catalogue) as refresher:
        numbers = [known_source(catalogue.sources, one).id for one in chosen] if chosen else None
        with steps() as progress:
            difference = refresher.look(numbers, keep=not dry_run, progress=progress)
        taken = None
        if not as_json:
            _show(difference)
        if not dry_run and difference.sources and (yes or not difference.changes or _agreed(as_json)):
            with steps() as progress:
                taken = refresher.take(difference, by=BY, anyway=anyway, progress=progress)
        if as_json:
            shown = of_difference(difference) | {"taken": None if taken is None else of_taken(taken)}
            typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
        elif taken is not None:
            _show_taken(catalogue, taken)
        elif not dry_run and difference.sources:
            typer.echo("Nothing was taken over. Take it over with: precedent corpus refresh --yes")
    if any(one.failure for one in difference.sources):
        raise typer.Exit(1)


def sources(as_json: AsJson = False) -> None:
    """List the sources with their documents, their drafts that wait, and what is wrong with them.

    Example:

      precedent corpus sources
    """
    import json  # noqa: PLC0415

    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from assistant.office.results import of_source  # noqa: PLC0415
    from assistant.publishing import open_catalogue  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    with open_catalogue(Settings.load()) as catalogue:
        known = catalogue.sources.all()
    if as_json:
        typer.echo(json.dumps([of_source(source) for source in known], indent=2, ensure_ascii=False))
        return
    if not known:
        typer.echo("No source yet. Add one with: precedent corpus add https://city.example/sitemap.xml")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("", "Source", "Kind", "Documents", "Waiting", "Looked at", "State"):
        table.add_column(heading, overflow="fold")
    for source in known:
        looked = f"{source.last_tried:%Y-%m-%d}" if source.last_tried else "never"
        state = "paused" if source.paused else source.failure or source.held or "well"
        name = source.name if source.name == source.address else f"{source.name}\n{source.address}"
        table.add_row(str(source.id), name, source.kind, str(source.documents), str(source.waiting), looked, state)
    Console(highlight=False, markup=False).print(table)


def _agreed(as_json: bool) -> bool:
    return not as_json and sys.stdin.isatty() and typer.confirm("Make drafts of this?", default=True, err=True)


def _show(difference: "Difference") -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    if not difference.sources:
        typer.echo("There is no source to look at. Add one with: precedent corpus add https://city.example/sitemap.xml")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Source", "New", "Changed", "Gone", "Failed", "Unchanged"):
        table.add_column(heading, justify="left" if heading == "Source" else "right", overflow="fold")
    for one in difference.sources:
        counts = [str(len(one.of(state))) for state in ("new", "changed", "gone", "failed")]
        table.add_row(one.source.name, *counts, str(one.unchanged))
    Console(highlight=False, markup=False).print(table)
    for one in difference.sources:
        if one.failure:
            typer.echo(f"{one.source.name}: {one.failure}", err=True)
        if one.held:
            typer.echo(f"{one.source.name} is held back: {one.held}", err=True)
        for find in [*one.of("gone")[:_LISTED], *one.of("failed")[:_LISTED]]:
            typer.echo(find.failure or f"gone: {find.address}", err=True)


def _show_taken(catalogue: "Catalogue", taken: "Taken") -> None:
    for address, reason in taken.no_practice[:_LISTED]:
        typer.echo(f"{address}: {reason}", err=True)
    for _, reason in taken.failed[:_LISTED]:
        typer.echo(reason, err=True)
    for source in taken.held:
        typer.echo(f"{source.name} was left alone; take it over with: precedent corpus refresh --anyway", err=True)
    waiting = catalogue.drafts.counts()["waiting"]
    typer.echo(
        f"{counted(len(taken.added), 'new draft')}, {len(taken.changed)} brought up to date, "
        f"{counted(len(taken.gone), 'document')} gone. "
        f"{waiting} wait{'s' if waiting == 1 else ''} for review."
    )
    for practice_id, addresses in catalogue.sources.gone_practices().items():
        typer.echo(f"rests on what is gone: {practice_id} ({', '.join(addresses)})", err=True)
