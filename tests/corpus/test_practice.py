import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from corpus.countries import country_codes, is_country
from corpus.faults import Fault, RecordError
from corpus.practice import SECTIONS, AskedQuestion, Practice, Section, Source, Translation
from corpus.vocabulary import LANGUAGES, vocabulary
from tests.corpus.sample import FILE, RECORD, changed


def faults_of(text: str, file: str = FILE) -> list[Fault]:
    with pytest.raises(RecordError) as raised:
        Practice.parse(text, file)
    assert str(raised.value) == "\n".join(map(str, raised.value.faults))
    return raised.value.faults


def test_a_record_becomes_a_practice() -> None:
    practice = Practice.parse(RECORD, FILE)
    assert (practice.id, practice.city, practice.country) == ("no-oslo-reading-boats", "Oslo", "NO")
    assert (practice.start, practice.end) == (2015, None)
    assert practice.themes == ["libraries-museums-culture", "family-learning"]
    assert practice.sdgs == [4, 11]
    assert practice.summary.startswith("Oslo sends boats") and practice.summary.endswith("every summer.")
    assert practice.sources[0].published == 2019 and practice.sources[1].published is None
    assert practice.checked.isoformat() == "2026-11-23"
    assert [section.heading for section in practice.sections] == ["Challenge", "What was done", "Results"]


def test_title_and_summary_fall_back_to_english() -> None:
    practice = Practice.parse(RECORD, FILE)
    assert practice.title_in("fr") == "Les bateaux de lecture"
    assert practice.summary_in("ar") == "ترسل أوسلو قوارب محملة بالكتب."
    assert practice.title_in("zh") == practice.title_in("en") == practice.title_in("xx") == "Reading boats"
    assert practice.summary_in("pt") == practice.summary
    assert practice.languages() == ["en", "fr", "ar"]


def test_a_section_is_found_by_its_code() -> None:
    practice = Practice.parse(RECORD, FILE)
    results = practice.section("results")
    assert results is not None and results.text == "A thousand children came in 2018."
    assert practice.section("adapting-it") is None


def test_a_practice_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Practice.parse(RECORD, FILE).title = "Other"  # type: ignore[misc]


# Each: what is written otherwise, the field named, the line pointed at, and what is said to be wrong or right.
VIOLATIONS = [
    ("id: no-oslo-reading-boats", "id: fr-paris-boats", "id", "allowed: no-oslo-reading-boats"),
    ("id: no-oslo-reading-boats", "id: NO_Oslo", "id", "^[a-z]{2}(-[a-z0-9]+)+$"),
    ("id: no-oslo-reading-boats", "id: [no, oslo]", "id", "string"),
    ("title: Reading boats", 'title: ""', "title", "at least 1 character"),
    ("title: Reading boats", "title: " + "x" * 401, "title", "at most 400 characters"),
    ("title: Reading boats", 'title: "\\0"', "title", "control character U+0000"),
    ("Boats with books", "Boats \\x1b[31m with books", "sources.0.title", "control character U+001B"),
    ("title: Reading boats", "title: {a: b}", "title", "string"),
    ("city: Oslo", "city: 5", "city", "string"),
    ("country: NO", "country: UK", "country", "allowed: ISO 3166-1 alpha-2, such as IE or ZA"),
    ("country: NO", "country: no", "country", "^[A-Z]{2}$"),
    ("country: NO", "country: NOR", "country", "^[A-Z]{2}$"),
    ("country: NO", "country: SE", "country", "allowed: se-…"),
    ("region: europe-north-america", "region: europe", "region", "allowed: africa, arab-states, asia-pacific"),
    ("start: 2015", "start: early", "start", "valid integer"),
    ("start: 2015", "start: 20015", "start", "less than or equal to 2100"),
    ("end: null", "end: 12", "end", "greater than or equal to 1000"),
    ("end: null", "end: 2009", "end", "allowed: 2015 or later"),
    ("themes: [libraries-", "themes: [books, libraries-", "themes.0", "allowed: adult-literacy, digital-skills"),
    ("themes: [libraries-museums-culture, family-learning]", "themes: []", "themes", "at least 1 item"),
    ("themes: [libraries-museums-culture, family-learning]", "themes: financing", "themes", "valid list"),
    (
        "themes: [libraries-",
        "themes: [financing, intergenerational, older-adults, libraries-",
        "themes",
        "at most 4 items",
    ),
    ("audiences: [children, families]", "audiences: [kids]", "audiences.0", "allowed: everyone, children"),
    ("audiences: [children, families]", "audiences: [children, children]", "audiences", "children is named twice"),
    ("audiences: [children, families]", "audiences: []", "audiences", "at least 1 item"),
    ("sdgs: [4, 11]", "sdgs: [4, 18]", "sdgs.1", "allowed: 1, 2, 3, 4, 5"),
    ("sdgs: [4, 11]", "sdgs: [4, 4]", "sdgs", "4 is named twice"),
    ("sdgs: [4, 11]", "sdgs: [yes]", "sdgs.0", "valid integer"),
    ("summary: >-\n", "summary: >-\n  " + "word " * 60 + "\n", "summary", "words (allowed: at most 60)"),
    ("  ar: {", "  de: {", "translations.de.[key]", "'ar', 'zh', 'ru' or 'pt'"),
    ('  fr: {title: "Les bateaux de lecture", ', "  fr: {", "translations.fr.title", "is missing"),
    ("  fr: {", "  fr: {author: x, ", "translations.fr.author", "is no field of the format"),
    ("https://example.org/boats", "ftp://example.org/boats", "sources.0.url", "'http' or 'https'"),
    ("https://example.org/boats", "javascript:alert(1)", "sources.0.url", "'http' or 'https'"),
    ("https://example.org/boats", "example.org/boats", "sources.0.url", "valid URL"),
    (', publisher: "City of Oslo"', "", "sources.0.publisher", "is missing"),
    ("published: 2019", "published: soon", "sources.0.published", "valid integer"),
    ("  - {language: en,", "  - {language: de,", "questions.0.language", "allowed: 'en', 'fr', 'es'"),
    ("checked: 2026-11-23", "checked: yesterday", "checked", "valid date"),
    ("checked: 2026-11-23", "checked: 2026-02-31", "checked", "day value is outside expected range"),
    ("checked: 2026-11-23", "colour: red\nchecked: 2026-11-23", "colour", "is no field of the format"),
    ("## Challenge", "## Background", "sections.0.code", "allowed: 'challenge', 'what-was-done'"),
    ("## What was done", "## Results", "sections", "a section stands twice"),
    ("## What was done\n", "", "sections", "the section 'What was done' is missing"),
    (" Parents read aloud on board.", "", "sections", "too short (allowed: at least 3 sentences)"),
    ("## Results\nA thousand children came in 2018.\n", "## Results\n", "sections.2.text", "at least 1 character"),
]


@pytest.mark.parametrize(("old", "new", "field", "said"), VIOLATIONS)
def test_each_rule_names_file_line_field_and_what_is_allowed(old: str, new: str, field: str, said: str) -> None:
    text = changed(old, new)
    about = [fault for fault in faults_of(text) if said in str(fault)]
    assert [fault.field for fault in about] == [field]
    fault = about[0]
    assert str(fault).startswith(f"{FILE}:{fault.line}: {field}: ")
    line = text.split("\n")[(fault.line or 0) - 1]
    root, *rest = field.split(".")
    assert line.lstrip(" -").startswith(
        {
            "translations": rest[0] if rest else root,
            "sources": "{url:",
            "questions": "{language:",
            "sections": "## ",
        }.get(root, root)
    )


@pytest.mark.parametrize("field", sorted(set(Practice.model_fields) - {"translations", "questions", "sections"}))
def test_every_field_but_translations_and_questions_is_needed(field: str) -> None:
    lines = RECORD.split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{field}:"))
    end = next(number for number in range(start + 1, len(lines)) if not lines[number].startswith(" "))
    without = "\n".join([*lines[:start], *lines[end:]])
    assert [str(fault) for fault in faults_of(without)] == [f"{FILE}:1: {field}: is missing"]


def test_a_record_without_sections_lacks_them() -> None:
    front = RECORD[: RECORD.index("## Challenge")]
    assert [str(fault) for fault in faults_of(front)] == [f"{FILE}:1: sections: is missing"]


def test_all_faults_come_at_once_in_order_of_their_lines() -> None:
    text = changed("region: europe-north-america", "region: europe")
    text = changed("sdgs: [4, 11]", "sdgs: [0, 99]", text)
    text = changed("checked: 2026-11-23", "title: Again\nchecked: soon", text)
    text = changed("---\n\n## Challenge", "---\nPreface.\n\n## Challenge", text)
    faults = faults_of(text)
    assert [fault.field for fault in faults] == ["region", "sdgs.0", "sdgs.1", "title", "checked", "sections"]
    assert [fault.line for fault in faults] == sorted(fault.line or 0 for fault in faults)


def test_what_cannot_be_read_is_not_said_to_lack_its_fields() -> None:
    assert len(faults_of("no record at all")) == 1
    assert len(faults_of(changed("sdgs: [4, 11]", "sdgs: [4, 11"))) == 1
    assert {fault.problem for fault in faults_of("---\n{}\n---\n")} == {"is missing"}


def test_the_file_is_named_like_the_id_only_where_it_is_a_file() -> None:
    assert Practice.parse(RECORD).id == Practice.parse(RECORD, "upload").id == "no-oslo-reading-boats"
    assert Practice.parse(RECORD, "some/folder/no-oslo-reading-boats.md")
    assert [fault.allowed for fault in faults_of(RECORD, "other.md")] == ["other"]


def test_every_shipped_record_comes_back_as_it_was(shipped: list[Practice]) -> None:
    assert len(shipped) > 200
    for practice in shipped:
        text = practice.render()
        assert Practice.parse(text, f"{practice.id}.md") == practice
        assert Practice.parse(text).render() == text


def test_shipped_records_are_whole(shipped: list[Practice]) -> None:
    for practice in shipped:
        assert practice.languages() == list(LANGUAGES), practice.id
        assert practice.sources, practice.id


def test_countries() -> None:
    assert is_country("IE") and is_country("HK") and is_country("XK")
    for code in ("EU", "UK", "ZZ", "UN", "AC", "ie", "IRL", "419", ""):
        assert not is_country(code)
    assert len(country_codes()) == 249 + 1  # those of ISO 3166-1, and Kosovo


# What a person could write: letters of any script, marks, digits, signs and spaces, but no control characters.
TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=60).filter(str.strip)
YEARS = st.none() | st.integers(1000, 2100)


@st.composite
def practices(draw: st.DrawFn) -> Practice:
    country = draw(st.sampled_from(sorted(country_codes())))
    start = draw(YEARS)
    known = vocabulary()
    labels = {
        kind: draw(st.lists(st.sampled_from(list(getattr(known, kind))), min_size=1, max_size=4, unique=True))
        for kind in ("themes", "audiences", "sdgs")
    }
    done = Section(code="what-was-done", text=draw(TEXTS).replace("#", "") + " x. Two. Three.\n\nFour. Five.")
    others = draw(st.lists(st.sampled_from([code for code in SECTIONS if code != done.code]), unique=True))
    codes = st.sampled_from([language for language in LANGUAGES if language != "en"])
    return Practice(
        id=f"{country.lower()}-{draw(st.from_regex('[a-z0-9]{1,20}', fullmatch=True))}",
        title=draw(TEXTS),
        city=draw(TEXTS),
        country=country,
        region=draw(st.sampled_from(list(known.regions))),
        start=start,
        end=draw(st.none() | st.integers(start or 1000, 2100)),
        themes=labels["themes"],
        audiences=labels["audiences"],
        sdgs=[int(goal) for goal in labels["sdgs"]],
        summary=draw(TEXTS),
        translations=draw(st.dictionaries(codes, st.builds(Translation, title=TEXTS, summary=TEXTS), max_size=3)),
        sources=[Source(url="https://example.org/?q=%20#a", title=draw(TEXTS), publisher=draw(TEXTS), published=start)],
        questions=draw(st.lists(st.builds(AskedQuestion, language=st.sampled_from(LANGUAGES), text=TEXTS), max_size=2)),
        checked=draw(st.dates()),
        sections=[done, *(Section(code=code, text=f"– {draw(TEXTS)}") for code in others)],
    )


@given(practices())
@settings(max_examples=60, deadline=None)
def test_any_practice_comes_back_as_it_was(practice: Practice) -> None:
    assert Practice.parse(practice.render(), f"{practice.id}.md") == practice


@given(st.text(max_size=200))
@settings(deadline=None)
def test_arbitrary_text_is_a_practice_or_a_record_error(text: str) -> None:
    for document in (text, f"---\n{text}\n---\n"):
        assert faults_of(document)


@given(st.data())
@settings(deadline=None)
def test_a_mutated_record_is_a_practice_or_a_record_error(data: st.DataObject) -> None:
    text = RECORD
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        pieces = st.sampled_from(["", "[", "{", "&a ", "*a", "!!int ", "\n", "---\n", "\ufeff", "\0", ": ", "# ", "99"])
        text = text[:start] + data.draw(pieces | st.text(max_size=5)) + text[end:]
    try:
        practice = Practice.parse(text, FILE)
    except RecordError as error:
        assert all(fault.file == FILE and fault.field and fault.problem for fault in error.faults)
    else:
        assert Practice.parse(practice.render(), FILE) == practice
