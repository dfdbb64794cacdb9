"""What is found for a question is put as its asker wishes, and still answers the question."""

import re
from dataclasses import replace

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.evaluation.judged import JudgedQuestion
from assistant.evaluation.run import uncited
from assistant.follow_ups import Wish
from assistant.question import Understanding
from assistant.wishes import grant
from corpus.practice import Practice
from index.filters import Filters
from index.search import Found, Query
from tests.assistant.talk import Talk, ids
from tests.assistant.test_assistant import FESTIVALS, GOT_ONLINE

CHEAP = re.compile(r"\bfree\b|volunteer|low.cost|little money|budget|donat|\bfees?\b|unpaid", re.IGNORECASE)


def granted(
    assistant: Assistant, text: str, wish: Wish | None, language: str = "en", filters: Filters | None = None
) -> tuple[Found, Found]:
    """What is found for a question, and the same as wished."""
    searcher, narrowed = assistant.live.served.searcher, filters or Filters()
    understood = Understanding(text, text, language, language, wish=wish)
    found = searcher.search(Query(text, language, narrowed, 24), assistant.vector(text))
    return found, grant(searcher, understood, narrowed, found, assistant.vector, 5)


def speaks_of_low_cost(practice: Practice) -> bool:
    return any(CHEAP.search(section.text) for section in practice.sections if section.code != "challenge")


def test_nothing_is_wished(assistant: Assistant) -> None:
    found, same = granted(assistant, "learning festival", None)
    assert same is found


def test_less_money_brings_forward_what_speaks_of_it_and_still_answers(
    assistant: Assistant, judged: list[JudgedQuestion]
) -> None:
    questions = [question for question in judged if question.answerable and question.language == "en"]
    before, after, kept = [], [], []
    for question in questions:
        found, wished = granted(assistant, question.question, "cheaper")
        before += [speaks_of_low_cost(hit.practice) for hit in found.hits[:5]]
        after += [speaks_of_low_cost(hit.practice) for hit in wished.hits[:5]]
        kept.append(any(hit.practice.id in question.relevant for hit in wished.hits[:5]))
    assert np.mean(after) > np.mean(before) + 0.1
    assert np.mean(kept) > 0.85


@pytest.mark.parametrize(
    ("language", "text"), [("es", "¿Cómo llevan libros a los barrios?"), ("zh", "图书馆"), ("sw", "vitabu")]
)
def test_a_wish_is_searched_for_in_the_language_of_the_question(assistant: Assistant, language: str, text: str) -> None:
    found, wished = granted(assistant, text, "cheaper", language)
    assert [hit.number for hit in wished.hits] != [hit.number for hit in found.hits]
    assert float(np.linalg.norm(wished.vector)) == pytest.approx(1)
    assert float(wished.vector @ found.vector) > 0.8


@pytest.mark.parametrize("wish", ["cheaper", "newer", "proven"])
def test_filters_hold(assistant: Assistant, wish: Wish) -> None:
    _, wished = granted(assistant, "learning festival", wish, filters=Filters(countries=frozenset({"IE"})))
    assert {hit.practice.country for hit in wished.hits} == {"IE"}


def test_the_newest_come_first_of_those_about_as_good_as_the_best(assistant: Assistant) -> None:
    found, wished = granted(assistant, "learning festival", "newer")
    starts = [hit.practice.start or 0 for hit in wished.hits]
    assert starts == sorted(starts, reverse=True)
    assert {hit.number for hit in found.hits[:5]} <= {hit.number for hit in wished.hits}
    assert all(hit.score >= found.scores[0] - 0.02 for hit in wished.hits if hit not in found.hits[:5])
    assert wished.vector is found.vector


def test_nothing_found_is_nothing_newer(assistant: Assistant) -> None:
    found, _ = granted(assistant, "learning festival", None)
    nothing = replace(found, hits=[], scores=np.empty(0, np.float32))
    understood = Understanding("learning festival", "learning festival", "en", "en", wish="newer")
    searcher = assistant.live.served.searcher
    assert grant(searcher, understood, Filters(), nothing, assistant.vector, 5).hits == []


class TestTalking:
    def test_a_wish_keeps_the_question_and_says_how_it_was_taken(self, assistant: Assistant) -> None:
        talk = Talk(assistant)
        talk.say(FESTIVALS)
        for text, wish in (("cheaper ones", "cheaper"), ("newer ones", "newer"), ("with proof", "proven")):
            answer = talk.say(text)
            assert answer.answered
            assert (answer.understood.wish, answer.understood.follows) == (wish, FESTIVALS)
            assert uncited(answer, assistant) == []
            more = talk.say("more")
            assert not more.answered or more.understood.wish == wish
            assert not set(ids(more)) & set(ids(answer))

    def test_a_wish_holds_for_another_place_and_not_for_another_question(self, assistant: Assistant) -> None:
        talk = Talk(assistant)
        talk.say(FESTIVALS)
        newest = talk.say("newer ones in Europe")
        assert newest.understood.wish == "newer"
        assert {practice.region for practice in newest.practices} <= {"europe-north-america"}
        elsewhere = talk.say("and in Africa?")
        assert elsewhere.understood.wish == "newer"
        starts = [practice.start or 0 for practice in elsewhere.practices]
        assert starts == sorted(starts, reverse=True)
        assert talk.say("and for children with disabilities?").understood.wish is None

    def test_a_wish_alone_is_a_question(self, assistant: Assistant) -> None:
        answer = assistant.ask("free of charge", keep=False)
        assert (answer.understood.wish, answer.note) == (None, None)

    def test_a_wish_in_another_language_looks_for_the_same_question(self, assistant: Assistant) -> None:
        talk = Talk(assistant)
        talk.say(GOT_ONLINE["en"])
        answer = talk.say("más baratas")
        assert (answer.language, answer.understood.wish, answer.answered) == ("es", "cheaper", True)
        assert {practice.language for practice in answer.practices} == {"es"}
