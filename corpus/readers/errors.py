"""Why a document could not be read, in one plain sentence.

CorpusError         anything wrong with what is known
 └── ReadError      a page or file could not be read, or not as a whole
"""

from typing import Final, Literal, Self, get_args

from corpus.faults import CorpusError

Reason = Literal[
    "damaged",
    "encrypted",
    "empty",
    "scanned",
    "too_long",
    "too_large",
    "mislabelled",
    "unknown_kind",
    "too_slow",
    "out_of_memory",
]
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
_MAX_NAME: Final = 120


class ReadError(CorpusError):
    """A document could not be read as a whole, and so was not read at all.

    Args:
        reason: Code of what stood in the way.
        problem: The same as the end of a sentence that begins with the document's name, with what to do about it.
        name: The document's name, or empty.
    """

    def __init__(self, reason: Reason, problem: str, name: str = "") -> None:
        self.reason: Reason = reason
        self.problem = problem
        shown = "".join(letter for letter in name if letter.isprintable()).strip()[:_MAX_NAME]
        super().__init__(f"{shown or 'The document'} {problem.rstrip('.')}.")

    def named(self, name: str) -> Self:
        """The same error with the name of the document that it is about."""
        return type(self)(self.reason, self.problem, name)


def damaged(detail: str = "") -> ReadError:
    """The error of a file whose content breaks the rules of its kind."""
    said = f" ({detail})" if detail else ""
    return ReadError("damaged", f"is damaged{said}: get it again, or open it in its program and save it anew")


def empty(detail: str) -> ReadError:
    """The error of a document that holds nothing to read; `detail` says why, as the rest of a sentence."""
    return ReadError("empty", f"holds no text: {detail}")


def out_of_memory() -> ReadError:
    """The error of a document that does not fit into the memory for reading."""
    return ReadError("out_of_memory", "needs more memory than is given to reading: add a part of it")


def too_large(detail: str) -> ReadError:
    """The error of a document past a limit; `detail` names the limit."""
    return ReadError("too_large", f"is too large: {detail}; add the part of it that is needed")
