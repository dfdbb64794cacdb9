"""The JSON interface keeps its contract, and answers every bad request with a problem document."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from assistant.conversation import Turn
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from assistant.web.accepted import preferred_language
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES, vocabulary
from tests.assistant.conftest import PUBLIC
from tests.assistant.hostile import ORDERLY, PROMPTS, REFUSED
from tests.assistant.web.conftest import Conforms, assert_problem

QUESTION = "How have other cities got older people online?"
REGISTERS = "our burial registers are still on paper, who has put cemetery records online so families can find a grave?"
CORK = "ie-cork-lifelong-learning-festival"
JSON = {"content-type": "application/json"}


def ask(client: TestClient, **body: Any) -> Any:
    """Ask, with a body that may hold what UTF-8 cannot."""
    return client.post("/api/ask", content=json.dumps(body).encode(), headers=JSON)


class TestAsk:
    def test_the_contract(self, client: TestClient, conforms: Conforms, by_id: dict[str, Practice]) -> None:
        answer = conforms(ask(client, question=QUESTION))
        assert {
            "question", "language", "answered", "reason", "answer", "practices", "understood", "suggestions",
            "conversation", "snapshot", "took_ms",
        } <= answer.keys()  # fmt: skip
        assert (answer["question"], answer["language"], answer["answered"], answer["reason"]) == (
            QUESTION, "en", True, None,
        )  # fmt: skip
        assert [practice["number"] for practice in answer["practices"]] == [1, 2, 3, 4, 5]
        for practice in answer["practices"]:
            assert {
                "id", "title", "city", "country", "country_name", "summary", "passage", "score", "url", "sources",
            } <= practice.keys()  # fmt: skip
            assert practice["url"] == f"{PUBLIC}/practices/{practice['id']}"
            assert practice["sources"] == [source.model_dump() for source in by_id[practice["id"]].sources]
        assert answer["took_ms"] > 0

    @pytest.mark.parametrize(
        ("question", "reason"),
        [
            ("What is the weather tomorrow?", "out_of_scope"),
            (REGISTERS, "no_match"),
            ("How do older people get online in Prague?", "filters_too_narrow"),
        ],
    )
    def test_refusals_are_answers_too(
        self, client: TestClient, conforms: Conforms, stocked_home: Settings, question: str, reason: str
    ) -> None:
        answer = conforms(ask(client, question=question))
        assert (answer["answered"], answer["reason"], answer["answer"]) == (False, reason, [])
        # What is kept is kept in order: once this feedback is there, so is the question.
        client.post("/api/feedback", json={"question": question, "helpful": False})
        with open_catalogue(stocked_home) as catalogue:
            assert question in [item.question for item in catalogue.unanswered(limit=10)]

    def test_every_option_is_heard(self, client: TestClient) -> None:
        answer = ask(
            client, question="How do libraries in Cork help?", language="ru", limit=2, ignore=["Cork"],
            filters={"regions": ["africa"], "themes": [], "audiences": [], "countries": [], "sdgs": [4, "11"]},
        ).json()  # fmt: skip
        assert (answer["language"], len(answer["practices"]), answer["understood"]["places"]) == ("ru", 2, [])
        if answer["answered"]:
            assert {practice["region"] for practice in answer["practices"]} == {"africa"}

    def test_a_conversation_is_carried_on_and_anything_else_ignored(self, client: TestClient) -> None:
        first = ask(client, question="How do cities run a learning festival?").json()
        second = ask(client, question="and in Africa?", conversation=first["conversation"]).json()
        assert second["understood"]["follows"] == first["question"]
        for conversation in ("x", "A" * 60_000, Turn("q", "en").pack(now=0), "\ud800", ""):
            alone = ask(client, question="and in Africa?", conversation=conversation)
            assert alone.status_code == 200
            assert alone.json()["understood"]["follows"] is None

    def test_one_of_those_shown_is_told_about(self, client: TestClient, conforms: Conforms) -> None:
        first = ask(client, question=QUESTION).json()
        told = conforms(ask(client, question="the second", conversation=first["conversation"]))
        assert told["understood"]["about"] == first["practices"][1]["id"]
        assert {sentence["section"] for sentence in told["answer"]} >= {None, "what-was-done"}
        missed = conforms(ask(client, question="the seventh", conversation=told["conversation"]))
        assert (missed["reason"], missed["answer"], bool(missed["note"])) == ("no_match", [], True)

    def test_what_the_asker_always_narrows_to(self, client: TestClient, conforms: Conforms) -> None:
        standing = {"regions": ["africa"]}
        answer = conforms(ask(client, question="How do cities run a learning festival?", standing=standing))
        assert answer["understood"]["standing"] is True
        assert {practice["region"] for practice in answer["practices"]} == {"africa"}
        named = conforms(ask(client, question="How do cities in Ireland run a learning festival?", standing=standing))
        assert named["understood"]["standing"] is False
        assert {practice["country"] for practice in named["practices"]} == {"IE"}
        assert_problem(ask(client, question=QUESTION, standing={"regions": ["atlantis"]}), 422)

    @pytest.mark.parametrize(
        ("accepted", "language"),
        [("fr-CH, fr;q=0.9, en;q=0.8", "fr"), ("de, es; q=0.7, en;q=0.5", "es"), ("*", "en"), ("", "en")],
    )
    def test_the_visitor_s_language_decides_where_the_words_do_not(
        self, client: TestClient, accepted: str, language: str
    ) -> None:
        said = client.post("/api/ask", json={"question": "12345"}, headers={"accept-language": accepted})
        assert said.json()["language"] == language
        sure = client.post("/api/ask", json={"question": QUESTION}, headers={"accept-language": accepted})
        assert sure.json()["language"] == "en"

    @pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
    def test_what_is_no_question(self, client: TestClient, conforms: Conforms, text: str) -> None:
        response = ask(client, question=text)
        status = 413 if len(json.dumps({"question": text})) > 65_536 else 422
        told = assert_problem(response, status)
        if status == 422:
            conforms(response)
            assert told["errors"] == [{"field": "question", "problem": told["detail"]}]

    @pytest.mark.parametrize("text", [*ORDERLY.values(), *PROMPTS], ids=[*ORDERLY, *(p[:20] for p in PROMPTS)])
    def test_hostile_text(self, client: TestClient, conforms: Conforms, text: str) -> None:
        answer = conforms(ask(client, question=text))
        assert answer["answered"] is (answer["reason"] is None)

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            (b"", ["body"]),
            (b"{", ["JSON"]),
            (b"not json", ["JSON"]),
            (b'{"question": "\xff\xfe"}', ["JSON in UTF-8"]),
            (b'{"question": "caf\xe9"}', ["JSON in UTF-8"]),
            ("﻿".encode("utf-16") + '{"question": "x"}'.encode("utf-16"), []),
            (b"[" * 60_000, ["JSON"]),
            (b'{"question": ' + b"[" * 900 + b"]" * 900 + b"}", ["question"]),
            (b"[]", ["body"]),
            (b"null", ["body"]),
            (b'"a question"', ["body"]),
            (b"{}", ["question"]),
            (b'{"question": null}', ["question"]),
            (b'{"question": 7}', ["question"]),
            (b'{"question": ["x"]}', ["question"]),
            (b'{"question": "x", "limit": 0}', ["limit", "1"]),
            (b'{"question": "x", "limit": 21}', ["limit", "20"]),
            (b'{"question": "x", "limit": "many"}', ["limit"]),
            (b'{"question": "x", "limit": NaN}', ["limit"]),
            (b'{"question": "x", "limit": 1e999}', ["limit"]),
            (b'{"question": "x", "limit": ' + b"9" * 5000 + b"}", []),
            (b'{"question": "x", "language": "tlh"}', ["language", "'en'", "'pt'"]),
            (b'{"question": "x", "conversation": 7}', ["conversation"]),
            (b'{"question": "x", "ignore": "Cork"}', ["ignore"]),
            (b'{"question": "x", "ignore": [' + b'"a",' * 20 + b'"a"]}', ["ignore", "20"]),
            (b'{"question": "x", "filters": []}', ["filters"]),
            (b'{"question": "x", "filters": {"countries": "IE"}}', ["filters.countries"]),
            (b'{"question": "x", "filters": {"countries": [7]}}', ["filters.countries.0"]),
            (b'{"question": "x", "filters": {"planets": ["Mars"]}}', ["filters.planets"]),
            (b'{"question": "x", "filters": {"themes": [' + b'"a",' * 50 + b'"a"]}}', ["filters.themes", "50"]),
            (b'{"question": "x", "quesiton": "x"}', ["quesiton"]),
            (b'{"question": "x", "\\ud800": 1}', []),
            (b'{"question": "x", "<script>": 1}', ["<script>"]),
        ],
        ids=lambda value: repr(value)[:60] if isinstance(value, bytes) else "",
    )
    def test_a_malformed_body(self, client: TestClient, body: bytes, words: list[str]) -> None:
        assert_problem(client.post("/api/ask", content=body, headers=JSON), 422, *words)

    @pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data", ""])
    def test_another_content_type(self, client: TestClient, content_type: str) -> None:
        body = json.dumps({"question": QUESTION}).encode()
        assert_problem(client.post("/api/ask", content=body, headers={"content-type": content_type}), 422)
        assert_problem(client.post("/api/ask", data={"question": QUESTION}), 422)

    @pytest.mark.parametrize(
        ("facet", "value", "allowed"),
        [
            ("themes", "pigeons", "learning-festivals"),
            ("audiences", "martians", "older-adults"),
            ("regions", "atlantis", "africa"),
            ("sdgs", 18, "17"),
            ("sdgs", 10**4000, "17"),
            ("cities", "Atlantis", "Amman"),
            ("countries", "XX", "ISO 3166-1 alpha-2"),
            ("themes", "\ud800", "learning-festivals"),
            ("themes", "{0} %s <b>", "learning-festivals"),
        ],
    )
    def test_an_unknown_filter_value_names_the_allowed_ones(
        self, client: TestClient, facet: str, value: Any, allowed: str
    ) -> None:
        told = assert_problem(ask(client, question="x", filters={facet: [value]}), 422, "Allowed:", allowed, facet)
        assert told["errors"][0]["field"] == f"filters.{facet}"

    def test_a_body_without_end_is_not_read(self, client: TestClient) -> None:
        assert_problem(ask(client, question="a" * 70_000), 413, "65536")
        assert_problem(ask(client, question="a" * 60_000), 422, "60000")

    @settings(max_examples=60, deadline=None)
    @given(question=st.text(st.characters(), max_size=80))
    def test_any_text(self, client: TestClient, question: str) -> None:
        response = ask(client, question=question)
        assert response.status_code in (200, 422)
        if response.status_code == 422:
            assert_problem(response, 422)

    @settings(max_examples=40, deadline=None)
    @given(
        body=st.dictionaries(
            st.sampled_from(["question", "language", "filters", "conversation", "limit", "ignore", "x"]),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["countries", "themes", "sdgs", "y"]), inner, max_size=3)
                ),
                max_leaves=6,
            ),
            max_size=4,
        )
    )
    def test_any_json(self, client: TestClient, body: dict[str, Any]) -> None:
        response = ask(client, **body)
        assert response.status_code in (200, 422)
        if response.status_code == 422:
            assert_problem(response, 422)


class TestSearch:
    def test_browsing_pages_are_stable_and_complete(
        self, client: TestClient, conforms: Conforms, shipped: list[Practice]
    ) -> None:
        ids: list[str] = []
        for offset in range(0, len(shipped), 50):
            page = conforms(client.get("/api/search", params={"limit": 50, "offset": offset}))
            assert (page["total"], page["limit"], page["offset"], page["query"]) == (len(shipped), 50, offset, None)
            ids += [practice["id"] for practice in page["practices"]]
        assert sorted(ids) == sorted(practice.id for practice in shipped)

    def test_counts_add_up_and_a_facet_leaves_its_own_open(self, client: TestClient, shipped: list[Practice]) -> None:
        everything = client.get("/api/search").json()
        for facet in ("countries", "regions", "cities"):
            assert sum(everything["facets"][facet].values()) == len(shipped)
        africa = client.get("/api/search", params={"region": "africa"}).json()
        assert africa["facets"]["regions"] == everything["facets"]["regions"]
        assert (
            sum(africa["facets"]["countries"].values()) == africa["total"] == everything["facets"]["regions"]["africa"]
        )
        two = client.get("/api/search", params={"region": ["africa", "arab-states"]}).json()
        counts = everything["facets"]["regions"]
        assert two["total"] == counts["africa"] + counts["arab-states"]

    def test_every_filter_is_heard(self, client: TestClient, shipped: list[Practice]) -> None:
        for name, value, holds in (
            ("country", "ie", lambda practice: practice.country == "IE"),
            ("region", "africa", lambda practice: practice.region == "africa"),
            ("city", "Cork", lambda practice: practice.city == "Cork"),
            ("theme", "digital-skills", lambda practice: "digital-skills" in practice.themes),
            ("audience", "older-adults", lambda practice: "older-adults" in practice.audiences),
            ("sdg", "11", lambda practice: 11 in practice.sdgs),
        ):
            page = client.get("/api/search", params={name: value, "limit": 100}).json()
            assert page["total"] == len([practice for practice in shipped if holds(practice)]) > 0, name

    def test_a_query_gives_the_best_first(self, client: TestClient, conforms: Conforms) -> None:
        page = conforms(client.get("/api/search", params={"q": "lifelong learning festival", "limit": 5}))
        assert page["practices"][0]["score"] == max(practice["score"] for practice in page["practices"])
        assert any("festival" in practice["title"].lower() for practice in page["practices"][:2])
        assert page["practices"][0]["passage"]["text"]
        assert page["practices"][0]["url"].startswith(PUBLIC)

    def test_years_sorting_and_the_languages_of_sources(
        self, client: TestClient, conforms: Conforms, shipped: list[Practice]
    ) -> None:
        params = {"from": 2010, "to": 2015, "sort": "newest", "limit": 100}
        page = conforms(client.get("/api/search", params=params))
        years = [practice["start"] for practice in page["practices"]]
        expected = [practice.start for practice in shipped if practice.start and 2010 <= practice.start <= 2015]
        assert years == sorted(expected, reverse=True)
        assert page["sort"] == "newest"
        assert page["years"]["unknown"] == sum(practice.start is None for practice in shipped)
        korean = conforms(client.get("/api/search", params={"source_language": "ko", "limit": 100}))
        assert korean["total"] == page["source_languages"].get("ko", 0) + sum(
            practice["start"] is None or not 2010 <= practice["start"] <= 2015 for practice in korean["practices"]
        )
        assert {practice["country"] for practice in korean["practices"]} == {"KR"}

    @pytest.mark.parametrize(
        ("params", "accepted", "language"),
        [
            ({}, "pt-BR,pt;q=0.9", "pt"),
            ({}, "", "en"),
            ({"language": "ar"}, "pt", "ar"),
            ({"q": "biblioteca móvil para los barrios"}, "fr", "es"),
            ({"q": "biblioteca móvil para los barrios", "language": "zh"}, "fr", "zh"),
        ],
    )
    def test_the_language_of_what_is_listed(
        self, client: TestClient, params: dict[str, str], accepted: str, language: str
    ) -> None:
        page = client.get("/api/search", params=params, headers={"accept-language": accepted}).json()
        assert page["language"] == language
        assert {practice["language"] for practice in page["practices"]} == {language}

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("limit=0", ["limit"]),
            ("limit=101", ["limit", "100"]),
            ("limit=x", ["limit"]),
            ("offset=-1", ["offset"]),
            ("offset=99999999999999999999", ["offset"]),
            ("language=tlh", ["language"]),
            ("theme=pigeons", ["Allowed:", "digital-skills"]),
            ("country=Ireland", ["Allowed:"]),
            ("sdg=0", ["Allowed:"]),
            ("q=%00", ["empty"]),
            ("q=" + "a" * 1001, ["1001 characters"]),
            ("&".join(["theme=a"] * 301), ["theme"]),
            ("from=999", ["from", "1000"]),
            ("to=soon", ["to"]),
            ("from=2020&to=2010", ["2020 to 2010", "Allowed:"]),
            ("sort=size", ["sort", "newest"]),
            ("source_language=tlh", ["Allowed:", "en"]),
        ],
    )
    def test_what_it_refuses(self, client: TestClient, conforms: Conforms, query: str, words: list[str]) -> None:
        response = client.get(f"/api/search?{query}")
        assert_problem(response, 422, *words)
        conforms(response)

    @pytest.mark.parametrize(
        "query", ["q=%ff%fe", "q=%ed%a0%80", "q=%F0%9F%8E%89", "q=';--", "q=<b>", "&&&=", "q=%25s{0}"]
    )
    def test_odd_queries(self, client: TestClient, conforms: Conforms, query: str) -> None:
        conforms(client.get(f"/api/search?{query}"))


class TestPractices:
    def test_one_in_full(self, client: TestClient, conforms: Conforms, by_id: dict[str, Practice]) -> None:
        shown = conforms(client.get(f"/api/practices/{CORK}", params={"language": "es"}))
        record = by_id[CORK]
        assert (shown["id"], shown["title"], shown["url"]) == (
            CORK,
            record.title_in("es"),
            f"{PUBLIC}/practices/{CORK}",
        )
        assert [section["text"] for section in shown["sections"]] == [section.text for section in record.sections]
        assert len(shown["sources"]) == len(record.sources)
        assert shown["checked"] == record.checked.isoformat()

    def test_in_the_visitor_s_language(self, client: TestClient) -> None:
        shown = client.get(f"/api/practices/{CORK}", headers={"accept-language": "xx, ru;q=0.3"}).json()
        assert shown["language"] == "ru"

    def test_similar_ones_are_others(self, client: TestClient, conforms: Conforms, by_id: dict[str, Practice]) -> None:
        shown = conforms(client.get(f"/api/practices/{CORK}/similar", params={"limit": 6, "language": "fr"}))
        ids = [practice["id"] for practice in shown]
        assert len(set(ids)) == 6
        assert CORK not in ids
        assert {practice["language"] for practice in shown} == {"fr"}
        alike = [practice for practice in shown if "learning-festivals" in by_id[practice["id"]].themes]
        assert len(alike) >= 3

    @pytest.mark.parametrize("name", ["xx-nowhere", "%00%ff", "'--", "..%5c..%5cetc", "<script>", "ie-cork" * 10])
    @pytest.mark.parametrize("end", ["", "/similar"])
    def test_unknown_ones(self, client: TestClient, conforms: Conforms, name: str, end: str) -> None:
        response = client.get(f"/api/practices/{name}{end}")
        assert_problem(response, 404, "no practice")
        conforms(response)

    @pytest.mark.parametrize(
        "path", ["x" * 121, f"{CORK}/similar?limit=0", f"{CORK}?language=tlh", f"{CORK}/similar?limit=21"]
    )
    def test_what_it_refuses(self, client: TestClient, conforms: Conforms, path: str) -> None:
        response = client.get(f"/api/practices/{path}")
        assert_problem(response, 422)
        conforms(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_vocabulary_in_every_language(client: TestClient, conforms: Conforms, language: str) -> None:
    shown = conforms(client.get("/api/vocabulary", params={"language": language}))
    assert shown["language"] == language
    assert shown == client.get("/api/vocabulary", headers={"accept-language": language}).json()
    labels = {theme["code"]: theme["label"] for theme in shown["themes"]}
    assert labels == {code: term.label(language) for code, term in vocabulary().themes.items()}
    assert_problem(client.get("/api/vocabulary?language=tlh"), 422, "language")


@pytest.mark.parametrize("path", ["search", "vocabulary", f"practices/{CORK}", f"practices/{CORK}/similar"])
def test_caches_are_told_that_the_language_is_the_one_asked_for(client: TestClient, path: str) -> None:
    assert "accept-language" in client.get(f"/api/{path}").headers["vary"]


class TestFeedback:
    def test_is_kept(self, client: TestClient, stocked_home: Settings) -> None:
        given_ = {
            "question": QUESTION,
            "practice": CORK,
            "helpful": True,
            "comment": "<b>Thanks</b> 👍",
            "language": "fr",
        }
        response = client.post("/api/feedback", json=given_)
        assert (response.status_code, response.json()) == (202, {"kept": True})
        with open_catalogue(stocked_home) as catalogue:
            kept = catalogue.feedback(limit=1)[0]
        assert (kept.question, kept.practice_id, kept.helpful, kept.comment, kept.language) == tuple(given_.values())

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "question"),
            ({"question": "", "helpful": True}, "question"),
            ({"question": "x" * 1001, "helpful": True}, "question"),
            ({"question": "x", "helpful": "perhaps"}, "helpful"),
            ({"question": "x"}, "helpful"),
            ({"question": "x", "helpful": True, "comment": "x" * 2001}, "comment"),
            ({"question": "x", "helpful": True, "language": "tlh"}, "language"),
            ({"question": "x", "helpful": True, "name": "me"}, "name"),
            ({"question": "x", "helpful": True, "practice": "xx-nowhere"}, "practice"),
            ({"question": "x", "helpful": True, "practice": "\ud800"}, "practice"),
        ],
    )
    def test_what_it_refuses(self, client: TestClient, conforms: Conforms, body: dict[str, Any], field: str) -> None:
        response = client.post("/api/feedback", content=json.dumps(body).encode(), headers=JSON)
        told = assert_problem(response, 422, field)
        conforms(response)
        assert field in {error["field"] for error in told["errors"]}

    def test_hostile_words_are_kept_as_words(self, client: TestClient, stocked_home: Settings) -> None:
        body = {"question": "'; DROP TABLE feedback; --\u0000", "helpful": False, "comment": "\x1b[31m{{7*7}}"}
        response = client.post("/api/feedback", content=json.dumps(body).encode(), headers=JSON)
        assert response.status_code == 202
        with open_catalogue(stocked_home) as catalogue:
            assert catalogue.feedback(limit=1)[0].question.startswith("'; DROP TABLE feedback; --")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr", "fr"),
        ("fr-CH,fr;q=0.9,en;q=0.8", "fr"),
        ("en;q=0.2, zh-Hans-CN;q=0.9", "zh"),
        ("en; q=0.2, AR ; q=0.9", "ar"),
        ("de,nl", None),
        ("*", None),
        ("fr;q=0", None),
        ("fr;q=x,es;q=0.1", "es"),
        ("fr;q=nan", None),
        (",;,;q=,", None),
        ("é" * 100, None),
        ("xx," * 5000 + "fr", None),
        ("", None),
    ],
)
def test_the_visitor_s_language(header: str, language: str | None) -> None:
    from starlette.requests import Request

    headers = [(b"accept-language", header.encode("latin-1"))] if header else []
    assert preferred_language(Request({"type": "http", "headers": headers})) == language
