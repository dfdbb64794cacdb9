"""The addition to the default model's weights: what it adds, and that it fits."""

from pathlib import Path

import numpy as np
import pytest

from index.model.adapter import SHIPPED, adapted, load_adapter
from index.model.errors import ModelError
from index.model.packed import packed_weights_file, read_packed

WEIGHTS = [("first", np.ones((3, 2), np.float32)), ("second", np.zeros((2, 2), np.float32))]
FITTING = {"first:up": np.array([[1], [2], [3]], np.float16), "first:down": np.array([[10, 20]], np.float16)}


def test_the_product_of_two_narrow_matrices_is_added() -> None:
    changed = dict(adapted(WEIGHTS, FITTING))
    assert changed["first"].tolist() == [[11, 21], [21, 41], [31, 61]]
    assert changed["second"].tolist() == [[0, 0], [0, 0]]
    assert WEIGHTS[0][1].tolist() == [[1, 1]] * 3


def test_an_empty_one_adds_nothing() -> None:
    assert all(values is before for (_, values), (_, before) in zip(adapted(WEIGHTS, {}), WEIGHTS, strict=True))


@pytest.mark.parametrize(
    ("adapter", "said"),
    [
        ({"third:up": FITTING["first:up"], "third:down": FITTING["first:down"]}, "lacks third"),
        ({"second:up": FITTING["first:up"], "second:down": FITTING["first:down"]}, "second has another shape"),
    ],
)
def test_one_for_another_model_is_refused(adapter: dict[str, np.ndarray], said: str) -> None:
    with pytest.raises(ModelError, match=said):
        list(adapted(WEIGHTS, adapter))


def test_the_one_shipped_is_small_and_fits_the_default_model() -> None:
    assert SHIPPED.stat().st_size < 1e6
    adapter = load_adapter()
    packed = dict(read_packed(packed_weights_file()).state())
    changed = dict(adapted(packed.items(), adapter))
    different = {name for name, values in changed.items() if not np.array_equal(values, packed[name])}
    assert different == {part.rpartition(":")[0] for part in adapter}
    assert len(different) == 12 * 4


@pytest.mark.parametrize("content", [None, b"", b"PK no archive"])
def test_one_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "adapter.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"adapter\.npz cannot be read"):
        load_adapter(path)
