"""A home for the time of a measurement, so that the one measured stays as it is."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from assistant.settings import Settings


@contextmanager
def lent_home(settings: Settings, *, snapshots: bool) -> Iterator[Settings]:
    """Settings of a temporary home with the prepared models of another, and an empty catalogue of its own.

    Questions asked while measuring are so kept out of what real people asked in vain.

    Args:
        settings: The settings of the other home.
        snapshots: Whether its index is lent too. It must then only be read.
    """
    with tempfile.TemporaryDirectory(prefix="precedent-benchmark-") as name:
        home = Path(name)
        (home / "models").symlink_to(settings.models.resolve(), target_is_directory=True)
        if snapshots:
            (home / "snapshots").symlink_to(settings.snapshots.resolve(), target_is_directory=True)
        yield settings.model_copy(update={"home": home, "database": SecretStr(""), "cached_answers": 0})
