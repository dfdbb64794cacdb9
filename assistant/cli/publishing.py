"""`precedent corpus publish`, `rollback`, `revisions`, `withdraw`: what is approved goes out, and comes back."""

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.office.publishing import PublishedChange

By = Annotated[str, typer.Option("--by", help="Who does it, for the record.", show_default="your name on this machine")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "command line"


def publish(by: By = "", as_json: AsJson = False) -> None:
    """Publish every approved draft. Running servers answer from it within two seconds.

    Examples:

      precedent corpus publish

      precedent corpus publish --by Ana --json
    """
    from assistant.cli.progress import steps  # noqa: PLC0415
    from assistant.office.publishing import publish as publish_approved  # noqa: PLC0415
    from assistant.publishing import ServedModel  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    settings = Settings.load()
    with steps() as progress:
        change = publish_approved(settings, ServedModel.of(settings), by=by or _me(), progress=progress)
    _tell(change, as_json)


def rollback(
    version: Annotated[
        int | None, typer.Argument(min=1, help="Revision to bring back; the one before the latest if left out.")
    ] = None,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Bring back the corpus and the index as they stood after an earlier revision, as a new revision.

    To go forward again, roll back to the later one. `precedent corpus revisions` lists them.

    Examples:

      precedent corpus rollback

      precedent corpus rollback 12
    """
    from assistant.cli.progress import steps  # noqa: PLC0415
    from assistant.office.publishing import rollback as roll_back  # noqa: PLC0415
    from assistant.publishing import ServedModel  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    settings = Settings.load()
    with steps() as progress:
        change = roll_back(settings, ServedModel.of(settings), version, by=by or _me(), progress=progress)
    _tell(change, as_json)


def withdraw(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Practices to withdraw.")],
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Take practices out of what is published. Their history is kept, and a roll-back brings them back.

    Example:

      precedent corpus withdraw ie-cork-learning-neighbourhoods
    """
    from assistant.cli.progress import steps  # noqa: PLC0415
    from assistant.office.publishing import withdraw as take_out  # noqa: PLC0415
    from assistant.publishing import ServedModel  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    settings = Settings.load()
    with steps() as progress:
        change = take_out(settings, ServedModel.of(settings), ids, by=by or _me(), progress=progress)
    _tell(change, as_json)


def revisions(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, the latest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List the changes of the corpus, the latest first.

    Example:

      precedent corpus revisions --limit 5
    """
    import json  # noqa: PLC0415
    from dataclasses import asdict  # noqa: PLC0415

    from assistant.publishing import open_catalogue  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    with open_catalogue(Settings.load()) as catalogue:
        found = catalogue.revisions(limit=limit)
    if as_json:
        rows = [asdict(revision) | {"when": revision.when.isoformat()} for revision in found]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if not found:
        typer.echo("Nothing was published yet.")
    for revision in found:
        counts = {kind: getattr(revision, kind) for kind in ("added", "changed", "withdrawn", "restored")}
        did = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
        source = f" (as after revision {revision.came_from})" if revision.came_from else ""
        typer.echo(f"{revision.number:>5}  {revision.when:%Y-%m-%d %H:%M} UTC  {revision.by}: {did}{source}")


def _tell(change: "PublishedChange", as_json: bool) -> None:
    import json  # noqa: PLC0415

    if as_json:
        typer.echo(json.dumps(change.as_json(), indent=2, ensure_ascii=False))
        return
    for held in change.held:
        typer.echo(f"Draft {held.draft} was not published. {held.reason}", err=True)
    counts = {kind: len(getattr(change.changes, kind)) for kind in ("added", "changed", "withdrawn", "restored")}
    did = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    if did:
        typer.echo(f"Revision {change.revision}: {did}. Servers answer from {change.snapshot}.")
    else:
        typer.echo(f"Nothing to do: revision {change.revision} stands.")
