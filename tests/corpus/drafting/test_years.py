"""Years are found in any digits, and told from numbers of things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Block, Document
from corpus.drafting.reading import read
from corpus.drafting.years import find_years, plain_digits, years_in


def found(*sentences: str, title: str = "") -> dict[str, int]:
    document = Document(media="text", blocks=(Block("paragraph", " ".join(sentences)),))
    return {proposal.field: proposal.value for proposal in find_years(read(document), title, 2026)}


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("The festival has been held every spring since 2004.", 2004),
        ("The scheme was launched by the council in 2011.", 2011),
        ("Le projet a été lancé en 2012 par la ville.", 2012),
        ("Depuis 1979, les habitants échangent des savoirs.", 1979),
        ("El programa comenzó en 2013 con apoyo municipal.", 2013),
        ("A escola abriu em 2012 as suas portas ao público.", 2012),
        ("Центр открылся в Ереване в 2011 году.", 2011),
        ("С 2006 года город предлагает бесплатные курсы.", 2006),
        ("أطلقت البلدية المشروع في عام ٢٠١٦ بالتعاون مع الجامعات.", 2016),
        ("تعمل المكتبة منذ عام 2000 في بيروت.", 2000),
        ("杭州图书馆自2003年起向所有人免费开放。", 2003),
        ("2000年，深圳市创办了读书月。", 2000),
        ("The only year that this text names is 2015, whatever happened.", 2015),
    ],
)
def test_a_beginning_is_found(text: str, year: int) -> None:
    assert found(text)["start"] == year


@pytest.mark.parametrize(
    "text",
    [
        "The library was opened for 2019 students and 2,010 teachers.",
        "Some 1900 teaching points were opened in the district.",
        "全市开设近1900个教学点，大家都来学习。",
        "It cost € 2000 to open the hall for everyone.",
        "By the end of 2020 some 15 learners had come.",
        "The plan will be launched in 2090 or so.",
    ],
)
def test_what_is_no_beginning_is_left_alone(text: str) -> None:
    assert "start" not in found(text)


def test_an_end_comes_after_the_beginning() -> None:
    assert found("The pilot programme ran from 2005 to 2012 in four schools.") == {"start": 2005, "end": 2012}
    assert found("The project was launched in 2010.", "It ended in 2014, when funds were spent.") == {
        "start": 2010,
        "end": 2014,
    }


def test_the_programme_counts_for_more_than_its_town() -> None:
    sentences = (
        "The town was founded in 1850 by settlers.",
        "The reading festival was launched in 2016 by two librarians.",
    )
    assert found(*sentences, title="Reading festival")["start"] == 2016


@given(st.text())
def test_digits_keep_their_place(text: str) -> None:
    assert len(plain_digits(text)) == len(text)
    for year, start, end in years_in(text):
        assert plain_digits(text)[start:end] == str(year)
