"""The tests' own Bot API server reads texts, markup and links as Telegram does."""

import html
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bots.telegram.api import BotApi, Person
from tests.bots.telegram.api.client import Client
from tests.bots.telegram.api.entities import utf16_length
from tests.bots.telegram.api.errors import ApiError
from tests.bots.telegram.api.links import checked_link
from tests.bots.telegram.api.markup import parse_html


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture(scope="module")
def call(api: BotApi) -> Iterator[Client]:
    with Client(api.url, api.token) as client:
        yield client


@pytest.fixture
def ana(api: BotApi) -> Person:
    person = api.person("Ana")
    person.says("hi")
    return person


def refusal(call: Client, method: str, **params: Any) -> tuple[int, str]:
    with pytest.raises(ApiError) as raised:
        call(method, **params)
    return raised.value.code, raised.value.description


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<p>Hi</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("é <ul>", 'Unsupported start tag "ul" at byte offset 3'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<b>Hi", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>Hi</b></i>", 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
        ("Hi</b>", "Unexpected end tag at byte offset 2"),
        ("Hi <b", "Unclosed start tag at byte offset 3"),
        ("<b>Hi</b", "Unclosed end tag at byte offset 5"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x?y>z</a>", "Unexpected end of name token at byte offset 8"),
        ('<a "x">z</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<span class="big">z</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_html_that_cannot_be_parsed(call: Client, ana: Person, markup: str, reason: str) -> None:
    expected = (400, f"Bad Request: can't parse entities: {reason}")
    assert refusal(call, "sendMessage", chat_id=ana.id, text=markup, parse_mode="HTML") == expected


@pytest.mark.parametrize(
    ("markup", "text", "types"),
    [
        ("&lt;&gt;&amp;&quot;&#33;&#x1F600; &nbsp; &apos; & &#0; AT&T", '<>&"!😀 &nbsp; &apos; & &#0; AT&T', []),
        ("<B>a</B><strong>b</strong>", "ab", ["bold", "bold"]),
        ("<i>😀<u>b</u></i>", "😀b", ["italic", "underline"]),
        ('<pre><code class="language-python">x</code></pre>', "x", ["pre"]),
        ("<blockquote expandable>x</blockquote>", "x", ["expandable_blockquote"]),
        ('<span class="tg-spoiler">x</span>', "x", ["spoiler"]),
        ("<b></b>x", "x", []),
        ('<a href="http://localhost:8000/x">x</a>', "x", []),  # Telegram takes no such address, and says nothing
        ('<a href="javascript:alert(1)">x</a>', "x", []),
        ("<b>a</>", "a", ["bold"]),
        ("<code>@someone https://example.org</code>", "@someone https://example.org", ["code"]),
    ],
)
def test_html_that_can(call: Client, ana: Person, markup: str, text: str, types: list[str]) -> None:
    sent = call("sendMessage", chat_id=ana.id, text=markup, parse_mode="HTML")
    assert sent["text"] == text
    assert [entity["type"] for entity in sent.get("entities", [])] == types


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    text = text.replace("\0", "")
    assert parse_html(html.escape(text, quote=False)) == (text, [])


@given(st.text(alphabet="<>/&;\"'= abi#x0é😀", max_size=40))
def test_any_markup_is_parsed_or_refused(markup: str) -> None:
    try:
        text, entities = parse_html(markup)
    except ApiError as error:
        assert error.description.startswith("Bad Request: can't parse entities: ")
    else:
        ends = [entity["offset"] + entity["length"] for entity in entities]
        assert all(end <= utf16_length(text) for end in ends)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "message text is empty"),
        (" \n ", "text must be non-empty"),
        ("<b> </b>", "text must be non-empty"),
        ("a" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),  # 4098 UTF-16 code units
        ("<b></b>" * 5000, "text is too long"),
    ],
)
def test_texts_that_are_empty_or_too_long(call: Client, ana: Person, text: str, reason: str) -> None:
    expected = (400, f"Bad Request: {reason}")
    assert refusal(call, "sendMessage", chat_id=ana.id, text=text, parse_mode="HTML") == expected


@pytest.mark.parametrize("text", ["a" * 4096, "😀" * 2048, "<b>" + "a" * 4096 + "</b>\n", "&amp;" * 4096])
def test_the_longest_text_fits(call: Client, ana: Person, text: str) -> None:
    assert utf16_length(call("sendMessage", chat_id=ana.id, text=text, parse_mode="HTML")["text"]) == 4096


@pytest.mark.parametrize(
    ("given_link", "kept"),
    [
        ("example.org", "http://example.org/"),
        ("HTTPS://Example.ORG:8443/A?b=c#d", "https://example.org:8443/A?b=c#d"),
        ("https://example.org?x=1", "https://example.org/?x=1"),
        ("http://127.0.0.1:8000/practices/1", "http://127.0.0.1:8000/practices/1"),
        ("tg://resolve?domain=precedent", "tg://resolve?domain=precedent"),
        ("https://пример.рф/", "https://пример.рф/"),
    ],
)
def test_links(given_link: str, kept: str) -> None:
    assert checked_link(given_link) == kept


@pytest.mark.parametrize(
    "link", ["", "http://", "localhost", "javascript:alert(1)", "http://a b.org", "http://a.org:x/"]
)
def test_no_links(link: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        checked_link(link)
