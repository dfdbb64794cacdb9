"""A home for the time of a measurement, so that the one measured stays as it is."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from assistant.confidence import own_calibration_file
from assistant.settings import Settings


@contextmanager
def lent_home(settings: Settings, *, index: bool) -> Iterator[Settings]:
    """Settings of a temporary home with the prepared models of another, and an empty catalogue of its own.

    What is asked while measuring so stays out of the questions that people asked in vain.

    Args:
        settings: The settings of the other home.
        index: Whether its index is lent too, and the calibration made for it. Both must then only be read.
    """
    with tempfile.TemporaryDirectory(prefix="precedent-benchmark-") as name:
        home = Path(name)
        lent = settings.model_copy(update={"home": home, "database": SecretStr(""), "cached_answers": 0})
        lent.models.symlink_to(settings.models.resolve())
        if index:
            lent.snapshots.symlink_to(settings.snapshots.resolve())
            calibration = own_calibration_file(settings.model, settings.home)
            if calibration.is_file():
                own_calibration_file(settings.model, home).symlink_to(calibration.resolve())
        yield lent
