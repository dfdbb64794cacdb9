"""`precedent corpus …`: checks, imports and exports records."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Check, import and export the practices.", no_args_is_help=True, rich_markup_mode=None)

Paths = Annotated[list[Path], typer.Argument(help="Records (.md), or folders of them.")]


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Records or folders; those shipped if left out.")] = None,
) -> None:
    """Check records against the format and name every fault with file, line and field.

    Examples:

      precedent corpus check

      precedent corpus check drafts/ ie-cork-learning-festival.md
    """
    from corpus.records import SHIPPED, read_records  # noqa: PLC0415

    read = read_records(paths or [SHIPPED])
    for fault in read.faults:
        typer.echo(str(fault), err=True)
    faulty = read.files - len(read.practices)
    typer.echo(f"{read.files} records: {len(read.practices)} well-formed, {faulty} with faults.")
    if read.faults:
        raise typer.Exit(1)


@app.command()
def add(
    paths: Paths,
    build: Annotated[bool, typer.Option(help="Build the index anew afterwards, so that they are found.")] = True,
) -> None:
    """Import records in the format and publish them. What is there already and unchanged is left alone.

    Examples:

      precedent corpus add corpus/practices

      precedent corpus add my-city.md --no-build
    """
    from assistant.cli.progress import say, stages, steps  # noqa: PLC0415
    from assistant.publishing import build_index, is_up_to_date, open_catalogue, prepare  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415
    from corpus.records import read_records  # noqa: PLC0415

    settings = Settings.load()
    read = read_records(paths)
    for fault in read.faults:
        typer.echo(str(fault), err=True)
    with open_catalogue(settings) as catalogue:
        changes = catalogue.add(read.practices, by="command line")
    typer.echo(
        f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.restored)} restored, "
        f"{len(changes.unchanged)} unchanged, {read.files - len(read.practices)} refused."
    )
    if build and read.practices:
        with stages() as report:
            model = prepare(settings, report)
        if not is_up_to_date(settings, model):
            with steps() as progress:
                manifest = build_index(settings, model, progress)
            say(f"Index built: {manifest.counts['practices']} practices.")
    if read.faults:
        raise typer.Exit(1)


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="Folder to write to; made if missing.")]) -> None:
    """Write every published practice as a record in the format.

    Example:

      precedent corpus export backup/
    """
    from assistant.publishing import open_catalogue  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    with open_catalogue(Settings.load()) as catalogue:
        practices = catalogue.practices()
    folder.mkdir(parents=True, exist_ok=True)
    for practice in practices:
        (folder / f"{practice.id}.md").write_text(practice.render(), "utf-8")
    typer.echo(f"{len(practices)} records written to {folder}.")


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False) -> None:
    """Show what the catalogue holds and what was asked in vain.

    Example:

      precedent corpus status --json
    """
    import json  # noqa: PLC0415

    from assistant.publishing import open_catalogue  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    with open_catalogue(Settings.load()) as catalogue:
        practices = catalogue.practices()
        revision = catalogue.revision()
        unanswered = catalogue.unanswered(limit=10)
        feedback = catalogue.feedback(limit=1000)
    helpful = sum(item.helpful for item in feedback)
    facts = {
        "practices": len(practices),
        "cities": len({(practice.country, practice.city) for practice in practices}),
        "countries": len({practice.country for practice in practices}),
        "revision": revision.number if revision else 0,
        "asked_in_vain": [
            {"question": item.question, "language": item.language, "reason": item.reason} for item in unanswered
        ],
        "feedback": {"helpful": helpful, "not_helpful": len(feedback) - helpful},
    }
    if as_json:
        typer.echo(json.dumps(facts, indent=2, ensure_ascii=False))
        return
    typer.echo(
        f"{facts['practices']} practices of {facts['cities']} cities in {facts['countries']} countries, "
        f"revision {facts['revision']}."
    )
    typer.echo(f"Of the last {len(feedback)} answers judged, {helpful} helped.")
    for item in unanswered:
        typer.echo(f"asked in vain: {item.question} ({item.reason})")
