from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pytest

from assistant.settings import Settings
from corpus.practice import Practice
from index.contents import KINDS, Contents
from index.filters import FACETS, Filters, facet_values
from index.model import OnnxEmbedder
from index.passages import Kind
from index.scoring import fuse
from index.search import Found, Hit, Query, Searcher, _most
from index.snapshot import SnapshotStore

QUESTIONS = [
    ("How have other cities helped older people to get online?", "en"),
    ("learning festival", "en"),
    ("jobs for young people who left school", "en"),
    ("teaching prisoners to read", "en"),
    ("a bus full of books", "en"),
    ("Comment apprendre le français aux mères migrantes ?", "fr"),
    ("atelier de réparation", "fr"),
    ("¿Cómo enseñar a nadar a los niños?", "es"),
    ("universidad para mayores", "es"),
    ("كيف نعلم النساء القراءة والكتابة؟", "ar"),
    ("حماية البيئة في المدارس", "ar"),
    ("老年大学扩大招生", "zh"),
    ("社区阅读空间", "zh"),
    ("Как помочь людям с инвалидностью учиться?", "ru"),
    ("музеи для детей", "ru"),
    ("orçamento participativo dos jovens", "pt"),
    ("bibliotecas nos bairros", "pt"),
    ("Wie lernen Flüchtlinge Deutsch?", "de"),
    ("도서관", "ko"),
    ("what is the weather tomorrow", "en"),
]


@pytest.fixture(scope="module")
def whole(home: Settings) -> Contents:
    """The snapshot of the whole corpus."""
    return Contents.open(SnapshotStore(home.snapshots))


@pytest.fixture(scope="module")
def searcher(whole: Contents, embedder: OnnxEmbedder) -> Searcher:
    return Searcher(whole, embedder)


@pytest.fixture(scope="module")
def asked(embedder: OnnxEmbedder) -> dict[str, npt.NDArray[np.float32]]:
    """The vector of each question."""
    return {text: embedder.embed_queries([text])[0] for text, _ in QUESTIONS}


def ids(found: Found) -> list[str]:
    return [hit.practice.id for hit in found.hits]


def brute_force(
    whole: Contents, vector: npt.NDArray[np.float32], text: str, language: str, allowed: set[int] | None = None
) -> list[tuple[int, float]]:
    """Every practice scored over every one of its passages, best first."""
    vectors = np.stack([whole.vectors.vector(row) for row in range(len(whole.vectors))])
    cosines = vectors @ vector
    best = np.full((len(whole), KINDS), np.nan, np.float32)
    for number in range(len(whole)):
        for kind in Kind:
            rows = np.flatnonzero((whole.owner == number) & (whole.kinds == kind))
            if len(rows):
                best[number, kind] = cosines[rows].max()
    chosen = np.array(sorted(allowed if allowed is not None else range(len(whole))))
    scores = fuse(best[chosen], whole.words.scores(text, language)[chosen])
    return [(int(chosen[place]), float(scores[place])) for place in np.argsort(-scores, kind="stable")]


@pytest.mark.parametrize(("text", "language"), QUESTIONS)
def test_the_best_are_those_that_brute_force_finds(
    searcher: Searcher, whole: Contents, asked: dict[str, npt.NDArray[np.float32]], text: str, language: str
) -> None:
    found = searcher.search(Query(text, language, limit=5), asked[text])
    expected = brute_force(whole, asked[text], text, language)[:5]
    assert found.scores[:5] == pytest.approx([score for _, score in expected], abs=1e-5)
    assert found.numbers[:5].tolist() == [number for number, _ in expected]


@pytest.mark.parametrize("facet", FACETS)
def test_a_filter_works_within_the_search(
    searcher: Searcher,
    whole: Contents,
    asked: dict[str, npt.NDArray[np.float32]],
    shipped: list[Practice],
    facet: str,
) -> None:
    counts = whole.facet_counts()[facet]
    text, language = QUESTIONS[0]
    for value in (min(counts, key=lambda one: counts[one]), max(counts, key=lambda one: counts[one])):
        filters = Filters(**{facet: frozenset({value})})
        allowed = {whole.number_of[one.id] for one in shipped if value in facet_values(one)[facet]}
        found = searcher.search(Query(text, language, filters, limit=500), asked[text])
        assert 0 < len(found.hits) <= counts[value]
        assert {hit.number for hit in found.hits} <= allowed
        expected = brute_force(whole, asked[text], text, language, allowed)[: min(5, len(found.numbers))]
        assert found.scores[: len(expected)] == pytest.approx([score for _, score in expected], abs=1e-5)


def test_filters_are_combined(searcher: Searcher, asked: dict[str, npt.NDArray[np.float32]]) -> None:
    filters = Filters(
        regions=frozenset({"europe-north-america"}),
        audiences=frozenset({"older-adults", "children"}),
        sdgs=frozenset({"4"}),
    )
    found = searcher.search(Query(*QUESTIONS[0], filters, limit=50), asked[QUESTIONS[0][0]])
    assert len(found.hits) > 3
    for hit in found.hits:
        assert hit.practice.region == "europe-north-america" and 4 in hit.practice.sdgs
        assert {"older-adults", "children"} & set(hit.practice.audiences)


def test_a_filter_with_one_practice_left_finds_it_for_any_question(
    searcher: Searcher, whole: Contents, asked: dict[str, npt.NDArray[np.float32]]
) -> None:
    only = [city for city, count in whole.facet_counts()["cities"].items() if count == 1][::5]
    assert len(only) > 15
    for number, city in enumerate(only):
        text, language = QUESTIONS[number % len(QUESTIONS)]
        found = searcher.search(Query(text, language, Filters(cities=frozenset({city}))), asked[text])
        assert [hit.practice.city for hit in found.hits] == [city]


def test_an_unknown_value_finds_nothing(searcher: Searcher, asked: dict[str, npt.NDArray[np.float32]]) -> None:
    text, language = QUESTIONS[0]
    found = searcher.search(Query(text, language, Filters(countries=frozenset({"XX"}))), asked[text])
    assert found.hits == [] and len(found.scores) == len(found.numbers) == 0
    assert found.vector.shape == (384,)
    assert found.words_best > 0  # of the whole corpus: what was narrowed away can be told from what is not there


def test_one_entry_a_practice_best_first(searcher: Searcher, asked: dict[str, npt.NDArray[np.float32]]) -> None:
    for text, language in QUESTIONS:
        found = searcher.search(Query(text, language, limit=100), asked[text])
        assert len(set(ids(found))) == len(found.hits) > 10
        assert (np.diff(found.scores) <= 0).all()
        assert set(found.numbers.tolist()) >= {hit.number for hit in found.hits}
        for hit in found.hits:
            assert hit.best.shape == (KINDS,)
            assert -1 < hit.score < 1.1


def test_a_citys_third_practice_waits(searcher: Searcher, whole: Contents) -> None:
    found = searcher.search(Query("Shanghai, Seoul, Bristol, Cork, Medellín, Osan learning", limit=200))
    cities = [(hit.practice.country, hit.practice.city) for hit in found.hits]
    repeats = [cities[:place].count(city) for place, city in enumerate(cities)]
    assert max(repeats) >= 2, "no city stands three times: the test shows nothing"
    waiting = [repeat >= 2 for repeat in repeats]
    assert waiting == sorted(waiting)
    scores = [hit.score for hit in found.hits]
    first = scores[: waiting.index(True)]
    assert first == sorted(first, reverse=True)


def test_a_citys_practices_do_not_wait_where_cities_were_asked_for(searcher: Searcher, whole: Contents) -> None:
    counts = whole.facet_counts()["cities"]
    cities = list(counts)[:4]
    assert counts[cities[-1]] > 2
    filters = Filters(cities=frozenset(cities))
    found = searcher.search(Query("learning in the neighbourhood", filters=filters, limit=50))
    scores = [hit.score for hit in found.hits]
    assert len(scores) == sum(counts[city] for city in cities)
    assert scores == sorted(scores, reverse=True)
    named = [hit.practice.city for hit in found.hits]
    waiting = [named[:place].count(city) >= 2 for place, city in enumerate(named)]
    assert waiting != sorted(waiting), "none would have had to wait: the test shows nothing"


@pytest.mark.parametrize("filters", [Filters(), Filters(regions=frozenset({"asia-pacific"}))])
@pytest.mark.parametrize("size", [1, 4, 7])
def test_pages_have_no_repeats_and_no_gaps(
    searcher: Searcher, asked: dict[str, npt.NDArray[np.float32]], filters: Filters, size: int
) -> None:
    text, language = QUESTIONS[1]
    everything = ids(searcher.search(Query(text, language, filters, limit=1_000), asked[text]))
    paged: list[str] = []
    while page := ids(searcher.search(Query(text, language, filters, size, len(paged)), asked[text])):
        assert len(page) == size or len(paged) + len(page) == len(everything)
        paged += page
    assert paged == everything
    assert len(set(paged)) == len(paged) > 20


def test_no_more_than_asked_for(searcher: Searcher, asked: dict[str, npt.NDArray[np.float32]]) -> None:
    text, language = QUESTIONS[0]
    assert len(searcher.search(Query(text, language, limit=3), asked[text]).hits) == 3
    assert searcher.search(Query(text, language, limit=0), asked[text]).hits == []
    assert searcher.search(Query(text, language, offset=10_000), asked[text]).hits == []


def test_the_question_is_embedded_where_no_vector_is_given(
    searcher: Searcher, asked: dict[str, npt.NDArray[np.float32]]
) -> None:
    text, language = QUESTIONS[0]
    found = searcher.search(Query(text, language))
    assert found.vector @ asked[text] == pytest.approx(1, abs=1e-5)
    assert ids(found) == ids(searcher.search(Query(text, language), asked[text]))


@pytest.mark.parametrize("text", ["", " ", "?!", "\ud800", "\0", "x" * 5_000, "🎉", "'; DROP TABLE practices; --"])
def test_any_text_can_be_searched_for(searcher: Searcher, text: str) -> None:
    assert len(searcher.search(Query(text)).hits) == 5


def test_similar_practices_are_without_the_practice_itself(searcher: Searcher, whole: Contents) -> None:
    for identifier in whole.ids[::15]:
        similar = searcher.similar(identifier, limit=4)
        assert len(similar) == 4
        assert identifier not in {hit.practice.id for hit in similar}
        assert len({hit.number for hit in similar}) == 4
    festivals = searcher.similar("ie-cork-lifelong-learning-festival")
    assert sum("learning-festivals" in hit.practice.themes for hit in festivals) >= 3


def test_similar_to_an_unknown_practice_is_a_key_error(searcher: Searcher) -> None:
    with pytest.raises(KeyError, match="no-such-practice"):
        searcher.similar("no-such-practice")


def test_the_passage_shown_fits_best_of_summaries_and_sections(
    searcher: Searcher, whole: Contents, asked: dict[str, npt.NDArray[np.float32]]
) -> None:
    for text, language in QUESTIONS[:8]:
        vector = asked[text]
        hit = searcher.search(Query(text, language, limit=1), vector).hits[0]
        shown = searcher.passage(hit, vector)
        assert shown.kind in (Kind.SUMMARY, Kind.SECTION)
        rows = [*whole.rows(hit.number, Kind.SUMMARY), *whole.rows(hit.number, Kind.SECTION)]
        best = max(rows, key=lambda row: float(whole.vectors.vector(row) @ vector))
        assert shown == whole.passage(best)


def test_passages_are_weighed_in_their_order(
    searcher: Searcher, whole: Contents, asked: dict[str, npt.NDArray[np.float32]]
) -> None:
    text, language = QUESTIONS[5]
    hit = searcher.search(Query(text, language, limit=1), asked[text]).hits[0]
    weighed = searcher.weigh_passages(hit.number, asked[text], Kind.SUMMARY_SENTENCE, "fr")
    assert " ".join(passage.text for _, passage in weighed) == hit.practice.summary_in("fr")
    rows = whole.rows_in(hit.number, Kind.SUMMARY_SENTENCE, "fr")
    for (cosine, passage), row in zip(weighed, rows, strict=True):
        assert cosine == pytest.approx(float(whole.vectors.vector(row) @ asked[text]), abs=1e-5)
        assert passage.language == "fr"


def test_a_hit_tells_why(searcher: Searcher, whole: Contents, asked: dict[str, npt.NDArray[np.float32]]) -> None:
    text, language = QUESTIONS[1]
    hit = searcher.search(Query(text, language, limit=1), asked[text]).hits[0]
    for kind in Kind:
        cosines = [float(whole.vectors.vector(row) @ asked[text]) for row in whole.rows(hit.number, kind)]
        assert hit.best[kind] == pytest.approx(max(cosines), abs=1e-5) if cosines else np.isnan(hit.best[kind])
    assert hit.words == pytest.approx(float(whole.words.scores(text, language)[hit.number]))


def test_threads_find_what_one_finds(searcher: Searcher) -> None:
    def signature(hits: list[Hit]) -> list[tuple[str, float]]:
        return [(hit.practice.id, hit.score) for hit in hits]

    queries = [
        Query(text, language, Filters(regions=frozenset({region})) if region else Filters(), limit=8)
        for text, language in QUESTIONS
        for region in ("", "africa")
    ]
    serial = [signature(searcher.search(query).hits) for query in queries]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda query: signature(searcher.search(query).hits), queries * 3))
    assert found == serial * 3


@pytest.mark.parametrize("filters", [Filters(), Filters(regions=frozenset({"africa", "asia-pacific"}))])
def test_every_practice_is_scored_where_that_is_asked(
    searcher: Searcher, whole: Contents, asked: dict[str, npt.NDArray[np.float32]], filters: Filters
) -> None:
    allowed = whole.facets.allowed(filters)
    expected = range(len(whole)) if allowed is None else np.flatnonzero(allowed)
    for text, language in QUESTIONS[::4]:
        found = searcher.search(Query(text, language, filters, limit=5, every=True), asked[text])
        assert sorted(found.numbers) == list(expected)
        usual = searcher.search(Query(text, language, filters, limit=5), asked[text])
        assert [hit.number for hit in found.hits] == [hit.number for hit in usual.hits]


def test_the_most_are_those_that_a_stable_sort_puts_first() -> None:
    for seed in range(200):
        chance = np.random.default_rng(seed)
        scores = chance.integers(0, 5, int(chance.integers(0, 40))).astype(np.float32)
        sort = np.argsort(-scores, kind="stable")[:7]
        assert sorted(_most(scores, 7).tolist()) == sorted(sort[scores[sort] > 0].tolist())
