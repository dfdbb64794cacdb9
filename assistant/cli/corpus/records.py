"""`precedent corpus export`."""

from pathlib import Path
from typing import Annotated

import typer


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
