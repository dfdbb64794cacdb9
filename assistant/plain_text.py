"""Makes text from outside plain: nothing in it that steers a screen, a log or the direction of writing."""

import re
import unicodedata
from typing import Final

_STEERING: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_SPACES: Final = re.compile(r"\s+")


def plain(text: str) -> str:
    """A text in composed form, without control and direction characters, its white space made single."""
    shown = _STEERING.sub("", text.encode("utf-8", "replace").decode("utf-8"))
    # Composed last: what stood between a letter and its accent may just have gone.
    return _SPACES.sub(" ", unicodedata.normalize("NFC", shown)).strip()
