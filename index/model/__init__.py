"""The embedding model: prepared once, then served without torch."""

from index.model.background import BackgroundEmbedder
from index.model.embedder import Embedder, OnnxEmbedder
from index.model.errors import ModelError
from index.model.prepare import DEFAULT_MODEL, PreparedModel, prepare_model

__all__ = [
    "DEFAULT_MODEL",
    "BackgroundEmbedder",
    "Embedder",
    "ModelError",
    "OnnxEmbedder",
    "PreparedModel",
    "prepare_model",
]
