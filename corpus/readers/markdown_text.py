"""Markdown, and plain text that is laid out by blank lines."""

import re
from collections.abc import Sequence
from typing import Any, Final

from markdown_it import MarkdownIt

from corpus import markdown
from corpus.document import Document
from corpus.readers.blocks import Blocks, clean
from corpus.readers.charset import decode
from corpus.readers.errors import damaged, empty
from corpus.readers.language import language_of, sample_of_blocks

_FRONT: Final = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?\n)---[ \t]*(?:\r?\n|\Z)", re.S)
_DATED: Final = ("published", "date", "updated", "checked")
_BY: Final = ("publisher", "site", "author")
_ABOUT: Final = ("summary", "description", "abstract")
_TAG: Final = re.compile(r"<[^<>]*>")
_ITEM: Final = re.compile(r"(?:[-*+•–·▪●]|\(?\d{1,2}[.)])\s+")
_RULE: Final = re.compile(r"\s*([=\-_*~#])(?:\s*\1){2,}\s*")
_LONGEST_HEADING: Final = 80
_WIDE: Final = 200
"""Characters of a line that is rather a paragraph."""


def read_markdown(body: bytes, *, charset: str | None = None) -> Document:
    """Read Markdown, with or without front matter.

    Args:
        body: The file.
        charset: The encoding that it came with, or None.

    Returns:
        Headings, paragraphs, items and rows of tables; title, language, date and publisher of the front matter.

    Raises:
        ReadError: Its front matter is malformed, or it holds no text.
    """
    text = decode(body, charset)
    about, rest = _front_matter(text)
    blocks = Blocks()
    _walk(MarkdownIt("commonmark", {"maxNesting": 40}).enable("table").parse(rest), blocks)
    summary = next((str(about[name]) for name in _ABOUT if isinstance(about.get(name), str)), "")
    lead = Blocks()
    lead.paragraph(summary)
    done = (*lead.done(), *blocks.done())
    if not done:
        raise empty("it has no paragraph; see whether it was saved as a whole")
    first = next((block.text for block in done if block.kind == "heading" and block.level == 1), None)
    return Document(
        media="markdown",
        title=clean(str(about.get("title") or "")) or first,
        language=language_of(sample_of_blocks(done), str(about.get("language") or about.get("lang") or "")),
        published=next((date for name in _DATED if (date := _date(about.get(name)))), None),
        publisher=next((clean(str(about[name])) for name in _BY if isinstance(about.get(name), str)), None) or None,
        blocks=done,
    )


def read_plain_text(body: bytes, *, charset: str | None = None) -> Document:
    """Read plain text: blank lines part its paragraphs.

    Args:
        body: The file.
        charset: The encoding that it came with, or None.

    Returns:
        Paragraphs, items, and headings where a short line stands alone above a text. The first such line is the title.

    Raises:
        ReadError: It holds no text.
    """
    groups = _groups(decode(body, charset))
    blocks = Blocks()
    title = None
    for place, lines in enumerate(groups):
        if len(lines) == 1 and place + 1 < len(groups) and _is_heading(lines[0]):
            blocks.heading(lines[0].lstrip("#"), 1 if place == 0 else 2)
            title = clean(lines[0].lstrip("#")) if place == 0 else title
        else:
            _fill(lines, blocks)
    done = blocks.done()
    if not any(any(map(str.isalnum, block.text)) for block in done):
        raise empty("it has no words; see whether it was saved as a whole")
    return Document(media="text", title=title, language=language_of(sample_of_blocks(done)), blocks=done)


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    front = _FRONT.match(text)
    if front is None:
        return {}, text.removeprefix("\ufeff")
    raw = markdown.read(f"---\n{front[1]}---\n", "front matter")
    if raw.faults and not raw.data:
        raise damaged(f"line {raw.faults[0].line}: {clean(raw.faults[0].problem)}")
    return raw.data, text[front.end() :]


def _date(value: Any) -> str | None:
    found = re.match(r"\d{4}(?:-\d\d-\d\d)?(?=$|[T ])", str(value or ""))
    return found[0] if found else None


def _walk(tokens: Sequence[Any], blocks: Blocks) -> None:  # noqa: PLR0912  (a branch a kind of token)
    listed = 0
    heading = 0
    row: list[list[str]] | None = None
    first = False
    for token in tokens:
        if token.type == "heading_open":
            heading = int(token.tag[1])
        elif token.type == "heading_close":
            heading = 0
        elif token.type == "list_item_open":
            listed, first = listed + 1, True
        elif token.type == "list_item_close":
            listed, first = listed - 1, False
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            blocks.cells(row)
            row = None
        elif token.type in ("inline", "fence", "code_block", "html_block"):
            text = _inline(token.children) if token.type == "inline" else token.content
            if token.type == "html_block":
                text = _without_tags(text)
            if row is not None:
                row.append([text])
            elif heading:
                blocks.heading(text, heading)
            elif listed and first:
                blocks.item(text)
                first = False
            else:
                blocks.paragraph(text)


def _inline(tokens: Sequence[Any]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "html_inline":
            parts.append(" " if token.content.lower().startswith("<br") else "")
        elif token.type != "image":
            parts.append(token.content)
    return "".join(parts)


def _without_tags(markup: str) -> str:
    from html import unescape  # noqa: PLC0415

    return unescape(_TAG.sub(" ", re.sub(r"<!--.*?(?:-->|\Z)", " ", markup, flags=re.S)))


def _groups(text: str) -> list[list[str]]:
    """Lines between blank ones; a line that only underlines is left out, and parts what it underlines from the rest."""
    groups: list[list[str]] = [[]]
    for line in text.splitlines():
        if _RULE.fullmatch(line):
            if len(groups[-1]) > 1:  # the last line before the rule is underlined
                groups.append([groups[-1].pop()])
            groups.append([])
        elif not line.strip():
            groups.append([])
        else:
            groups[-1].append(line.strip())
    return [lines for lines in groups if lines]


def _is_heading(line: str) -> bool:
    return (
        len(line) <= _LONGEST_HEADING and not line.endswith((".", ",", ";", "。", "،", "؛")) and not _ITEM.match(line)
    )


def _fill(lines: list[str], blocks: Blocks) -> None:
    """Add lines that stand together: each an item, or a paragraph of its own, or all of them one paragraph."""
    apart = len(lines) > 1 and sum(map(len, lines)) > _WIDE * len(lines)
    text: list[str] = []
    kind = blocks.paragraph
    for line in lines:
        item = _ITEM.match(line)
        if text and (item or apart):
            kind(" ".join(text))
            text, kind = [], blocks.paragraph
        if item:
            kind = blocks.item
        text.append(line[item.end() :] if item else line)
    if text:
        kind(" ".join(text))
