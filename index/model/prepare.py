"""Prepares an embedding model once, into a folder of the cache from which it is served without torch."""

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from index.lock import only_one
from index.model.errors import ModelError

DEFAULT_MODEL: Final = "multilingual-e5-small"
"""The model that comes from its wheel; any other name or folder goes to Sentence Transformers."""

_FORMAT: Final = 4
"""Grows when prepared folders change, so that older ones are made anew."""

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PreparedModel:
    """A model that is ready to be served.

    Args:
        folder: Holds `model.onnx` with its table of embeddings, a tokenizer and `model.json`.
        name: The name or folder it was prepared from.
        dimension: Numbers in a vector.
        max_tokens: Longest text, in ids, special tokens included.
        padding: Id that fills short rows of a batch.
        query_prefix, passage_prefix: What stands before every question and every passage.
        fingerprint: Equal fingerprints give equal vectors.
    """

    folder: Path
    name: str
    dimension: int
    max_tokens: int
    padding: int
    query_prefix: str
    passage_prefix: str
    fingerprint: str

    @classmethod
    def load(cls, folder: Path) -> "PreparedModel":
        """Read a prepared folder.

        Raises:
            ModelError: The folder was not prepared, or by another version.
        """
        try:
            data = json.loads((folder / "model.json").read_text("utf-8"))
            if data.pop("format") != _FORMAT:
                raise ValueError("another format")
            return cls(folder=folder, **data)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ModelError(f"No prepared model in {folder}. Prepare it with: precedent setup") from error


def prepare_model(
    name: str,
    cache: Path,
    *,
    query_prefix: str | None = None,
    passage_prefix: str | None = None,
    report: Report = lambda step: None,
) -> PreparedModel:
    """Prepare a model, or find it prepared.

    The folder appears under its name only when everything in it is written: a run that is interrupted leaves nothing
    that a later one could take for whole.

    Args:
        name: `DEFAULT_MODEL`, or what Sentence Transformers accepts: a name or a folder.
        cache: Folder that holds the prepared models.
        query_prefix, passage_prefix: In place of those that the model brings as its prompts.
        report: Told each step in a few words.

    Returns:
        The prepared model.

    Raises:
        ModelError: The model is not to be had or cannot be served.
    """
    target = model_folder(name, cache, query_prefix, passage_prefix)
    try:
        return PreparedModel.load(target)
    except ModelError:
        cache.mkdir(parents=True, exist_ok=True)
    with only_one(cache / ".lock"):
        try:
            return PreparedModel.load(target)  # another process was quicker
        except ModelError:
            _remove_unfinished(cache)
            _remove_outdated(cache)
        aside = cache / f".unfinished-{secrets.token_hex(4)}"
        aside.mkdir()
        try:
            with _quietly():
                _prepare_into(aside, name, query_prefix, passage_prefix, report)
            shutil.rmtree(target, ignore_errors=True)
            aside.replace(target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return PreparedModel.load(target)


def model_folder(name: str, cache: Path, query_prefix: str | None = None, passage_prefix: str | None = None) -> Path:
    """Where a model is, or will be, prepared."""
    identity = json.dumps([name, query_prefix, passage_prefix, _FORMAT])
    readable = re.sub(r"[^A-Za-z0-9.]+", "-", Path(name).name)[:60].strip("-.")
    return cache / f"{readable}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}"


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep the libraries' own progress bars and reports off the screen: ours say what a person needs."""
    from huggingface_hub.utils import disable_progress_bars, enable_progress_bars  # noqa: PLC0415
    from transformers.utils import logging  # noqa: PLC0415

    before = logging.get_verbosity()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    disable_progress_bars()
    try:
        yield
    finally:
        logging.set_verbosity(before)
        logging.enable_progress_bar()
        enable_progress_bars()


def _prepare_into(aside: Path, name: str, query_prefix: str | None, passage_prefix: str | None, report: Report) -> None:
    from index.model.export import TABLE_FILE, export_onnx  # noqa: PLC0415  (only preparing needs it)

    source = aside / "sentence-transformers"
    source.mkdir()
    if name == DEFAULT_MODEL:
        from index.model.default import write_default_model  # noqa: PLC0415

        report("unpacking the model's weights")
        write_default_model(source)
        shutil.copyfile(source / "tokenizer.model", aside / "tokenizer.model")
    else:
        report("fetching the model")
        _copy_model(name, source)
        shutil.copyfile(source / "tokenizer.json", aside / "tokenizer.json")
    report("exporting the model and making it small")
    export_onnx(source, aside / "model.onnx")
    facts = _facts(source)
    prefixes = facts.pop("prompts")
    facts["query_prefix"] = prefixes.get("query", "") if query_prefix is None else query_prefix
    passages = prefixes.get("passage", prefixes.get("document", ""))
    facts["passage_prefix"] = passages if passage_prefix is None else passage_prefix
    digest = hashlib.sha256((aside / "model.onnx").read_bytes())
    if (aside / TABLE_FILE).is_file():
        digest.update((aside / TABLE_FILE).read_bytes())
    digest.update(json.dumps(facts, sort_keys=True).encode())
    described = {"format": _FORMAT, "name": name, **facts, "fingerprint": digest.hexdigest()[:16]}
    (aside / "model.json").write_text(json.dumps(described, indent=1), "utf-8")


def _copy_model(name: str, target: Path) -> None:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    try:
        model = SentenceTransformer(name, device="cpu")
    except Exception as error:  # the library passes on whatever its parts raise
        raise ModelError(
            f"The model '{name}' is not to be had ({type(error).__name__}). "
            f"Set PRECEDENT_MODEL to a Sentence Transformers name or folder, or leave it out for {DEFAULT_MODEL}."
        ) from error
    model.save(str(target), create_model_card=False)
    if not (target / "tokenizer.json").is_file():
        raise ModelError(f"The model '{name}' has no fast tokenizer (tokenizer.json).")


def _facts(folder: Path) -> dict[str, Any]:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return {
        "dimension": int(model.get_embedding_dimension() or 0),
        "max_tokens": int(model.max_seq_length or 512),
        "padding": int(model.tokenizer.pad_token_id or 0),
        "prompts": {key: value for key, value in (model.prompts or {}).items() if value},
    }


def _remove_unfinished(cache: Path) -> None:
    for leftover in cache.glob(".unfinished-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _remove_outdated(cache: Path) -> None:
    """Remove what an earlier version prepared: this one cannot serve it, and it takes half a gigabyte a model."""
    for described in cache.glob("*/model.json"):
        try:
            outdated = json.loads(described.read_text("utf-8"))["format"] < _FORMAT
        except (OSError, ValueError, TypeError, KeyError):
            continue
        if outdated:
            shutil.rmtree(described.parent, ignore_errors=True)
