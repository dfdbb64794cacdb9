"""A practice as the JSON text in which the catalogue keeps it."""

import hashlib
import json

from pydantic import ValidationError

from corpus.catalogue.errors import CatalogueError
from corpus.practice import Practice


def dump(practice: Practice) -> str:
    """The practice as JSON; `load` of it gives an equal practice."""
    # Without defaults: a field that a later format adds changes no digest until a record uses it.
    return practice.model_dump_json(exclude_defaults=True)


def load(practice_id: str, record: str) -> Practice:
    """Read a practice back.

    Args:
        practice_id: Named in the error.
        record: JSON that `dump` wrote.

    Raises:
        CatalogueError: The record does not follow the format of this version of the program.
    """
    try:
        return Practice.model_validate_json(record)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CatalogueError(
            f"The practice {practice_id} in the catalogue does not follow this version's format"
            f" ({field}: {first['msg']}): add its corrected record, or withdraw it."
        ) from error


def digest(record: str) -> str:
    """SHA-256 of the record in canonical form: the order of its fields makes no difference."""
    canonical = json.dumps(json.loads(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
