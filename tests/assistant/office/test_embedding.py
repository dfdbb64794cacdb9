"""Vectors for drafting: each passage is embedded once, and what keeps that from being done says so."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.office.embedding import EmbeddingError, KeptVectors, Vectors
from index.model import ModelError


class Counting:
    """Embeds a passage as its length, and notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        self.asked += passages
        return np.array([[len(passage), 0] for passage in passages], np.float32)


def test_a_passage_is_embedded_once(tmp_path: Path) -> None:
    counting = Counting()
    for _ in range(2):
        with KeptVectors(lambda: counting, "model", tmp_path / "vectors.sqlite") as embed:  # type: ignore[arg-type, return-value]
            assert embed(["a", "bb", "a"])[:, 0].tolist() == [1, 2, 1]
            assert embed([]).shape[0] == 0
    assert counting.asked == ["a", "bb"]


def test_a_model_that_cannot_be_loaded_is_no_fault_of_a_document(tmp_path: Path) -> None:
    def broken() -> None:
        raise ModelError("The model is damaged.")

    vectors = KeptVectors(broken, "model", tmp_path / "vectors.sqlite")  # type: ignore[arg-type]
    with vectors as embed, pytest.raises(EmbeddingError, match="The model is damaged"):
        embed(["a"])


def test_neither_is_a_file_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("assistant.office.embedding.VectorCache", refuse)
    with pytest.raises(EmbeddingError, match=r"disk is full\. Try again, or remove .*vectors\.sqlite"):
        KeptVectors(Counting, "model", tmp_path / "vectors.sqlite")(["a"])  # type: ignore[arg-type]
