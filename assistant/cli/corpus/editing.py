"""`precedent corpus review edit` and `merge`: drafts that do not stay as they were found."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.corpus.reviewing import By, Number, known_draft, open_drafts


def edit(
    number: Number,
    file: Annotated[
        Path | None, typer.Argument(help="The draft as it is to be, or - for stdin; your editor opens if left out.")
    ] = None,
    by: By = "command line",
) -> None:
    """Edit a draft as Markdown in the format, in the editor that VISUAL or EDITOR names.

    What it still lacks stands there blank. A refresh leaves alone what a person edited.

    Examples:

      precedent corpus review edit 12 --by ana

      precedent corpus review show 12 --record > draft.md

      precedent corpus review edit 12 draft.md --by ana
    """
    from corpus.drafting import missing, read_draft, write_draft  # noqa: PLC0415

    with open_drafts() as queue:
        draft = known_draft(queue, number)
        before = write_draft(draft.record)
        after = _edited(before, number) if file is None else _read(file)
        try:
            if read_draft(after) == read_draft(before):
                typer.echo(f"Draft {number} stays as it was.")
                return
            edited = queue.edit(number, read_draft(after), version=draft.version, by=by)
        except Exception:
            if file is None:  # nothing that somebody wrote is lost
                _keep(after, number)
            raise
    typer.echo(f"Draft {number} is edited.")
    for fault in missing(edited.record):
        typer.echo(f"lacking: {fault.field}: {fault.problem}")


def merge(
    number: Number,
    practice: Annotated[str, typer.Argument(metavar="PRACTICE", help="Id of the practice to merge it into.")],
    fields: Annotated[
        str, typer.Option(help="What to take: title,summary,sections.results; its sources alone if left out.")
    ] = "",
    by: By = "command line",
) -> None:
    """Take some fields of a draft into a practice, with its sources, as an approved update of it.

    Example:

      precedent corpus review merge 12 ie-cork-lifelong-learning-festival --fields sections.results,end
    """
    wanted = [field.strip() for field in fields.split(",") if field.strip()]
    with open_drafts() as queue:
        version = known_draft(queue, number).version
        update = queue.merge(number, version=version, by=by, practice_id=practice, fields=wanted)
    typer.echo(f"Draft {number} is merged into {practice}: see draft {update.id}, which is approved.")
    if update.reason:
        typer.echo(update.reason)


def _edited(before: str, number: int) -> str:
    """The text as a person left it in the editor.

    Raises:
        CatalogueError: There is no such editor, or it failed.
    """
    if not sys.stdin.isatty():
        raise typer.BadParameter("no editor can be opened here: name a file, or - for stdin", param_hint="FILE")
    import shlex  # noqa: PLC0415
    import subprocess  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    from corpus.catalogue import CatalogueError  # noqa: PLC0415

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory(prefix="precedent-") as folder:
        path = Path(folder) / f"draft-{number}.md"
        path.write_text(before, "utf-8")
        try:
            subprocess.run([*shlex.split(editor), str(path)], check=True)  # noqa: S603  (the person's own editor)
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            raise CatalogueError(f"The editor {editor} failed: set EDITOR to another, or name a file.") from error
        return path.read_text("utf-8", "replace")


def _read(file: Path) -> str:
    return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8", "replace")


def _keep(text: str, number: int) -> None:
    kept = Path(f"draft-{number}.md").resolve()
    kept.write_text(text, "utf-8")
    typer.echo(f"What you wrote is in {kept}.", err=True)
