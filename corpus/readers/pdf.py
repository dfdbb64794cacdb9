"""PDF files: text in reading order, headings by their type, and the page that each block stands on."""

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]

from corpus.document import Document
from corpus.readers.blocks import Blocks, clean
from corpus.readers.errors import ReadError, damaged, empty, too_large
from corpus.readers.language import language_of, sample_of_blocks
from corpus.readers.limits import MAX_CHARACTERS, MAX_PAGES
from corpus.readers.page_layout import Piece, columns_of
from corpus.readers.pdf_streams import check_streams
from corpus.readers.printed_text import fill, without_repeated

_GAP: Final = 0.7
"""White space, in heights of a letter, that parts two pieces of a line."""
_FEW: Final = 20
"""Characters of a page at most that has no text to speak of."""
_PICTURE: Final = 0.4
"""Share of a page that is covered by a picture of it."""
_TOLERATED: Final = 0.2
"""Share of a document's pages that can be pictures: covers, photographs."""
_TRAILER: Final = 2048
_ENCRYPTED: Final = {4, 5}
"""Codes of the library for a wrong password and for a protection it does not know."""
_NO_TITLE: Final = re.compile(
    r"microsoft (?:word|powerpoint|excel)\b.*|untitled.*|.*\.(?:docx?|pptx?|xlsx?|indd|pdf|qxd|rtf|odt|tmp)|[\W\d_]*",
    re.I,
)
_NOBODY: Final = {"", "anonymous", "unknown", "admin", "administrator", "user", "author", "owner"}
_DATE: Final = re.compile(r"(?:D:)?((?:19|20)\d\d)(\d\d)?(\d\d)?")
_FORMS: Final = (("\ufb00", "\ufb06"), ("\ufb50", "\ufdff"), ("\ufe70", "\ufefc"))
"""Ranges of letters in the form they have in print: joined Latin letters, Arabic letters by their place in the word."""


_Box = tuple[float, float, float, float]


def read_pdf(body: bytes) -> Document:
    """Read a PDF.

    Args:
        body: The file.

    Returns:
        Headings, paragraphs and items in the order in which a person reads them, each with its page.

    Raises:
        ReadError: It is damaged, protected by a password, too long, empty, or its pages are pictures (`scanned`).
    """
    if b"%%EOF" not in body[-_TRAILER:]:
        raise damaged("its end is missing")
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in _ENCRYPTED or "password" in str(error).lower():
            raise ReadError("encrypted", "is protected by a password: save it without one and add it again") from error
        raise damaged("it cannot be opened") from error
    try:
        check_streams(body)
        return _read(document, pypdfium2)
    except pypdfium2.PdfiumError as error:
        raise damaged("a page of it cannot be read") from error
    finally:
        document.close()


def _read(document: Any, pdfium: Any) -> Document:
    if not pdfium.raw.FPDF_DocumentHasValidCrossReferenceTable(document):
        raise damaged("its list of parts does not fit its content")
    count = len(document)
    if count > MAX_PAGES:
        raise ReadError("too_long", f"has {count:,} pages, and {MAX_PAGES} are read at most: add the pages needed")
    pages: list[list[Piece]] = []
    heights: list[float] = []
    pictures = characters = 0
    for number in range(count):
        page = document[number]
        try:
            pieces = list(_pieces(page, pdfium.raw))
            length = sum(len(piece.text) for piece in pieces)
            if length < _FEW and _is_picture(page, pdfium.raw):
                pictures += 1
            heights.append(float(page.get_height()))
        finally:
            page.close()
        characters += length
        if characters > MAX_CHARACTERS:
            raise too_large(f"it holds more than {MAX_CHARACTERS:,} characters of text")
        pages.append(pieces)
    if pictures and ((pictures > _TOLERATED * count and pictures > 1) or pictures == count):
        said = "its pages are pictures" if pictures == count else f"{pictures} of its {count} pages are pictures"
        raise ReadError("scanned", f"cannot be read: {said}; have their text recognised (OCR) and add the result")
    blocks = Blocks()
    fill(blocks, [columns_of(pieces) for pieces in without_repeated(pages, heights)])
    done = blocks.done()
    if not done:
        raise empty("its pages are blank, or only drawn; add a file that has the text as text")
    first = next((block.text for block in done if block.kind == "heading" and block.level == 1), None)
    about = document.get_metadata_dict()
    return Document(
        media="pdf",
        title=_title(about.get("Title", "")) or first,
        language=language_of(sample_of_blocks(done)),
        published=_date(about.get("CreationDate", "")),
        publisher=_author(about.get("Author", "")),
        blocks=done,
    )


def _pieces(page: Any, raw: Any) -> Iterator[Piece]:
    """The text of a page in pieces that stand together on a line, in the order in which the file has them."""
    rotation, width, height = page.get_rotation(), page.get_width(), page.get_height()
    textpage = page.get_textpage()
    try:
        count = raw.FPDFText_CountChars(textpage)
        if count > MAX_CHARACTERS:
            raise too_large(f"it holds more than {MAX_CHARACTERS:,} characters of text")
        rectangle = raw.FS_RECTF()
        run: _Run | None = None
        for index in range(count):
            code = raw.FPDFText_GetUnicode(textpage, index)
            ends = code in (10, 13)
            if not code or not (ends or raw.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(rectangle))):
                continue
            box = _turned(rectangle, rotation, width, height)
            letter = "" if ends else _letter(code)
            if run is not None and (ends or (letter != " " and run.is_apart(box))):
                if piece := run.piece(_is_bold(textpage, run.first, raw)):
                    yield piece
                run = None
            if ends or (run is None and letter == " "):
                continue
            if run is None:
                run = _Run(index, box)
            run.add(letter, box)
        if run is not None and (piece := run.piece(_is_bold(textpage, run.first, raw))):
            yield piece
    finally:
        textpage.close()


class _Run:
    """Letters that stand together."""

    def __init__(self, first: int, box: _Box) -> None:
        self.first = first
        self._letters: list[str] = []
        self._left, self._bottom, self._right, self._top = box
        self._last = box
        self._backwards = 0
        self._heights: Counter[float] = Counter()

    def is_apart(self, box: _Box) -> bool:
        """Whether a letter stands so far from the last one that it begins another piece."""
        height = box[3] - box[1]
        apart = max(box[0] - self._last[2], self._last[0] - box[2])
        shared = min(self._top, box[3]) - max(self._bottom, box[1])
        own = self._top - self._bottom
        return apart > _GAP * max(own, height) or shared < 0.3 * min(own, height)

    def add(self, letter: str, box: _Box) -> None:
        """Add a letter; of a space the box is not looked at, for it can be of any width."""
        self._letters.append(letter)
        if letter == " ":
            return
        self._left, self._bottom = min(self._left, box[0]), min(self._bottom, box[1])
        self._right, self._top = max(self._right, box[2]), max(self._top, box[3])
        self._last = box
        self._heights[round(box[3] - box[1], 1)] += 1
        if letter >= "\u0590":
            self._backwards += unicodedata.bidirectional(letter[0]) in ("R", "AL")
        else:
            self._backwards -= letter.isalpha()

    def piece(self, bold: bool) -> Piece | None:
        """The letters as a piece; None where they are nothing but space."""
        text = "".join(self._letters).strip()
        if not text or self._top <= self._bottom:
            return None
        height = self._heights.most_common(1)[0][0]
        return Piece(text, self._left, self._bottom, self._right, self._top, bold, self._backwards > 0, height)


def _turned(box: Any, rotation: int, width: float, height: float) -> _Box:
    """A letter's box on the page as it is looked at."""
    left, bottom, right, top = box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)
    if rotation == 90:
        return bottom, height - right, top, height - left
    if rotation == 180:
        return width - right, height - top, width - left, height - bottom
    if rotation == 270:
        return width - top, left, width - bottom, right
    return left, bottom, right, top


def _letter(code: int) -> str:
    if code in (0x02, 0xFFFE, 0xAD):
        return "-"  # how the library gives the hyphen of a word that is parted at the end of a line
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    letter = chr(code)
    if letter.isspace():
        return " "
    if any(first <= letter <= last for first, last in _FORMS):
        return unicodedata.normalize("NFKC", letter).strip() or " "
    return letter


def _is_bold(textpage: Any, index: int, raw: Any) -> bool:
    if int(raw.FPDFText_GetFontWeight(textpage, index)) >= 600:
        return True
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, name, 128, ctypes.byref(flags))
    said: bytes = name.value.lower()
    return any(word in said for word in (b"bold", b"black", b"heavy"))


def _is_picture(page: Any, raw: Any) -> bool:
    """Whether pictures cover much of a page."""
    area = page.get_width() * page.get_height()
    covered = 0.0
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = thing.get_bounds()
        covered += max(right - left, 0) * max(top - bottom, 0)
    return bool(covered > _PICTURE * area)


def _title(text: str) -> str | None:
    text = clean(text)
    return text if len(text) > 3 and not _NO_TITLE.fullmatch(text) else None


def _author(text: str) -> str | None:
    text = clean(text)
    return text if text.lower() not in _NOBODY else None


def _date(text: str) -> str | None:
    found = _DATE.match(text.strip())
    if not found:
        return None
    year, month, day = found.groups()
    if month and day and 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
        return f"{year}-{month}-{day}"
    return year
