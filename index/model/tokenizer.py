"""Turns text into the numbers a model reads, by the tokenizer that came with the model."""

from pathlib import Path
from typing import Protocol

from index.model.errors import ModelError


class Tokenizer(Protocol):
    """Tokenises one text at a time; safe to call from several threads."""

    padding: int
    """Id that fills short rows of a batch."""

    def encode(self, text: str) -> list[int]:
        """Ids of a text with the model's special tokens, at most the model's length."""


class SentencePieceTokenizer:
    """A `tokenizer.model` with the special pieces' ids set, as prepared for the default model."""

    def __init__(self, path: Path, max_tokens: int) -> None:
        from sentencepiece import SentencePieceProcessor  # noqa: PLC0415  (only one kind of tokenizer is loaded)

        self._processor = SentencePieceProcessor(model_file=str(path))
        self._room = max_tokens - 2
        self._begin, self._end = self._processor.bos_id(), self._processor.eos_id()
        self.padding: int = self._processor.pad_id()

    def encode(self, text: str) -> list[int]:
        """Ids of a text between the begin and end pieces."""
        return [self._begin, *self._processor.encode(text)[: self._room], self._end]


class JsonTokenizer:
    """A `tokenizer.json` as written by the `tokenizers` library."""

    def __init__(self, path: Path, max_tokens: int, padding: int) -> None:
        from tokenizers import Tokenizer as FastTokenizer  # noqa: PLC0415

        self._tokenizer = FastTokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)
        self.padding = padding

    def encode(self, text: str) -> list[int]:
        """Ids of a text with the special tokens that the tokenizer's template adds."""
        ids: list[int] = self._tokenizer.encode(text).ids
        return ids


def load_tokenizer(folder: Path, max_tokens: int, padding: int) -> Tokenizer:
    """Load the tokenizer of a prepared model.

    Args:
        folder: The prepared model's folder.
        max_tokens: Longest row of ids, special tokens included.
        padding: Id that fills short rows.

    Raises:
        ModelError: The folder holds no tokenizer that can be read.
    """
    if (folder / "tokenizer.model").is_file():
        return SentencePieceTokenizer(folder / "tokenizer.model", max_tokens)
    if (folder / "tokenizer.json").is_file():
        return JsonTokenizer(folder / "tokenizer.json", max_tokens, padding)
    raise ModelError(f"{folder} holds neither tokenizer.model nor tokenizer.json")
