"""Readers: the bytes of a page or file in, a `corpus.document.Document` out, whatever kind of file it is.

`read` reads in this process. `Reader` reads in a process of its own that is stopped past its limits: use it for
whatever comes from outside.
"""

from corpus.readers.errors import ReadError, Reason
from corpus.readers.isolation import Reader
from corpus.readers.kinds import READABLE, mislabelled
from corpus.readers.reading import read

__all__ = ["READABLE", "ReadError", "Reader", "Reason", "mislabelled", "read"]
