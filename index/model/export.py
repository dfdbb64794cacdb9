"""Turns a Sentence Transformers folder into an ONNX graph that gives one vector a text, and makes it small.

Three steps: the whole pipeline (encoder, pooling, normalisation) is traced into one graph; onnxruntime's optimiser
fuses attention, layer normalisation and activation into single operations; weights and word embeddings become 8-bit
numbers, one scale a column. Seven of the eight bits are used, because processors without VNNI instructions add pairs
of products in 16 bits, which eight would overflow. The table of word embeddings, four fifths of it all, lies in a file
of its own: onnxruntime maps it into memory, so that only the rows that questions need are ever read.
"""

import shutil
import warnings
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.model.errors import ModelError

PROBES: Final = (
    "How have other cities helped older people to get online?",
    "bibliothèque",
    "¿Qué hicieron otras ciudades para que los jóvenes que dejaron la escuela vuelvan a estudiar?",
    "كيف ساعدت المدن الأخرى كبار السن؟",
    "其他城市如何帮助老年人上网？",
    "Как другие города помогают пожилым людям осваивать интернет?",
    "दूसरे शहरों ने क्या किया?",
)
"""Texts on which an exported model is held against the model it was exported from."""

FLOAT_COSINE: Final = 0.999
QUANTISED_COSINE: Final = 0.98
_OPSET: Final = 17
TABLE_FILE: Final = "embeddings.bin"
_TABLE_BYTES: Final = 8_000_000
"""What is larger than this is a table that is looked into; matrices are multiplied, and are smaller."""


def export_onnx(folder: Path, target: Path) -> None:
    """Export a Sentence Transformers folder to an 8-bit ONNX graph, or to a full one where 8 bits are too few.

    Args:
        folder: The Sentence Transformers folder.
        target: File to write, with `TABLE_FILE` beside it where the model has a large table; takes `input_ids` and
            `attention_mask`, gives `sentence_embedding` of unit length.

    Raises:
        ModelError: The exported graph does not give the vectors of the model it was exported from.
    """
    traced, fused = target.with_suffix(".traced"), target.with_suffix(".fused")
    batch, expected = _trace(folder, traced)
    _fuse(traced, fused, folder)
    if _worst_cosine(fused, batch, expected) < FLOAT_COSINE:
        fused = traced  # an architecture that the optimiser does not know
        if _worst_cosine(fused, batch, expected) < FLOAT_COSINE:
            raise ModelError(f"{folder.name} cannot be exported: the exported model gives other vectors.")
    _quantise(fused, target)
    if _worst_cosine(target, batch, expected) < QUANTISED_COSINE:
        target.write_bytes(fused.read_bytes())
    _set_tables_apart(target)
    for leftover in (target.with_suffix(".traced"), target.with_suffix(".fused")):
        leftover.unlink(missing_ok=True)


def _trace(folder: Path, target: Path) -> tuple[dict[str, npt.NDArray[np.int64]], npt.NDArray[np.float32]]:
    import torch  # noqa: PLC0415  (seconds and hundreds of megabytes that serving must not pay)
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    # The plain attention traces into the operations that the optimiser knows how to fuse.
    pipeline = SentenceTransformer(
        str(folder), device="cpu", model_kwargs={"attn_implementation": "eager"}, local_files_only=True
    ).eval()

    class Graph(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.pipeline = pipeline

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            vectors = self.pipeline(features)["sentence_embedding"]
            return torch.nn.functional.normalize(vectors, dim=-1)

    batch = pipeline.tokenizer(list(PROBES), padding=True, return_tensors="pt")
    inputs = (batch["input_ids"], batch["attention_mask"])
    rows = {0: "texts", 1: "tokens"}
    graph = Graph().eval()
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns of every shape that it takes for constant
        expected = graph(*inputs).numpy()
        torch.onnx.export(
            graph,
            inputs,
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence_embedding"],
            dynamic_axes={"input_ids": rows, "attention_mask": rows, "sentence_embedding": {0: "texts"}},
            opset_version=_OPSET,
            dynamo=False,
        )
    return {"input_ids": inputs[0].numpy(), "attention_mask": inputs[1].numpy()}, expected


def _fuse(traced: Path, target: Path, folder: Path) -> None:
    import json  # noqa: PLC0415

    from onnxruntime.transformers import optimizer  # noqa: PLC0415
    from onnxruntime.transformers.fusion_options import FusionOptions  # noqa: PLC0415

    config = json.loads((folder / "config.json").read_text("utf-8")) if (folder / "config.json").is_file() else {}
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = False  # its quantised form is slower than the parts it joins
    model = optimizer.optimize_model(
        str(traced),
        "bert",
        num_heads=int(config.get("num_attention_heads", 0)),
        hidden_size=int(config.get("hidden_size", 0)),
        optimization_options=options,
        opt_level=0,
    )
    model.save_model_to_file(str(target))


def _quantise(source: Path, target: Path) -> None:
    import logging  # noqa: PLC0415

    from onnx import TensorProto  # noqa: PLC0415
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)  # it asks for a step that the optimiser has done
    try:
        quantize_dynamic(
            str(source),
            str(target),
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Attention", "Gather"],
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
    finally:
        root.setLevel(level)


def _set_tables_apart(graph: Path) -> None:
    """Move large tables that are looked into, not multiplied with, out of a graph into a file of their own."""
    import onnx  # noqa: PLC0415
    from onnx.external_data_helper import set_external_data  # noqa: PLC0415

    model = onnx.load(str(graph))
    looked_into = {node.input[0] for node in model.graph.node if node.op_type == "Gather"}
    tables = [
        table for table in model.graph.initializer if table.name in looked_into and len(table.raw_data) >= _TABLE_BYTES
    ]
    for table in tables:
        set_external_data(table, location=TABLE_FILE)
    if tables:
        onnx.save_model(model, str(graph))
        shutil.copymode(graph, graph.with_name(TABLE_FILE))  # it was written for the owner alone


def _worst_cosine(graph: Path, batch: dict[str, npt.NDArray[np.int64]], expected: npt.NDArray[np.float32]) -> float:
    import onnxruntime  # noqa: PLC0415

    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    actual = session.run(None, batch)[0]
    return float((actual * expected).sum(axis=1).min())
