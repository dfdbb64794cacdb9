"""`precedent corpus check`: records against the format, and links against the web."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from corpus.catalogue.source_entries import LinkCondition

_SHOWN: "Final[dict[LinkCondition, str]]" = {
    "dead": "dead",
    "moved": "moved",
    "changed": "changed beyond recognition",
    "unknown": "could not be told",
}


def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Records or folders; those shipped if left out.")] = None,
    links: Annotated[
        bool, typer.Option("--links", help="Check the links of all published practices instead, once a week.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --links: print JSON alone.")] = False,
) -> None:
    """Check records against the format and name every fault with file, line and field.

    With --links: see whether every page that practices rest on is still there and still says what it said.

    Examples:

      precedent corpus check

      precedent corpus check drafts/ ie-cork-learning-festival.md

      precedent corpus check --links
    """
    if links:
        if paths:
            raise typer.BadParameter(
                "it checks the links of what is published, and takes no paths", param_hint="--links"
            )
        _check_links(as_json)
        return
    from corpus.records import SHIPPED, read_records  # noqa: PLC0415

    read = read_records(paths or [SHIPPED])
    for fault in read.faults:
        typer.echo(str(fault), err=True)
    faulty = read.files - len(read.practices)
    typer.echo(f"{read.files} records: {len(read.practices)} well-formed, {faulty} with faults.")
    if read.faults:
        raise typer.Exit(1)


def _check_links(as_json: bool) -> None:
    import json  # noqa: PLC0415

    from assistant.cli.progress import steps  # noqa: PLC0415
    from assistant.office.refreshing import open_fetcher  # noqa: PLC0415
    from assistant.office.results import of_links  # noqa: PLC0415
    from assistant.publishing import open_catalogue  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415
    from corpus.refreshing import check_links  # noqa: PLC0415

    settings = Settings.load()
    with open_catalogue(settings) as catalogue, open_fetcher(settings) as fetcher:
        with steps() as progress:
            found = check_links(catalogue, fetcher, progress)
        dead = catalogue.sources.dead_practices()
    if as_json:
        shown = {"links": of_links(found), "dead_practices": dead}
        typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
        return
    for link in found:
        if link.state in _SHOWN:
            to = f" to {link.moved_to}" if link.moved_to else f": {link.failure}" if link.failure else ""
            named = ", ".join(link.practices)
            typer.echo(f"{_SHOWN[link.state]} since {link.since:%Y-%m-%d}: {link.address}{to} ({named})")
    counts = Counter(link.state for link in found)
    said = ", ".join(f"{counts[state]} {words}" for state, words in _SHOWN.items())
    typer.echo(f"{len(found)} links: {counts['ok']} as they were, {said}.")
    for practice_id in dead:
        typer.echo(f"every source is dead: {practice_id}")
