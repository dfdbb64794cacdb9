import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import markdown
from tests.corpus.sample import FILE, RECORD, changed


def only_fault(text: str) -> str:
    faults = markdown.read(text, FILE).faults
    assert len(faults) == 1, faults
    return str(faults[0])


def test_fields_sections_and_their_lines() -> None:
    raw = markdown.read(RECORD, FILE)
    assert not raw.faults
    assert raw.data["start"] == 2015
    assert raw.data["sections"][0] == {"code": "challenge", "text": "The islands have no library."}
    assert [section["code"] for section in raw.data["sections"]] == ["challenge", "what-was-done", "results"]
    lines = RECORD.split("\n")
    assert lines[raw.lines["title",] - 1] == "title: Reading boats"
    assert lines[raw.lines["translations", "ar", "summary"] - 1].startswith("  ar:")
    assert lines[raw.lines["sources", 1, "publisher"] - 1].startswith('  - {url: "https://example.org/report"')
    assert lines[raw.lines["sections", 2] - 1] == "## Results"


def test_words_and_dates_are_left_as_text() -> None:
    raw = markdown.read(RECORD, FILE)
    assert raw.data["country"] == "NO"
    assert raw.data["checked"] == "2026-11-23"
    assert markdown.read("---\ntitle: Yes\n---\n", FILE).data["title"] == "Yes"


def test_a_fault_has_the_nearest_line_known() -> None:
    raw = markdown.read(RECORD, FILE)
    assert raw.fault(("sources", 0, "url", "deeper"), "is wrong").line == raw.lines["sources", 0, "url"]
    assert raw.fault(("nowhere",), "is missing").line == 1


def test_line_breaks_of_windows_make_no_difference() -> None:
    assert markdown.read(RECORD.replace("\n", "\r\n"), FILE) == markdown.read(RECORD, FILE)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", ":1: record: the file does not begin with front matter (allowed: a first line of '---')"),
        ("\ufeff" + RECORD, ":1: record: the file does not begin with front matter (allowed: a first line of '---')"),
        ("# A heading\n" + RECORD, ":1: record: the file does not begin with front matter"),
        ("---\nid: a\n", ":1: record: the front matter has no end (allowed: a line of '---')"),
        ("---\n---\n", "the front matter is not a list of fields (allowed: lines of 'field: value')"),
        ("---\n- a\n- b\n---\n", "the front matter is not a list of fields"),
        ("---\nid: a\ntitle: [a, b\n---\n", ":4: front matter: not valid YAML"),
        ("---\nid: a\ntitle: a: b\n---\n", ":3: front matter: not valid YAML"),
        ("---\nid: a\n\ttitle: b\n---\n", ":3: front matter: not valid YAML"),
        ("---\nid: a\n...\nid: b\n---\n", "front matter: not valid YAML"),
        ("---\nid: &a [1]\ntitle: *a\n---\n", ":3: front matter: YAML aliases are not allowed"),
        ("---\nid: &a [*a]\n---\n", ":2: front matter: YAML aliases are not allowed"),
        ("---\nid: !!python/object/apply:os.getcwd []\n---\n", ":2: front matter: not valid YAML: could not determine"),
        ("---\n? [a]\n: b\n---\n", ":2: front matter: not valid YAML"),
        (RECORD + "x" * 200_000, ":1: record: the file is too long (allowed: at most 200000 characters)"),
        (changed("no library", "no\0library"), ":26: record: holds the control character U+0000"),
        (changed("Reading boats", "Reading\x1b[31m boats"), ":3: record: holds the control character U+001B"),
    ],
)
def test_what_cannot_be_read_is_one_fault(text: str, fault: str) -> None:
    assert fault in only_fault(text)


@pytest.mark.parametrize(
    "value",
    ['!!int ""', '!!float ""', "!!bool maybe", "!!timestamp soon", "1" + ":1" * 300 + ".0", "9" * 5_000, "\ud800"],
)
def test_a_value_that_its_tag_cannot_take_is_a_fault(value: str) -> None:
    assert "front matter: not valid YAML: " in only_fault(f"---\nid: {value}\n---\n")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("closed", [True, False])
def test_deep_nesting_is_refused_before_it_is_built_up(opening: str, closed: bool) -> None:
    closing = {"[": "]", "{a: ": "}"}.get(opening, "")
    count = 30_000
    text = f"---\nid:\n  {opening * count}{closing * count if closed else ''}\n---\n"
    assert "is nested too deeply (allowed: at most 10 levels)" in only_fault(text)


def test_nesting_is_allowed_to_the_depth_said() -> None:
    at_most = markdown.MAX_DEPTH - 1  # the fields themselves are one level
    assert not markdown.read(f"---\nid: {'[' * at_most}{']' * at_most}\n---\n", FILE).faults
    assert "is nested too deeply" in only_fault(f"---\nid: [{'[' * at_most}{']' * at_most}]\n---\n")


def test_many_laughs_are_refused() -> None:
    laughs = ["a0: &a0 [lol]", *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12))]
    assert "YAML aliases are not allowed" in only_fault("---\n" + "\n".join(laughs) + "\n---\n")


def test_a_field_that_stands_twice_is_named_with_both_lines() -> None:
    assert ":4: title: stands twice, first in line 3" in only_fault(
        changed("title: Reading boats", "title: One\ntitle: Two")
    )
    nested = changed('fr: {title: "Les', 'fr: {title: "Deux", title: "Les')
    assert ":15: translations.fr.title: stands twice, first in line 15" in only_fault(nested)
    assert "stands twice" in only_fault("---\n1: a\n'1': b\n---\n")


def test_text_outside_a_section_is_a_fault() -> None:
    assert ":24: sections: text stands outside a section (allowed: text under a '## ' heading)" in only_fault(
        changed("---\n\n## Challenge", "---\nA preface.\n\n## Challenge")
    )


def test_sections_belong_to_the_body() -> None:
    assert ":5: sections: is no field of the format" in only_fault(changed("country: NO", "sections: []"))


def test_what_is_written_is_read_again() -> None:
    fields = {"id": "a", "title": 'Quotes " and: colons #', "themes": ["a", "b"], "empty": None, "no": "NO"}
    sections = [("What was done", "One.\n\nTwo: 'three'."), ("Results", "– 5 % · 学习")]
    text = markdown.write(fields, sections)
    raw = markdown.read(text, "a.md")
    assert not raw.faults
    assert raw.data.pop("sections") == [
        {"code": "what-was-done", "text": "One.\n\nTwo: 'three'."},
        {"code": "results", "text": "– 5 % · 学习"},
    ]
    assert raw.data == fields
    assert "themes: [a, b]\n" in text
    assert text.endswith("学习\n")


def test_equal_values_are_written_out_each_time() -> None:
    same = {"title": "x", "tags": ["y"]}
    text = markdown.write({"first": same, "second": same}, [])
    assert not markdown.read(text, "a.md").faults


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40).map(str.strip)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), WORDS | st.lists(WORDS, max_size=4), min_size=1))
@settings(deadline=None)
def test_any_fields_come_back_as_they_were(fields: dict[str, str | list[str]]) -> None:
    fields.pop("sections", None)
    raw = markdown.read(markdown.write({"id": "a", **fields}, []), "a.md")
    assert not raw.faults
    assert raw.data == {"id": "a", **fields}


@given(st.text(alphabet=st.sampled_from("---\n\n: []{}&*!|>?#'\"ab1\t%@,") | st.characters(), max_size=300))
@settings(deadline=None)
def test_reading_never_raises(text: str) -> None:
    for document in (text, f"---\n{text}\n---\n{text}"):
        raw = markdown.read(document, FILE)
        for fault in raw.faults:
            assert str(fault).startswith(FILE)
            assert fault.field and fault.problem
