import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.places import label_of
from corpus.practice import Practice, Section
from corpus.sentences import split_sentences
from corpus.vocabulary import LANGUAGES
from index.model import OnnxEmbedder
from index.passages import SECTION_CODES, Kind, Passage, cut_passages
from tests.corpus.sample import RECORD

BOATS = Practice.parse(RECORD)


def words(text: str) -> int:
    return len(text.split())


def of_kind(passages: list[Passage], kind: Kind) -> list[Passage]:
    return [passage for passage in passages if passage.kind is kind]


def test_every_side_of_a_practice_is_a_kind_of_passage_and_they_come_in_order() -> None:
    passages = cut_passages(BOATS, words, 512)
    assert [passage.kind for passage in passages] == sorted(passage.kind for passage in passages)
    assert [(passage.kind.name, passage.language, passage.section) for passage in passages] == [
        *(("SUMMARY", language, "") for language in ("en", "fr", "ar")),
        *(("SECTION", "en", code) for code in ("challenge", "what-was-done", "results")),
        ("SENTENCE", "en", "challenge"),
        *(("SENTENCE", "en", "what-was-done") for _ in range(3)),
        ("SENTENCE", "en", "results"),
        *(("SUMMARY_SENTENCE", language, "") for language in ("en", "fr", "ar")),
        ("QUESTION", "en", ""),
    ]


def test_summaries_and_sections_carry_title_and_place() -> None:
    passages = cut_passages(BOATS, words, 512)
    english, french, arabic = of_kind(passages, Kind.SUMMARY)
    assert english.embedded == f"Reading boats. Oslo, Norway. {BOATS.summary}"
    assert french.embedded == "Les bateaux de lecture. Oslo, Norvège. Oslo envoie des livres par bateau."
    assert arabic.embedded.startswith(f"قوارب القراءة. Oslo, {label_of('NO', 'ar')}. ")
    assert french.text == "Oslo envoie des livres par bateau."
    challenge = of_kind(passages, Kind.SECTION)[0]
    assert challenge.embedded == "Reading boats. Oslo, Norway. Challenge: The islands have no library."
    assert challenge.text == "The islands have no library."


def test_sentences_and_questions_stand_alone() -> None:
    passages = cut_passages(BOATS, words, 512)
    for kind in (Kind.SENTENCE, Kind.SUMMARY_SENTENCE, Kind.QUESTION):
        assert all(passage.embedded == passage.text for passage in of_kind(passages, kind))
    assert of_kind(passages, Kind.QUESTION)[0].text == "how do we bring books to people on islands?"


def test_every_passage_shipped_stands_in_its_record(shipped: list[Practice], embedder: OnnxEmbedder) -> None:
    for practice in shipped[::20]:
        record = [practice.summary_in(language) for language in practice.languages()]
        record += [section.text for section in practice.sections] + [asked.text for asked in practice.questions]
        for passage in cut_passages(practice, embedder.count_tokens, 512):
            assert any(passage.text in text for text in record)
            assert passage.section in SECTION_CODES and passage.language in LANGUAGES
            assert embedder.count_tokens(passage.embedded) <= 512


def long_practice(*sentences: str) -> Practice:
    section = Section(code="what-was-done", text=" ".join(sentences))
    return BOATS.model_copy(update={"sections": [section]})


def test_a_section_that_fits_is_one_piece_as_it_stands() -> None:
    text = "One thing.\n\nAnother thing. A third."
    practice = BOATS.model_copy(update={"sections": [Section(code="what-was-done", text=text)]})
    assert [passage.text for passage in of_kind(cut_passages(practice, words, 512), Kind.SECTION)] == [text]


def test_a_sentence_longer_than_the_model_stays_whole() -> None:
    endless = "word " * 80 + "end."
    pieces = of_kind(cut_passages(long_practice("Short one.", endless, "Short two."), words, 30), Kind.SECTION)
    assert [piece.text for piece in pieces] == ["Short one.", endless, "Short two."]


SENTENCES = st.lists(
    st.lists(st.sampled_from(["learning", "city", "2019", "people", "école"]), min_size=1, max_size=15), min_size=3
).map(lambda drawn: [" ".join(["They", *sentence]) + "." for sentence in drawn])


@given(SENTENCES, st.integers(10, 60))
@settings(deadline=None)
def test_pieces_keep_every_sentence_in_order_within_the_length(sentences: list[str], longest: int) -> None:
    practice = long_practice(*sentences)
    pieces = of_kind(cut_passages(practice, words, longest), Kind.SECTION)
    assert [sentence for piece in pieces for sentence in split_sentences(piece.text)] == sentences
    for piece in pieces:
        assert words(piece.embedded) <= longest or len(split_sentences(piece.text)) == 1
    context = words(pieces[0].embedded) - words(pieces[0].text)
    for piece, following in itertools.pairwise(pieces):  # no piece is shorter than it has to be
        assert context + words(piece.text) + words(split_sentences(following.text)[0]) > longest


@pytest.mark.parametrize("longest", [24, 40, 80])
def test_pieces_fit_the_real_tokenizer(embedder: OnnxEmbedder, longest: int, shipped: list[Practice]) -> None:
    practice = max(shipped, key=lambda one: max(len(section.text) for section in one.sections))
    pieces = of_kind(cut_passages(practice, embedder.count_tokens, longest), Kind.SECTION)
    assert len(pieces) > len(practice.sections)
    for piece in pieces:
        assert embedder.count_tokens(piece.embedded) <= longest or len(split_sentences(piece.text)) == 1
