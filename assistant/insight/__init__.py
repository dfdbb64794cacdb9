"""What was asked, for staff: figures, groups by meaning, and where the corpus is thin."""

from assistant.insight.coverage import ANYWHERE, Cell, Coverage
from assistant.insight.figures import Figures, Shown, Span, Split
from assistant.insight.groups import Group, Phrasing
from assistant.insight.insight import Grouped, Insight
from assistant.insight.period import Period

__all__ = [
    "ANYWHERE",
    "Cell",
    "Coverage",
    "Figures",
    "Group",
    "Grouped",
    "Insight",
    "Period",
    "Phrasing",
    "Shown",
    "Span",
    "Split",
]
