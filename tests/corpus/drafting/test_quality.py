"""How well drafting does on documents as the web has them; floors stand a little below what was measured."""

import re

import pytest

from corpus.drafting import Drafter, Likeness
from corpus.drafting.emptiness import REASONS
from corpus.practice import Practice
from corpus.sentences import split_sentences
from tests.corpus.drafting.documents import Sample, samples
from tests.corpus.drafting.measuring import Figures, measure


@pytest.fixture(scope="module")
def figures(drafter: Drafter, shipped: list[Practice]) -> Figures:
    by_id = {practice.id: practice for practice in shipped}
    return measure(drafter, [each for each in samples("1", "2", "3") if not each.about.startswith("none")], by_id)


@pytest.mark.parametrize(
    ("field", "floor"),
    [
        ("one practice", 0.97),
        ("city", 0.93),
        ("country", 0.97),
        ("start", 0.95),
        ("themes first", 0.75),
        ("themes recall", 0.53),
        ("audiences first", 0.76),
        ("audiences recall", 0.6),
        ("sections", 0.83),
        ("sections what-was-done", 0.84),
        ("sections results", 0.83),
        ("summary", 1.0),
    ],
)
def test_fields_are_found(figures: Figures, field: str, floor: float) -> None:
    assert figures.share(field) >= floor, "\n".join(line for line in figures.wrong if line.startswith(field))


@pytest.mark.parametrize("field", ["city", "country", "start"])
def test_certainty_is_near_what_is_right(figures: Figures, field: str) -> None:
    sure = [(certainty, right) for name, certainty, right in figures.sure if name == field]
    said = sum(certainty for certainty, _ in sure) / len(sure)
    assert abs(said - sum(right for _, right in sure) / len(sure)) < 0.25


@pytest.mark.parametrize(
    "sample", [each for each in samples("none", "3") if each.about.startswith("none")], ids=lambda each: each.address
)
def test_a_document_without_a_practice_says_so(drafter: Drafter, sample: Sample) -> None:
    drafted = drafter.draft(sample.document, address=sample.address)
    assert drafted.drafts == ()
    expected = sample.about.removeprefix("none ")
    assert drafted.reason_code in ((expected, "nothing-done") if expected == "news" else (expected,))
    assert drafted.reason == REASONS[drafted.reason_code]


@pytest.mark.parametrize("sample", samples("several"), ids=lambda each: each.language)
def test_a_document_with_several_practices_is_parted(drafter: Drafter, sample: Sample) -> None:
    drafted = drafter.draft(sample.document, address=sample.address)
    assert [draft.record["city"] for draft in drafted.drafts] == sample.expected["cities"].split(",")


def test_drafts_are_known_again_as_updates(drafter: Drafter, likeness: Likeness) -> None:
    told = [sample for sample in samples("1", "2") if re.match(r"[a-z]{2}-", sample.about)]
    first = 0
    for sample in told:
        alike = likeness.alike(drafter.draft(sample.document, address=sample.address).drafts[0].record)
        first += bool(alike) and alike[0].practice_id == sample.about
    assert first >= 0.88 * len(told)


@pytest.mark.parametrize("language", ["fr", "ar", "zh"])
def test_a_practice_is_known_again_in_another_language(
    likeness: Likeness, shipped: list[Practice], language: str
) -> None:
    for practice in shipped[::7]:
        told = {"title": practice.title_in(language), "summary": practice.summary_in(language)}
        record = {"city": practice.city, "country": practice.country, "translations": {language: told}}
        assert likeness.alike(record)[0].practice_id == practice.id


def test_a_cut_text_and_a_shared_source_are_known_again(likeness: Likeness, shipped: list[Practice]) -> None:
    for practice in shipped[::11]:
        text = " ".join(split_sentences(practice.sections[1].text)[:3])
        record = {"title": practice.title, "sections": [{"code": "what-was-done", "text": text}]}
        assert likeness.alike(record)[0].practice_id == practice.id
        shared = {**record, "sources": [{"url": practice.sources[0].url.replace("https://", "http://") + "#top"}]}
        assert likeness.alike(shared)[0].practice_id == practice.id


def test_other_practices_of_a_city_are_rarely_taken_for_the_same(likeness: Likeness, shipped: list[Practice]) -> None:
    wrong = 0
    for practice in shipped:
        record = practice.model_dump(mode="json", exclude={"sources"})
        wrong += any(alike.practice_id != practice.id for alike in likeness.alike(record, limit=5))
    assert wrong <= 0.08 * len(shipped)


def test_nothing_is_like_a_draft_without_text(likeness: Likeness) -> None:
    assert likeness.alike({}) == []
    assert likeness.alike({"city": "Cork", "sections": [3], "sources": ["x"]}) == []
