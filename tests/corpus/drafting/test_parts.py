"""Smaller parts: places, headings of sections, parting, a drafter without practices."""

import pytest

from corpus.document import Block, Document
from corpus.drafting import Drafter, Likeness
from corpus.drafting.places import PlaceVotes
from corpus.drafting.reading import read
from corpus.drafting.sections import section_of_heading
from corpus.drafting.several import parts_of
from corpus.places import Gazetteer, PlaceFinder
from corpus.practice import SECTIONS, Practice
from corpus.vocabulary import LANGUAGES, vocabulary
from tests.corpus.drafting.doubles import by_chance


def placed(gazetteer: Gazetteer, text: str, *, address: str = "", publisher: str = "", language: str = "en") -> object:
    document = Document(media="html", blocks=(Block("paragraph", text),))
    found = PlaceVotes(gazetteer).find(
        read(document), title="", language=language, address=address, publisher=publisher
    )
    return found.city, found.country


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("The city of Cork runs it, together with Dublin, Paris and Oslo.", "en", ("Cork", "IE")),
        ("Inspiré par Medellín, le centre de Marseille accueille les jeunes.", "fr", ("Marseille", "FR")),
        ("Центр открылся в Ереване, а позже в Париже появились похожие.", "ru", ("Yerevan", "AM")),
        ("香港的中小学为长者开办课程。", "zh", ("Hong Kong", "HK")),
        ("Nothing here names any place at all.", "en", (None, None)),
    ],
)
def test_the_city_is_told_from_others_that_are_named(
    gazetteer: Gazetteer, text: str, language: str, place: object
) -> None:
    assert placed(gazetteer, text, language=language) == place


def test_address_and_publisher_speak_for_a_place(gazetteer: Gazetteer) -> None:
    assert placed(gazetteer, "Volunteers read to children.", address="https://www.example.ie/a") == (None, "IE")
    assert placed(gazetteer, "Volunteers read to children.", publisher="City of Oslo") == ("Oslo", "NO")
    assert placed(gazetteer, "Volunteers read to children.", address="https://start.io") == (None, None)


def test_a_town_that_the_gazetteer_lacks_is_found(gazetteer: Gazetteer) -> None:
    text = "La Ville de Rezé organise des ateliers au jardin."
    assert placed(gazetteer, text, address="https://www.example.fr", language="fr") == ("Rezé", "FR")


def test_the_labels_of_sections_are_known_as_headings() -> None:
    for code in SECTIONS:
        for language in LANGUAGES:
            label = vocabulary().sections[code].labels[language]
            assert section_of_heading(label) in (code, ""), f"{language}: {label}"


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Why it was needed", "challenge"),
        ("Comment ça marche", "what-was-done"),
        ("Resultados y logros", "results"),
        ("النتائج", "results"),
        ("经验与启示", "adapting-it"),
        ("Что изменилось", "results"),
        ("A drill for everybody", ""),
    ],
)
def test_headings_name_sections(heading: str, code: str) -> None:
    assert section_of_heading(heading) == code


def test_headings_of_one_practice_part_nothing(finder: PlaceFinder) -> None:
    text = "Volunteers in Oslo lend tools to residents who cannot afford them, and show how to use each safely. " * 3
    blocks = [Block("heading", "Tool library", 1)]
    for heading in ("Background", "How it works", "Results in 2019", "Our partners"):
        blocks += [Block("heading", heading, 2), Block("paragraph", text)]
    assert parts_of(Document(media="html", blocks=tuple(blocks)), finder, "en") == []


def test_an_empty_catalogue_can_be_drafted_for(gazetteer: Gazetteer, shipped: list[Practice]) -> None:
    text = "The library lends tools to residents. Volunteers teach repair. " * 2
    more = " ".join(f"In year {number} the club met on Fridays with neighbours." for number in range(8))
    document = Document(media="text", blocks=(Block("heading", "Tools", 1), Block("paragraph", text + more)))
    Drafter(by_chance, gazetteer).draft(document, address="a.txt")
    assert Likeness([], by_chance).alike({"title": "Tools"}) == []
    assert Likeness(shipped[:1], by_chance).alike(shipped[0].model_dump(mode="json"))[0].how in (
        "same text",
        "same source",
    )
