"""Addresses: one spelling for each, and nothing but pages."""

import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetching import FetchError, web_address
from corpus.fetching.addresses import MAX_ADDRESS, host_of, joined, origin_of


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("  HTTPS://Example.ORG  ", "https://example.org/"),
        ("http://example.org:80/a/../b/./c?q=1#part", "http://example.org/b/c?q=1"),
        ("https://example.org:443/", "https://example.org/"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("https://example.org./", "https://example.org/"),
        ("https://münchen.de/bücher?stadt=köln", "https://xn--mnchen-3ya.de/b%C3%BCcher?stadt=k%C3%B6ln"),
        ("https://例え.jp/学習", "https://xn--r8jz45g.jp/%E5%AD%A6%E7%BF%92"),
        ("https://example.org/annual report.pdf", "https://example.org/annual%20report.pdf"),
        ("http://127。0。0。1/", "http://127.0.0.1/"),
        ("http://[2001:DB8:0::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://intranet/wiki", "http://intranet/wiki"),
    ],
)
def test_an_address_has_one_spelling(typed: str, address: str) -> None:
    assert web_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "example.org",
        "//example.org/",
        "http://",
        "http:///path",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,hello",
        "http://user@example.org/",
        "http://user:password@example.org/",
        "http://:@example.org/",
        "http://example.org\\@inside/",
        "http://exa\tmple.org/",
        "http://example.org/\r\nX-Header: 1",
        "http://example.org/\0",
        "http://example.org:0/",
        "http://example.org:22/",
        "http://example.org:6379/",
        "http://example.org:99999/",
        "http://example.org:http/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://1.2.3.4.5/",
        "http://ex%61mple.org/",
        "http://exa mple.org/",
        "http://.example.org/",
        "http://a..b/",
        "http://-a.org/",
        "http://①②⑦.0.0.1/",
        "http://[fe80::1%25eth0]/",
        "http://[::1/",
        "http://" + "a" * 64 + ".org/",
        "http://" + "a." * 130 + "org/",
        "http://example.org/" + "a" * MAX_ADDRESS,
        "http://example.org/" + "学" * (MAX_ADDRESS // 2),
    ],
)
def test_what_is_no_address_of_a_page_is_refused(typed: str) -> None:
    with pytest.raises(FetchError) as refused:
        web_address(typed)
    assert refused.value.reason == "bad_address"
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    ("location", "address"),
    [
        ("/b", "https://example.org/b"),
        ("b?x=1", "https://example.org/a/b?x=1"),
        ("../../../c", "https://example.org/c"),
        ("//other.org/x", "https://other.org/x"),
        ("http://other.org", "http://other.org/"),
        ("", "https://example.org/a/page"),
    ],
)
def test_a_redirect_leads_somewhere(location: str, address: str) -> None:
    assert joined("https://example.org/a/page", location) == address


def test_parts_of_an_address() -> None:
    assert host_of("https://example.org:8443/a?b") == "example.org"
    assert origin_of("https://example.org:8443/a?b") == "https://example.org:8443/"
    assert host_of("http://[2001:db8::1]/") == "2001:db8::1"


HOSTILE = st.text(
    st.sampled_from(
        [*string.ascii_lowercase, *"0123456789.:/@\\?#[]%-_ \t\r\n\0", "ü", "。", "\u202e", "学", "\ud800"]
    ),
    max_size=40,
)


@given(st.sampled_from(["", "http:", "http://", "https://", "HTTP:\\\\", "http://a.org", "http://a.org/"]), HOSTILE)
def test_every_text_is_an_address_in_its_one_spelling_or_refused(beginning: str, rest: str) -> None:
    with contextlib.suppress(FetchError):
        address = web_address(beginning + rest)
        assert web_address(address) == address
        assert address.startswith(("http://", "https://"))
        assert address.isascii()
        assert address.isprintable()
        assert "@" not in address.split("/")[2]
        assert host_of(address) in address


@given(HOSTILE)
def test_a_redirect_leads_to_an_address_or_is_refused(location: str) -> None:
    with contextlib.suppress(FetchError):
        address = joined("https://example.org/a/page", location)
        assert web_address(address) == address
