"""Word documents (DOCX): headings by their style or outline level, lists, tables row by row, text boxes."""

import datetime
import io
import re
from collections.abc import Iterator
from typing import Any, Final

import docx

from corpus.document import Document
from corpus.readers.blocks import Blocks, clean
from corpus.readers.errors import damaged, empty, too_large
from corpus.readers.language import language_of, sample_of_blocks
from corpus.readers.limits import MAX_DEPTH, check_members, open_packed

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT: Final = {_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}pPr", f"{_W}rPr"}
"""What is not shown: deleted text, the code of fields, and what repeats a text box for old programs."""
_INSIDE: Final = {f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
_BREAKS: Final = {f"{_W}{name}" for name in ("tab", "br", "cr", "ptab")}
_HEADING: Final = re.compile(r"heading (\d)", re.I)
_EPOCH: Final = datetime.date(2014, 1, 1)
"""Before it, a date is rather that of the template that programs make documents from."""


def read_word(body: bytes) -> Document:
    """Read a Word document.

    Args:
        body: The file.

    Returns:
        Its text in order; headers, footers, comments, footnotes and tables of contents are left out.

    Raises:
        ReadError: It is damaged, empty or too large.
    """
    with open_packed(body) as packed:
        check_members(packed)
    try:
        document = docx.Document(io.BytesIO(body))
        reader = _Reader(_styles(document))
        reader.container(document.element.body)
        about = document.core_properties
        title, author, created = about.title, about.author, about.created
    except (KeyError, ValueError, AttributeError, TypeError, SyntaxError, LookupError) as error:
        raise damaged("its parts do not fit together") from error
    blocks = reader.blocks.done()
    if not blocks:
        raise empty("it has no paragraph with text; if it shows pictures of text, have them recognised (OCR)")
    return Document(
        media="docx",
        title=clean(title or "") or reader.title or None,
        language=language_of(sample_of_blocks(blocks)),
        published=date_of(created),
        publisher=clean(author or "").replace("python-docx", "") or None,
        blocks=blocks,
    )


def date_of(created: datetime.datetime | None) -> str | None:
    """The date on which an Office document says it was made, in ISO 8601; None for that of a template."""
    return created.date().isoformat() if created and created.date() >= _EPOCH else None


def _styles(document: Any) -> dict[str, tuple[str, int]]:
    """What a paragraph is by its style's id: "heading" with its level, "item", "title", "skip" or "paragraph"."""
    elements = {style.get(f"{_W}styleId"): style for style in document.styles.element.iter(f"{_W}style")}
    kinds: dict[str, tuple[str, int]] = {}
    for identifier, style in elements.items():
        here, seen = style, set()
        kind = ("paragraph", 0)
        while here is not None and id(here) not in seen and kind[0] == "paragraph":
            seen.add(id(here))
            kind = _of_style(here)
            based = here.find(f"{_W}basedOn")
            here = elements.get(based.get(f"{_W}val")) if based is not None else None
        kinds[identifier] = kind
    return kinds


def _of_style(style: Any) -> tuple[str, int]:
    named = style.find(f"{_W}name")
    name = (named.get(f"{_W}val") or "") if named is not None else ""
    if heading := _HEADING.fullmatch(name):
        return "heading", int(heading[1])
    if name.lower() == "title":
        return "title", 1
    if name.lower().startswith(("toc ", "table of figures")):
        return "skip", 0
    properties = style.find(f"{_W}pPr")
    return _of_properties(properties) if properties is not None else ("paragraph", 0)


def _of_properties(properties: Any) -> tuple[str, int]:
    outline = properties.find(f"{_W}outlineLvl")
    if outline is not None and (level := outline.get(f"{_W}val", "")).isdigit() and int(level) < 9:
        return "heading", int(level) + 1
    numbering = properties.find(f"{_W}numPr")
    if numbering is not None:
        number = numbering.find(f"{_W}numId")
        if number is None or number.get(f"{_W}val") != "0":
            return "item", 0
    return "paragraph", 0


class _Reader:
    def __init__(self, styles: dict[str, tuple[str, int]]) -> None:
        self.blocks = Blocks()
        self.title = ""
        self._styles = styles

    def container(self, element: Any, depth: int = 0) -> None:
        """Read what stands in the body, in a content control or in a text box."""
        if depth > MAX_DEPTH:
            raise too_large(f"its parts are nested more than {MAX_DEPTH} deep")
        for child in element:
            if child.tag == f"{_W}p":
                self._paragraph(child, depth)
            elif child.tag == f"{_W}tbl":
                self._table(child, depth)
            elif child.tag in _INSIDE:
                self.container(child, depth + 1)

    def _paragraph(self, paragraph: Any, depth: int) -> None:
        kind, level = self._kind(paragraph)
        if kind == "skip":
            return
        text = clean("".join(_texts(paragraph)))
        if kind == "title":
            self.title = self.title or text
        if kind in ("heading", "title"):
            self.blocks.heading(text, level)
        elif kind == "item":
            self.blocks.item(text)
        else:
            self.blocks.paragraph(text)
        for box in _boxes(paragraph):
            self.container(box, depth + 1)

    def _kind(self, paragraph: Any) -> tuple[str, int]:
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return "paragraph", 0
        own = _of_properties(properties)
        styled = properties.find(f"{_W}pStyle")
        by_style = self._styles.get(styled.get(f"{_W}val"), own) if styled is not None else own
        return own if own[0] == "heading" or by_style[0] == "paragraph" else by_style

    def _table(self, table: Any, depth: int) -> None:
        for row in _within(table, f"{_W}tr"):
            cells = list(_within(row, f"{_W}tc"))
            if any(cell.find(f".//{_W}tbl") is not None for cell in cells):
                for cell in cells:  # a table that only lays the page out
                    self.container(cell, depth + 1)
                continue
            self.blocks.cells([list(self._cell(cell)) for cell in cells if not _continues(cell)])

    def _cell(self, cell: Any) -> Iterator[str]:
        for paragraph in cell.iter(f"{_W}p"):
            if not any(parent.tag in _LEFT_OUT for parent in paragraph.iterancestors()):
                yield "".join(_texts(paragraph))


def _within(element: Any, tag: str) -> Iterator[Any]:
    """Rows or cells, also those in content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _INSIDE:
            yield from _within(child, tag)


def _continues(cell: Any) -> bool:
    """Whether a cell only continues the one above it."""
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merged is not None and merged.get(f"{_W}val", "continue") == "continue"


def _texts(element: Any) -> Iterator[str]:
    """The shown text of a paragraph, without its text boxes."""
    for child in element:
        if child.tag in _LEFT_OUT or child.tag == f"{_W}txbxContent":
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield from _texts(child)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes that are anchored in a paragraph; not those within them, nor those repeated for old programs."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        above = []
        for parent in box.iterancestors():
            if parent is paragraph:
                break
            above.append(parent.tag)
        if _FALLBACK not in above and f"{_W}txbxContent" not in above:
            yield box
