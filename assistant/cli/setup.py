"""`precedent setup` and `precedent settings`."""

from typing import Annotated

import typer


def setup() -> None:
    """Make everything ready: prepare the model, import the practices shipped, build the index. Safe to run again.

    Example:

      precedent setup
    """
    from assistant.cli.progress import say, stages, steps  # noqa: PLC0415
    from assistant.office.agreeing import agree, current_counts  # noqa: PLC0415
    from assistant.publishing import ServedModel, open_catalogue, prepare  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415
    from corpus.records import SHIPPED, read_records  # noqa: PLC0415

    settings = Settings.load()
    with stages() as report:
        model = prepare(settings, report)
    with open_catalogue(settings) as catalogue:
        # Those that were never here: what staff have changed or withdrawn stays as they left it.
        read = read_records([SHIPPED])
        new = [practice for practice in read.practices if not catalogue.history(practice.id)]
        if new:
            say(f"Imported {len(catalogue.add(new, by='setup').added)} practices.")
    for fault in read.faults:
        say(str(fault))
    with steps() as progress:
        changed = agree(settings, ServedModel.of(settings, model), progress=progress)
    if not changed:
        say("The index is up to date.")
        return
    counts = current_counts(settings)
    say(f"Ready: {counts['practices']} practices in {counts['passages']} passages.")


def settings(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
) -> None:
    """List every setting with its value and meaning. Set them in the environment or in a .env file.

    Example:

      PRECEDENT_PORT=9000 precedent settings
    """
    import json  # noqa: PLC0415

    from pydantic import SecretStr  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from assistant.settings import Settings  # noqa: PLC0415

    current = Settings.load()
    rows = []
    for name, field in Settings.model_fields.items():
        value = getattr(current, name)
        if isinstance(value, SecretStr):
            value = "(set)" if value.get_secret_value() else ""
        shown = ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
        rows.append({"name": f"PRECEDENT_{name.upper()}", "value": shown, "meaning": field.description or ""})
    if as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Setting", "Value", "Meaning"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(row["name"], row["value"], row["meaning"])
    Console(highlight=False, markup=False).print(table)
