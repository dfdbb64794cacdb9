"""Questions that are suggested: near, in the asker's language, and fit to stand on a button."""

import pytest

from assistant.assistant import Assistant
from assistant.suggestions import reads_well, suggest
from index.search import Query


def test_they_are_in_the_asker_s_language_where_there_are_any(assistant: Assistant) -> None:
    searcher = assistant.live.served.searcher
    seen = searcher.search(Query("learning festival", "en", limit=10), assistant.vector("learning festival"))
    suggested = suggest(searcher, seen.hits, seen.vector, "es", "learning festival")
    spanish = {q.text for hit in seen.hits for q in hit.practice.questions if q.language == "es"}
    assert len(suggested) == 3
    assert len(set(suggested) & spanish) >= 2
    assert suggested[0] not in suggest(searcher, seen.hits, seen.vector, "es", suggested[0])
    assert suggest(searcher, [], seen.vector, "es", "x") == []


def test_what_reads_well_comes_first(assistant: Assistant) -> None:
    searcher = assistant.live.served.searcher
    found = []
    for asked in ("books for children", "старшее поколение", "formation professionnelle"):
        seen = searcher.search(Query(asked, "en", limit=12), assistant.vector(asked))
        suggested = suggest(searcher, seen.hits, seen.vector, "en", asked, count=6)
        well = [reads_well(question) for question in suggested]
        assert well == sorted(well, reverse=True)
        found += well
    assert any(found)


@pytest.mark.parametrize("question", ["Who pays for the bus?", "¿Quién paga el autobús?", "公共汽车的钱谁出？"])
def test_a_whole_short_question_reads_well(question: str) -> None:
    assert reads_well(question)


@pytest.mark.parametrize(
    "question",
    ["who pays?", "Who pays", "My grandmother cannot read, who helps?", "我奶奶不识字，谁来教？", "A" * 111 + "?"],
)
def test_words_of_one_person_do_not(question: str) -> None:
    assert not reads_well(question)
