"""Cuts text into sentences, in the scripts of the seven languages."""

import re

# A stop ends a sentence where space or nothing follows; Chinese stops need no space. A closing quote or bracket
# belongs to the sentence before it.
_END = re.compile(r"(?:[.!?…؟۔।][\"'»”’)\]]*(?=\s|$)|[。！？][”’」』）]*)\s*")
# Stops that end no sentence: initials ("J. Smith"), and short forms common in the records.
_NO_END = re.compile(
    r"(?:\b[A-ZÀ-ÝА-Я]|\b(?:e\.g|i\.e|etc|vs|approx|No|Nos|Dr|Mr|Mrs|Ms|St|Prof|Sr|Sra|Dra|ca|cf|pp|vol"
    r"|г|гг|тыс|млн|руб|им))\.$"
)
_LONGEST_SHORT_FORM = 6  # "approx"


def split_sentences(text: str) -> list[str]:
    """Cut a text into its sentences.

    Args:
        text: Any text; line breaks count as spaces.

    Returns:
        The sentences in order, each a substring of `text` but for surrounding white space.
    """
    sentences: list[str] = []
    start = 0
    for end in _END.finditer(text):
        tail = text[max(start, end.start() - _LONGEST_SHORT_FORM - 1) : end.end()]
        if _NO_END.search(tail.rstrip()) and end.end() < len(text):
            continue
        piece = text[start : end.end()]
        if piece.strip():
            sentences.append(piece.strip())
        start = end.end()
    if text[start:].strip():
        sentences.append(text[start:].strip())
    return sentences
