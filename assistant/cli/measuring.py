"""`precedent evaluate`, `precedent calibrate` and `precedent benchmark`."""

from pathlib import Path
from typing import Annotated, Any

import typer

Files = Annotated[list[Path], typer.Argument(help="Judged questions, as JSON Lines.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def evaluate(
    files: Files,
    as_json: AsJson = False,
    worst: Annotated[int, typer.Option(min=0, help="Also list this many questions that went worst.")] = 0,
) -> None:
    """Measure finding, refusing and citing on judged questions.

    Examples:

      precedent evaluate tests/quality/dev.jsonl

      precedent evaluate tests/quality/*.jsonl --json
    """
    import json  # noqa: PLC0415

    from assistant.cli.opening import open_assistant  # noqa: PLC0415
    from assistant.cli.progress import steps  # noqa: PLC0415
    from assistant.evaluation.judged import read_judged  # noqa: PLC0415
    from assistant.evaluation.run import report, run  # noqa: PLC0415

    questions = read_judged(files)
    with open_assistant() as assistant, steps() as progress:
        outcomes = run(assistant, questions, lambda done: progress("asking", done, len(questions)))
    measured = report(outcomes)
    if as_json:
        typer.echo(json.dumps(measured, indent=2, ensure_ascii=False))
        return
    _show(measured)
    if worst:
        from assistant.evaluation.metrics import reciprocal_rank  # noqa: PLC0415

        failed = [o for o in outcomes if o.judged.answerable]
        failed.sort(key=lambda o: reciprocal_rank(o.ranked, o.judged.relevant))
        for outcome in failed[:worst]:
            typer.echo(
                f"\n{outcome.judged.id} {outcome.judged.language} {outcome.judged.kind}: {outcome.judged.question}"
            )
            typer.echo(f"  wanted {', '.join(outcome.judged.relevant)}")
            typer.echo(f"  found  {', '.join(outcome.ranked[:5]) or 'nothing'}")


def _show(measured: dict[str, Any]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    names = {
        "questions": "n", "recall_1": "R@1", "recall_5": "R@5", "mrr_10": "MRR@10", "ndcg_10": "nDCG@10",
        "refused_answerable": "refused, answerable", "refused_unanswerable": "refused, unanswerable",
    }  # fmt: skip
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for name in names.values():
        table.add_column(name, justify="right")

    def row(label: str, figures: dict[str, Any]) -> None:
        shown = [figures[key] for key in names]
        table.add_row(label, *("" if v is None else str(v) if isinstance(v, int) else f"{v:.3f}" for v in shown))

    row("all", measured["all"])
    for title in ("languages", "kinds"):
        table.add_section()
        for label, figures in measured[title].items():
            row(label, figures)
    console = Console(highlight=False)
    console.print(table)
    console.print(f"\nSentences not word for word in the practice they cite: {measured['uncited_sentences']}")
    console.print(
        f"An answer takes {measured['milliseconds']['p50']} ms (p50), {measured['milliseconds']['p99']} ms (p99)."
    )


def calibrate(
    files: Files,
    output: Annotated[Path | None, typer.Option(help="File to write; one in the home folder if left out.")] = None,
    refused_answerable: Annotated[
        float, typer.Option(min=0.0, max=0.5, help="Share of answerable questions that may be refused.")
    ] = 0.05,
) -> None:
    """Fit the decision to answer or refuse on judged questions, and report the curve.

    Example:

      precedent calibrate tests/quality/*.jsonl
    """
    from assistant.cli.opening import open_assistant  # noqa: PLC0415
    from assistant.cli.progress import steps  # noqa: PLC0415
    from assistant.confidence import own_calibration_file  # noqa: PLC0415
    from assistant.evaluation.calibrate import calibrate as fit  # noqa: PLC0415
    from assistant.evaluation.calibrate import collect  # noqa: PLC0415
    from assistant.evaluation.judged import read_judged  # noqa: PLC0415

    questions = read_judged(files)
    with open_assistant() as assistant, steps() as progress:
        samples = collect(assistant, questions, lambda done: progress("asking", done, len(questions)))
        answered = assistant.embed(assistant.questions())
        settings = assistant.settings
    calibration = fit(settings.model, samples, answered, refused_answerable)
    target = output or own_calibration_file(settings.model, settings.home)
    aside = target.with_name(f".{target.name}.new")
    aside.write_text(calibration.render(), "utf-8")
    aside.replace(target)
    for point in calibration.measured["curve"]:
        typer.echo(
            f"refusing {point['refused_answerable']:.0%} of the answerable refuses "
            f"{point['refused_unanswerable']:.1%} of the unanswerable"
        )


def benchmark(
    as_json: AsJson = False,
    quick: Annotated[bool, typer.Option("--quick", help="Measure less of everything, for a first look.")] = False,
) -> None:
    """Measure speed and memory on this machine, each figure beside its goal. Takes about two minutes.

    Only what is in the home is read; everything else happens in a temporary one. Nothing else should run meanwhile.

    Examples:

      precedent benchmark

      precedent benchmark --quick

      precedent benchmark --json
    """
    import json  # noqa: PLC0415

    from assistant.benchmark import QUICK, BenchmarkError, Sizes, measure_all, show  # noqa: PLC0415
    from assistant.cli.progress import steps  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    try:
        with steps() as progress:
            measured = measure_all(Settings.load(), QUICK if quick else Sizes(), progress)
    except BenchmarkError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(measured, indent=2, ensure_ascii=False))
    else:
        show(measured)
