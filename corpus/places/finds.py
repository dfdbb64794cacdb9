"""What was found in GeoNames before: finding it again takes seconds, and gives the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.places.location import Location


@dataclass(slots=True)
class Finds:
    """Cities that were looked for among the larger towns, and where cities lie.

    Args:
        towns: Number in GeoNames of each city that was looked for, None where there is none, by country and name.
        locations: Where cities of the corpus lie, by (city, country); None for one that could not be placed.
    """

    towns: dict[tuple[str, str], int | None] = field(default_factory=dict)
    locations: dict[tuple[str, str], Location | None] = field(default_factory=dict)

    def town(self, name: str, country: str, find: Callable[[str, str], int | None]) -> int | None:
        """The number of a town, as `GeoNames.find` gives it; it is asked where that is not known yet."""
        if (country, name) not in self.towns:
            self.towns[country, name] = find(name, country)
        return self.towns[country, name]

    def save(self, path: Path) -> None:
        """Write them to a JSON file."""
        data = {
            "towns": [[*asked, found] for asked, found in self.towns.items()],
            "locations": [[*of, list(location) if location else None] for of, location in self.locations.items()],
        }
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Finds:
        """Read what `save` wrote; nothing where the file is missing or damaged: all of it can be found again."""
        try:
            data = json.loads(path.read_bytes())
            return cls(
                {(country, name): number for country, name, number in data["towns"]},
                {(city, country): Location(*where) if where else None for city, country, where in data["locations"]},
            )
        except (OSError, ValueError, KeyError, TypeError):
            return cls()
