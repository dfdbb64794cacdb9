"""Columns over time, each of two parts that are told apart by how dark they are, not by their colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from babel.numbers import format_decimal
from markupsafe import Markup, escape

from assistant.web.charts.scale import top_of
from assistant.web.frame.visitor import RIGHT_TO_LEFT

WIDTH: Final = 720
HEIGHT: Final = 250
_TOP, _BOTTOM = 34.0, 206.0
_LABELS: Final = 238
_WIDEST: Final = 44.0
"""A column is no wider, so that a few do not look like walls."""


@dataclass(frozen=True, slots=True)
class Column:
    """What happened in one stretch of time.

    Args:
        label: The stretch, in few words.
        lower: The number at the bottom, drawn dark.
        upper: The number on top of it, drawn light.
        told: Both in words, for whoever points at it.
    """

    label: str
    lower: int
    upper: int
    told: str


def draw_over_time(columns: Sequence[Column], *, name: str, description: str, key: str, language: str) -> Markup:
    """Columns over time, as an `svg` element of the class `chart`; time runs as the language is read.

    Args:
        columns: From the first to the last.
        name: What the chart shows.
        description: What can be seen on it, in a sentence or two.
        key: Makes its ids its own on the page; letters and hyphens.
        language: Code of the page's language.
    """
    top = top_of(max((column.lower + column.upper for column in columns), default=0))
    mirrored = language in RIGHT_TO_LEFT
    drawn = [_line(number, top, language, mirrored) for number in (0, top // 2, top)]
    room = WIDTH / max(len(columns), 1)
    wide = min(room * 0.78, _WIDEST)
    for number, column in enumerate(columns):
        middle = (number + 0.5) * room
        drawn.append(_column(column, WIDTH - middle if mirrored else middle, wide, top))
    drawn.extend(_labels(columns, room, mirrored))
    return Markup(  # noqa: S704  (what is not ours in it is escaped)
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" direction="ltr" '
        f'aria-labelledby="{escape(key)}-name {escape(key)}-told">'
        f'<title id="{escape(key)}-name">{escape(name)}</title>'
        f'<desc id="{escape(key)}-told">{escape(description)}</desc>{"".join(drawn)}</svg>'
    )


def _y(number: float, top: int) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * number / top


def _line(number: int, top: int, language: str, mirrored: bool) -> str:
    y = _y(number, top)
    x, anchor = (WIDTH, "end") if mirrored else (0, "start")
    written = escape(format_decimal(number, locale=language))
    drawn = f'<path class="chart-line" d="M0 {y:.1f}H{WIDTH}"/>'
    if number:
        drawn += f'<text class="chart-number" x="{x}" y="{y - 5:.1f}" text-anchor="{anchor}">{written}</text>'
    return drawn


def _column(column: Column, middle: float, wide: float, top: int) -> str:
    x = middle - wide / 2
    between, above = _y(column.lower, top), _y(column.lower + column.upper, top)
    parts = f"<title>{escape(column.told)}</title>"
    if column.lower:
        parts += _box("chart-lower", x, between, wide, _BOTTOM - between)
    if column.upper:
        parts += _box("chart-upper", x, above, wide, between - above)
    # All of the height can be pointed at, not only where a column stands.
    return f'<g>{parts}<path class="chart-room" d="M{x:.1f} {_TOP}h{wide:.1f}V{_BOTTOM}h{-wide:.1f}z"/></g>'


def _box(kind: str, x: float, y: float, wide: float, high: float) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{max(high, 0.5):.1f}"/>'


def _labels(columns: Sequence[Column], room: float, mirrored: bool) -> list[str]:
    """The first, the middle and the last: there is room for three on a small screen."""
    last = len(columns) - 1
    chosen = sorted({0, last // 2, last}) if len(columns) > 4 else [0, last] if last > 0 else [0] if columns else []
    drawn = []
    for number in chosen:
        middle = (number + 0.5) * room
        anchor, x = ("start", 0.0) if number == 0 else ("end", float(WIDTH)) if number == last else ("middle", middle)
        if mirrored:
            anchor, x = {"start": "end", "end": "start"}.get(anchor, anchor), WIDTH - x
        label = escape(columns[number].label)
        drawn.append(f'<text class="chart-label" x="{x:.1f}" y="{_LABELS}" text-anchor="{anchor}">{label}</text>')
    return drawn
