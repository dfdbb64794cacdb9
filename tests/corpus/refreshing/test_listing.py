"""Site maps and feeds of every kind; nothing that a site sends makes a listing endless or leads elsewhere."""

import gzip
import json
import time
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.fetching import Fetched, FetchError, Validators
from corpus.refreshing import ListingError, listing
from corpus.refreshing.listing import MAX_ENTRIES, MAX_FEED_BYTES, MAX_SITE_MAPS, list_all, read_listing, recognise
from corpus.refreshing.patterns import matches

SITE = "https://city.example"


def fetched(body: str | bytes, address: str = f"{SITE}/map.xml") -> Fetched:
    return Fetched(
        address=address, final_address=address, moved_permanently=None, status=200, media_type="application/xml",
        charset=None, body=body if isinstance(body, bytes) else body.encode(), validators=Validators(),
        not_modified=False, digest="",
    )  # fmt: skip


def site_map(*locations: str, root: str = "urlset", entry: str = "url") -> str:
    inner = "".join(f"<{entry}><loc> {location} </loc></{entry}>" for location in locations)
    return (
        f'<?xml version="1.0"?><!-- a --><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{root}>'
    )


RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>News &amp; more</title>
<item><title>a</title><link>{SITE}/a</link></item><item><link>/b#x</link></item><item><link>{SITE}/a</link></item>
<item><title>no link</title></item><item><link>javascript:alert(1)</link></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title><link href="{SITE}/"/>
<entry><link rel="alternate" href="/a"/></entry><entry><link href="https://elsewhere.example/b"/></entry></feed>"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="{SITE}"><title>RDF</title></channel>
<item rdf:about="{SITE}/a"><link>{SITE}/a</link></item></rdf:RDF>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "JSON",
        "items": [{"url": "/a"}, {"external_url": "https://elsewhere.example/b"}, {"id": 3}, "x"],
    }
)


class TestReading:
    def test_a_site_map(self) -> None:
        listing = read_listing(fetched(site_map(f"{SITE}/a", "/b", f"{SITE}/a", "https://www.city.example/c")))
        assert listing.addresses == (f"{SITE}/a", f"{SITE}/b", "https://www.city.example/c")

    def test_it_speaks_for_its_own_site(self) -> None:
        listing = read_listing(fetched(site_map("https://elsewhere.example/a", "file:///etc/passwd", f"{SITE}/b")))
        assert listing.addresses == (f"{SITE}/b",)

    @pytest.mark.parametrize(
        ("body", "title", "addresses"),
        [
            (RSS, "News & more", [f"{SITE}/a", f"{SITE}/b"]),
            (ATOM, "Atom", [f"{SITE}/a", "https://elsewhere.example/b"]),
            (RDF, "RDF", [f"{SITE}/a"]),
            (JSON, "JSON", [f"{SITE}/a", "https://elsewhere.example/b"]),
        ],
    )
    def test_feeds(self, body: str, title: str, addresses: list[str]) -> None:
        listing = read_listing(fetched(body))
        assert (listing.kind, listing.title, list(listing.addresses)) == ("feed", title, addresses)

    @pytest.mark.parametrize("pack", [lambda body: body, gzip.compress, lambda body: b"\xef\xbb\xbf\n" + body])
    def test_packed_or_marked(self, pack: object) -> None:
        body: bytes = pack(site_map(f"{SITE}/a").encode())  # type: ignore[operator]
        assert recognise(fetched(body)) == "sitemap"
        if not body.startswith(b"\xef"):
            assert read_listing(fetched(body)).addresses == (f"{SITE}/a",)

    @pytest.mark.parametrize(
        "body", ["", "<html><body>a feed</body></html>", "plain", "{}", '{"items": []}', b"\x1f\x8bnot", b"\xff\xfe"]
    )
    def test_what_is_neither(self, body: str | bytes) -> None:
        assert recognise(fetched(body)) is None
        with pytest.raises((ListingError, FetchError)):
            read_listing(fetched(body))

    @pytest.mark.parametrize(
        "body",
        [
            "<urlset><url><loc>",
            '<!DOCTYPE a [<!ENTITY b "c">]><urlset><url><loc>&b;</loc></url></urlset>',
            '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><urlset><url><loc>&b;</loc></url></urlset>',
            '<!DOCTYPE rss [<!ENTITY b "c">]><rss><channel><item><link>&b;</link></item></channel></rss>',
            '{"version": "https://jsonfeed.org/version/1", "items": 3}',
            '{"version": "https://jsonfeed.org/version/1", "items": [' + "[" * 100_000,
        ],
    )
    def test_damaged_and_hostile_ones_are_named(self, body: str) -> None:
        with pytest.raises(ListingError, match=r"(damaged|entities).*\.$"):
            read_listing(fetched(body))

    def test_a_bomb(self) -> None:
        with pytest.raises(FetchError):
            read_listing(fetched(gzip.compress(b"<urlset>" + b" " * 60_000_000)))

    @settings(max_examples=150, deadline=None)
    @given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"<rss>{text}</rss>".encode()))
    def test_whatever_comes_is_listed_or_named(self, body: bytes) -> None:
        try:
            read_listing(fetched(body))
        except (ListingError, FetchError) as error:
            assert str(error).endswith(".")


class TestWhole:
    def test_site_maps_nest_and_may_go_in_circles(self) -> None:
        files = {
            f"{SITE}/map.xml": site_map(f"{SITE}/1.xml", f"{SITE}/2.xml.gz", root="sitemapindex", entry="sitemap"),
            f"{SITE}/1.xml": site_map(f"{SITE}/map.xml", f"{SITE}/2.xml.gz", root="sitemapindex", entry="sitemap"),
            f"{SITE}/2.xml.gz": gzip.compress(site_map(f"{SITE}/a/1", f"{SITE}/b/2").encode()),
        }
        asked: list[str] = []

        def get(address: str) -> Fetched:
            asked.append(address)
            return fetched(files[address], address)

        assert list_all(get, f"{SITE}/map.xml").addresses == (f"{SITE}/a/1", f"{SITE}/b/2")
        assert sorted(asked) == sorted(files)
        assert list_all(get, f"{SITE}/map.xml", "*/a/*").addresses == (f"{SITE}/a/1",)

    def test_less_than_all_is_a_failure(self) -> None:
        def get(address: str) -> Fetched:
            if address.endswith("1.xml"):
                raise FetchError("server", "it answers 500", address=address)
            return fetched(site_map(f"{SITE}/1.xml", root="sitemapindex", entry="sitemap"), address)

        with pytest.raises(FetchError):
            list_all(get, f"{SITE}/map.xml")

    def test_too_much(self) -> None:
        many = site_map(*(f"{SITE}/{number}" for number in range(MAX_ENTRIES + 1)))
        with pytest.raises(ListingError, match="by a pattern"):
            list_all(lambda address: fetched(many, address), f"{SITE}/map.xml")
        assert len(list_all(lambda address: fetched(many, address), f"{SITE}/map.xml", "*/1").addresses) == 1

        def endless(address: str) -> Fetched:
            further = (f"{address[:-4]}{digit}.xml" for digit in range(9))
            return fetched(site_map(*further, root="sitemapindex", entry="sitemap"), address)

        with pytest.raises(ListingError, match=f"more than {MAX_SITE_MAPS} files"):
            list_all(endless, f"{SITE}/map.xml")


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "text", "fits"),
        [
            (None, "anything", True),
            ("*", "", True),
            ("*/stories/*", f"{SITE}/stories/1", True),
            ("*/stories/*", f"{SITE}/news/1", False),
            (f"{SITE}/a", f"{SITE}/a", True),
            (f"{SITE}/a", f"{SITE}/ab", False),
            ("a*a", "a", False),
            ("a*b*c", "abc", True),
            ("a*bc*c", "abc", False),
            ("a.c", "abc", False),
        ],
    )
    def test_stars_stand_for_anything(self, pattern: str | None, text: str, fits: bool) -> None:
        assert matches(pattern, text) is fits

    def test_no_pattern_takes_long(self) -> None:
        assert not matches("*a" * 400 + "b", "a" * 2_000)

    @given(st.text("ab*", max_size=8), st.text("ab", max_size=10))
    def test_it_is_what_a_regular_expression_would_say(self, pattern: str, text: str) -> None:
        import re

        expression = ".*".join(map(re.escape, pattern.split("*")))
        assert matches(pattern, text) is bool(re.fullmatch(expression, text))


class TestHostileListings:
    """A site map or feed is read in the process that serves: whatever it holds, it takes seconds and little room."""

    SIZE = 400 * 2**10

    @pytest.mark.parametrize(
        "body",
        [
            "<rss><item><description><![CDATA[" + "<!--" * (SIZE // 4) + "]]></description></item></rss>",
            "<.:rss>" + "\n" * SIZE + "<a>",
            "<.:rss>" + "\n<!X" * (SIZE // 4) + "<a>",
            '<?xml version="1.0" encoding="cp037"?><rss>' + "%" * SIZE,
            '<?xml version="1.0" encoding="utf-7"?><rss>' + "+AAo-" * (SIZE // 5),
            "<urlset>" + "<a>" * (SIZE // 3),
            "<urlset><url>" + "<a/>" * (SIZE // 4) + "</url></urlset>",
        ],
        ids=["comments", "blanks", "declarations", "ebcdic", "utf-7", "deep", "wide"],
    )
    def test_none_takes_long(self, body: str) -> None:
        start = time.process_time()
        with suppress(ListingError):
            read_listing(fetched(body))
        assert time.process_time() - start < 5

    def test_what_has_too_many_elements_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(listing, "MAX_ELEMENTS", 10)
        monkeypatch.setattr(listing, "MAX_LISTED", 3)
        with pytest.raises(ListingError, match="too many elements"):
            read_listing(fetched("<urlset>" + "<url/>" * 11 + "</urlset>"))
        with pytest.raises(ListingError, match="more than 3 pages"):
            read_listing(fetched(site_map(*(f"/{number}" for number in range(4)))))

    def test_a_large_feed_is_whole_or_refused(self) -> None:
        items = f"<item><link>{SITE}/a</link><description>{'x' * 6000}</description></item>" * 100
        whole = f"<rss><channel>{items}</channel></rss>"
        assert read_listing(fetched(whole)).addresses == (f"{SITE}/a",)
        for damaged in (whole.replace("</rss>", ""), f"<!DOCTYPE rss>{whole}", whole.replace("x" * 99, "<a ", 1)):
            with pytest.raises(ListingError, match="damaged"):
                read_listing(fetched(damaged))
        with pytest.raises(ListingError, match="larger than 5 MB"):
            read_listing(fetched(whole + " " * MAX_FEED_BYTES))

    def test_a_feed_is_read_in_the_encoding_that_its_server_names(self) -> None:
        body = RSS.replace("News", "Мосты").replace('<?xml version="1.0"?>', "").encode("cp1251")
        assert read_listing(replace(fetched(body), charset="windows-1251")).title.startswith("Мосты")
        declared = RSS.replace("News", "Мосты").replace('"1.0"', '"1.0" encoding="windows-1251"').encode("cp1251")
        assert read_listing(fetched(declared)).title.startswith("Мосты")
