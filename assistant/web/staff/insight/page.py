"""The page of what was asked."""

from typing import Final

from fastapi import APIRouter, Request, Response

from assistant.assistant import Assistant
from assistant.insight import Figures, Grouped, Insight, Shown
from assistant.web.staff.access import Editor, staff_page, visitor_of_staff
from assistant.web.staff.insight.names import (
    country_name,
    language_name,
    period_names,
    period_told,
    reason_name,
    region_name,
    span_told,
    theme_name,
)
from assistant.web.staff.insight.state import counted
from assistant.web.staff.insight.views import chart_of, heat_of, rows_of, shown_of

router = APIRouter(include_in_schema=False)

READING_SECONDS: Final = 0.7
"""How long the page waits for questions to be read before it is shown without groups."""
GROUPS, SPOTS, ROWS = 8, 8, 12
COMPLAINTS, NEVER = 50, 300


@router.get("/staff/insight")
async def insight(request: Request, signed: Editor, period: str = "weeks") -> Response:
    """What was asked in a period."""
    visitor = visitor_of_staff(request)
    wording, language = visitor.wording, visitor.language
    assistant: Assistant = request.app.state.assistant

    def work(insight: Insight) -> tuple[Figures, Grouped]:
        chosen = insight.period(period)
        return insight.figures(chosen), insight.grouped(chosen, READING_SECONDS)

    figures, grouped = await counted(request, work)
    never = [Shown(identifier, 0) for identifier in figures.never[:NEVER]]
    regions, heat = heat_of(grouped.coverage, wording) if grouped.coverage else ([], [])
    return await staff_page(
        request,
        signed,
        "staff/insight.html",
        visitor=visitor,
        period=figures.period,
        periods=period_names(wording, assistant.settings.keep_days),
        told=period_told(figures.period, wording),
        keep_days=assistant.settings.keep_days,
        figures=figures,
        chart=chart_of(figures, wording) if figures.asked else None,
        spans=[(span_told(span, wording), span) for span in figures.spans],
        languages_asked=rows_of(figures.languages[:ROWS], lambda code: language_name(code, language), language),
        countries=rows_of(figures.countries[:ROWS], lambda code: country_name(code, language), language),
        regions_asked=rows_of(figures.regions, lambda code: region_name(code, wording), language),
        reasons=[(reason_name(split.code, wording), split.refused) for split in figures.reasons],
        grouped=grouped,
        groups=grouped.scope(inside=True)[:GROUPS],
        group_count=len(grouped.scope(inside=True)),
        language_name=lambda code: language_name(code, language),
        spots=[
            (theme_name(cell.theme, language), region_name(cell.region, wording), cell)
            for cell in (grouped.coverage.thinnest(SPOTS) if grouped.coverage else ())
        ],
        heat=heat,
        heat_regions=regions,
        complaints=figures.complaints[:COMPLAINTS],
        shown=shown_of(assistant, figures.shown[:ROWS], language),
        never=shown_of(assistant, never, language),
    )
