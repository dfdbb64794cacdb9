"""Fetching from a site that does everything that sites do."""

import gzip
import hashlib
import threading
import time
import tracemalloc
from collections.abc import Iterator

import httpx
import pytest

from corpus.fetching import Fetcher, FetchError, Reason, Validators, gunzip
from tests.corpus.fetching.conftest import USER_AGENT
from tests.corpus.fetching.site import HTML, NASTY, TEXT, NastySite


def failure(fetcher: Fetcher, address: str) -> FetchError:
    with pytest.raises(FetchError) as failed:
        fetcher.get(address)
    assert str(failed.value).isprintable()
    assert str(failed.value).startswith(address.partition("?")[0])
    return failed.value


class TestPages:
    def test_a_page_comes_whole(self, site: NastySite, fetcher: Fetcher) -> None:
        address = site.put("/page", TEXT, "Text/HTML; Charset=UTF-8", last_modified="Fri, 01 May 2026 12:00:00 GMT")
        page = fetcher.get(f" {address}#part ")
        assert page.address == f" {address}#part "
        assert page.final_address == address
        assert page.moved_permanently is None
        assert (page.status, page.media_type, page.charset) == (200, "text/html", "utf-8")
        assert page.body == TEXT.encode()
        assert page.digest == hashlib.sha256(page.body).hexdigest()
        assert page.validators.etag
        assert page.validators.last_modified == "Fri, 01 May 2026 12:00:00 GMT"
        assert not page.not_modified

    def test_the_site_is_told_who_asks(self, site: NastySite, fetcher: Fetcher) -> None:
        fetcher.get(site.at("/fine"))
        assert [asked.path for asked in site.asked] == ["/robots.txt", "/fine"]
        for asked in site.asked:
            assert asked.headers["user-agent"] == USER_AGENT
            assert asked.headers["accept-encoding"] == "gzip"
            assert "cookie" not in asked.headers

    @pytest.mark.parametrize(
        ("path", "media_type", "charset"),
        [
            ("/charset/wrong", "text/html", "utf-8"),
            ("/charset/none", "text/html", None),
            ("/charset/unknown", "text/html", None),
            ("/charset/codec", "text/html", None),
            ("/type/none", "", None),
            ("/type/nonsense", "", None),
            ("/type/mislabelled", "text/html", "utf-8"),
            ("/cookies/please", "text/html", "utf-8"),
        ],
    )
    def test_what_the_site_says_of_the_content_is_told(
        self, site: NastySite, fetcher: Fetcher, path: str, media_type: str, charset: str | None
    ) -> None:
        page = fetcher.get(site.at(path))
        assert (page.media_type, page.charset) == (media_type, charset)

    def test_packed_pages_are_unpacked(self, site: NastySite, fetcher: Fetcher) -> None:
        assert fetcher.get(site.at("/packed/fine")).body == TEXT.encode()
        assert fetcher.get(site.at("/packed/twice")).body == TEXT.encode()
        assert fetcher.get(site.at("/packed/parts")).body == b"one two"

    def test_a_transport_of_ones_own(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.host == "broken.example":
                raise httpx.ConnectError("no")
            return httpx.Response(200, text=str(request.url))

        with Fetcher(user_agent="x", per_host_seconds=0, transport=httpx.MockTransport(answer)) as fetcher:
            assert fetcher.get("http://fine.example/a").body == b"http://fine.example/a"
            assert failure(fetcher, "http://broken.example/").reason == "unreachable"

    @pytest.mark.parametrize("name", ["", "  ", "a\r\nX: y", "Präzedenz/1.0"])
    def test_a_name_must_fit_into_a_header(self, name: str) -> None:
        with pytest.raises(ValueError, match="user agent"):
            Fetcher(user_agent=name)


class TestUnchangedPages:
    @pytest.mark.parametrize("etag", [True, False])
    def test_an_unchanged_page_costs_one_request_and_nothing_else(
        self, site: NastySite, fetcher: Fetcher, etag: bool
    ) -> None:
        address = site.put("/page", TEXT, etag=etag, last_modified="Fri, 01 May 2026 12:00:00 GMT")
        first = fetcher.get(address)
        site.forget()
        again = fetcher.get(address, first.validators)
        assert again.not_modified
        assert (again.status, again.body, again.digest) == (304, b"", "")
        assert again.validators == first.validators
        assert site.count() == 1
        site.put("/page", TEXT + " More.", etag=etag, last_modified="Sat, 02 May 2026 12:00:00 GMT")
        changed = fetcher.get(address, again.validators)
        assert not changed.not_modified
        assert changed.body == (TEXT + " More.").encode()

    def test_validators_are_sent_only_where_they_come_from(self, site: NastySite, fetcher: Fetcher) -> None:
        """Another page is not taken for the known one because it is older, or has the same tag."""
        old = site.put("/old", TEXT, etag=False, last_modified="Fri, 01 May 2026 12:00:00 GMT")
        address = site.redirect("/page", "/old")
        known = fetcher.get(address).validators
        assert known.address == old
        assert fetcher.get(address, known).not_modified
        site.put("/new", "other", etag=False, last_modified="Fri, 01 May 2026 12:00:00 GMT")
        site.redirect("/page", "/new")
        assert fetcher.get(address, known).body == b"other"

    def test_validators_that_would_break_a_header_are_not_sent(self, site: NastySite, fetcher: Fetcher) -> None:
        known = Validators(etag='"a"\r\nX-Evil: 1', last_modified="ü" * 10)
        assert fetcher.get(site.put("/page", TEXT), known).body == TEXT.encode()
        assert {"x-evil", "if-none-match", "if-modified-since"}.isdisjoint(site.asked[-1].headers)

    def test_not_modified_without_being_asked_is_no_answer(self, site: NastySite, fetcher: Fetcher) -> None:
        assert failure(fetcher, site.at("/broken/unasked-304")).reason == "server"


class TestRedirects:
    def test_a_page_is_found_where_it_moved(self, site: NastySite, fetcher: Fetcher) -> None:
        page = fetcher.get(site.at("/redirects/three"))
        assert page.final_address == site.at("/fine")
        # 301 and 308 lead as far as /redirects/one, which leads on for the time being only.
        assert page.moved_permanently == site.at("/redirects/one")
        assert fetcher.get(site.at("/redirects/one")).moved_permanently is None

    def test_a_move_that_follows_one_for_the_time_being_is_not_for_good(
        self, site: NastySite, fetcher: Fetcher
    ) -> None:
        site.redirect("/now", "/old", 302)
        site.redirect("/old", "/fine", 301)
        assert fetcher.get(site.at("/now")).moved_permanently is None

    @pytest.mark.parametrize("path", ["loop", "self", "endless"])
    def test_circles_and_endless_chains_end(self, site: NastySite, fetcher: Fetcher, path: str) -> None:
        error = failure(fetcher, site.at(f"/redirects/{path}"))
        assert error.reason == "too_many_redirects"
        assert site.count() <= 7

    def test_as_many_as_allowed_are_followed(self, site: NastySite, fetcher: Fetcher) -> None:
        for number in range(6):
            site.redirect(f"/{number}", f"/{number + 1}", 301)
        site.put("/6", TEXT)
        assert fetcher.get(site.at("/1")).final_address == site.at("/6")
        assert failure(fetcher, site.at("/0")).reason == "too_many_redirects"

    @pytest.mark.parametrize("path", ["file", "data", "script", "port", "password", "decimal", "loopback", "nonsense"])
    def test_what_is_no_page_is_not_followed(self, site: NastySite, fetcher: Fetcher, path: str) -> None:
        error = failure(fetcher, site.at(f"/redirects/{path}"))
        assert error.reason == "bad_address"
        assert "leads on to" in str(error)
        assert "secret" not in str(error)

    @pytest.mark.parametrize("path", ["metadata", "mapped"])
    def test_what_is_never_open_is_not_followed(self, site: NastySite, fetcher: Fetcher, path: str) -> None:
        assert failure(fetcher, site.at(f"/redirects/{path}")).reason == "forbidden_address"

    def test_nothing_leads_to_loopback_unless_it_is_opened(self, site: NastySite) -> None:
        with Fetcher(user_agent=USER_AGENT) as fetcher:
            assert failure(fetcher, site.at("/fine")).reason == "forbidden_address"
            with pytest.raises(FetchError, match=r"127\.0\.0\.1|::1"):
                fetcher.get(f"http://localhost:{site.port}/fine")
        assert site.count() == 0

    def test_a_cookie_is_sent_back_on_the_way_and_forgotten(self, site: NastySite, fetcher: Fetcher) -> None:
        assert fetcher.get(site.at("/cookies/wall")).body == TEXT.encode()
        assert fetcher.get(site.at("/cookies/wall")).body == TEXT.encode()
        assert site.count("/cookies/wall") == 4
        assert failure(fetcher, site.at("/cookies/endless")).reason == "too_many_redirects"

    def test_cookies_that_fit_into_no_header_are_left_out(self, site: NastySite, fetcher: Fetcher) -> None:
        assert fetcher.get(site.at("/cookies/strange")).body == TEXT.encode()
        assert set(site.asked[-1].headers.get("cookie", "").split("; ")) <= {"fine=1", ""}

    def test_a_redirect_to_nowhere_is_no_answer(self, site: NastySite, fetcher: Fetcher) -> None:
        assert failure(fetcher, site.at("/redirects/nowhere")).reason == "server"


class TestLimits:
    @pytest.mark.parametrize("path", ["/large/endless", "/large/announced", "/packed/many-parts"])
    def test_what_is_too_large_is_not_read(self, site: NastySite, fetcher: Fetcher, path: str) -> None:
        assert failure(fetcher, site.at(path)).reason == "too_large"

    def test_the_limit_is_for_what_is_unpacked_too(self, site: NastySite) -> None:
        with Fetcher(user_agent=USER_AGENT, private_addresses=True, per_host_seconds=0, max_bytes=50_000) as fetcher:
            exact = site.put("/exact", b"a" * 50_000)
            assert len(fetcher.get(exact).body) == 50_000
            assert failure(fetcher, site.put("/more", b"a" * 50_001)).reason == "too_large"
            packed = gzip.compress(b"ab" * 25_001)
            page = site.put("/packed", packed, headers={"Content-Encoding": "gzip"})
            assert "50000 bytes" in str(failure(fetcher, page))

    @pytest.mark.parametrize("path", ["/packed/bomb", "/packed/nested-bomb", "/packed/small-bomb"])
    def test_a_bomb_is_never_unpacked(self, site: NastySite, fetcher: Fetcher, path: str) -> None:
        with pytest.raises(FetchError):  # the site packs it the first time
            fetcher.get(site.at(path))
        tracemalloc.start()
        try:
            assert failure(fetcher, site.at(path)).reason == "too_large"
            assert tracemalloc.get_traced_memory()[1] < 4 * 2**20
        finally:
            tracemalloc.stop()

    @pytest.mark.parametrize("path", ["/slow/body", "/slow/head", "/slow/hints", "/slow/silent"])
    def test_a_page_that_drips_ends_in_time(self, site: NastySite, path: str) -> None:
        begun = time.monotonic()
        with Fetcher(user_agent=USER_AGENT, private_addresses=True, per_host_seconds=0, timeout=0.4) as fetcher:
            assert failure(fetcher, site.at(path)).reason == "too_slow"
        assert time.monotonic() - begun < 1.5

    def test_a_file_can_be_unpacked_within_the_same_bounds(self) -> None:
        assert gunzip(gzip.compress(b"<urlset/>"), address="", max_bytes=100) == b"<urlset/>"
        for file, reason in [
            (gzip.compress(b"a" * 101), "too_large"),
            (gzip.compress(b"a" * 50)[:-9], "server"),
            (b"no gzip", "server"),
        ]:
            with pytest.raises(FetchError) as failed:
                gunzip(file, address="", max_bytes=100)
            assert failed.value.reason == reason


class TestFailures:
    @pytest.mark.parametrize(
        ("path", "reason", "status"),
        [
            ("/status/401", "refused", 401),
            ("/status/403", "refused", 403),
            ("/status/418", "refused", 418),
            ("/status/404", "not_found", 404),
            ("/status/410", "not_found", 410),
            ("/status/500", "server", 500),
            ("/status/503", "later", 503),
            ("/broken/part", "server", 206),
            ("/type/picture", "not_text", 200),
            ("/broken/says-more", "server", None),
            ("/broken/chunks", "server", None),
            ("/broken/dropped", "server", None),
            ("/broken/huge-head", "server", None),
            ("/broken/many-headers", "server", None),
            ("/broken/no-http", "server", None),
            ("/packed/cut", "server", None),
            ("/packed/damaged", "server", None),
            ("/packed/unasked", "server", None),
            ("/packed/often", "server", None),
        ],
    )
    def test_a_failure_has_its_reason(
        self, site: NastySite, fetcher: Fetcher, path: str, reason: Reason, status: int | None
    ) -> None:
        error = failure(fetcher, site.at(path))
        assert (error.reason, error.status) == (reason, status)
        assert site.count(path) <= 2
        assert fetcher.get(site.at("/fine")).body == TEXT.encode()

    def test_every_nasty_page_comes_or_fails_plainly(self, site: NastySite) -> None:
        """Nothing of one page reaches the next, whatever is left in the connection."""
        with Fetcher(
            user_agent=USER_AGENT, private_addresses=True, per_host_seconds=0, timeout=0.3, sleep=lambda _: None
        ) as fetcher:
            for path in NASTY:
                if not path.startswith(("/later", "/packed/bomb", "/packed/nested")):
                    try:
                        fetcher.get(site.at(path))
                    except FetchError as error:
                        assert str(error).isprintable()
                    assert fetcher.get(site.at("/fine")).body == TEXT.encode()

    def test_nobody_there(self, fetcher: Fetcher) -> None:
        with NastySite() as site:
            address = site.at("/fine")
        assert failure(fetcher, address).reason == "unreachable"

    def test_a_connection_that_breaks_at_once_is_tried_again(self, site: NastySite, fetcher: Fetcher) -> None:
        assert fetcher.get(site.at("/broken/dropped-once")).body == TEXT.encode()


class TestComingAgain:
    @pytest.fixture
    def slept(self) -> list[float]:
        return []

    @pytest.fixture
    def patient(self, slept: list[float]) -> Iterator[Fetcher]:
        """A fetcher whose clock is moved by its waiting."""
        with Fetcher(
            user_agent=USER_AGENT,
            private_addresses=True,
            per_host_seconds=0,
            clock=lambda: sum(slept),
            sleep=slept.append,
        ) as opened:
            yield opened

    def test_a_short_rest_is_waited_for(self, site: NastySite, patient: Fetcher, slept: list[float]) -> None:
        assert patient.get(site.at("/later/soon-once")).body == TEXT.encode()
        assert slept == [2.0]

    def test_no_third_request_is_made(self, site: NastySite, patient: Fetcher, slept: list[float]) -> None:
        error = failure(patient, site.at("/later/soon"))
        assert (error.reason, error.status, error.again_after) == ("later", 503, 2.0)
        assert "in 2 seconds" in str(error)
        assert site.count("/later/soon") == 2

    def test_a_long_rest_is_kept(self, site: NastySite, patient: Fetcher, slept: list[float]) -> None:
        error = failure(patient, site.at("/later/long"))
        assert (error.reason, error.again_after) == ("later", 7200.0)
        assert "in 2 hours" in str(error)
        site.forget()
        resting = failure(patient, site.at("/fine"))
        assert (resting.reason, resting.again_after) == ("later", 3600.0)
        assert site.count() == 0
        slept.append(3601)
        assert patient.get(site.at("/fine")).status == 200

    def test_whoever_waits_for_a_turn_does_not_wait_for_the_rest(self, site: NastySite) -> None:
        said: list[FetchError] = []
        with Fetcher(user_agent=USER_AGENT, private_addresses=True, per_host_seconds=0.05) as fetcher:

            def ask() -> None:
                said.append(failure(fetcher, site.at("/later/long")))

            threads = [threading.Thread(target=ask) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(5)
        assert [error.reason for error in said] == ["later"] * 3
        assert site.count("/later/long") == 1

    def test_a_date_and_nonsense(self, site: NastySite, patient: Fetcher, slept: list[float]) -> None:
        assert failure(patient, site.at("/later/nonsense")).again_after is None
        assert failure(patient, site.at("/later/date")).again_after == 30 * 24 * 3600
        assert slept == []


def test_threads_share_a_fetcher(site: NastySite, fetcher: Fetcher) -> None:
    for number in range(8):
        site.put(f"/{number}", f"page {number}", HTML)
    wrong: list[str] = []

    def work(number: int) -> None:
        for _ in range(20):
            page = fetcher.get(site.at(f"/{number}"))
            if page.body != f"page {number}".encode():
                wrong.append(page.body.decode())

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert site.count("/robots.txt") == 1
    assert site.count() == 161
