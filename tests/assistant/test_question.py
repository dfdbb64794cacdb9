"""A question is cleaned, and read for places, people and what it follows."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.conversation import Turn
from assistant.follow_ups import FollowUp
from assistant.question import (
    MAX_CHARACTERS,
    QuestionError,
    Understanding,
    clean_question,
    merge,
    narrow,
    understand,
)
from corpus.places import PlaceFinder
from index.filters import Filters
from tests.assistant.hostile import REFUSED


@pytest.fixture(scope="module")
def finder(assistant: Assistant) -> PlaceFinder:
    return assistant.live.served.finder


class TestCleaning:
    @given(st.text(st.characters(), max_size=1200))
    def test_what_is_left_is_plain_text_and_stays_as_it_is(self, text: str) -> None:
        try:
            cleaned = clean_question(text)
        except QuestionError as refused:
            assert refused.code in ("empty", "too_long")
            return
        assert 0 < len(cleaned) <= MAX_CHARACTERS
        assert clean_question(cleaned) == cleaned == unicodedata.normalize("NFC", cleaned).strip()
        assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in cleaned)
        assert "  " not in cleaned

    @pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
    def test_what_is_no_question_is_refused_in_plain_words(self, text: str) -> None:
        with pytest.raises(QuestionError, match=r"question (is empty\.|has \d+ characters; ask it in at most 1000\.)"):
            clean_question(text)

    def test_length_counts_after_cleaning(self) -> None:
        assert clean_question("  a" + "\u200b" * 5000 + " " * 5000 + "b") == "a b"
        assert len(clean_question("城" * 1000)) == 1000

    def test_joiners_that_words_need_are_kept(self) -> None:
        assert clean_question("👩\u200d🏫 می\u200cخواهم") == "👩\u200d🏫 می\u200cخواهم"


class TestUnderstanding:
    @pytest.mark.parametrize("text", ["Digital skills for refugees in Kenya", "Job training for migrants in Colombia"])
    def test_the_name_of_a_place_does_not_change_the_language(self, text: str, finder: PlaceFinder) -> None:
        understood = understand(text, finder, expected_language="en")
        assert understood.language == "en"
        assert understood.places
        assert understand("¿Qué bibliotecas hay en Kenia?", finder, expected_language="en").language == "es"

    def read(self, text: str, finder: PlaceFinder, previous: Turn | None = None) -> Understanding:
        return understand(text, finder, previous=previous)

    def test_the_narrowest_place_counts(self, finder: PlaceFinder) -> None:
        in_city = self.read("How do libraries in Cork, Ireland, teach adults?", finder)
        assert in_city.filters.cities == {"Cork"}
        in_country = self.read("How do libraries in Ireland teach adults?", finder)
        assert (in_country.filters.cities, in_country.filters.countries) == (set(), {"IE"})

    def test_places_and_people_of_the_turn_before_hold_until_others_are_named(self, finder: PlaceFinder) -> None:
        before = Turn(
            "How do libraries in South Africa help women?", "en", "How do libraries in South Africa help women?"
        )
        same = self.read("and at night?", finder, before)
        assert same.filters.countries == {"ZA"}
        assert same.audiences == ["women-girls"]
        assert same.searched == f"{before.question} and at night?"
        other = self.read("and for children in Ireland?", finder, before)
        assert other.filters.countries == {"IE"}
        assert other.audiences == ["children"]

    def test_the_searched_text_is_the_question_where_nothing_is_followed(self, finder: PlaceFinder) -> None:
        text = "How have other cities got their older people to use the internet?"
        understood = self.read(text, finder, Turn("What about Cork?", "en", "Cork"))
        assert (understood.searched, understood.follows, understood.places) == (text, None, [])

    def test_a_pointing_narrows_nothing_and_names_no_place(self, finder: PlaceFinder) -> None:
        before = Turn("How do libraries in Ireland help?", "en", "How do libraries in Ireland help?", ("a", "b"))
        cities = (("IE", "Dublin"), ("IE", "Cork"))
        for text in ("the second", "tell me more about Cork", "tell me more about cork"):
            pointing = understand(text, finder, previous=before, cities=cities)
            assert pointing.asks == FollowUp("one", ("en",), 2)
            assert (pointing.searched, pointing.searched_in) == (before.question, "en")
            assert (pointing.places, pointing.filters) == ([], Filters())

    def test_a_city_state_is_a_city_too(self, finder: PlaceFinder) -> None:
        before = Turn("Who pays for courses?", "en", practices=("a", "b"))
        cities = (("KR", "Gwangmyeong"), ("SG", "Singapore"))
        pointing = understand("подробнее про Сингапур", finder, previous=before, cities=cities)
        assert pointing.asks == FollowUp("one", ("ru",), 2)

    def test_others_and_wishes_are_looked_for_with_the_question_before(self, finder: PlaceFinder) -> None:
        before = Turn(
            "How do libraries in Ireland help?", "en", "How do libraries in Ireland help?", ("a",), wish="newer"
        )
        more = understand("otros", finder, previous=before)
        assert (more.searched, more.searched_in, more.language) == (before.question, "en", "es")
        assert (more.wish, more.filters.countries) == ("newer", {"IE"})
        cheaper = understand("más baratas en Sudáfrica", finder, previous=before)
        assert (cheaper.wish, cheaper.searched, cheaper.language) == ("cheaper", before.question, "es")
        assert cheaper.filters.countries == {"ZA"}

    def test_a_wish_goes_with_a_place_alone(self, finder: PlaceFinder) -> None:
        before = Turn("How do libraries help?", "en", practices=("a",), wish="cheaper")
        assert self.read("and in Africa?", finder, before).wish == "cheaper"
        assert self.read("and in Africa?", finder, before).searched == f"{before.question} and in Africa?"
        assert self.read("and for women in Africa?", finder, before).wish is None

    def test_a_wish_whose_place_is_taken_off_is_still_one(self, finder: PlaceFinder) -> None:
        before = Turn("How do libraries help?", "en", practices=("a",))
        understood = understand("cheaper ones in Africa", finder, previous=before, ignore=("Africa",))
        assert (understood.wish, understood.regions, understood.places) == ("cheaper", [], [])

    @pytest.mark.parametrize("text", ["the second", "more"])
    def test_without_a_turn_it_is_known_what_is_asked_for(self, finder: PlaceFinder, text: str) -> None:
        assert self.read(text, finder).asks is not None
        assert self.read("cheaper ones", finder).asks is None


class TestNarrowing:
    STANDING = Filters(regions=frozenset({"africa"}), themes=frozenset({"digital-skills"}))

    def test_standing_filters_count_where_no_place_is_named(self) -> None:
        goals = Filters(sdgs=frozenset({"4"}))
        assert narrow(goals, Filters(), self.STANDING) == (merge(goals, self.STANDING), True)
        festivals = Filters(themes=frozenset({"learning-festivals"}))
        assert narrow(festivals, Filters(), self.STANDING)[0].themes == festivals.themes

    @pytest.mark.parametrize("facet", ["countries", "regions", "cities"])
    def test_any_place_chosen_or_named_stands_in_their_place(self, facet: str) -> None:
        place = Filters(**{facet: frozenset({"x"})})
        assert narrow(place, Filters(), self.STANDING) == (place, False)
        assert narrow(Filters(), place, self.STANDING) == (place, False)

    def test_none_are_as_if_there_were_none(self) -> None:
        assert narrow(Filters(), Filters(), Filters()) == (Filters(), False)


class TestMerging:
    def test_a_chosen_place_of_any_kind_stands_for_all_in_the_words(self) -> None:
        words = Filters(countries=frozenset({"IE"}), cities=frozenset({"Cork"}), themes=frozenset({"digital-skills"}))
        merged = merge(Filters(regions=frozenset({"africa"})), words)
        assert merged == Filters(regions=frozenset({"africa"}), themes=frozenset({"digital-skills"}))

    def test_what_is_chosen_wins_in_its_facet_and_leaves_the_others(self) -> None:
        words = Filters(countries=frozenset({"IE"}), themes=frozenset({"digital-skills"}))
        merged = merge(Filters(themes=frozenset({"learning-festivals"})), words)
        assert merged == Filters(countries=frozenset({"IE"}), themes=frozenset({"learning-festivals"}))

    def test_nothing_chosen_leaves_the_words(self) -> None:
        words = Filters(countries=frozenset({"IE"}))
        assert merge(Filters(), words) == words
