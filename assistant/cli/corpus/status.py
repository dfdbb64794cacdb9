"""`precedent corpus status`."""

from typing import Annotated

import typer


def status(as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False) -> None:
    """Show what the catalogue holds, what waits for somebody, and what was asked in vain.

    Example:

      precedent corpus status --json
    """
    import json  # noqa: PLC0415

    from assistant.publishing import open_catalogue  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    with open_catalogue(Settings.load()) as catalogue:
        practices = catalogue.practices()
        revision = catalogue.revision()
        unanswered = catalogue.unanswered(limit=10)
        feedback = catalogue.feedback(limit=1000)
        sources = catalogue.sources.all()
        drafts = catalogue.drafts.counts()
        gone, dead = sorted(catalogue.sources.gone_practices()), catalogue.sources.dead_practices()
    helpful = sum(item.helpful for item in feedback)
    troubled = [source for source in sources if source.failure or source.held]
    facts = {
        "practices": len(practices),
        "cities": len({(practice.country, practice.city) for practice in practices}),
        "countries": len({practice.country for practice in practices}),
        "revision": revision.number if revision else 0,
        "asked_in_vain": [
            {"question": item.question, "language": item.language, "reason": item.reason} for item in unanswered
        ],
        "feedback": {"helpful": helpful, "not_helpful": len(feedback) - helpful},
        "sources": {"all": len(sources), "failing_or_held": [source.id for source in troubled]},
        "drafts": drafts,
        "resting_on_what_is_gone": gone,
        "every_source_dead": dead,
    }
    if as_json:
        typer.echo(json.dumps(facts, indent=2, ensure_ascii=False))
        return
    typer.echo(
        f"{facts['practices']} practices of {facts['cities']} cities in {facts['countries']} countries, "
        f"revision {facts['revision']}."
    )
    if sources or any(drafts.values()):
        typer.echo(
            f"{len(sources)} sources; {drafts['waiting']} drafts wait for review, {drafts['approved']} to be published."
        )
    for source in troubled:
        typer.echo(f"source {source.id}, {source.name}: {source.failure or source.held}")
    for practice_id in gone:
        typer.echo(f"rests on what is gone from its source: {practice_id}")
    for practice_id in dead:
        typer.echo(f"every source is dead: {practice_id}")
    typer.echo(f"Of the last {len(feedback)} answers judged, {helpful} helped.")
    for item in unanswered:
        typer.echo(f"asked in vain: {item.question} ({item.reason})")
