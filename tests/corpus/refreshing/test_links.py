"""The link check: a page is dead only after two days, and strange where nothing is left of what it said."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalogue import Catalogue, LinkState
from corpus.fetching import Fetcher
from corpus.practice import Practice
from corpus.refreshing import check_links
from corpus.refreshing.sketch import SIZE, likeness, sketch_of
from tests.corpus.refreshing.doubles import Site
from tests.corpus.test_catalogue import CHOIR, FAIR

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
WORDS = [f"word{number}" for number in range(400)]


def text(*numbers: int) -> str:
    return " ".join(WORDS[number] for number in numbers)


def resting_on(practice: Practice, *addresses: str) -> Practice:
    source = practice.sources[0]
    sources = [source.model_copy(update={"url": address}) for address in addresses]
    return practice.model_copy(update={"sources": sources})


class Weeks:
    """Checks every link once a day or week, and gives what is found of one."""

    def __init__(self, catalogue: Catalogue, fetcher: Fetcher, address: str) -> None:
        self.catalogue, self.fetcher, self.address = catalogue, fetcher, address
        self.now = NOON

    def check(self, after: timedelta = timedelta(days=7)) -> LinkState:
        self.now += after
        found = check_links(self.catalogue, self.fetcher, now=lambda: self.now)
        return next(link for link in found if link.address == self.address)


@pytest.fixture
def weeks(catalogue: Catalogue, fetcher: Fetcher, site: Site) -> Weeks:
    """Two practices: one rests on one page, the other on that and another."""
    one, other = site.page("/one", text(*range(200))), site.page("/other", text(*range(50, 300)))
    catalogue.add([resting_on(FAIR, one), resting_on(CHOIR, one, other)], by="ana")
    return Weeks(catalogue, fetcher, one)


class TestChecking:
    def test_pages_that_are_as_they_were(self, weeks: Weeks, site: Site) -> None:
        first = weeks.check()
        assert (first.state, first.status, first.since, first.practices) == (
            "ok", 200, weeks.now, (FAIR.id, CHOIR.id) if FAIR.id < CHOIR.id else (CHOIR.id, FAIR.id),
        )  # fmt: skip
        assert len(first.sketch) == SIZE
        again = weeks.check()
        assert (again.state, again.status, again.since, again.checked_at) == ("ok", 304, first.since, weeks.now)
        assert site.bodies["/one"] == 1
        assert weeks.catalogue.sources.dead_practices() == []

    def test_a_dead_page_is_dead_on_the_second_day(self, weeks: Weeks, site: Site) -> None:
        weeks.check()
        site.pages["/one"] = 404
        first = weeks.check()
        assert (first.state, first.status, first.failing_since) == ("unknown", 404, weeks.now)
        assert weeks.check(timedelta(hours=1)).state == "unknown"
        second = weeks.check(timedelta(days=1))
        assert (second.state, second.since, second.failing_since) == ("dead", weeks.now, first.failing_since)
        assert second.failure.endswith(".")
        assert weeks.catalogue.sources.dead_practices() == [FAIR.id]
        assert weeks.check().since == second.since
        site.page("/one", text(*range(200)))
        assert weeks.check().state == "ok"
        assert weeks.catalogue.sources.dead_practices() == []

    def test_a_page_that_was_away_once_is_not_dead(self, weeks: Weeks, site: Site) -> None:
        weeks.check()
        site.pages["/one"] = 404
        weeks.check()
        site.page("/one", text(*range(200)))
        weeks.check()
        site.pages["/one"] = 404
        assert weeks.check().state == "unknown"

    def test_a_site_that_is_down_gets_two_weeks(self, weeks: Weeks, site: Site) -> None:
        weeks.check()
        site.pages["/one"] = 500
        assert [weeks.check().state for _ in range(3)] == ["unknown", "unknown", "dead"]

    def test_who_keeps_programs_out_is_not_dead(self, weeks: Weeks, site: Site) -> None:
        site.pages["/one"] = 403
        assert [weeks.check().state for _ in range(5)] == ["unknown"] * 5

    def test_a_page_that_moved(self, weeks: Weeks, site: Site) -> None:
        site.page("/new", text(*range(200)))
        site.pages["/one"] = "/new"
        moved = weeks.check()
        assert (moved.state, moved.moved_to) == ("moved", site.address + "/new")
        assert weeks.check().since == moved.since

    def test_a_page_that_leads_to_the_front_page_is_gone(self, weeks: Weeks, site: Site) -> None:
        weeks.check()
        site.page("/", "Welcome.")
        site.pages["/one"] = "/"
        assert weeks.check().state == "changed"

    def test_changed_beyond_recognition(self, weeks: Weeks, site: Site) -> None:
        first = weeks.check()
        site.page("/one", text(*range(20, 220)))
        assert weeks.check().state == "ok"
        site.page("/one", text(*range(399, 200, -1)))
        changed = weeks.check()
        assert (changed.state, changed.since) == ("changed", weeks.now)
        assert weeks.check().state == "changed"
        weeks.catalogue.sources.links.accept(weeks.address, by="ana")
        assert weeks.check().state == "ok"
        assert weeks.catalogue.audit.latest()[0].action == "link.accept"
        assert first.sketch != weeks.check().sketch

    def test_what_is_not_named_any_more_is_not_listed(self, weeks: Weeks) -> None:
        weeks.check()
        weeks.catalogue.withdraw([CHOIR.id], by="ana")
        assert [link.address for link in weeks.catalogue.sources.link_states()] == [weeks.address]


class TestSketch:
    def test_of_a_page(self) -> None:
        page = "<html><head><title>x</title></head><nav>{0}</nav><p>{1}<script>{2}</script></p></html>"
        one = sketch_of(page.format("menu " * 9, text(*range(9)), "code").encode(), "utf-8")
        other = sketch_of(page.format("other", text(*range(9)), "var x").encode(), None)
        assert one == other
        assert likeness(one, other) == 1.0
        assert likeness((), ()) == 1.0
        assert likeness(one, ()) == 0.0
        assert len(sketch_of("图书馆的船开往岛屿".encode(), "utf-8")) > 1

    def test_it_tells_how_much_is_the_same(self) -> None:
        page = sketch_of(text(*range(300)).encode(), None)
        assert likeness(page, sketch_of(text(*range(100, 400)).encode(), None)) == pytest.approx(0.5, abs=0.15)

    @given(st.binary(max_size=400))
    def test_it_takes_whatever_comes(self, body: bytes) -> None:
        sketch = sketch_of(body, None)
        assert list(sketch) == sorted(sketch)
        assert len(sketch) <= SIZE
