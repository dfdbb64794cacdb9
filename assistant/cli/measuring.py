"""`precedent evaluate`, `precedent calibrate` and `precedent benchmark`."""

from pathlib import Path
from typing import Annotated, Any

import typer

Files = Annotated[list[Path], typer.Argument(help="Judged questions, as JSON Lines.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def evaluate(
    files: Annotated[list[Path] | None, typer.Argument(help="Judged questions, as JSON Lines.")] = None,
    as_json: AsJson = False,
    worst: Annotated[int, typer.Option(min=0, help="Also list this many questions that went worst.")] = 0,
    evidence: Annotated[
        Path | None,
        typer.Option(help="Judged sentences, as JSON Lines: measure instead whether those shown answer best."),
    ] = None,
) -> None:
    """Measure finding, refusing and citing on judged questions, or the sentences shown on judged sentences.

    Examples:

      precedent evaluate tests/quality/dev.jsonl

      precedent evaluate tests/quality/*.jsonl --json

      precedent evaluate --evidence tests/quality/evidence/judged.jsonl
    """
    import json  # noqa: PLC0415

    if bool(files) == bool(evidence):
        raise typer.BadParameter("Give files of judged questions, or --evidence with a file of judged sentences.")
    if evidence:
        _evaluate_evidence(evidence, as_json, worst)
        return

    from assistant.cli.opening import open_assistant  # noqa: PLC0415
    from assistant.cli.progress import steps  # noqa: PLC0415
    from assistant.evaluation.judged import read_judged  # noqa: PLC0415
    from assistant.evaluation.run import report, run  # noqa: PLC0415

    questions = read_judged(files or [])
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


def _evaluate_evidence(file: Path, as_json: bool, worst: int) -> None:
    import json  # noqa: PLC0415

    from assistant.cli.opening import open_assistant  # noqa: PLC0415
    from assistant.cli.progress import steps  # noqa: PLC0415
    from assistant.evaluation.evidence import (  # noqa: PLC0415
        answers_best,
        evidence_report,
        holds_best,
        read_judged_sentences,
        show_all,
    )

    judged = read_judged_sentences(file)
    with open_assistant() as assistant, steps() as progress:
        showings = show_all(assistant, judged, lambda done: progress("asking", done, len(judged)))
    measured = evidence_report(showings)
    if as_json:
        typer.echo(json.dumps(measured, indent=2, ensure_ascii=False))
        return
    _show_evidence(measured)
    failed = [each for each in showings if each.possible and not holds_best(each)]
    for each in sorted(failed, key=answers_best)[:worst]:
        typer.echo(f"\n{each.judged.id} {each.judged.language} {each.judged.intent}: {each.judged.question}")
        typer.echo(f"  best   {each.judged.best[0]}")
        typer.echo(f"  held   {each.heaviest}")
        typer.echo(f"  shown  {' / '.join(each.shown)}")


def _show_evidence(measured: dict[str, Any]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False)
    for name in ("", "n", "P@1", "95 %", "among those shown", "95 %", "in part", "possible"):
        table.add_column(name, justify="right" if name else "left")

    def row(label: str, figures: dict[str, Any]) -> None:
        share = [figures["precision_1"], figures["precision_1_interval"], figures["shown"], figures["shown_interval"]]
        share += [figures["shown_good"], figures["possible"]]
        texts = [f"{s[0]:.2f}-{s[1]:.2f}" if isinstance(s, tuple | list) else f"{s:.3f}" for s in share]
        table.add_row(label, str(figures["questions"]), *texts)

    if measured["all"]:
        row("all", measured["all"])
    for title in ("splits", "languages", "intents"):
        table.add_section()
        for label, figures in measured[title].items():
            row(label, figures)
    Console(highlight=False).print(table)


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
    """Measure speed and memory on this machine, each figure beside its goal. Takes about three minutes.

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
