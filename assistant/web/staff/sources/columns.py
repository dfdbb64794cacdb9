"""Tables: which column holds what, told once and remembered."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response

from assistant.web.frame.rendering import language_names
from assistant.web.staff.access import Editor, Signed, back_to, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.jobs.starting import begin, token_of_form
from assistant.web.staff.sources.receiving import not_understood
from assistant.web.staff.sources.refreshing import source_missing
from assistant.wording import Wording
from corpus.catalogue import Catalogue, Source
from corpus.catalogue.source_entries import Find, Look
from corpus.document import Document
from corpus.vocabulary import LANGUAGES, vocabulary

router = APIRouter(include_in_schema=False)

SAMPLES: Final = 3
_LONGEST: Final = 160
_MAX_COLUMNS: Final = 200
Number = Annotated[int, Path(ge=1, le=2**31)]
Run = Annotated[int | None, Query(ge=1, le=2**31)]


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is asked about: its heading, what stands in its first rows, and what it is taken for."""

    name: str
    samples: list[str]
    field: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is to be understood: its source, its document, and the look in which it waits, if it does."""

    source: Source
    document: Document
    run: int | None
    others: tuple[int, ...] = ()


@router.get("/staff/sources/{number}/columns")
async def columns(request: Request, signed: Editor, number: Number, run: Run = None) -> Response:
    """Asks which column holds what."""
    table = await in_catalogue(request, lambda catalogue: _table(catalogue, number, run))
    if table is None:
        return await source_missing(request, signed)
    return await _form(request, signed, table)


@router.post("/staff/sources/{number}/columns")
async def keep(request: Request, signed: Editor, number: Number, run: Run = None) -> Response:
    """Remember which column holds what, and draft from the table."""
    visitor = visitor_of_staff(request)
    wording = visitor.wording
    table = await in_catalogue(request, lambda catalogue: _table(catalogue, number, run))
    if table is None:
        return await source_missing(request, signed)
    form = await request.form(max_files=0, max_fields=_MAX_COLUMNS + 20)
    once, known = str(form.get("once", ""))[:64], field_names(wording)
    names = table.document.columns[:_MAX_COLUMNS]
    chosen = {name: str(form.get(f"column-{place}", "")) for place, name in enumerate(names)}
    mapped = {name: field for name, field in chosen.items() if field in known}
    if len(set(mapped.values())) < len(mapped):
        fault = wording("Two columns cannot be the same thing. Please choose another one for one of them.")
        return await _form(request, signed, table, mapped, fault)
    if "title" not in mapped.values():
        fault = wording("Please say which column holds the title: without it, no row can become a practice.")
        return await _form(request, signed, table, mapped, fault)

    def work(catalogue: Catalogue) -> int:
        catalogue.sources.change(number, by=signed.name, columns=mapped)
        return table.run or _again(catalogue, table)

    waiting = await in_catalogue(request, work)
    if table.run and (left := [other for other in table.others if other != number]):
        path = visitor.url(f"/staff/sources/{left[0]}/columns", run=table.run)
        return await back_to(request, signed, path, wording("Thank you. Now the next table."))
    return await begin(request, signed, "take", {"run": waiting}, once)


def field_names(wording: Wording) -> dict[str, str]:
    """What a column can be taken for, with its name."""
    names = {
        "title": wording("Title"),
        "city": wording("City"),
        "country": wording("Country"),
        "region": wording("Region"),
        "start": wording("First year"),
        "end": wording("Last year"),
        "summary": wording("Summary"),
        **{code: section.label(wording.language) for code, section in vocabulary().sections.items()},
        "themes": wording("Themes"),
        "audiences": wording("For whom"),
        "sdgs": wording("Sustainable Development Goals"),
        "url": wording("Address of the source"),
        "publisher": wording("Who has published it"),
        "language": wording("Language"),
        "id": wording("Identifier"),
    }
    for code in LANGUAGES:
        if code != "en":
            language = language_names()[code]
            names[f"translations.{code}.title"] = wording("Title in {language}", language=language)
            names[f"translations.{code}.summary"] = wording("Summary in {language}", language=language)
    return names


async def _form(
    request: Request, signed: Signed, table: Table, chosen: dict[str, str] | None = None, fault: str = ""
) -> Response:
    from corpus.drafting import guess_columns  # noqa: PLC0415

    wording = visitor_of_staff(request).wording
    known = chosen if chosen is not None else dict(table.source.columns or guess_columns(table.document))
    return await staff_page(
        request,
        signed,
        "staff/source_columns.html",
        status=422 if fault else 200,
        source=table.source,
        columns=[
            Column(name, _samples(table.document, name), known.get(name, ""))
            for name in table.document.columns[:_MAX_COLUMNS]
        ],
        fields=field_names(wording),
        rows=len(table.document.rows),
        run=table.run,
        fault=fault,
        once=token_of_form(),
    )


def _samples(document: Document, column: str) -> list[str]:
    found: list[str] = []
    for row in document.rows:
        text = row.cells.get(column, "").strip()
        if text:
            found.append(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")
        if len(found) == SAMPLES:
            break
    return found


def _table(catalogue: Catalogue, number: int, run: int | None) -> Table | None:
    """The table of a source: as it waits in a look, or as it was last taken over."""
    source = catalogue.sources.get(number)
    if source is None:
        return None
    runs = catalogue.sources.runs
    if run is not None:
        waiting = [(find, runs.document(find)) for find in runs.finds(run, untaken=True)]
        own = next((document for find, document in waiting if document and find.source_id == number), None)
        if own is not None and own.columns:
            return Table(source, own, run, tuple(_unclear(catalogue, waiting)))
    for stored in catalogue.sources.documents(number):
        whole = catalogue.sources.document(stored.id)
        if whole is not None and whole.document is not None and whole.document.columns:
            return Table(source, whole.document, None)
    return None


def _unclear(catalogue: Catalogue, waiting: list[tuple[Find, Document | None]]) -> list[int]:
    """Sources of which nobody has said yet what their columns hold, and which do not say it themselves."""
    sources = [(catalogue.sources.get(find.source_id), document) for find, document in waiting]
    return [
        source.id
        for source, document in sources
        if source is not None and document is not None and source.columns is None and not_understood(document)
    ]


def _again(catalogue: Catalogue, table: Table) -> int:
    """Let what was taken over wait once more, to be drafted from anew; gives the number of the look."""
    runs = catalogue.sources.runs
    run = runs.begin([table.source.id])
    for stored in catalogue.sources.documents(table.source.id):
        whole = catalogue.sources.document(stored.id)
        if whole is None or whole.document is None or whole.gone_at is not None:
            continue
        values: dict[str, Any] = {"digest": whole.digest, "text_digest": whole.text_digest}
        find = Find(
            source_id=table.source.id,
            address=whole.address,
            state="changed",
            title=whole.document.title or table.source.name,
            document=whole.document,
            validators=whole.validators,
            **values,
        )
        runs.keep(run.id, find)
    runs.looked(run.id, Look(table.source.id))
    runs.end_look(run.id)
    return run.id
