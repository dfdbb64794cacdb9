"""Tables with a row a practice become drafts, whatever language their headings are in."""

import pytest

from corpus.document import Document, Row
from corpus.drafting import Drafter, guess_columns, missing
from corpus.drafting.labels_named import labels_named
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES, vocabulary


def table(*rows: dict[str, str]) -> Document:
    columns = tuple(dict.fromkeys(name for cells in rows for name in cells))
    return Document(
        media="csv", columns=columns, rows=tuple(Row(number, cells) for number, cells in enumerate(rows, 2))
    )


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        (("Name of practice", "City", "Country", "Year", "Target group"), "title city country start audiences"),
        (("Titre", "Ville", "Pays", "Année", "Thèmes", "Résumé"), "title city country start themes summary"),
        (("Proyecto", "Ciudad", "País", "Año de inicio", "Resultados"), "title city country start results"),
        (("Projeto", "Município", "País", "Início", "Público-alvo"), "title city country start audiences"),
        (("Название", "Город", "Страна", "Год", "Результаты"), "title city country start results"),
        (("اسم المشروع", "المدينة", "الدولة", "سنة البدء", "التحديات"), "title city country start challenge"),
        (("项目名称", "城市", "国家", "开始年份", "成效"), "title city country start results"),
        (("title", "title_fr", "place.city", "url"), "title translations.fr.title city url"),
        (("Main activities (at least 3)", "Web site (URL)"), "what-was-done url"),
    ],
)
def test_headings_are_known_in_seven_languages(columns: tuple[str, ...], fields: str) -> None:
    guessed = guess_columns(Document(media="xlsx", columns=columns))
    assert [guessed.get(column) for column in columns] == fields.split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_our_own_pages_call_the_sections_is_known(language: str) -> None:
    labels = {term.label(language): code for code, term in vocabulary().sections.items()}
    assert guess_columns(Document(media="csv", columns=tuple(labels))) == labels


ROW = {
    "Titre": "Bateaux de lecture",
    "Ville": "Oslo",
    "Pays": "Norvège",
    "Année": "2015",
    "Thèmes": "Bibliothèques, musées, culture",
    "Public": "Enfants ; Familles",
    "ODD": "4, 11",
    "Activités": "La ville envoie des bateaux remplis de livres aux îles. Les parents lisent aux enfants.",
    "Site": "https://example.org/bateaux",
}


def test_a_row_becomes_a_draft(drafter: Drafter) -> None:
    drafted = drafter.draft(table(ROW), address="liste.csv")
    draft = drafted.drafts[0]
    assert draft.record["translations"]["fr"]["title"] == "Bateaux de lecture"
    assert draft.record["city"] == "Oslo"
    assert (draft.record["country"], draft.record["region"]) == ("NO", "europe-north-america")
    assert draft.record["start"] == 2015
    assert draft.record["themes"] == ["libraries-museums-culture"]
    assert draft.record["audiences"] == ["children", "families"]
    assert draft.record["sdgs"] == [4, 11]
    assert draft.record["sources"][0]["url"] == "https://example.org/bateaux"
    city = draft.proposal("city")
    assert city is not None
    assert (city.rests_on[0].column, city.rests_on[0].block) == ("Ville", 0)


def test_columns_that_a_person_mapped_are_taken(drafter: Drafter) -> None:
    document = table({"A": "Reading boats", "B": "Oslo", "C": "NO"})
    assert drafter.draft(document, address="a.csv").reason_code == "nothing-done"
    drafted = drafter.draft(document, address="a.csv", columns={"A": "title", "B": "city", "C": "country"})
    assert drafted.drafts[0].record["city"] == "Oslo"


def test_a_row_keeps_its_key_when_rows_are_put_before_it(drafter: Drafter) -> None:
    other = {**ROW, "Titre": "Marché des savoirs", "Ville": "Lyon"}
    one = drafter.draft(table(ROW), address="a.csv").drafts[0].key
    assert drafter.draft(table(other, ROW), address="a.csv").drafts[1].key == one


def test_a_finished_record_is_taken_as_it_is(drafter: Drafter, shipped: list[Practice]) -> None:
    practice = shipped[0]
    cells: dict[str, str] = {
        "id": practice.id,
        "title": practice.title,
        "city": practice.city,
        "country": practice.country,
        "region": practice.region,
        "start": str(practice.start or ""),
        "themes": "; ".join(practice.themes),
        "audiences": "; ".join(practice.audiences),
        "sdgs": "; ".join(map(str, practice.sdgs)),
        "summary": practice.summary,
        "sources": '[{"url": "https://example.org/a", "title": "A", "publisher": "B"}]',
        "checked": "2026-11-23",
        **{section.code: section.text for section in practice.sections},
    }
    draft = drafter.draft(table({name: text for name, text in cells.items() if text}), address="a.csv").drafts[0]
    assert draft.key == practice.id
    assert missing(draft.record) == []
    assert {proposal.certainty for proposal in draft.proposals} == {1.0}


@pytest.mark.parametrize(
    ("field", "text", "codes"),
    [
        ("themes", "Adult literacy; digital-skills", ["adult-literacy", "digital-skills"]),
        ("themes", "محو أمية الكبار", ["adult-literacy"]),
        ("themes", "Libraries, museums, culture", ["libraries-museums-culture"]),
        ("audiences", "Older adults, women and girls", ["older-adults", "women-girls"]),
        ("themes", "nothing known", []),
        ("sdgs", "SDG 4, SDG 11 and ٥", [4, 11, 5]),
    ],
)
def test_labels_are_known_by_code_or_name(field: str, text: str, codes: list[object]) -> None:
    assert labels_named(field, text) == codes
