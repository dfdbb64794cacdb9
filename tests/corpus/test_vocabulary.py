import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.faults import CorpusError
from corpus.vocabulary import LANGUAGES, Term, Vocabulary, VocabularyError, vocabulary

AUDIENCES = [
    *("everyone", "children", "young-people", "adults", "older-adults", "women-girls", "families"),
    *("migrants-refugees", "people-with-disabilities", "jobseekers", "workers", "entrepreneurs", "students"),
    *("teachers", "volunteers", "officials", "low-income", "low-literacy", "minorities", "prisoners"),
    "rural-residents",
]

LABELS = "\n".join(f"labels.{language} = 'label'" for language in LANGUAGES)
WORDS = "\n".join(f"words.{language} = ['word-{language}']" for language in LANGUAGES)


def small(**changed: str) -> str:
    """A vocabulary of one term each (and the 17 goals), with some terms written otherwise."""
    parts = {
        "themes": f"[themes.one]\ndescription = 'What belongs.'\n{LABELS}",
        "audiences": f"[audiences.one]\ndescription = 'What belongs.'\n{LABELS}\n{WORDS}",
        "regions": f"[regions.one]\n{LABELS}\n{WORDS}",
        "sdgs": "\n".join(f"[sdgs.{number}]\n{LABELS}" for number in range(1, 18)),
        "sections": f"[sections.one]\n{LABELS}",
    }
    return "\n".join({**parts, **changed}.values())


def audiences(text: str, language: str) -> list[tuple[str, str]]:
    found = vocabulary().find_audiences(text, language)
    return [(code, text[start:end]) for code, start, end in found]


def without_accents(text: str) -> str:
    # й and the hamza of Arabic are accents to Unicode; leaving them out is a permitted spelling too.
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def test_every_vocabulary_is_whole() -> None:
    shipped = vocabulary()
    assert len(shipped.themes) == 30
    assert list(shipped.audiences) == AUDIENCES
    assert set(shipped.regions) == {
        "africa",
        "arab-states",
        "asia-pacific",
        "europe-north-america",
        "latin-america-caribbean",
    }
    assert list(shipped.sdgs) == [str(number) for number in range(1, 18)]
    assert list(shipped.sections) == ["challenge", "what-was-done", "results", "adapting-it"]
    assert shipped.sdgs["11"].label("fr") == "Villes et communautés durables"


def test_no_two_terms_of_a_vocabulary_look_the_same() -> None:
    shipped = vocabulary()
    for terms in (shipped.themes, shipped.audiences, shipped.regions, shipped.sdgs, shipped.sections):
        for language in LANGUAGES:
            assert len({term.labels[language] for term in terms.values()}) == len(terms)


def test_descriptions_are_sentences() -> None:
    shipped = vocabulary()
    for term in (*shipped.themes.values(), *shipped.audiences.values()):
        assert term.description.endswith(".") and term.description[0].isupper(), term.code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_audience_has_enough_words_and_not_too_many(language: str) -> None:
    most = 24 if language == "ru" else 15  # a noun has four to six forms in Russian
    for term in vocabulary().audiences.values():
        least = 2 if term.code in ("everyone", "adults") else 4
        assert least <= len(term.words[language]) <= most, term.code
        assert len(set(term.words[language])) == len(term.words[language]), term.code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_found_however_it_is_spelled(language: str) -> None:
    shipped = vocabulary()
    for find, terms in (
        (shipped.find_audiences, shipped.audiences),
        (shipped.find_regions, shipped.regions),
    ):
        for term in terms.values():
            for word in term.words[language]:
                decomposed = unicodedata.normalize("NFD", word)
                for spelling in (word, word.upper(), decomposed, without_accents(word)):
                    assert find(spelling, language) == [(term.code, 0, len(spelling))], spelling


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        (
            "en",
            "How have cities got OLDER  people and migrant women online?",
            [("older-adults", "OLDER  people"), ("migrants-refugees", "migrant"), ("women-girls", "women")],
        ),
        ("en", "A women's shed for low income parents", ["women-girls", "low-income", "families"]),
        ("en", "Courses for young adults, not only for adults", ["young-people", "adults"]),
        ("en", "family learning in villages for grandparents", ["families", "older-adults"]),
        (
            "fr",
            "Que font les villes pour les personnes agées et l’accueil des demandeurs d’asile ?",
            [("older-adults", "personnes agées"), ("migrants-refugees", "demandeurs d’asile")],
        ),
        ("fr", "Formation des salariées et des chômeurs", ["workers", "jobseekers"]),
        ("es", "¿Cómo enseñan a leer a las personas adultas mayores?", ["older-adults"]),
        (
            "es",
            "Talleres para ninos y ninas, jubiladas y mujeres",
            ["children", "older-adults", "women-girls"],
        ),
        (
            "pt",
            "O que fizeram pelos idosos e aos pais desempregados?",
            ["older-adults", "families", "jobseekers"],
        ),
        (
            "ru",
            "Как города учат пенсионеров работе с компьютером, помогают женщинам и детям-беженцам?",
            ["older-adults", "women-girls", "children", "migrants-refugees"],
        ),
        (
            "ru",
            "Курсы для молодежи и с волонтерами",
            [("young-people", "молодежи"), ("volunteers", "волонтерами")],
        ),
        (
            "ar",
            "ماذا فعلت المدن لكبار السن وللنساء والشباب بالإعاقة؟",
            [
                ("older-adults", "لكبار السن"),
                ("women-girls", "وللنساء"),
                ("young-people", "والشباب"),
                ("people-with-disabilities", "بالإعاقة"),
            ],
        ),
        ("ar", "برامج للاجئين ولأطفالهم وللوالدين", ["migrants-refugees", "children", "families"]),
        ("ar", "نساءٌ وَأطفـال", [("women-girls", "نساءٌ"), ("children", "وَأطفـال")]),
        (
            "zh",
            "城市怎样帮助退休老人和农民工子女学习上网？",
            [
                ("older-adults", "退休"),
                ("older-adults", "老人"),
                ("migrants-refugees", "农民工"),
                ("children", "子女"),
            ],
        ),
        ("zh", "为seniors和残疾人提供的课程", ["older-adults", "people-with-disabilities"]),
        ("tr", "Yaşlılar (older people) için ne yapıldı?", ["older-adults"]),
    ],
)
def test_audiences_are_found(language: str, question: str, expected: list[tuple[str, str]] | list[str]) -> None:
    found = audiences(question, language)
    assert (found if isinstance(expected[0], tuple) else [code for code, _ in found]) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "How do people become a learning city?"),
        ("en", "grandchildren, womenfolk, oldadults, studentship"),
        ("es", "las mayores ciudades de todo el mundo"),
        ("pt", "Que cidades deste país têm festivais?"),
        ("fr", "les villages et les campagnes de promotion"),
        ("ru", "рабочие места, детали, семинар"),
        ("ar", "العلم والدين والأعمال"),  # والدين: "and religion", not "parents"
        ("zh", "国家长期规划由专家长远考虑，人员工作完成人数"),
    ],
)
def test_false_friends_are_not_audiences(language: str, text: str) -> None:
    assert audiences(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "region"),
    [
        ("en", "festivals in latin america", "latin-america-caribbean"),
        ("fr", "dans les États arabes", "arab-states"),
        ("ru", "в странах Африки", "africa"),
        ("ar", "في أمريكا اللاتينية", "latin-america-caribbean"),
        ("zh", "亚太城市", "asia-pacific"),
        ("pt", "na Europa e na América do Norte", "europe-north-america"),
        ("es", "en américa del sur", None),
    ],
)
def test_regions_are_found(language: str, text: str, region: str | None) -> None:
    found = vocabulary().find_regions(text, language)
    assert [code for code, _, _ in found] == ([region] if region else [])


pieces = st.one_of(
    st.sampled_from([w for t in vocabulary().audiences.values() for ws in t.words.values() for w in ws]),
    st.sampled_from([" ", "-", "'", "’", "\u0301", "\u0640", "\u200b", "İ", "و", "ال", "لل", "国家", "人员", "_"]),
    st.text(max_size=6),
)


@given(st.lists(pieces, max_size=12).map("".join), st.sampled_from([*LANGUAGES, "de"]))
def test_spans_lie_in_the_text_and_apart(text: str, language: str) -> None:
    last = 0
    for code, start, end in vocabulary().find_audiences(text, language):
        assert code in vocabulary().audiences
        assert last <= start < end <= len(text)
        last = end


@given(st.text())
def test_any_text_parses_or_is_refused(text: str) -> None:
    with pytest.raises(VocabularyError):
        Vocabulary.parse(text)


def test_a_label_falls_back_to_english() -> None:
    term = Term("one", {"en": "One"})
    assert term.label("fr") == "One"
    assert vocabulary().audiences["children"].label("de") == "Children"


def test_a_small_vocabulary_is_read() -> None:
    read = Vocabulary.parse(small())
    assert read.themes["one"].description == "What belongs."
    assert read.audiences["one"].words["fr"] == ("word-fr",)
    assert read.find_audiences("a WORD fr", "fr") == [("one", 2, 9)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[themes", "not valid TOML"),
        (small(themes=""), "themes: no terms"),
        (small(more="[colours.red]"), "unknown vocabulary 'colours'"),
        (small(sections="[sections.one]\nlabels.en = 'One'"), "sections.one: no labels in fr"),
        (small(sections="[sections.one]"), "sections.one: no labels in en"),
        (small(sections="[sections]\none = 1"), "sections.one: must be a table"),
        (small(sections=f"[sections.one]\n{LABELS}\nlabels.de = 'Eins'"), "unknown language 'de' in labels"),
        (small(sections="[sections.one]\nlabels = 'One'"), "sections.one: labels must be a table"),
        (
            small(sections="[sections.one]\n" + LABELS.replace("label'", " '")),
            "the label in en must be a text",
        ),
        (small(sections=f"[sections.one]\n{LABELS}\ncolour = 'red'"), "sections.one: unknown key 'colour'"),
        (small(sections=f"[sections.One]\n{LABELS}"), "sections.One: a code has small letters"),
        (small(themes=f"[themes.one]\n{LABELS}"), "themes.one: no description"),
        (small(regions=f"[regions.one]\n{LABELS}"), "regions.one: no words in en"),
        (small(regions=f"[regions.one]\n{LABELS}\n" + WORDS.replace("'word-ru'", "")), "the words in ru"),
        (small(sdgs=f"[sdgs.1]\n{LABELS}"), "sdgs: must be 1 to 17"),
        (
            small(more=f"[regions.two]\n{LABELS}\n" + WORDS.replace("'word", "'Word")),
            "regions.two: 'Word-en' (en) already names one",
        ),
    ],
)
def test_faults_are_named(text: str, message: str) -> None:
    with pytest.raises(VocabularyError) as error:
        Vocabulary.parse(text)
    assert message in str(error.value)
    assert isinstance(error.value, CorpusError)
