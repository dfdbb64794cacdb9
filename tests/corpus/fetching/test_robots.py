"""robots.txt: asked first, kept for an hour, obeyed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetching import Fetcher, FetchError
from corpus.fetching.robots import LONGEST_DELAY, MAX_ROBOTS, Rules
from tests.corpus.fetching.conftest import USER_AGENT
from tests.corpus.fetching.site import NastySite

PAGE = "https://example.org/private/page"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("<!DOCTYPE html><title>Not found</title>", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("\ufeffUser-Agent: *\r\nDisallow: /private # members", False),
        ("user-agent:*\ndisallow:/private/*$", False),
        ("User-agent: *\nDisallow: /private\nAllow: /private/page", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: precedent\nAllow: /", True),
        ("User-agent: Precedent/2.0\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: other\nUser-agent: precedent\nDisallow: /", False),
        ("User-agent: precedent\nUser-agent: other\nDisallow: /", False),
        ("User-agent: other\nDisallow: /", True),
        ("User-agent: precedents\nDisallow: /", True),
        ("User-agent: precedent\nAllow: /\nUser-agent: other\nDisallow: /", True),
        ("User-agent: *\nDissallow: /", False),
        ("Disallow: /", True),
    ],
)
def test_the_rules_for_us_count(text: str, allowed: bool) -> None:
    assert Rules(text, "Precedent").allow(PAGE) is allowed


@pytest.mark.parametrize(("said", "delay"), [("2.5", 2.5), ("86400", LONGEST_DELAY), ("-1", 0), ("nan", 0), ("x", 0)])
def test_the_delay_is_kept_within_a_bound(said: str, delay: float) -> None:
    assert Rules(f"User-agent: *\nCrawl-delay: {said}", "Precedent").delay == delay


@given(st.text(max_size=200) | st.lists(st.sampled_from(["User-agent: *", "Disallow: /*$", "Allow: %", "#", "\0"]))
       .map("\n".join))  # fmt: skip
def test_every_text_is_read(text: str) -> None:
    rules = Rules(text, "Precedent")
    assert rules.allow(PAGE) in {True, False}
    assert 0 <= rules.delay <= LONGEST_DELAY


@pytest.mark.parametrize(
    "hostile",
    [
        "".join(f"user-agent: a{number}\n" for number in range(30_000)) + "disallow: /x\n" * 9_000,
        "user-agent: *\n" + "disallow: /" + "*a" * 240_000,
        "user-agent: *\n" + "".join(f"disallow: /*{number}*{number}\n" for number in range(20_000)),
        "user-agent: *\n" * 30_000,
        ":" * MAX_ROBOTS,
    ],
    ids=["agents", "stars", "rules", "groups", "colons"],
)
def test_a_hostile_file_is_cut_down_to_what_can_be_read(hostile: str) -> None:
    """Unbounded, these take minutes: the test would be seen to hang."""
    assert Rules(hostile, "Precedent").allow(f"https://example.org/{'a' * 3_000}")


class TestAsking:
    def test_what_is_forbidden_is_not_asked_for(self, site: NastySite, fetcher: Fetcher) -> None:
        site.put("/robots.txt", "User-agent: *\nDisallow: /members", "text/plain")
        page = site.put("/members/list", "secret")
        assert fetcher.get(site.at("/fine")).status == 200
        for ask in (fetcher.get, fetcher.check):
            with pytest.raises(FetchError, match=r"robots\.txt") as refused:
                ask(page)
            assert refused.value.reason == "robots"
        site.redirect("/away", "/members/list")
        with pytest.raises(FetchError) as refused:
            fetcher.get(site.at("/away"))
        assert refused.value.reason == "robots"
        assert site.count("/members/list") == 0
        assert site.count("/robots.txt") == 1

    @pytest.mark.parametrize("status", [401, 403, 404, 410])
    def test_where_there_is_none_all_is_allowed(self, site: NastySite, fetcher: Fetcher, status: int) -> None:
        site.put("/robots.txt", "User-agent: *\nDisallow: /", status=status)
        assert fetcher.get(site.at("/fine")).status == 200

    def test_it_may_be_elsewhere(self, site: NastySite, fetcher: Fetcher) -> None:
        site.redirect("/robots.txt", "/rules")
        site.put("/rules", "User-agent: *\nDisallow: /fine")
        with pytest.raises(FetchError) as refused:
            fetcher.get(site.at("/fine"))
        assert refused.value.reason == "robots"

    def test_a_circle_is_none(self, site: NastySite, fetcher: Fetcher) -> None:
        site.redirect("/robots.txt", "/robots.txt")
        assert fetcher.get(site.at("/fine")).status == 200

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_where_it_fails_nothing_is_asked_for_now(self, site: NastySite, status: int) -> None:
        site.put("/robots.txt", "broken", status=status)
        now = [0.0]
        with Fetcher(
            user_agent=USER_AGENT, private_addresses=True, per_host_seconds=0, clock=lambda: now[0]
        ) as fetcher:
            for _ in range(3):
                with pytest.raises(FetchError) as refused:
                    fetcher.get(site.at("/fine"))
                assert refused.value.reason == "later"
                assert refused.value.address == site.at("/fine")
            assert site.count() == 1
            site.put("/robots.txt", "")
            now[0] += 61
            assert fetcher.get(site.at("/fine")).status == 200

    def test_it_is_asked_for_again_after_an_hour(self, site: NastySite) -> None:
        now = [0.0]
        with Fetcher(
            user_agent=USER_AGENT, private_addresses=True, per_host_seconds=0, clock=lambda: now[0]
        ) as fetcher:
            for moment in (0.0, 3_599.0, 3_601.0):
                now[0] = moment
                fetcher.get(site.at("/fine"))
        assert site.count("/robots.txt") == 2

    def test_only_its_beginning_counts(self, site: NastySite, fetcher: Fetcher) -> None:
        site.put("/robots.txt", "#" * MAX_ROBOTS + "\nUser-agent: *\nDisallow: /")
        assert fetcher.get(site.at("/fine")).status == 200
