"""Bytes to text, whatever encoding they are in and whatever they say it is."""

import codecs
import re
from typing import Final

from corpus.readers.errors import damaged

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META: Final = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*["']?([\w:-]{2,40})""", re.I
)
_HEAD: Final = 4096
"""Bytes in which a web page has to name its encoding."""
_SAMPLE: Final = 2**16
_CANDIDATES: Final = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "koi8_r",
    "koi8_u", "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp437", "cp850", "mac_roman",
)  # fmt: skip
_AS_BROWSERS_DO: Final = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "utf-16": "utf-8", "utf-7": "utf-8",
}  # fmt: skip
"""What a declared encoding is taken for: the larger one that programs mean by it."""
_FEW: Final = 1000
"""One broken character in so many is bearable where the encoding is declared."""


def decode(body: bytes, declared: str | None = None, *, markup: bool = False) -> str:
    """Turn bytes into text.

    A mark at the beginning decides, then UTF-8 where the bytes are that (no other encoding looks like it by chance),
    then what the server declares, then what the page declares, then what the bytes look like.

    Args:
        body: The bytes.
        declared: The encoding that came with them, or None.
        markup: Look for a declaration within the first bytes.

    Returns:
        The text, without a mark at its beginning.

    Raises:
        ReadError: They are no text in any encoding that is known.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _tolerant(body, encoding)
    unmarked = _wide(body)
    if unmarked:
        return _tolerant(body, unmarked)
    named = [declared] if declared else []
    if markup and (meta := _META.search(body[:_HEAD])):
        named.append(meta[1].decode("ascii", "replace"))
    encodings = [encoding for encoding in map(_known, named) if encoding]
    stateful = next((encoding for encoding in encodings if encoding.startswith(("iso2022", "hz"))), None)
    for encoding in ([stateful] if stateful else []) + ["utf-8", *encodings]:
        whole = _strict(body, encoding)
        if whole is not None:
            return whole
    for encoding in encodings or ["utf-8"]:
        text = body.decode(encoding, "replace")
        if text.count("\ufffd") * _FEW <= len(text):
            return text
    guessed = _guess(body)
    if guessed is None:
        raise damaged("its text is in no known encoding")
    return guessed


def _known(name: str) -> str | None:
    try:
        found = codecs.lookup(name.strip().lower())
    except (LookupError, ValueError, UnicodeError):
        return None
    # Some codecs turn bytes into bytes, or unpack; they are no encodings of text.
    return _AS_BROWSERS_DO.get(found.name, found.name) if found._is_text_encoding else None


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, ValueError):
        return None


def _tolerant(body: bytes, encoding: str) -> str:
    text = body.decode(encoding, "replace")
    if text.count("\ufffd") * _FEW > len(text) + _FEW:
        raise damaged("its text is not in the encoding that it begins with")
    return text


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of Western text is zero."""
    head = body[:2000]
    if len(head) < 8 or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0) / len(head) * 2, head[1::2].count(0) / len(head) * 2
    if max(even, odd) < 0.6 or min(even, odd) > 0.1:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _guess(body: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415  (loaded where the bytes leave no other way)

    sample = body[:_SAMPLE]
    found = from_bytes(sample, cp_isolation=list(_CANDIDATES), preemptive_behaviour=False, enable_fallback=False)
    best = found.best()
    if best is None:
        return None
    # Of encodings that read the sample alike well, the commonest in the world is taken.
    likely = [match for match in found if match.chaos <= best.chaos and match.coherence >= best.coherence - 0.05]
    names = {match.encoding for match in likely} | {alias for match in likely for alias in match.could_be_from_charset}
    encoding = next((name for name in _CANDIDATES if name in names), best.encoding)
    text = _strict(body, encoding)
    return text if text is not None else _strict(body, best.encoding)
