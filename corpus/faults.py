"""What can be wrong with a record, said so that a person can mend it.

CorpusError             anything wrong with what is known
 ├── RecordError        one record has one or more faults
 ├── VocabularyError    a vocabulary is malformed
 └── CatalogueError     the catalogue cannot be opened or changed
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one record.

    Args:
        file: Name of the file, or of whatever the text came from.
        line: Line in that file, counted from 1; None where no line can be named.
        field: Dotted path of the field (`translations.fr.title`), or the section's heading.
        problem: What is wrong, in plain words.
        allowed: What would be right, or empty.
    """

    file: str
    line: int | None
    field: str
    problem: str
    allowed: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        hint = f" (allowed: {self.allowed})" if self.allowed else ""
        said = f"{where}: {self.field}: {self.problem}{hint}"
        # A record's own words are quoted here: nothing in them may steer the screen that shows the fault.
        return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in said)


class CorpusError(Exception):
    """Something is wrong with the corpus or its catalogue."""


class RecordError(CorpusError):
    """A record is malformed; `faults` names every fault found, not only the first."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))
