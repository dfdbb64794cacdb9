"""Patterns that choose among the addresses of a source."""


def matches(pattern: str | None, text: str) -> bool:
    """Whether an address or path is one that a pattern means.

    Args:
        pattern: With `*` for anything; None for everything.
        text: The address or path, as a whole.
    """
    if pattern is None:
        return True
    first, *others = pattern.split("*")
    if not others:
        return text == pattern
    *middle, last = others
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    # From left to right, each part as early as it can be: no pattern takes longer than its length times the text's.
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
