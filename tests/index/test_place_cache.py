from pathlib import Path

import pytest

from corpus.places import Gazetteer
from corpus.places.finds import Finds
from index import place_cache
from index.builder import PLACES_FILE
from index.place_cache import gazetteer_file
from index.snapshot import SnapshotStore

CITIES = [("Cork", "IE"), ("Osan", "KR"), ("Cork", "IE")]


class CountingGazetteer:
    """Gives a gazetteer compiled before, and counts how often it is asked to compile one."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self.compiled: list[list[tuple[str, str]]] = []

    def compile(self, cities: list[tuple[str, str]], finds: Finds) -> Gazetteer:
        self.compiled.append(cities)
        return self._gazetteer


@pytest.fixture
def counting(built: SnapshotStore, monkeypatch: pytest.MonkeyPatch) -> CountingGazetteer:
    gazetteer = CountingGazetteer(Gazetteer.load(built.root / str(built.current_id()) / PLACES_FILE))
    monkeypatch.setattr(place_cache, "Gazetteer", gazetteer)
    return gazetteer


def test_equal_cities_are_compiled_once_in_whatever_order(counting: CountingGazetteer, tmp_path: Path) -> None:
    first = gazetteer_file(CITIES, tmp_path)
    content = first.read_bytes()
    assert gazetteer_file(reversed(CITIES), tmp_path) == first
    assert gazetteer_file(iter(CITIES[:2]), tmp_path).read_bytes() == content
    assert counting.compiled == [[("Cork", "IE"), ("Osan", "KR")]]
    assert isinstance(Gazetteer.load(first), Gazetteer)


def test_other_cities_are_compiled_anew_and_the_former_go(counting: CountingGazetteer, tmp_path: Path) -> None:
    first = gazetteer_file(CITIES, tmp_path)
    second = gazetteer_file([*CITIES, ("Fes", "MA")], tmp_path)
    assert len(counting.compiled) == 2
    assert {first, second} & set(tmp_path.iterdir()) == {second}
    assert len(list(tmp_path.iterdir())) == 2  # the other one says what was found


@pytest.mark.parametrize("part", ["FORMAT", "version", "stand_ins"])
def test_other_tables_are_compiled_anew(
    counting: CountingGazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    gazetteer_file(CITIES, tmp_path)
    others = {
        "FORMAT": -1,
        "version": lambda package: f"{package} of tomorrow",
        "stand_ins": lambda: {"IE": {"Cork": "Cobh"}},
    }
    monkeypatch.setattr(place_cache, part, others[part])
    gazetteer_file(CITIES, tmp_path)
    assert len(counting.compiled) == 2
    assert len(list(tmp_path.iterdir())) == 2


def test_an_interruption_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted:
        @staticmethod
        def compile(cities: list[tuple[str, str]], finds: Finds) -> Gazetteer:
            raise KeyboardInterrupt

    monkeypatch.setattr(place_cache, "Gazetteer", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        gazetteer_file(CITIES, tmp_path)
    assert list(tmp_path.iterdir()) == []
