"""Which rows a search may find, with what searching them takes: worked out once, and kept for the next search."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Allowed:
    """Rows that may be found.

    Args:
        mask: Row by row whether it may be found. It must not be changed afterwards.

    Attributes:
        count: How many rows that leaves.
    """

    def __init__(self, mask: Mask) -> None:
        self.mask = mask
        self.count = int(np.count_nonzero(mask))

    def __len__(self) -> int:
        return len(self.mask)

    @cached_property
    def rows(self) -> Rows:
        """The rows themselves, in order."""
        return np.flatnonzero(self.mask).astype(np.int64)

    @cached_property
    def bits(self) -> npt.NDArray[np.uint8]:
        """The mask with eight rows in a byte, the first in the lowest bit."""
        return np.packbits(self.mask, bitorder="little")
