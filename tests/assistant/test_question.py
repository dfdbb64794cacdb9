"""A question is cleaned, and read for places, people and what it follows."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.conversation import Turn
from assistant.question import (
    MAX_CHARACTERS,
    QuestionError,
    Understanding,
    clean_question,
    is_follow_up,
    merge,
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


class TestFollowUps:
    @pytest.mark.parametrize(
        "text",
        [
            "and in Africa?", "for women?", "and what do you know about cities that did this with very little money",
            "et pour les jeunes ?", "¿y en Perú?", "а в России?", "وماذا عن أفريقيا؟", "那非洲呢？", "e no Brasil?",
        ],
    )  # fmt: skip
    def test_short_or_begun_as_one(self, text: str) -> None:
        assert is_follow_up(text)

    @pytest.mark.parametrize(
        "text",
        [
            "How have other cities got their older people to use the internet?",
            "Comment les villes aident-elles les personnes âgées à utiliser internet ?",
            "其他城市怎样帮助老年人学习使用互联网和手机支付？",
            "Androids and other robots: which city teaches children to build them?",
        ],
    )
    def test_whole_questions(self, text: str) -> None:
        assert not is_follow_up(text)


class TestUnderstanding:
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
