"""Progress of long work, on stderr, so that stdout stays clean."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)


def say(message: str) -> None:
    """One line on stderr."""
    Console(stderr=True, highlight=False).print(message, markup=False)


@contextmanager
def steps() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each step of long work; gives what is to be called with step, done and total."""
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield report


@contextmanager
def stages() -> Iterator[Callable[[str], None]]:
    """For work whose length is unknown: a spinner with the name of the stage; each stage done is ticked off."""
    columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        running: list[TaskID] = []

        def finish() -> None:
            for task in running:
                bars.update(task, completed=1, total=1)
            running.clear()

        def report(stage: str) -> None:
            finish()
            running.append(bars.add_task(stage, total=None))

        yield report
        finish()
