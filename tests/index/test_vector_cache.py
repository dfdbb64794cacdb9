import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.vector_cache import VectorCache


def vector(number: float) -> npt.NDArray[np.float32]:
    return np.full(8, number, np.float32)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "vectors.sqlite"


def test_what_is_put_is_got(file: Path) -> None:
    with VectorCache(file, "model") as cache:
        cache.put([("one", vector(1)), ("two", vector(2))])
        cache.put([("two", vector(3)), ("\ud800", vector(4)), ("", vector(5))])
    with VectorCache(file, "model") as cache:
        found = cache.get(["two", "one", "unknown", "", "\ud800", "one"])
    assert {text: float(found[text][0]) for text in found} == {"one": 1, "two": 3, "": 5, "\ud800": 4}
    assert found["one"].dtype == np.float32 and found["one"].shape == (8,)


def test_vectors_of_another_model_are_not_seen_and_stay(file: Path) -> None:
    with VectorCache(file, "model") as cache:
        cache.put([("one", vector(1))])
    with VectorCache(file, "other") as cache:
        assert cache.get(["one"]) == {}
        cache.put([("one", vector(2))])
    with VectorCache(file, "model") as cache:
        assert cache.get(["one"])["one"][0] == 1


def test_more_texts_than_fit_in_a_statement(file: Path) -> None:
    texts = [f"text {number}" for number in range(1_234)]
    with VectorCache(file, "model") as cache:
        cache.put((text, vector(number)) for number, text in enumerate(texts))
        found = cache.get(texts)
    assert [found[text][0] for text in texts] == list(range(1_234))


def test_a_portion_is_kept_whole_or_not_at_all(file: Path) -> None:
    def failing() -> list[tuple[str, npt.NDArray[np.float32]]]:
        raise KeyboardInterrupt

    with VectorCache(file, "model") as cache:
        with pytest.raises(KeyboardInterrupt):
            cache.put(failing())
        with pytest.raises(AttributeError):
            cache.put([("one", vector(1)), ("two", None)])  # type: ignore[list-item]
        assert cache.get(["one", "two"]) == {}


def damage_head(content: bytes) -> bytes:
    return b"no database at all" + content[18:]


def damage_middle(content: bytes) -> bytes:
    return content[:20_480] + b"\xff" * 4_096 + content[24_576:]


def cut_short(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize("damage", [damage_head, damage_middle, cut_short])
def test_a_damaged_file_is_set_aside_and_begun_anew(file: Path, damage: object) -> None:
    texts = [f"text {number}" for number in range(2_000)]
    with VectorCache(file, "model") as cache:
        cache.put((text, vector(1)) for text in texts)
    damaged = damage(file.read_bytes())  # type: ignore[operator]
    file.write_bytes(damaged)
    with VectorCache(file, "model") as cache:
        assert cache.get(texts) == {}
        cache.put([("one", vector(1))])
        assert list(cache.get(["one"])) == ["one"]
    assert file.with_suffix(".damaged").read_bytes() == damaged


def test_what_is_no_damage_is_not_set_aside(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(sqlite3.OperationalError):
        VectorCache(file, "model")
    assert file.is_dir()
    assert not file.with_suffix(".damaged").exists()


def test_an_empty_file_is_begun(file: Path) -> None:
    file.parent.mkdir()
    file.touch()
    with VectorCache(file, "model") as cache:
        assert cache.get(["one"]) == {}


WRITER = """
import sys
from pathlib import Path
import numpy as np
from index.vector_cache import VectorCache
path, name = Path(sys.argv[1]), sys.argv[2]
sys.stdin.readline()
for number in range(30):
    with VectorCache(path, "model") as cache:
        cache.put([(f"{name} {number}", np.full(8, number, np.float32))])
"""


def test_two_processes_use_one_file(file: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(file), name], stdin=subprocess.PIPE, text=True)
        for name in ("a", "b")
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.close()
    assert [writer.wait(60) for writer in writers] == [0, 0]
    texts = [f"{name} {number}" for name in ("a", "b") for number in range(30)]
    with VectorCache(file, "model") as cache:
        assert set(cache.get(texts)) == set(texts)
    assert not file.with_suffix(".damaged").exists()


@given(st.dictionaries(st.text(max_size=20), st.floats(-1, 1, width=32), max_size=20), st.lists(st.text(max_size=20)))
@settings(deadline=None, max_examples=40)
def test_it_is_a_dictionary_that_stays(kept: dict[str, float], asked: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        with VectorCache(Path(folder) / "v.sqlite", "model") as cache:
            cache.put((text, vector(value)) for text, value in kept.items())
        with VectorCache(Path(folder) / "v.sqlite", "model") as cache:
            found = cache.get([*kept, *asked])
    assert {text: float(values[0]) for text, values in found.items()} == kept


def test_damage_in_a_large_file_is_noticed_when_it_is_read(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vector_cache._CHECKED_WHOLE", 0)
    texts = [f"text {number}" for number in range(500)]
    path = tmp_path / "large.sqlite"
    with VectorCache(path, "model") as cache:
        cache.put((text, np.ones(16, np.float32)) for text in texts)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(bytes(content))
    with VectorCache(path, "model") as cache:
        assert cache.get(texts) == {}
        cache.put([("new", np.ones(16, np.float32))])
        assert list(cache.get(["new"])) == ["new"]
    assert path.with_suffix(".damaged").exists()
