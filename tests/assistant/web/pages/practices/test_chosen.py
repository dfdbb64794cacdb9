"""What an address asks of a list is read without trust, and written again the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from assistant.assistant import Assistant
from assistant.live import Served
from assistant.web.pages.practices.chosen import Chosen
from assistant.years import Years


@pytest.fixture(scope="module")
def served(assistant: Assistant) -> Served:
    return assistant.live.served


def test_an_address_is_read_and_written_again(served: Served) -> None:
    query = "q=reading&region=africa&country=KE&city=Nairobi&theme=a&theme=adult-literacy&sdg=4&source_language=en"
    chosen = Chosen.of(QueryParams(query + "&from=2001&to=2020&sort=oldest&page=3&lang=fr&utm=x"), served)
    assert chosen.unknown == ("a",)
    assert chosen.years == Years(2001, 2020)
    written = chosen.parameters()
    assert Chosen.of(QueryParams(written), served).parameters() == written
    assert ("page", "3") in written and ("page", "3") not in chosen.parameters(page=1)
    assert {name for name, _ in chosen.narrowing} == {
        "q", "region", "country", "city", "theme", "sdg", "source_language", "from", "to",
    }  # fmt: skip


def test_a_part_or_a_value_is_taken_off(served: Served) -> None:
    chosen = Chosen.of(QueryParams("country=IE&country=GB&from=2001&to=2020&page=2"), served)
    assert chosen.without("years") == [("country", "IE"), ("country", "GB")]
    assert chosen.without("countries") == [("from", "2001"), ("to", "2020")]
    assert chosen.without_value("country", "IE") == [("country", "GB"), ("from", "2001"), ("to", "2020")]


@pytest.mark.parametrize(
    ("address", "years", "unknown"),
    [
        ("from=2015&to=2010", Years(2010, 2015), ()),
        ("from=2015", Years(2015), ()),
        ("to=+2015+", Years(last=2015), ()),
        ("from=99&to=20150", Years(), ("99", "20150")),
        ("from=2015.5&to=-200", Years(), ("2015.5", "-200")),
        ("from=٢٠١٥", Years(), ("٢٠١٥",)),
        ("from=&to=", Years(), ()),
    ],
)
def test_years_as_people_type_them(served: Served, address: str, years: Years, unknown: tuple[str, ...]) -> None:
    chosen = Chosen.of(QueryParams(address), served)
    assert (chosen.years, chosen.unknown) == (years, unknown)


NAMES = st.sampled_from(
    ["q", "region", "country", "theme", "sdg", "city", "from", "to", "sort", "page", "source_language"]
)
VALUES = st.text(max_size=8) | st.sampled_from(["africa", "ie", "IE", "4", "17", "2015", "1", "newest", "best", "en"])


@given(st.lists(st.tuples(NAMES, VALUES), max_size=12))
@settings(deadline=None)
def test_any_address_can_be_listed(assistant: Assistant, pairs: list[tuple[str, str]]) -> None:
    chosen = Chosen.of(QueryParams(pairs), assistant.live.served)
    unsearched = Chosen("", chosen.filters, chosen.years, chosen.sort, chosen.page)
    listing = unsearched.look_through(assistant, "en")
    assert len(listing.numbers) <= len(assistant.live.served.contents)
    assert chosen.page >= 1
    again = Chosen.of(QueryParams(chosen.parameters()), assistant.live.served)
    assert (again.filters, again.years, again.sort, again.page) == (
        chosen.filters, chosen.years, chosen.sort, chosen.page,
    )  # fmt: skip
