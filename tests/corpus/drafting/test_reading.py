"""Documents are taken apart into sentences that stand where they say."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Block, Document
from corpus.drafting.reading import MAX_SENTENCES, count_words, read


def document(*blocks: Block) -> Document:
    return Document(media="html", blocks=blocks)


def test_what_every_page_carries_is_set_aside() -> None:
    reading = read(
        document(
            Block("item", "Home"),
            Block("item", "Read more"),
            Block("paragraph", "Follow us on Facebook"),
            Block("paragraph", "© City of Cork. All rights reserved."),
            Block("paragraph", "Volunteers read to children in the park. Volunteers read to children in the park."),
        )
    )
    assert [sentence.text for sentence in reading.sentences] == ["Volunteers read to children in the park."]
    assert reading.set_aside == 6


def test_a_sentence_that_only_mentions_a_newsletter_stays() -> None:
    text = "Every month the volunteers write, print and carry a newsletter to the four thousand homes of the valley."
    assert len(read(document(Block("paragraph", text))).sentences) == 1


def test_sentences_know_their_headings() -> None:
    reading = read(
        document(
            Block("heading", "Festival", 1),
            Block("heading", "Results", 2),
            Block("paragraph", "Nine thousand people came to it."),
            Block("heading", "Contact person", 2),
            Block("paragraph", "The coordinator sits in the library."),
        )
    )
    assert [sentence.headings for sentence in reading.sentences] == [
        ("Festival", "Results"),
        ("Festival", "Contact person"),
    ]


def test_a_long_document_is_read_to_a_bound() -> None:
    text = " ".join(f"Sentence number {number} stands here." for number in range(2 * MAX_SENTENCES))
    assert len(read(document(Block("paragraph", text))).sentences) == MAX_SENTENCES


def test_words_of_chinese_are_counted_by_characters() -> None:
    assert count_words("学习型城市") == 2.5
    assert count_words("a learning city") == 3


@given(st.lists(st.text(max_size=200), max_size=6))
def test_sentences_stand_where_they_say(texts: list[str]) -> None:
    whole = document(*(Block("paragraph", text) for text in texts))
    reading = read(whole)
    for number, sentence in enumerate(reading.sentences):
        assert sentence.number == number
        assert whole.blocks[sentence.block].text[sentence.start : sentence.end] == sentence.text
