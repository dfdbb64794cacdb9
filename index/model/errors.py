"""What can go wrong with an embedding model."""


class ModelError(Exception):
    """The model cannot be prepared or served; the message says what to do."""
