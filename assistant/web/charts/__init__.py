"""Charts, drawn on the server as SVG: every one stands beside a table that says the same in numbers."""

from assistant.web.charts.bar import draw_bar
from assistant.web.charts.heat import LEVELS, level_of
from assistant.web.charts.over_time import Column, draw_over_time

__all__ = ["LEVELS", "Column", "draw_bar", "draw_over_time", "level_of"]
