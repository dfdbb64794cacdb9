"""`precedent corpus export`."""

from pathlib import Path
from typing import Annotated

import typer


def export(
    folder: Annotated[Path, typer.Argument(help="Folder to write to: a new one, or that of an earlier export.")],
) -> None:
    """Write every published practice as a record in the format: added to an empty catalogue, they are the same corpus.

    Exporting to the same folder again brings it up to date.

    Example:

      precedent corpus export backup/
    """
    from assistant.office.exporting import export as export_records  # noqa: PLC0415
    from assistant.publishing import open_catalogue  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    with open_catalogue(Settings.load()) as catalogue:
        state = catalogue.state()
    practices = [state.practice(practice_id) for practice_id in sorted(state.held)]
    done = export_records(practices, folder, digest=state.digest, revision=state.revision)
    typer.echo(
        f"{len(practices)} records in {folder}: {done.written} written, {done.unchanged} unchanged, "
        f"{done.removed} removed."
    )
