"""The years in which practices began, as a filter."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, Field

from assistant.narrowing import FilterError
from index.filters import Mask

FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 2100


@dataclass(frozen=True, slots=True)
class Years:
    """A range of years, open at an end that is None.

    Args:
        first, last: The years, both inside the range.

    Raises:
        FilterError: The first is after the last.
    """

    first: int | None = None
    last: int | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise FilterError("years", f"{self.first} to {self.last}", ["a first year that is not after the last"])

    def __bool__(self) -> bool:
        return self.first is not None or self.last is not None

    def allowed(self, begun: npt.NDArray[np.int32]) -> Mask | None:
        """Practice by practice whether it is known to have begun in the range; None where that is open at both ends."""
        if not self:
            return None
        return (begun >= (self.first or FIRST_YEAR)) & (begun <= (self.last or LAST_YEAR))


class YearsFound(BaseModel):
    """The years in which the practices of a list began, as if no years were chosen."""

    earliest: int | None
    latest: int | None
    unknown: int = Field(description="Practices of which the year is not known: a choice of years leaves them out.")

    @classmethod
    def of(cls, begun: npt.NDArray[np.int32]) -> "YearsFound":
        """Those of some practices, given the year of each, 0 where it is not known."""
        known = begun[begun > 0]
        return cls(
            earliest=int(known.min()) if len(known) else None,
            latest=int(known.max()) if len(known) else None,
            unknown=int(len(begun) - len(known)),
        )
