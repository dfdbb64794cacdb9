"""An answer to take along: every text in it stays text, and no citation says what no record says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.assistant import Assistant
from assistant.plain_text import plain
from assistant.web.frame.visitor import Visitor
from assistant.web.pages.answer.asked import AskedPage
from assistant.web.pages.answer.copying import as_apa, as_bibtex, as_markdown, as_text, escaped
from assistant.web.pages.answer.shown import ShownAnswer, shown_answer
from corpus.practice import Practice

QUESTION = "How have other cities got older people online?"
ORIGIN = "https://precedent.example"
ADDRESS = f"{ORIGIN}/ask?q=How+*have*+other_cities_"
EVIL = "# 1. *a* _b_ `c` [d](javascript:alert(1)) <b>e</b> &lt; ~~f~~ | g \\ ![h](i)"

markdown = MarkdownIt("gfm-like", {"linkify": False})


@pytest.fixture(scope="module")
def shown(assistant: Assistant) -> ShownAnswer:
    answer = assistant.ask(QUESTION, keep=False)
    return shown_answer(answer, AskedPage(QUESTION, {}), Visitor("en", True, "/ask", (), ORIGIN))


@pytest.fixture(scope="module")
def practices(assistant: Assistant, shown: ShownAnswer) -> list[Practice]:
    return [found for one in shown.answer.practices if (found := assistant.practice(one.id))]


def hostile(shown: ShownAnswer) -> ShownAnswer:
    """The same answer with records and a question that hold marks."""
    answer = shown.answer
    sources = [source.model_copy(update={"title": EVIL, "publisher": EVIL}) for source in answer.practices[0].sources]
    bad = [sources[0].model_copy(update={"url": "javascript:alert(1)"}), *sources[1:]]
    changed = {"title": EVIL, "city": EVIL, "sources": bad}
    practices = [answer.practices[0].model_copy(update=changed), *answer.practices[1:]]
    sentences = [sentence.model_copy(update={"text": EVIL}) for sentence in answer.answer]
    update = {"question": EVIL, "practices": practices, "answer": sentences}
    return shown_answer(answer.model_copy(update=update), AskedPage(EVIL, {}), Visitor("en", True, "/ask", (), ORIGIN))


def test_text_has_everything(shown: ShownAnswer) -> None:
    text = as_text(shown, ADDRESS, ORIGIN)
    assert text.startswith(f"{QUESTION}\n\n{shown.lead.text}\n\n1. {shown.answer.practices[0].title}\n")
    for practice in shown.answer.practices:
        assert f"\n{ORIGIN}/practices/{practice.id}\n" in text
        assert all(source.url in text for source in practice.sources)
    for sentence in shown.answer.answer:
        assert sentence.text in text
    assert text.endswith(f"\n\n{ADDRESS}\n")


def test_markdown_has_the_same(shown: ShownAnswer) -> None:
    html = markdown.render(as_markdown(shown, ADDRESS, ORIGIN))
    assert html.startswith(f"<h1>{QUESTION}</h1>\n<p>{shown.lead.text}</p>\n<h2>1. <a ")
    assert html.count("<h2>") == len(shown.answer.practices)
    assert html.count("<li>") == sum(len(practice.sources) for practice in shown.answer.practices)


def test_marks_in_records_and_questions_are_only_text(shown: ShownAnswer) -> None:
    plain_one = markdown.render(as_markdown(shown, ADDRESS, ORIGIN))
    html = markdown.render(as_markdown(hostile(shown), ADDRESS, ORIGIN))
    assert not re.findall(r"<(?:b|del|code|img|strong|table)\b", html)
    assert re.findall(r"<(h\d|ul|ol|em)\b", html) == re.findall(r"<(h\d|ul|ol|em)\b", plain_one)
    assert "javascript:" not in "".join(re.findall(r'href="[^"]*"', html))


@given(st.text())
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    tokens = markdown.parse(escaped(text))
    inline = [token for token in tokens if token.type == "inline"]
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    shown = "".join(child.content for token in inline for child in token.children or [])
    assert {child.type for token in inline for child in token.children or []} <= {"text", "text_special"}
    assert shown == plain(text)


def test_citations_name_no_author(practices: list[Practice]) -> None:
    text = as_apa(practices, ORIGIN)
    assert len(text.split("\n\n")) == len(practices)
    for practice, block in zip(practices, text.split("\n\n"), strict=True):
        lines = block.strip().splitlines()
        assert lines[0].startswith(practice.title)
        assert f"{ORIGIN}/practices/{practice.id}" in lines[0]
        for source, line in zip(practice.sources, lines[1:], strict=True):
            assert source.publisher.rstrip(".") in line
            assert source.title.rstrip(".") in line
            assert f"({source.published or 'n.d.'})" in line
            assert str(practice.checked.year) in line
            assert source.url in line
    assert "author" not in as_bibtex(practices, ORIGIN)


def test_bibtex_has_an_entry_for_each_record_and_source(practices: list[Practice]) -> None:
    text = as_bibtex(practices, ORIGIN)
    keys = re.findall(r"^@misc\{([^,]+),$", text, re.MULTILINE)
    assert len(keys) == len(set(keys)) == sum(1 + len(practice.sources) for practice in practices)
    unescaped = re.sub(r"\\[{}]", "", text)
    assert unescaped.count("{") == unescaped.count("}")
    assert f"urldate = {{{practices[0].checked.isoformat()}}}" in text
