"""Checking links: whether a page is there, for as little as it takes."""

import pytest

from corpus.fetching import Fetcher, FetchError
from tests.corpus.fetching.site import NastySite


def test_a_page_that_is_there_costs_its_head(site: NastySite, fetcher: Fetcher) -> None:
    checked = fetcher.check(site.at("/fine"))
    assert (checked.status, checked.body, checked.digest) == (200, b"", "")
    assert [asked.method for asked in site.asked] == ["GET", "HEAD"]  # robots.txt, the page


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_where_the_head_is_refused_a_part_of_the_page_is_read(site: NastySite, fetcher: Fetcher, status: int) -> None:
    checked = fetcher.check(site.at(f"/head/{status}"))
    assert checked.status == 200
    assert len(checked.body) == 64 * 1024
    assert site.count(f"/head/{status}") == 2


def test_an_endless_page_is_there(site: NastySite, fetcher: Fetcher) -> None:
    site.put("/page", "x", head=405)
    assert fetcher.check(site.at("/large/endless")).status == 200


def test_a_picture_is_there(site: NastySite, fetcher: Fetcher) -> None:
    assert fetcher.check(site.at("/type/picture")).media_type == "image/gif"


@pytest.mark.parametrize(
    ("path", "reason", "requests"),
    [
        ("/status/404", "not_found", 2),
        ("/status/410", "not_found", 2),
        ("/status/403", "refused", 2),
        ("/status/500", "server", 3),
        ("/later/long", "later", 1),
        ("/redirects/loop", "too_many_redirects", 1),
        ("/redirects/metadata", "forbidden_address", 1),
    ],
)
def test_what_fails_is_asked_for_again_where_that_may_help(
    site: NastySite, fetcher: Fetcher, path: str, reason: str, requests: int
) -> None:
    with pytest.raises(FetchError) as failed:
        fetcher.check(site.at(path))
    assert failed.value.reason == reason
    assert site.count(path) == requests


def test_a_soft_failure_is_given_another_try(site: NastySite, fetcher: Fetcher) -> None:
    assert fetcher.check(site.at("/status/failed-once")).status == 200
    assert fetcher.check(site.at("/broken/dropped-once")).status == 200


def test_where_a_page_moved_is_told(site: NastySite, fetcher: Fetcher) -> None:
    site.redirect("/old", "/fine", 308)
    checked = fetcher.check(site.at("/old"))
    assert checked.moved_permanently == checked.final_address == site.at("/fine")
