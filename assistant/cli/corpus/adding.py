"""`precedent corpus add`: finished records are published, everything else becomes a source of drafts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.counting import counted

if TYPE_CHECKING:
    from assistant.office.adding import About, AddedSource, Sorted
    from assistant.settings import Settings

BY = "command line"


def add(
    named: Annotated[
        list[str], typer.Argument(metavar="URL|PATH...", help="Web addresses, files, folders, or records (.md).")
    ],
    name: Annotated[str, typer.Option(help="What the source is to be called.")] = "",
    publisher: Annotated[str, typer.Option(help="Who stands behind the source.")] = "",
    pattern: Annotated[
        str | None, typer.Option(help="Only these pages or files of it, with * for anything: */stories/*")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option(help="Of a table, which field is in which column: city=Ville,title=Titre")
    ] = None,
    build: Annotated[bool, typer.Option(help="Build the index anew afterwards, so that records are found.")] = True,
) -> None:
    """Add sources to draft from: web pages, site maps, feeds, files, folders. Finished records are published at once.

    What kind of source an address is, is found out. Its drafts wait for review: see precedent corpus review. Adding
    again changes nothing that is there already and unchanged.

    Examples:

      precedent corpus add https://city.example/sitemap.xml --pattern "*/learning/*" --publisher "City of Example"

      precedent corpus add practices.xlsx --columns city=Ville,title=Titre

      precedent corpus add corpus/practices

      precedent corpus add my-city.md --no-build
    """
    from assistant.office.adding import About, sort  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    settings = Settings.load()
    about = About(name=name, publisher=publisher, pattern=pattern, columns=columns_of(columns))
    chosen = sort(named)
    faulty = bool(chosen.records) and _publish(settings, chosen, build)
    failed = bool(chosen.pages or chosen.files) and _draft(settings, chosen, about)
    if faulty or failed:
        raise typer.Exit(1)


def _publish(settings: "Settings", chosen: "Sorted", build: bool) -> bool:
    """Publish records; gives whether some were faulty."""
    from assistant.cli.progress import say, stages, steps  # noqa: PLC0415
    from assistant.office.agreeing import agree, current_counts  # noqa: PLC0415
    from assistant.publishing import ServedModel, open_catalogue, prepare  # noqa: PLC0415
    from corpus.records import read_records  # noqa: PLC0415

    read = read_records(chosen.records)
    for fault in read.faults:
        typer.echo(str(fault), err=True)
    with open_catalogue(settings) as catalogue:
        changes = catalogue.add(read.practices, by=BY)
    typer.echo(
        f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.restored)} restored, "
        f"{len(changes.unchanged)} unchanged, {read.files - len(read.practices)} refused."
    )
    if build and read.practices:
        with stages() as report:
            model = prepare(settings, report)
        with steps() as progress:
            changed = agree(settings, ServedModel.of(settings, model), progress=progress)
        if changed:
            say(f"Index built: {current_counts(settings)['practices']} practices.")
    return bool(read.faults)


def _draft(settings: "Settings", chosen: "Sorted", about: "About") -> bool:
    """Add sources and draft from them; gives whether some failed."""
    from functools import partial  # noqa: PLC0415

    from assistant.cli.progress import steps  # noqa: PLC0415
    from assistant.office.adding import add_page, add_path  # noqa: PLC0415
    from assistant.office.refreshing import open_refresher  # noqa: PLC0415
    from assistant.publishing import open_catalogue  # noqa: PLC0415
    from corpus.faults import CorpusError  # noqa: PLC0415

    failed = False
    with open_catalogue(settings) as catalogue, open_refresher(settings, catalogue) as refresher:
        pages = [partial(add_page, catalogue, refresher, page) for page in chosen.pages]
        files = [partial(add_path, catalogue, refresher, path) for path in chosen.files]
        for add_one in [*pages, *files]:
            try:
                with steps() as progress:
                    added = add_one(by=BY, about=about, progress=progress)
            except CorpusError as error:
                typer.echo(str(error), err=True)
                failed = True
                continue
            failed = _say(added) or failed
        waiting = catalogue.drafts.counts()["waiting"]
    typer.echo(f"{counted(waiting, 'draft')} wait{'s' if waiting == 1 else ''} for review.")
    return failed


def _say(added: "AddedSource") -> bool:
    source, taken = added.source, added.taken
    recognised = f" {added.recognised}" if added.recognised else ""
    new, changed = counted(len(taken.added), "new draft"), counted(len(taken.changed), "draft")
    counts = f"{taken.documents} read, {new}, {changed} changed."
    typer.echo(f"Source {source.id}, {source.name}:{recognised} {counts}")
    for address, reason in taken.no_practice:
        typer.echo(f"{address}: {reason}", err=True)
    for failure in added.failures:
        typer.echo(failure, err=True)
    if source.held:
        typer.echo(f"{source.held} Look at it, and take it over with: precedent corpus refresh --anyway", err=True)
    return bool(added.failures)


def columns_of(given: Sequence[str] | None) -> dict[str, str] | None:
    """Which column is which field, from the values of `--columns`; None where there are none.

    Raises:
        typer.BadParameter: One is not a field of the format and its column.
    """
    from corpus.drafting import COLUMN_FIELDS  # noqa: PLC0415

    columns: dict[str, str] = {}
    for pair in ",".join(given).split(",") if given else []:
        field, _, heading = (part.strip() for part in pair.partition("="))
        if not (field in COLUMN_FIELDS or field.startswith("translations.")) or not heading:
            known = ", ".join(COLUMN_FIELDS)
            raise typer.BadParameter(
                f"{pair!r} is not a field and its column; fields are {known}", param_hint="--columns"
            )
        columns[heading] = field
    return columns or None
