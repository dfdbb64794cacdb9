"""What can go wrong with the catalogue, in plain sentences.

CorpusError             anything wrong with what is known
 └── CatalogueError     the catalogue cannot be opened, or cannot do what was asked of it
      └── MovedOnError  the corpus is not any more as it was when a change of it was prepared
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import exc

from corpus.faults import CorpusError


class CatalogueError(CorpusError):
    """The catalogue cannot be opened or cannot do what was asked; the message is one plain sentence."""


class MovedOnError(CatalogueError):
    """The corpus, or what was to go into it, was changed meanwhile: read it again, and try again."""


_BUSY: Final = "The catalogue {name} is busy: another process is writing to it; try again in a moment."
_UNREACHABLE: Final = "The catalogue {name} cannot be opened: check that its folder exists and that you may use it."
_REFUSED: Final = "The catalogue {name} cannot be changed: its file or its disk is read-only."
_DAMAGED: Final = "The catalogue {name} is damaged: put back a backup of the file."

# Name of SQLite's result, or PostgreSQL's SQLSTATE. The longest beginning that fits decides.
_SENTENCES: Final = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_CANTOPEN": _UNREACHABLE,
    "SQLITE_PERM": _UNREACHABLE,
    "SQLITE_AUTH": _UNREACHABLE,
    "SQLITE_READONLY": _REFUSED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": "The file {name} is not a database: give another file, or move this one away.",
    "SQLITE_FULL": "The catalogue {name} cannot grow: the disk is full.",
    "55P03": _BUSY,
    "40P01": _BUSY,
    "25006": _REFUSED,
    "53100": "The catalogue {name} cannot grow: the disk is full.",
}


@contextmanager
def plain_errors(name: str) -> Iterator[None]:
    """Turn what a database driver raises into a `CatalogueError`.

    Args:
        name: The database as people know it, without its password.

    Raises:
        CatalogueError: The driver failed; its own error is the cause.
    """
    try:
        yield
    except exc.DBAPIError as error:
        raise CatalogueError(_sentence(error.orig, name)) from error
    except exc.TimeoutError as error:
        raise CatalogueError(_BUSY.format(name=name)) from error


def _sentence(error: BaseException | None, name: str) -> str:
    code = str(getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or "")
    fitting = [beginning for beginning in _SENTENCES if code.startswith(beginning)]
    if fitting:
        return _SENTENCES[max(fitting, key=len)].format(name=name)
    first_line = next(iter(str(error).splitlines()), "no reason given")
    return f"The catalogue {name} failed: {first_line}"
