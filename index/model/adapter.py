"""A small addition to the default model's weights, which fits it to questions about what cities do.

A low-rank adapter: to some matrices of the encoder the product of two narrow ones is added (Hu et al., "LoRA: Low-Rank
Adaptation of Large Language Models", 2021). `index.tuning` trains it; `tests/quality/README.md` says what it gives.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from index.model.errors import ModelError

Array = npt.NDArray[np.float32]
Adapter = Mapping[str, npt.NDArray[np.floating]]
"""For each matrix that is changed: `NAME:up`, shape (rows, rank), and `NAME:down`, shape (rank, columns)."""

SHIPPED: Final = Path(__file__).with_name("adapter.npz")


def load_adapter(path: Path = SHIPPED) -> Adapter:
    """Read an adapter.

    Raises:
        ModelError: It cannot be read.
    """
    try:
        with np.load(path) as parts:
            return dict(parts)
    except (OSError, ValueError, EOFError, BadZipFile) as error:
        raise ModelError(f"The model's adapter {path} cannot be read: {error}") from error


def adapted(weights: Iterable[tuple[str, Array]], adapter: Adapter) -> Iterator[tuple[str, Array]]:
    """The weights of a model with an adapter added.

    Args:
        weights: Names and values.
        adapter: What is added; nothing where it is empty.

    Raises:
        ModelError: It is made for another model.
    """
    waiting = {part.rpartition(":")[0] for part in adapter}
    for name, values in weights:
        if name in waiting:
            waiting.remove(name)
            added = adapter[f"{name}:up"].astype(np.float32) @ adapter[f"{name}:down"].astype(np.float32)
            if added.shape != values.shape:
                raise ModelError(f"The adapter does not fit the model: {name} has another shape.")
            yield name, values + added
        else:
            yield name, values
    if waiting:
        raise ModelError(f"The adapter does not fit the model, which lacks {min(waiting)}.")
