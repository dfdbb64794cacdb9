"""Measures speed and memory on the machine it runs on, against the goals."""

from assistant.benchmark.errors import BenchmarkError
from assistant.benchmark.report import show
from assistant.benchmark.run import measure_all
from assistant.benchmark.sizes import QUICK, Progress, Sizes

__all__ = ["QUICK", "BenchmarkError", "Progress", "Sizes", "measure_all", "show"]
