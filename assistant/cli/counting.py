"""Numbers of things, in words of the command line, which speaks English."""


def counted(count: int, noun: str) -> str:
    """A number with its noun: `1 draft`, `2 drafts`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
