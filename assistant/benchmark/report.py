"""Shows what was measured as a table."""

from typing import Any, Final

_MET: Final = {True: "[green]yes[/green]", False: "[red]no[/red]", None: "?"}

_TOO_MUCH: Final = 0.05
"""From this share of the processors taken by other programs on, the figures say less about this one."""


def show(measured: dict[str, Any]) -> None:
    """Print what `measure_all` gave, each figure beside its goal."""
    from rich.console import Console  # noqa: PLC0415  (measuring does without)
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False)
    table.add_column("What", overflow="fold")
    table.add_column("Measured", justify="right", no_wrap=True)
    table.add_column("Goal", justify="right", no_wrap=True)
    table.add_column("Met", no_wrap=True)
    for figure in measured["figures"]:
        sign = "≥" if figure["at_least"] else "≤"
        table.add_row(
            f"{figure['what']}\n  [dim]{figure['detail']}[/dim]" if figure["detail"] else figure["what"],
            _with_unit(figure["measured"], figure["unit"]),
            f"{sign} {_with_unit(figure['goal'], figure['unit'])}",
            _MET[figure["met"]],
        )
    console = Console(highlight=False)
    for line in _machine(measured["machine"]):
        console.print(line, markup=False, soft_wrap=True)
    console.print()
    console.print(table)


def _with_unit(value: float | None, unit: str) -> str:
    if value is None:
        return "unknown"
    return f"{value:g}/s" if unit == "1/s" else f"{value:g} {unit}"


def _machine(machine: dict[str, Any]) -> list[str]:
    parts = [f"{machine['processor']}", f"{machine['cores']} cores"]
    if machine["memory_mb"]:
        parts.append(f"{machine['memory_mb'] / 1024:.1f} GB of memory")
    lines = [
        ", ".join(parts),
        f"{machine['system']}, Python {machine['python']}, "
        f"onnxruntime {machine['onnxruntime']}, faiss {machine['faiss']}",
    ]
    if (machine["taken_by_others"] or 0) > _TOO_MUCH:
        lines.append(
            f"Other programs took {machine['taken_by_others']:.0%} of the processors meanwhile: "
            "measure again when the machine is idle."
        )
    return lines
