"""What can go wrong with a benchmark."""


class BenchmarkError(Exception):
    """Something could not be measured; the message is one plain sentence."""
