"""Trains the adapter of the default model: `python -m index.tuning --output index/model/adapter.npz`.

Each practice's own questions are drawn towards its passages, and towards its questions in other languages, away from
those of other practices, half of the time of practices that are near to it (contrastive loss over the pairs of a batch:
van den Oord, Li and Vinyals, "Representation Learning with Contrastive Predictive Coding", 2018). Only narrow matrices
beside those of the attention are trained, and what was trained is added by two fifths, which keeps what the model knew
of the world and of other languages (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022).

Three practices of ten take no part, so that the gain can be measured on what was never seen (`is_trained_on`). It takes
five minutes on two cores.
"""

import argparse
import hashlib
import math
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from corpus.practice import Practice
from corpus.records import read_records
from index.model.adapter import SHIPPED
from index.model.default import PASSAGE_PREFIX, QUERY_PREFIX, write_default_model
from index.passages import Kind, cut_passages

SHARE: Final = 0.7
"""Of the practices, how many are trained on."""
_STRENGTH: Final = 0.4
_RANK: Final = 8
_STEPS: Final = 200
_BATCH: Final = 32
_NEAR: Final = 56
"""Practices among which a batch of like ones is drawn."""
_LIKE: Final = 0.6
"""How many of the batches are drawn from practices that are near to one another."""
_GAIN: Final = 2.0
"""By which the product of the narrow matrices counts while they are trained."""
_RATE: Final = 5e-4
_WARM_UP: Final = 30
_TEMPERATURE: Final = 0.02
_QUESTION_TOKENS: Final = 28
_PASSAGE_TOKENS: Final = 48
_PARTS: Final = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")
_SIDES: Final = (
    (0.4, (Kind.SUMMARY,)),
    (0.2, (Kind.SECTION,)),
    (0.15, (Kind.SENTENCE, Kind.SUMMARY_SENTENCE)),
    (0.25, (Kind.QUESTION,)),
)
"""How often a question is drawn towards which kinds of passage."""


def is_trained_on(practice_id: str) -> bool:
    """Whether a practice is among those that the adapter was trained on."""
    return int(hashlib.sha256(practice_id.encode()).hexdigest()[:8], 16) / 2**32 < SHARE


@dataclass(frozen=True, slots=True)
class _Taught:
    """What is taught of one practice: its questions, and its passages by kind, each with its language."""

    questions: dict[str, list[str]]
    passages: dict[Kind, list[tuple[str, str]]]

    @classmethod
    def of(cls, practice: Practice) -> "_Taught":
        questions: dict[str, list[str]] = {}
        for question in practice.questions:
            questions.setdefault(question.language, []).append(question.text)
        passages: dict[Kind, list[tuple[str, str]]] = {}
        for passage in cut_passages(practice, lambda text: len(text) // 4, 512):
            passages.setdefault(passage.kind, []).append((passage.language, passage.embedded))
        return cls(questions, passages)

    def pair(self, chance: random.Random) -> tuple[str, str]:
        """A question, and a passage that answers it; a question of the practice in the same language is none."""
        language = chance.choice(sorted(self.questions))
        question = chance.choice(self.questions[language])
        if chance.random() < 0.15:  # as typed on a phone
            question = question.lower().rstrip("?")
        kinds = chance.choices([kinds for _, kinds in _SIDES], [often for often, _ in _SIDES])[0]
        pool = [
            text
            for kind in kinds
            for spoken, text in self.passages.get(kind, [])
            if kind != Kind.QUESTION or spoken != language
        ]
        return question, chance.choice(pool or [text for _, text in self.passages[Kind.SUMMARY]])


def train(practices: Sequence[Practice], steps: int = _STEPS) -> dict[str, Any]:
    """Train an adapter.

    Args:
        practices: The corpus; those that `is_trained_on` leaves out take no part.
        steps: How many batches.

    Returns:
        The adapter, as `index.model.adapter` reads it, in half precision.

    Raises:
        ModelError: The default model cannot be read.
        ValueError: There is nothing to train on.
    """
    import torch  # noqa: PLC0415  (only this needs it)
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    taught = [_Taught.of(practice) for practice in practices if practice.questions and is_trained_on(practice.id)]
    if len(taught) < 2:
        raise ValueError("There are no practices with questions to train on.")
    torch.manual_seed(1)
    chance = random.Random(1)  # noqa: S311  (nothing is kept secret by it)
    with tempfile.TemporaryDirectory(prefix="precedent-tuning-") as name:
        write_default_model(Path(name), adapter={})
        pipeline = SentenceTransformer(name, device="cpu", local_files_only=True)
    summaries = [PASSAGE_PREFIX + one.passages[Kind.SUMMARY][0][1] for one in taught]
    alike = pipeline.similarity(*[pipeline.encode(summaries, normalize_embeddings=True)] * 2).numpy()
    encoder, tokenizer = pipeline[0].auto_model, pipeline.tokenizer
    added = _add_narrow_matrices(encoder, torch)
    narrow = [matrix for pair in added.values() for matrix in pair]
    optimizer = torch.optim.AdamW(narrow, lr=_RATE, weight_decay=0.01)

    def embed(texts: list[str], tokens: int) -> Any:
        read = tokenizer(texts, padding=True, truncation=True, max_length=tokens, return_tensors="pt")
        states, mask = encoder(**read).last_hidden_state, read["attention_mask"].unsqueeze(-1)
        return torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)

    losses: list[float] = []
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = (
            _RATE * min(1, (step + 1) / _WARM_UP) * (1 + math.cos(math.pi * step / steps)) / 2
        )
        pairs = [taught[number].pair(chance) for number in _batch(alike, chance)]
        asked = embed([QUERY_PREFIX + question for question, _ in pairs], _QUESTION_TOKENS)
        told = embed([PASSAGE_PREFIX + passage for _, passage in pairs], _PASSAGE_TOKENS)
        likeness, right = asked @ told.T / _TEMPERATURE, torch.arange(len(pairs))
        loss = torch.nn.functional.cross_entropy(likeness, right) + torch.nn.functional.cross_entropy(likeness.T, right)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(narrow, 1.0)
        optimizer.step()
        losses.append(loss.item() / 2)
        if step % 25 == 24:
            sys.stderr.write(f"{step + 1} of {steps} batches, loss {np.mean(losses[-25:]):.3f}\n")
    halves: dict[str, Any] = {}
    for matrix, (up, down) in added.items():
        halves[f"{matrix}:up"] = (_STRENGTH * _GAIN * up).detach().numpy().astype(np.float16)
        halves[f"{matrix}:down"] = down.detach().numpy().astype(np.float16)
    return halves


def _batch(alike: Any, chance: random.Random) -> list[int]:
    """Numbers of the practices of one batch: some that are near to one of them, or any."""
    everything = range(len(alike))
    size = min(_BATCH, len(alike))
    if chance.random() >= _LIKE:
        return chance.sample(everything, size)
    near = np.argsort(-alike[chance.choice(everything)])[:_NEAR].tolist()
    return chance.sample(near, min(size, len(near)))


def _add_narrow_matrices(encoder: Any, torch: Any) -> dict[str, tuple[Any, Any]]:
    """Put narrow matrices beside those of the attention, which stay as they are.

    Returns:
        By the name of the matrix, the two whose product is added to it, scaled as they are trained.
    """
    for weight in encoder.parameters():
        weight.requires_grad_(False)
    added: dict[str, tuple[Any, Any]] = {}
    for number, layer in enumerate(encoder.encoder.layer):
        for part in _PARTS:
            linear = layer.get_submodule(part)
            down = torch.nn.Parameter(torch.randn(_RANK, linear.in_features) / math.sqrt(linear.in_features))
            up = torch.nn.Parameter(torch.zeros(linear.out_features, _RANK))

            def with_narrow(_: Any, inputs: Any, output: Any, *, up: Any = up, down: Any = down) -> Any:
                return output + _GAIN * (inputs[0] @ down.T @ up.T)

            linear.register_forward_hook(with_narrow)
            added[f"encoder.layer.{number}.{part}.weight"] = (up, down)
    return added


def main() -> None:
    """Train on the records of a folder, and write the adapter."""
    parser = argparse.ArgumentParser(prog="python -m index.tuning", description=__doc__)
    parser.add_argument("--practices", type=Path, default=Path("corpus/practices"), help="folder of records")
    parser.add_argument("--output", type=Path, default=SHIPPED, help="file to write")
    parser.add_argument("--steps", type=int, default=_STEPS, help="how many batches")
    chosen = parser.parse_args()
    read = read_records([chosen.practices])
    np.savez(chosen.output, **train(read.practices, chosen.steps))


if __name__ == "__main__":
    main()
