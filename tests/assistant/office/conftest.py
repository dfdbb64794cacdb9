"""What the office's tests share."""

from pathlib import Path

import pytest

from assistant.settings import Settings
from index import place_cache
from tests.assistant.office.homes import NoWorld, boat, make_home


@pytest.fixture(autouse=True)
def no_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare builds the seconds that collecting names of places takes."""
    monkeypatch.setattr(place_cache, "Gazetteer", NoWorld)


@pytest.fixture
def three(tmp_path: Path) -> Settings:
    """A home with three boats, published and indexed."""
    return make_home(tmp_path / "home", [boat(1), boat(2), boat(3)])
