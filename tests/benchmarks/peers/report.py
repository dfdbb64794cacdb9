"""The table of figures, as Markdown."""

from typing import Any


def show(measured: dict[str, Any]) -> None:
    """Print the table: a row a figure, a column a system."""
    systems = list(measured)
    rows: list[tuple[str, list[str]]] = [
        ("right practice first", [f"{measured[s]['corpus']['all']['recall_1']:.3f}" for s in systems]),
        ("among the first five", [f"{measured[s]['corpus']['all']['recall_5']:.3f}" for s in systems]),
    ]
    first = measured[systems[0]]
    rows += [
        (f"XQuAD {language} → en, first", [f"{measured[s]['xquad'][language]['recall_1']:.3f}" for s in systems])
        for language in first.get("xquad", {})
        if language != "all"
    ]
    rows += [
        ("p50 a question, ms", [f"{measured[s]['milliseconds']['p50']:.1f}" for s in systems]),
        ("p99 a question, ms", [f"{measured[s]['milliseconds']['p99']:.1f}" for s in systems]),
        ("answers a second, 16 threads", [f"{measured[s]['answers_a_second']:.0f}" for s in systems]),
        ("cold start to the first answer, s", [f"{measured[s]['cold_seconds']:.1f}" for s in systems]),
        ("memory, MB", [f"{measured[s]['megabytes']:.0f}" for s in systems]),
        ("indexing, passages a second", [f"{measured[s]['passages_a_second']:.0f}" for s in systems]),
        ("installed, MB", [f"{measured[s]['installed_megabytes']:.0f}" for s in systems]),
    ]
    print("| | " + " | ".join(systems) + " |")
    print("| --- |" + " ---: |" * len(systems))
    for name, cells in rows:
        print(f"| {name} | " + " | ".join(cells) + " |")
