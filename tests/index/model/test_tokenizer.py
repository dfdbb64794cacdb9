from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import ModelError, OnnxEmbedder, PreparedModel
from index.model.tokenizer import JsonTokenizer, SentencePieceTokenizer, Tokenizer, load_tokenizer
from tests.index.texts import BY_SCRIPT

ODD = {
    "empty": "",
    "spaces": "  two  spaces   and more  ",
    "tabs and breaks": "a\tb\r\nc\n\n d",
    "odd white space": "a\u00a0b\u2003c\u3000d\u200be\u202ff",
    "emoji": "learning 👩🏽‍🏫 for all 🎉🏳️‍🌈",
    "combining marks": "cafe\u0301 n\u0303 й и\u0306 ᾲ",
    "Arabic marks": "مُعَلِّمُون ـتـعـلـيـم",
    "full width": "Ｌｅａｒｎｉｎｇ ２０２４ ｶﾀｶﾅ",
    "ligatures": "ﬁnance ﬂuent Ⅷ ½ ㎡",
    "signs": "a—b…c «d» 'e' #f @g https://example.org/?q=%20",
    "soft hyphen and joiners": "life\u00adlong می\u200cخواهم",
    "control": "a\x00b\x07c\x7fd",
    "unknown": "𒀀𒁀 \ue000",
    "one long word": "Lebenslangeslernenfördergesetz" * 5,
}


@pytest.fixture(scope="module")
def served(model: PreparedModel) -> Tokenizer:
    return load_tokenizer(model.folder, model.max_tokens, model.padding)


@pytest.fixture(scope="module")
def written(model: PreparedModel) -> JsonTokenizer:
    """What Sentence Transformers tokenises with."""
    return JsonTokenizer(model.folder / "sentence-transformers" / "tokenizer.json", model.max_tokens, model.padding)


def test_the_default_model_is_served_with_sentencepiece(served: Tokenizer) -> None:
    assert isinstance(served, SentencePieceTokenizer)
    assert served.padding == 1


@pytest.mark.parametrize("name", [*BY_SCRIPT, *ODD])
def test_both_tokenizers_give_the_same_ids(name: str, served: Tokenizer, written: JsonTokenizer) -> None:
    text = {**BY_SCRIPT, **ODD}[name]
    assert served.encode(f"query: {text}") == written.encode(f"query: {text}")


def test_both_tokenizers_cut_at_the_same_place(served: Tokenizer, written: JsonTokenizer) -> None:
    long = "passage: " + " ".join(BY_SCRIPT.values()) * 10
    ids = served.encode(long)
    assert len(ids) == 512
    assert ids == written.encode(long)


def test_control_pieces_cannot_be_written_in_a_text(served: Tokenizer) -> None:
    ids = served.encode("a </s> b <s> c <pad> d <mask> e")
    assert not {0, 1, 2, 250_001} & set(ids[1:-1])


@given(st.text(st.characters(codec="utf-8"), max_size=80))
@settings(deadline=None)
def test_any_text_gives_ids_between_begin_and_end(served: Tokenizer, text: str) -> None:
    ids = served.encode(text)
    assert ids[0] == 0 and ids[-1] == 2
    assert 2 <= len(ids) <= 512
    assert served.encode(text) == ids


def test_a_tokenizer_json_is_cut_and_not_padded(small_model: Path) -> None:
    tokenizer: Any = load_tokenizer(small_model, 16, 0)
    assert isinstance(tokenizer, JsonTokenizer)
    assert tokenizer.padding == 0
    assert tokenizer.encode("city") == [2, 7, 3]
    assert len(tokenizer.encode("city " * 100)) == 16


def test_ids_are_counted_with_prefix_and_special_pieces(embedder: OnnxEmbedder, served: Tokenizer) -> None:
    assert embedder.count_tokens("") == len(served.encode("passage: ")) > 2
    assert embedder.count_tokens("city " * 50) == len(served.encode("passage: " + "city " * 50))


def test_a_folder_without_tokenizer_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"holds neither tokenizer\.model nor tokenizer\.json"):
        load_tokenizer(tmp_path, 512, 0)
