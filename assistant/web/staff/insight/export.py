"""The tables of what was asked, for spreadsheet programs."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from fastapi import APIRouter, Request, Response

from assistant.assistant import Assistant
from assistant.insight import Grouped, Insight, Period
from assistant.insight.export import Cell, csv_of
from assistant.web.problems import problem
from assistant.web.staff.access import Editor, visitor_of_staff
from assistant.web.staff.insight.groups import READ_SECONDS
from assistant.web.staff.insight.names import country_name, language_name, reason_name, region_name, theme_name
from assistant.web.staff.insight.state import counted
from assistant.wording import Wording

router = APIRouter(include_in_schema=False)

Rows = tuple[Sequence[str], Iterable[Sequence[Cell]]]


class _NotReadyError(Exception):
    """The questions are still being read."""


@router.get("/staff/insight/{table}.csv")
async def export(request: Request, _signed: Editor, table: str, period: str = "weeks") -> Response:
    """One table."""
    if table not in _TABLES:
        return problem(404, "There is no such table.")
    wording = visitor_of_staff(request).wording
    assistant: Assistant = request.app.state.assistant

    def work(insight: Insight) -> tuple[Period, bytes]:
        chosen = insight.period(period)
        return chosen, csv_of(*_TABLES[table](insight, chosen, assistant, wording))

    try:
        chosen, body = await counted(request, work)
    except _NotReadyError:
        told = problem(503, "The questions are still being read. Try again in a moment.")
        told.headers["retry-after"] = "10"
        return told
    name = f"precedent-{table}-{chosen.since}-{chosen.until}.csv"
    return Response(
        body, media_type="text/csv; charset=utf-8", headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def _days(insight: Insight, period: Period, _assistant: Assistant, wording: Wording) -> Rows:
    heading = [wording("First day"), wording("Last day"), wording("With an answer"), wording("Without an answer")]
    spans = insight.figures(period).spans
    return heading, ([str(one.first), str(one.last), one.answered, one.refused] for one in spans)


def _languages(insight: Insight, period: Period, _assistant: Assistant, wording: Wording) -> Rows:
    heading = [wording("Code"), wording("Language"), wording("With an answer"), wording("Without an answer")]
    found = insight.figures(period).languages
    return heading, ([o.code, language_name(o.code, wording.language), o.answered, o.refused] for o in found)


def _countries(insight: Insight, period: Period, _assistant: Assistant, wording: Wording) -> Rows:
    heading = [wording("Code"), wording("Country"), wording("With an answer"), wording("Without an answer")]
    found = insight.figures(period).countries
    return heading, ([o.code, country_name(o.code, wording.language), o.answered, o.refused] for o in found)


def _refused(insight: Insight, period: Period, _assistant: Assistant, wording: Wording) -> Rows:
    heading = [
        wording("Group"),
        wording("Asked in all"),
        wording("Question"),
        wording("Language"),
        wording("Times asked"),
        wording("Why there was no answer"),
        wording("Countries"),
    ]
    return heading, (
        [
            group.name(wording.language).text,
            group.askings,
            one.text,
            one.language,
            one.askings,
            reason_name(one.reason, wording),
            " ".join(one.countries),
        ]
        for group in _ready(insight, period).groups
        for one in group.phrasings
    )


def _feedback(insight: Insight, period: Period, _assistant: Assistant, wording: Wording) -> Rows:
    heading = [wording("Day"), wording("Question"), wording("What was wrong"), wording("Practice"), wording("Language")]
    return heading, (
        [str(one.when.date()), one.question, one.comment, one.practice_id, one.language]
        for one in insight.figures(period).complaints
    )


def _practices(insight: Insight, period: Period, assistant: Assistant, wording: Wording) -> Rows:
    heading = [wording("Practice"), wording("Title"), wording("City"), wording("Country"), wording("Times shown")]
    figures = insight.figures(period)

    def rows() -> Iterable[Sequence[Cell]]:
        for identifier, times in [*((o.practice_id, o.times) for o in figures.shown), *((i, 0) for i in figures.never)]:
            found = assistant.practice(identifier)
            if found is not None:
                country = country_name(found.country, wording.language)
                yield [identifier, found.title_in(wording.language), found.city, country, times]

    return heading, rows()


def _coverage(insight: Insight, period: Period, _assistant: Assistant, wording: Wording) -> Rows:
    heading = [
        wording("Theme"),
        wording("Region"),
        wording("Practices"),
        wording("Questions with an answer"),
        wording("Questions without an answer"),
    ]
    coverage = _ready(insight, period).coverage
    return heading, (
        [
            theme_name(cell.theme, wording.language),
            region_name(cell.region, wording),
            cell.practices,
            cell.answered,
            cell.refused,
        ]
        for row in (coverage.cells if coverage else ())
        for cell in row
    )


def _ready(insight: Insight, period: Period) -> Grouped:
    grouped = insight.grouped(period, READ_SECONDS)
    if not grouped.ready:
        raise _NotReadyError
    return grouped


_TABLES: Final[dict[str, Callable[[Insight, Period, Assistant, Wording], Rows]]] = {
    "days": _days,
    "languages": _languages,
    "countries": _countries,
    "refused": _refused,
    "feedback": _feedback,
    "practices": _practices,
    "coverage": _coverage,
}
