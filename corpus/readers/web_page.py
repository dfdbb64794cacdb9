"""Web pages: the text that the page is about, without its menus, notices and footers."""

import logging
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import trafilatura

from corpus.document import Document
from corpus.readers.blocks import Blocks, clean
from corpus.readers.charset import decode
from corpus.readers.errors import empty, too_large
from corpus.readers.language import language_of, sample_of_blocks
from corpus.readers.limits import MAX_PAGE_CHARACTERS

_MIN_TEXT: Final = 200
"""Characters below which it is asked whether a page shows its text at all."""
_MIN_ANY: Final = 25
"""Characters below which a page holds no text, whatever it says of itself."""
_DATES: Final = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"}
_FRAME: Final = "the page shows nothing but its frame; look at it in a browser and give the page that has the text"
_NOTICE: Final = (
    "the page shows only a notice about cookies or privacy; agree to it in a browser, and save the page there"
)
_APART: Final = ("list", "table", "head", "quote", "p", "div")
"""Elements of the extractor's own tree that begin a block."""

_CONSENT: Final = re.compile(
    r"\bcookies?\b|\bconsent\b|\bGDPR\b|\bRGPD\b|\bDSGVO\b|ملفات تعريف الارتباط|файл\w* cookie|куки|饼干|隐私设置|"
    r"Datenschutz|"
    r"vie privée|privacidad|privacidade|privacy",
    re.I,
)
_PROOF: Final = re.compile(
    r"just a moment|checking your browser|verif\w+ (?:that )?you are (?:a )?human|captcha|are you a robot|"
    r"attention required|access denied|ddos protection|unusual traffic",
    re.I,
)
_SCRIPT: Final = re.compile(
    r"enable javascript|javascript (?:is )?(?:required|disabled|to run)|(?:activer|habilit\w+|ativ\w+) javascript", re.I
)
_SHELL: Final = re.compile(
    r"""<(?:div|main)\b[^>]*\bid\s*=\s*["']?(?:root|app|__next|__nuxt|main-app)\b|<app-root|__NEXT_DATA__|window\.__INITIAL""",
    re.I,
)
_PASSWORD: Final = re.compile(r"""<input\b[^>]*\btype\s*=\s*["']?password""", re.I)
_MOVED: Final = re.compile(r"""<meta\b[^>]*http-equiv\s*=\s*["']?refresh""", re.I)


def read_web_page(body: bytes, *, charset: str | None = None, address: str = "") -> Document:
    """Read a web page.

    Args:
        body: The page as it was sent.
        charset: The encoding that the server declares, or None.
        address: Where it stands.

    Returns:
        Headings, paragraphs, items and rows of tables of its main text.

    Raises:
        ReadError: It has no text to read (`empty`, with the reason), or it is too large.
    """
    markup = decode(body, charset, markup=True)
    if len(markup) > MAX_PAGE_CHARACTERS:
        raise too_large(f"its markup is longer than {MAX_PAGE_CHARACTERS:,} characters")
    tree, found = _extract(markup, address)
    blocks = Blocks()
    if found is not None and found.body is not None:
        _walk(found.body, blocks)
    done = blocks.done()
    text = "\n".join(block.text for block in done)
    if len(text) < _MIN_TEXT:
        reason = _why_empty(markup, text, clean(_shown(tree)))
        if reason or len(text) < _MIN_ANY:
            raise empty(
                reason
                or "the page shows nothing but its frame; look at it in a browser and give the page that has the text"
            )
    elif _is_notice(text):
        raise empty(_NOTICE)
    return Document(
        media="html",
        title=clean(found.title or "") or None,
        language=language_of(sample_of_blocks(done), _declared_language(tree)),
        published=found.date or None,
        publisher=clean(found.sitename or "") or _host(address),
        blocks=done,
    )


def _extract(markup: str, address: str) -> tuple[Any, Any]:
    for name in ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    tree = trafilatura.load_html(markup)
    if tree is None:
        return None, None
    found = trafilatura.bare_extraction(
        markup,
        url=address if _host(address) else None,
        include_comments=False,
        include_formatting=True,  # without it some headings come as paragraphs
        with_metadata=True,
        date_extraction_params=dict(_DATES),
    )
    return tree, found


def _walk(element: Any, blocks: Blocks) -> None:
    """Go through the extractor's tree in reading order."""
    tag = element.tag
    if tag == "head":
        blocks.heading(_inline(element), _level(element))
    elif tag == "table":
        for row in element.iter("row"):
            blocks.cells([list(_paragraphs(cell)) for cell in row.iter("cell")])
    elif tag == "list":
        _walk_list(element, blocks)
    elif tag in ("p", "quote", "code", "item", "cell", "row"):
        blocks.paragraph(_inline(element))
        _walk_children(element, blocks)
    else:
        blocks.paragraph(_inline(element))
        _walk_children(element, blocks)


def _walk_list(element: Any, blocks: Blocks) -> None:
    term = None
    for item in element:
        rend = str(item.get("rend") or "")
        text = clean(_inline(item, within=("p", "div")))
        if rend.startswith("dt"):
            term = text
            continue
        if rend.startswith("dd") and term:
            blocks.cells([[term], [text]])
            term = None
        else:
            blocks.item(text)
        for child in item:
            if child.tag in ("list", "table", "head", "quote"):
                _walk(child, blocks)
    if term:
        blocks.item(term)


def _walk_children(element: Any, blocks: Blocks) -> None:
    for child in element:
        if child.tag in _APART or len(child):
            if child.tag in _APART:
                _walk(child, blocks)
                blocks.paragraph(child.tail or "")
            else:
                for inner in child.iter(*_APART):
                    if inner.getparent() is child:
                        _walk(inner, blocks)


def _inline(element: Any, within: tuple[str, ...] = ()) -> str:
    """Text of an element up to the blocks in it; what follows them is a paragraph of its own."""
    parts = [element.text or ""]
    for child in element:
        if child.tag in _APART and child.tag not in within:
            if not within:
                break
            parts.append(child.tail or "")
            continue
        apart = " " if child.tag in ("lb", "p", "div") else ""
        parts += [apart, _inline(child, within) if len(child) else child.text or "", apart, child.tail or ""]
    return "".join(parts)


def _paragraphs(cell: Any) -> Iterator[str]:
    inner = [child for child in cell if child.tag in ("p", "div", "list", "head", "quote")]
    if not inner:
        yield "".join(" " if part is None else part for part in _with_breaks(cell))
        return
    yield cell.text or ""
    for child in cell:
        if child.tag == "list":
            yield from ("".join(item.itertext()) for item in child.iter("item"))
        else:
            yield "".join(_with_breaks(child))
        yield child.tail or ""


def _with_breaks(element: Any) -> Iterator[str]:
    for part in element.iter():
        if part.tag == "lb":
            yield " "
        yield part.text or ""
        if part is not element:
            yield part.tail or ""


def _level(head: Any) -> int:
    level = re.fullmatch(r"h([1-6])", str(head.get("rend") or ""))
    return int(level[1]) if level else 2


def _shown(tree: Any) -> str:
    """All text of the page that is no script or style."""
    if tree is None:
        return ""
    hidden = " or ".join(f"ancestor::{name}" for name in ("script", "style", "noscript", "template"))
    return " ".join(tree.xpath(f"//text()[not({hidden})]"))


def _why_empty(markup: str, text: str, shown: str) -> str:
    if _PROOF.search(shown[:2000]) and len(shown) < 2000:
        return "the page asks for a proof that a person is reading; open it in a browser, save it, and add that file"
    if _PASSWORD.search(markup) and len(shown) < 3000:
        return "the page asks to sign in; sign in with a browser, save the page, and add that file"
    if len(_CONSENT.findall(shown)) >= 2 and _is_notice(shown[:3000]):
        return _NOTICE
    if len(shown) < 1000 and (_SCRIPT.search(markup) or _SHELL.search(markup)):
        return "the page builds its text only in a browser (JavaScript); save it there as PDF, and add that file"
    if _MOVED.search(markup) and len(text) < _MIN_TEXT:
        return "the page only sends its readers on to another; give the address of that one"
    return ""


def _is_notice(text: str) -> bool:
    """Whether a text is mostly about cookies: few sentences of it are about anything else."""
    if len(text) > 3000 or not _CONSENT.search(text):
        return False
    sentences = [part for part in re.split(r"(?<=[.!?。؟])\s+|\n", text) if len(part) > 20]
    about = sum(bool(_CONSENT.search(sentence)) for sentence in sentences)
    return about * 2 >= len(sentences) and about > 0


def _declared_language(tree: Any) -> str | None:
    if tree is None:
        return None
    named = "/html/@lang | /html/@*[name()='xml:lang'] | //meta[@property='og:locale']/@content"
    found = tree.xpath(f"{named} | //meta[translate(@http-equiv, 'CL', 'cl')='content-language']/@content")
    return str(found[0]) if found else None


def _host(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").removeprefix("www.") or None if parts.scheme in ("http", "https") else None
    except ValueError:
        return None
