"""`precedent corpus drafts` and `precedent corpus review …`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from corpus.catalogue import Drafts, KeptDraft

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]
By = Annotated[str, typer.Option("--by", help="Who decides, for the audit log.")]
Number = Annotated[int, typer.Argument(help="Number of the draft.")]


def drafts(
    state: Annotated[str, typer.Option(help="waiting, approved, rejected, merged or published.")] = "waiting",
    source: Annotated[int | None, typer.Option(help="Only drafts of the source with this number.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List drafts, the oldest first.

    Examples:

      precedent corpus drafts

      precedent corpus drafts --state rejected --json
    """
    import json  # noqa: PLC0415
    from typing import get_args  # noqa: PLC0415

    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from corpus.catalogue.source_entries import DraftState  # noqa: PLC0415

    if state not in get_args(DraftState):
        raise typer.BadParameter(f"it is one of {', '.join(get_args(DraftState))}", param_hint="--state")
    with open_drafts() as queue:
        found = queue.queue(state=state, source_id=source, limit=limit)  # type: ignore[arg-type]
        counts = queue.counts(source)
    if as_json:
        shown = {"counts": counts, "drafts": [_plain(draft) for draft in found]}
        typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
        return
    if found:
        table = Table(box=None, pad_edge=False)
        for heading in ("", "Draft", "Place", "Source", "Since", "Updates"):
            table.add_column(heading, overflow="fold")
        for draft in found:
            place = ", ".join(str(draft.record[name]) for name in ("city", "country") if draft.record.get(name))
            since = f"{draft.created_at:%Y-%m-%d}"
            table.add_row(str(draft.id), _title(draft), place, draft.source_name, since, draft.practice_id or "")
        Console(highlight=False, markup=False).print(table)
    typer.echo(", ".join(f"{count} {name}" for name, count in counts.items()) + ".")


@app.callback()
def review(context: typer.Context) -> None:
    """Review drafts: without a command, list those that wait.

    Examples:

      precedent corpus review

      precedent corpus review show 12

      precedent corpus review edit 12

      precedent corpus review approve 12 14 --by ana
    """
    if context.invoked_subcommand is None:
        drafts(state="waiting", source=None, limit=50, as_json=False)


@app.command()
def show(
    number: Number,
    record: Annotated[bool, typer.Option("--record", help="Print the draft as Markdown, to be edited.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show one draft: each field with how sure it is and the passage it rests on, and what it still lacks.

    Examples:

      precedent corpus review show 12

      precedent corpus review show 12 --record > draft.md
    """
    import json  # noqa: PLC0415

    from corpus.drafting import missing, write_draft  # noqa: PLC0415

    with open_drafts() as queue:
        draft = known_draft(queue, number)
    if record:
        typer.echo(write_draft(draft.record), nl=False)
        return
    faults = [f"{fault.field}: {fault.problem}" for fault in missing(draft.record)] if draft.state == "waiting" else []
    if as_json:
        shown = _plain(draft) | {"record": draft.record, "missing": faults}
        shown["proposals"] = [
            {
                "field": one.field,
                "value": one.value,
                "certainty": one.certainty,
                "rests_on": [r.text for r in one.rests_on],
            }
            for one in draft.proposals
        ]
        typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
        return
    typer.echo(f"Draft {draft.id}, {draft.state}: {_title(draft)}")
    origin = draft.source_name or draft.edited_by
    typer.echo(f"from {origin}" if origin == draft.address else f"from {origin} {draft.address}".rstrip())
    if draft.reason:
        typer.echo(draft.reason)
    if draft.practice_id:
        typer.echo(f"an update of {draft.practice_id}")
    for alike in draft.alike:
        typer.echo(f"like {alike.practice_id}: {alike.how} ({alike.likeness:.0%})")
    proposals = {one.field: one for one in draft.proposals}
    for field, value in _said(draft.record).items():
        one = proposals.pop(field, None)
        if one is None or one.value != value:
            typer.echo(f"\n{field}{' (edited)' if draft.edited_by and draft.proposals else ''}: {value}")
            continue
        typer.echo(f"\n{field} ({one.certainty:.0%} sure): {value}")
        for text in list(dict.fromkeys(rest.text for rest in one.rests_on))[:2]:
            typer.echo(f"    “{text}”")
    for one in proposals.values():
        if one.note:
            typer.echo(f"\n{one.field}: {one.note}")
    for fault in faults:
        typer.echo(f"lacking: {fault}")


@app.command()
def approve(
    numbers: Annotated[list[int], typer.Argument(help="Numbers of drafts.")],
    by: By = "command line",
    updates: Annotated[
        str | None, typer.Option(help="The practice that it updates; as the draft says if left out.")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="It is a new practice, whatever it is like.")] = False,
) -> None:
    """Approve drafts as they are; they are published with: precedent corpus publish

    Examples:

      precedent corpus review approve 12 14 --by ana

      precedent corpus review approve 15 --updates ie-cork-lifelong-learning-festival
    """
    from corpus.catalogue import CatalogueError  # noqa: PLC0415

    if updates and new:
        raise typer.BadParameter("it cannot be both new and an update", param_hint="--new")
    target: dict[str, Any] = {"practice_id": None} if new else {"practice_id": updates} if updates else {}
    refused = False
    with open_drafts() as queue:
        for number in numbers:
            try:
                draft = known_draft(queue, number)
                if not target and draft.state == "waiting" and draft.practice_id is None and draft.alike:
                    like = draft.alike[0].practice_id  # on a page it is seen beside it, here it is not
                    raise CatalogueError(f"It is like {like}: say --updates {like}, or --new.")
                approved = queue.approve(number, version=draft.version, by=by, **target)
                typer.echo(f"Draft {number} is approved as {approved.record['id']}. {approved.reason}".rstrip())
            except CatalogueError as error:
                typer.echo(f"Draft {number}: {error}", err=True)
                refused = True
    if refused:
        raise typer.Exit(1)


@app.command()
def reject(
    number: Number,
    reason: Annotated[str, typer.Option("--reason", help="Why, for whoever looks at the source next.")],
    by: By = "command line",
) -> None:
    """Reject a draft: the same words are not proposed again.

    Example:

      precedent corpus review reject 12 --reason "A press release; nothing was done yet."
    """
    with open_drafts() as queue:
        queue.reject(number, version=known_draft(queue, number).version, by=by, reason=reason)
    typer.echo(f"Draft {number} is rejected.")


@app.command()
def reopen(number: Number, by: By = "command line") -> None:
    """Let a decided draft wait again.

    Example:

      precedent corpus review reopen 12
    """
    with open_drafts() as queue:
        queue.reopen(number, version=known_draft(queue, number).version, by=by)
    typer.echo(f"Draft {number} waits again.")


@contextmanager
def open_drafts() -> Iterator["Drafts"]:
    """The queue of the catalogue that the settings name."""
    from assistant.publishing import open_catalogue  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    with open_catalogue(Settings.load()) as catalogue:
        yield catalogue.drafts


def known_draft(queue: "Drafts", number: int) -> "KeptDraft":
    """The draft with this number.

    Raises:
        CatalogueError: There is none.
    """
    from corpus.catalogue import CatalogueError  # noqa: PLC0415

    draft = queue.get(number) if number < 2**31 else None
    if draft is None:
        raise CatalogueError(f"There is no draft {number}: see which there are with: precedent corpus review")
    return draft


def _title(draft: "KeptDraft") -> str:
    translations = draft.record.get("translations") or {}
    titles = (one.get("title") for one in translations.values() if isinstance(one, dict))
    return str(draft.record.get("title") or next(filter(None, titles), draft.key))


def _said(record: dict[str, Any]) -> dict[str, Any]:
    """What a draft says, by the names that proposals use."""
    said: dict[str, Any] = {}
    for name, value in record.items():
        if name == "sections" and isinstance(value, list):
            said |= {f"sections.{one.get('code')}": one.get("text") for one in value if isinstance(one, dict)}
        elif name == "translations" and isinstance(value, dict):
            texts = ((code, one) for code, one in value.items() if isinstance(one, dict))
            said |= {f"translations.{code}.{text}": words for code, one in texts for text, words in one.items()}
        elif value not in (None, "", [], {}):
            said[name] = value
    return said


def _plain(draft: "KeptDraft") -> dict[str, Any]:
    return {
        "id": draft.id,
        "version": draft.version,
        "state": draft.state,
        "title": _title(draft),
        "source": draft.source_name,
        "address": draft.address,
        "updates": draft.practice_id,
        "alike": [{"practice": one.practice_id, "likeness": one.likeness, "how": one.how} for one in draft.alike],
        "since": draft.created_at.isoformat(),
        "reason": draft.reason,
        "decided_by": draft.decided_by,
    }
