"""Engines that the prepared model is held against, and a model small enough to be prepared in a second."""

from pathlib import Path
from typing import Any

import pytest

from index.model import PreparedModel


@pytest.fixture(scope="session")
def pipeline(model: PreparedModel) -> Any:
    """The prepared folder, opened by Sentence Transformers."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(model.folder / "sentence-transformers"), device="cpu")


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Sentence Transformers folder as anyone could bring: a BERT with WordPiece and prompts, weights at random."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("small")
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,:?!"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "query", "passage", "city", *letters]
    pieces += [f"##{letter}" for letter in letters]
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=special["unk_token"]))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)
    torch.manual_seed(7)
    encoder = BertModel(
        BertConfig(
            vocab_size=len(pieces),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=64,
            max_position_embeddings=256,
        )
    )
    encoder.save_pretrained(folder / "encoder")
    fast.save_pretrained(folder / "encoder")
    SentenceTransformer(
        modules=[
            modules.Transformer(str(folder / "encoder"), max_seq_length=64),
            modules.Pooling(32, pooling_mode="mean"),
            modules.Normalize(),
        ],
        prompts={"query": "query: ", "passage": "passage: "},
        device="cpu",
    ).save(str(folder / "small-bert"), create_model_card=False)
    return folder / "small-bert"
