"""What every system measured can do: index passages, open what it indexed, search."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class Passage:
    """A passage to index: the text, and the practice or paragraph that it belongs to."""

    text: str
    owner: str


class System(Protocol):
    """A search that is opened on a folder; made in a process of its own."""

    def search(self, question: str, count: int) -> list[str]:
        """The owners of the best passages, best first; an owner may come several times."""


def read_passages(folder: Path) -> list[Passage]:
    """The passages that every system is given."""
    with (folder / "passages.jsonl").open(encoding="utf-8") as lines:
        return [Passage(**json.loads(line)) for line in lines]


def read_vectors(folder: Path) -> Any:
    """The vectors of the passages by the common model, shape (passages, dimension)."""
    import numpy as np

    return np.load(folder / "vectors.npy")
