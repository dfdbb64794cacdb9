"""`precedent index …`: builds and checks the index."""

from typing import Annotated

import typer

app = typer.Typer(help="Build and check the index.", no_args_is_help=True, rich_markup_mode=None)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


@app.command()
def build() -> None:
    """Build a new snapshot of everything published and serve it. Running servers take it up by themselves.

    Example:

      precedent index build
    """
    from assistant.cli.progress import stages, steps  # noqa: PLC0415
    from assistant.publishing import build_index, prepare  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    settings = Settings.load()
    with stages() as report:
        model = prepare(settings, report)
    with steps() as progress:
        manifest = build_index(settings, model, progress)
    typer.echo(f"{manifest.id}: {manifest.counts['practices']} practices, {manifest.counts['passages']} passages.")


@app.command()
def status(as_json: AsJson = False) -> None:
    """List the snapshots, the current one marked.

    Example:

      precedent index status
    """
    import json  # noqa: PLC0415

    from assistant.settings import Settings  # noqa: PLC0415
    from index.snapshot import SnapshotError, SnapshotStore  # noqa: PLC0415

    store = SnapshotStore(Settings.load().snapshots)
    current = store.current_id()
    manifests = []
    for identifier in store.ids():
        try:
            manifests.append(store.manifest(identifier))
        except SnapshotError as error:
            typer.echo(str(error), err=True)
    if as_json:
        rows = [
            {"id": m.id, "current": m.id == current, "model": m.model, "corpus": m.corpus, "counts": m.counts}
            for m in manifests
        ]
        typer.echo(json.dumps(rows, indent=2))
        return
    if not manifests:
        typer.echo("No snapshot yet. Build one with: precedent index build")
    for manifest in manifests:
        mark = "*" if manifest.id == current else " "
        held = f"{manifest.counts['practices']} practices, {manifest.counts['passages']} passages"
        typer.echo(f"{mark} {manifest.id}  {held}, {manifest.model['name']}")


@app.command()
def verify() -> None:
    """Hold every file of every snapshot against its manifest.

    Example:

      precedent index verify
    """
    from assistant.settings import Settings  # noqa: PLC0415
    from index.snapshot import SnapshotError, SnapshotStore  # noqa: PLC0415

    store = SnapshotStore(Settings.load().snapshots)
    identifiers = store.ids()
    damaged = 0
    for identifier in identifiers:
        try:
            store.verify(identifier)
            typer.echo(f"{identifier}: whole")
        except SnapshotError as error:
            damaged += 1
            typer.echo(str(error), err=True)
    if damaged or not identifiers:
        typer.echo("Build anew with: precedent index build", err=True)
        raise typer.Exit(1)
