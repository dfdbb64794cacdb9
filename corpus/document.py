"""A document as it was read from a source: its text in order, or its rows, whatever kind of file it came as."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal, Self

Media = Literal["html", "pdf", "docx", "pptx", "xlsx", "csv", "json", "jsonl", "markdown", "text"]
BlockKind = Literal["heading", "paragraph", "item"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or an item of a list, in the order in which it is read.

    Args:
        kind: Which of the three.
        text: One line of text, without markup.
        level: Of a heading, 1 to 6; else 0.
        page: Page, slide or sheet it stands on, counted from 1; None where the document has none.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, or an object of a list.

    Args:
        number: Where it stands, counted from 1, as a person would count in the file.
        cells: Column to text; an empty cell is left out.
    """

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What was read from one page or file. It has blocks, or columns and rows; never both.

    Args:
        media: What kind of file it was.
        title: As the document gives it, or None.
        language: Code of the language it is written in, or None.
        published: Date (ISO 8601) or year that the document gives, or None.
        publisher: Name of the site or author, or None.
        blocks: The text, in reading order.
        columns: Headings of the columns of a table, in order.
        rows: The table.
    """

    media: Media
    title: str | None = None
    language: str | None = None
    published: str | None = None
    publisher: str | None = None
    blocks: tuple[Block, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def text(self) -> str:
        """All its text, a blank line between blocks."""
        if self.rows:
            return "\n\n".join("\n".join(f"{name}: {text}" for name, text in row.cells.items()) for row in self.rows)
        return "\n\n".join(block.text for block in self.blocks)

    @property
    def digest(self) -> str:
        """SHA-256 of what it says: two documents with the same text have the same, however they are laid out."""
        return hashlib.sha256(" ".join(self.text.split()).encode("utf-8", "replace")).hexdigest()

    def dump(self) -> str:
        """The document as JSON."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> Self:
        """Read what `dump` wrote.

        Raises:
            ValueError: It is not such a text.
        """
        try:
            data: dict[str, Any] = json.loads(text)
            data["blocks"] = tuple(Block(**block) for block in data["blocks"])
            data["columns"] = tuple(data["columns"])
            data["rows"] = tuple(Row(**row) for row in data["rows"])
            return cls(**data)
        except (TypeError, KeyError) as error:
            raise ValueError("this is no document") from error
