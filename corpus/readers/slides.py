"""Presentations (PPTX): the title of a slide as a heading, then what stands on it, from top to bottom."""

import io
from collections.abc import Iterator
from typing import Any, Final

import pptx

from corpus.document import Document
from corpus.readers.blocks import Blocks, clean
from corpus.readers.errors import ReadError, damaged, empty, too_large
from corpus.readers.language import language_of, sample_of_blocks
from corpus.readers.limits import MAX_DEPTH, MAX_PAGES, check_members, open_packed
from corpus.readers.word import date_of

_NEAR: Final = 200_000
"""Two shapes whose upper edges are this near (in EMU, about half a centimetre) stand beside each other."""


def read_slides(body: bytes) -> Document:
    """Read a presentation.

    Args:
        body: The file.

    Returns:
        Titles as headings, lists as items, tables row by row, each with the number of its slide. Hidden slides, notes,
        slide numbers and footers are left out.

    Raises:
        ReadError: It is damaged, empty, too long or too large.
    """
    with open_packed(body) as packed:
        check_members(packed)
    blocks = Blocks()
    try:
        presentation = pptx.Presentation(io.BytesIO(body))
        slides = list(presentation.slides)
        if len(slides) > MAX_PAGES:
            raise ReadError(
                "too_long", f"has {len(slides):,} slides, and {MAX_PAGES} are read at most: add those needed"
            )
        for number, slide in enumerate(slides, 1):
            if slide.element.get("show") not in ("0", "false"):
                _read_slide(slide, number, blocks)
        about = presentation.core_properties
        title, author, created = about.title, about.author, about.created
    except (KeyError, ValueError, AttributeError, TypeError, SyntaxError, LookupError, NotImplementedError) as error:
        raise damaged("its parts do not fit together") from error
    done = blocks.done()
    if not done:
        raise empty("its slides show no text; if they show pictures of text, have them recognised (OCR)")
    title = clean(title or "").replace("PowerPoint Presentation", "")
    return Document(
        media="pptx",
        title=title or next((block.text for block in done if block.kind == "heading"), None),
        language=language_of(sample_of_blocks(done)),
        published=date_of(created),
        publisher=clean(author or "") or None,
        blocks=done,
    )


def _read_slide(slide: Any, number: int, blocks: Blocks) -> None:
    title = slide.shapes.title
    if title is not None:
        blocks.heading(title.text_frame.text, 1 if number == 1 else 2, number)
    shapes = [shape for shape in _shapes(slide.shapes) if title is None or shape.shape_id != title.shape_id]
    for shape in sorted(shapes, key=lambda shape: ((shape.top or 0) // _NEAR, shape.left or 0)):
        if shape.has_text_frame:
            _read_text(shape, number, blocks)
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                cells = [cell for cell in row.cells if not cell.is_spanned]
                blocks.cells([[part.text for part in cell.text_frame.paragraphs] for cell in cells], number)


def _shapes(shapes: Any, depth: int = 0) -> Iterator[Any]:
    """Shapes with text or tables, those of groups included."""
    if depth > MAX_DEPTH:
        raise too_large(f"its shapes are nested more than {MAX_DEPTH} deep")
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes, depth + 1)
        elif not _is_decoration(shape):
            yield shape


def _is_decoration(shape: Any) -> bool:
    """Dates, footers and slide numbers."""
    if not shape.is_placeholder:
        return False
    return str(shape.placeholder_format.type).partition(" ")[0] in ("DATE", "FOOTER", "SLIDE_NUMBER", "HEADER")


def _read_text(shape: Any, number: int, blocks: Blocks) -> None:
    paragraphs = [part for part in shape.text_frame.paragraphs if part.text.strip()]
    listed = shape.is_placeholder and len(paragraphs) > 1
    for part in paragraphs:
        if listed or part.level:
            blocks.item(part.text, number)
        else:
            blocks.paragraph(part.text, number)
