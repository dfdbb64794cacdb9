"""Figures as pages show them: with names in place of codes, and drawn."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from assistant.assistant import Assistant
from assistant.insight import Cell, Coverage, Figures, Shown, Split
from assistant.web.charts import Column, draw_bar, draw_over_time, level_of
from assistant.web.frame.visitor import RIGHT_TO_LEFT
from assistant.web.staff.insight.names import country_name, region_name, span_short, span_told, theme_name
from assistant.wording import Wording


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with a bar."""

    name: str
    asked: int
    refused: int
    bar: Markup


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A practice and how often it was shown."""

    practice_id: str
    title: str
    language: str
    place: str
    times: int
    bar: Markup


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell of the table of themes and regions."""

    cell: Cell
    level: int


def rows_of(splits: Iterable[Split], name: Callable[[str], str], language: str) -> list[Row]:
    """Rows of a table, with bars as long as the numbers say."""
    splits = list(splits)
    most = max((split.asked for split in splits), default=0)
    mirrored = language in RIGHT_TO_LEFT
    return [
        Row(
            name(split.code),
            split.asked,
            split.refused,
            draw_bar(split.answered, split.refused, most=most, mirrored=mirrored),
        )
        for split in splits
    ]


def chart_of(figures: Figures, wording: Wording) -> Markup:
    """Questions over time."""
    columns = [
        Column(
            span_short(span, wording),
            span.answered,
            span.refused,
            wording(
                "{days}: {answered} with an answer, {refused} without",
                days=span_told(span, wording),
                answered=span.answered,
                refused=span.refused,
            ),
        )
        for span in figures.spans
    ]
    busiest = max(figures.spans, key=lambda span: span.asked)
    description = wording(
        "{asked} questions in all, {refused} of them without an answer. Most were asked on {days}: {most}.",
        asked=figures.asked,
        refused=figures.refused,
        days=span_told(busiest, wording),
        most=busiest.asked,
    )
    name = wording("Questions over time")
    return draw_over_time(columns, name=name, description=description, key="over-time", language=wording.language)


def shown_of(assistant: Assistant, shown: Iterable[Shown], language: str) -> list[ShownRow]:
    """Practices with how often they were shown; those that are not published any more are left out."""
    shown = list(shown)
    most = max((one.times for one in shown), default=0)
    found = []
    for one in shown:
        practice = assistant.practice(one.practice_id)
        if practice is not None:
            bar = draw_bar(one.times, most=most, mirrored=language in RIGHT_TO_LEFT)
            place = f"{practice.city}, {country_name(practice.country, language)}"
            title = practice.title_in(language)
            own = language if title != practice.title else "en"
            found.append(ShownRow(practice.id, title, own, place, one.times, bar))
    return found


def heat_of(coverage: Coverage, wording: Wording) -> tuple[list[str], list[tuple[str, list[HeatCell]]]]:
    """Names of the regions, and for each theme its name and cells, shaded by how thin they are."""
    most = max((cell.thinness for row in coverage.cells for cell in row if cell.region), default=0.0)
    rows = [
        (
            theme_name(theme, wording.language),
            [HeatCell(cell, level_of(cell.thinness, most) if cell.region else 0) for cell in row],
        )
        for theme, row in zip(coverage.themes, coverage.cells, strict=True)
    ]
    return [region_name(code, wording) for code in coverage.regions], rows
