"""Shows what was measured as a table."""

from typing import Any


def show(measured: dict[str, Any]) -> None:
    """Print what `measure_all` gave, each figure beside its goal."""
    from rich.console import Console  # noqa: PLC0415  (measuring does without)
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False)
    table.add_column("What")
    table.add_column("Measured", justify="right", no_wrap=True)
    table.add_column("Goal", justify="right", no_wrap=True)
    table.add_column("Met", no_wrap=True)
    table.add_column("", style="dim")
    for figure in measured["figures"]:
        sign = "≥" if figure["at_least"] else "≤"
        table.add_row(
            figure["what"],
            _with_unit(figure["measured"], figure["unit"]),
            f"{sign} {_with_unit(figure['goal'], figure['unit'])}",
            {True: "[green]yes[/green]", False: "[red]no[/red]", None: "?"}[figure["met"]],
            figure["detail"],
        )
    console = Console(highlight=False)
    console.print(_machine(measured["machine"]), markup=False)
    console.print()
    console.print(table)


def _with_unit(value: float | None, unit: str) -> str:
    if value is None:
        return "unknown"
    return f"{value:g}/s" if unit == "1/s" else f"{value:g} {unit}"


def _machine(machine: dict[str, Any]) -> str:
    memory = machine["memory_mb"]
    parts = [
        f"{machine['processor']}, {machine['cores']} cores",
        f"{memory / 1024:.1f} GB of memory" if memory else "",
        f"{machine['system']}",
        f"Python {machine['python']}, onnxruntime {machine['onnxruntime']}, faiss {machine['faiss']}",
        f"load before {machine['load_before']}" if machine["load_before"] is not None else "",
    ]
    return "; ".join(part for part in parts if part)
