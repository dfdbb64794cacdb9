import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.allowed import Allowed


@given(st.lists(st.booleans()))
def test_rows_bits_and_count_agree_with_the_mask(mask: list[bool]) -> None:
    allowed = Allowed(np.array(mask, dtype=bool))
    assert len(allowed) == len(mask)
    assert allowed.count == sum(mask) == len(allowed.rows)
    assert allowed.rows.tolist() == [row for row, found in enumerate(mask) if found]
    assert np.unpackbits(allowed.bits, bitorder="little")[: len(mask)].tolist() == [int(found) for found in mask]
