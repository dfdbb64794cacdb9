"""The catalogs hold every fixed phrase of the code in every language, and `Wording` says them."""

import io
from gettext import c2py
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, read_po

from assistant.wording import Wording
from corpus.vocabulary import LANGUAGES
from tests.catalogs import TEMPLATE, TRANSLATED, extract, forms_of, phrases_in_python, read_catalog, render


@pytest.fixture(scope="module")
def template() -> Catalog:
    """The phrases that the code has."""
    return extract()


def faults_of(catalog: Catalog, template: Catalog) -> list[str]:
    """What keeps a catalog from saying all that the code says, and no more."""
    wanted = {message.id: message for message in template if message.id}
    held = {message.id: message for message in catalog if message.id}
    faults = [f"lacks {key!r}" for key in wanted.keys() - held.keys()]
    faults += [f"has {key!r}, which the code has not" for key in held.keys() - wanted.keys()]
    faults += [f"still has {key!r}, struck out" for key in catalog.obsolete]
    for message in held.values():
        faults += [f"{message.id!r} {fault}" for fault in _faults_of_phrase(message, catalog)]
    return faults


def _faults_of_phrase(message: Message, catalog: Catalog) -> list[str]:
    forms = forms_of(message)
    faults = ["is fuzzy"] if message.fuzzy else []
    if len(forms) != (catalog.num_plurals if message.pluralizable else 1):
        faults.append(f"has {len(forms)} forms")
    if not all(form.strip() for form in forms):
        return [*faults, "is not translated"]
    places = _places_in(*(message.id if message.pluralizable else (message.id,)))
    for number, form in enumerate(forms):
        # "Two practices" is one word in Arabic: a form for a single number need not show it.
        spared = {"count"} if message.pluralizable and _stands_for_one(catalog, number) else set()
        if not places - spared <= _places_in(form) <= places:
            faults.append(f"has other places in {form!r}")
    return faults


def _places_in(*texts: str) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}


def _stands_for_one(catalog: Catalog, form: int) -> bool:
    form_for = c2py(catalog.plural_expr)
    return sum(form_for(count) == form for count in range(1000)) == 1


def test_template_is_up_to_date(template: Catalog) -> None:
    assert TEMPLATE.read_text("utf-8") == render(template), "run python -m tests.catalogs"


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalog_says_all_that_the_code_says(language: str, template: Catalog) -> None:
    assert faults_of(read_catalog(language), template) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalog_has_the_plural_rule_of_its_language(language: str) -> None:
    assert read_catalog(language).plural_forms == str(get_plural(language))


SOUND = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Only: {places}"
msgstr "Uniquement : {places}"

msgid "{count} city"
msgid_plural "{count} cities"
msgstr[0] "{count} ville"
msgstr[1] "{count} villes"
"""


def parse(text: str) -> Catalog:
    return read_po(io.BytesIO(text.encode()), locale="fr", abort_invalid=True)


def test_sound_catalog_has_no_faults() -> None:
    assert faults_of(parse(SOUND), parse(SOUND)) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('msgid "Only: {places}"\nmsgstr "Uniquement : {places}"\n', "", "lacks 'Only: {places}'"),
        ('msgstr "Uniquement : {places}"', 'msgstr ""', "'Only: {places}' is not translated"),
        ('msgid "Only', '#, fuzzy\nmsgid "Only', "'Only: {places}' is fuzzy"),
        (': {places}"\n\n', ': {lieux}"\n\n', "'Only: {places}' has other places in 'Uniquement : {lieux}'"),
        ('"{count} ville"', '"Une ville"', "('{count} city', '{count} cities') has other places in 'Une ville'"),
        ('msgstr[1] "{count} villes"\n', "", "('{count} city', '{count} cities') is not translated"),
        ('msgid "Only', 'msgid "Old"\nmsgstr "Vieux"\n\nmsgid "Only', "has 'Old', which the code has not"),
        ('msgid "Only', '#~ msgid "Old"\n#~ msgstr "Vieux"\n\nmsgid "Only', "still has 'Old', struck out"),
    ],
)
def test_fault_in_a_catalog_is_found(before: str, after: str, fault: str) -> None:
    assert before in SOUND
    assert faults_of(parse(SOUND.replace(before, after)), parse(SOUND)) == [fault]


def test_form_too_many_is_found() -> None:
    with pytest.raises(PoFileError):
        parse(SOUND + 'msgstr[2] "{count} villes"\n')


def phrases_in(code: str) -> list[tuple[int, str, list[str | None], list[str]]]:
    file = io.BytesIO(code.encode())
    file.name = "code.py"
    return list(phrases_in_python(file, ("wording", "plural"), (), {}))


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('wording("One")', ["One"]),
        ('wording("One " "two")', ["One two"]),
        ('self.wording("One", places=names)', ["One"]),
        ('''f"{wording('One')} and more"''', ["One"]),
        ('wording.plural("{count} city", "{count} cities", len(hits))', ["{count} city", "{count} cities", None]),
    ],
)
def test_phrase_in_code_is_found(code: str, texts: list[str | None]) -> None:
    assert [found[2] for found in phrases_in(code)] == [texts]


@pytest.mark.parametrize("code", ["wording(text)", 'wording(f"Only {place}")', 'wording.plural("city", many, count)'])
def test_phrase_put_together_at_run_time_is_an_error(code: str) -> None:
    with pytest.raises(ValueError, match=r"code\.py:1"):
        phrases_in(code)


def test_each_language_has_its_own_words() -> None:
    said = {language: Wording(language)("You could also ask:") for language in LANGUAGES}
    assert len(set(said.values())) == len(LANGUAGES)
    assert said["en"] == "You could also ask:"
    assert said["es"] == "También puede preguntar:"


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_are_put_in(language: str) -> None:
    assert Wording(language)("Only: {places}", places="Lyon, {Köln}").endswith("Lyon, {Köln}")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", {0: "0 practices", 1: "1 practice", 2: "2 practices"}),
        ("fr", {0: "0 pratique", 1: "1 pratique", 2: "2 pratiques"}),
        ("es", {0: "0 prácticas", 1: "1 práctica", 2: "2 prácticas"}),
        ("pt", {0: "0 práticas", 1: "1 prática", 2: "2 práticas"}),
        ("zh", {1: "1项实践", 5: "5项实践"}),
        ("ru", {1: "1 практика", 2: "2 практики", 5: "5 практик", 11: "11 практик", 21: "21 практика"}),
        (
            "ar",
            {
                0: "لا توجد ممارسات",
                1: "ممارسة واحدة",
                2: "ممارستان",
                3: "3 ممارسات",
                11: "11 ممارسةً",
                100: "100 ممارسة",
            },
        ),
    ],
)
def test_numbers_take_the_forms_of_the_language(language: str, said: dict[int, str]) -> None:
    wording = Wording(language)
    assert {count: wording.plural("{count} practice", "{count} practices", count) for count in said} == said


@pytest.mark.parametrize("language", ["sw", "xx", "", "FR", "../fr"])
def test_unknown_language_is_answered_in_english(language: str) -> None:
    wording = Wording(language)
    assert wording("Sources") == "Sources"
    assert wording("Only: {places}", places="Lyon") == "Only: Lyon"
    assert wording.plural("{count} practice", "{count} practices", 1) == "1 practice"


def test_phrase_that_no_catalog_has_stays_as_it_is() -> None:
    assert Wording("fr")("No such phrase: {places}", places="Lyon") == "No such phrase: Lyon"
