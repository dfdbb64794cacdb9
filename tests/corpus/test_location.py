"""Where cities lie: their own point, that of a town that stands in for them, or the middle of their country."""

import pytest

from corpus.places import Location
from corpus.places.geonames import GeoNames
from corpus.places.location import locate


@pytest.fixture(scope="module")
def towns() -> GeoNames:
    return GeoNames()


def where(city: str, country: str, towns: GeoNames) -> Location:
    return locate([(city, country)], towns)[city, country]


def near(location: Location, latitude: float, longitude: float) -> bool:
    return abs(location.latitude - latitude) < 0.3 and abs(location.longitude - longitude) < 0.3


@pytest.mark.parametrize(
    ("city", "country", "latitude", "longitude"),
    [
        ("Cork", "IE", 51.9, -8.5),
        ("Suva", "FJ", -18.1, 178.4),
        ("George Town (Penang)", "MY", 5.4, 100.3),
        ("N'Zérékoré", "GN", 7.8, -8.8),
        ("Recife", "BR", -8.1, -34.9),
    ],
)
def test_a_town_lies_where_it_lies(towns: GeoNames, city: str, country: str, latitude: float, longitude: float) -> None:
    found = where(city, country, towns)
    assert near(found, latitude, longitude)
    assert not found.approximate


def test_small_places_are_found_among_the_villages_and_the_unknown_in_the_middle_of_their_country(
    towns: GeoNames,
) -> None:
    cities = [("Melton", "AU"), ("Ybycuí", "PY"), ("Hobsons Bay", "AU"), ("Nowhere", "FJ"), ("Nowhere", "XX")]
    found = locate(cities, towns)
    assert near(found["Melton", "AU"], -37.7, 144.6)
    assert near(found["Ybycuí", "PY"], -26.0, -57.0)
    assert not found["Melton", "AU"].approximate
    assert near(found["Hobsons Bay", "AU"], -37.8, 144.8)
    assert found["Hobsons Bay", "AU"].approximate
    assert 176 < found["Nowhere", "FJ"].longitude < 180  # and not on the other side of the globe
    assert found["Nowhere", "FJ"].approximate
    assert ("Nowhere", "XX") not in found


def test_a_district_is_placed_at_its_city_and_a_council_at_its_seat(towns: GeoNames) -> None:
    seoul = where("Seoul", "KR", towns)
    assert where("Eunpyeong-gu (Seoul)", "KR", towns) == seoul._replace(approximate=True)
    # GeoNames has another Wyndham, three thousand kilometres away.
    wyndham = where("Wyndham", "AU", towns)
    assert near(wyndham, -37.9, 144.7)
    assert wyndham.approximate
