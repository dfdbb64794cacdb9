"""Figures of a period, groups read in the background, and where the corpus is thin."""

import csv
import io
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.insight import ANYWHERE, Insight, Period, Phrasing
from assistant.insight.coverage import coverage_of
from assistant.insight.export import csv_of
from assistant.insight.vectors import PORTION, QuestionVectors
from corpus.catalogue import AskedQuestion, Catalogue, ShownTogether
from corpus.practice import Practice

TODAY = date(2026, 6, 30)
KEEP_DAYS = 180


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    with Catalogue.open("sqlite://") as opened:
        yield opened


@pytest.fixture
def insight(assistant: Assistant, catalogue: Catalogue) -> Iterator[Insight]:
    served = assistant.live.served
    made = Insight(
        lambda: catalogue, lambda: (served.snapshot, served.contents), assistant.embed, KEEP_DAYS, lambda: TODAY
    )
    yield made
    made.close()


def asked(question: str, days_ago: int = 0, **others: object) -> AskedQuestion:
    fields: dict[str, object] = {"language": "en", "answered": False, "reason": "no_match"} | others
    return AskedQuestion(question=question, day=TODAY - timedelta(days=days_ago), **fields)  # type: ignore[arg-type]


class TestPeriod:
    @given(st.text(max_size=8), st.integers(1, 3650))
    def test_it_ends_today_and_is_no_longer_than_questions_are_kept(self, code: str, keep_days: int) -> None:
        period = Period.of(code, TODAY, keep_days)
        assert period.until == TODAY
        assert 1 <= period.days <= keep_days
        assert period.code == "weeks"

    @given(st.sampled_from(["weeks", "months", "all"]), st.integers(1, 3650))
    def test_its_spans_are_all_of_it(self, code: str, keep_days: int) -> None:
        period = Period.of(code, TODAY, keep_days)
        spans = period.spans()
        assert (spans[0][0], spans[-1][1]) == (period.since, TODAY)
        assert all(one[1] + timedelta(days=1) == other[0] for one, other in pairwise(spans))
        assert sum((last - first).days + 1 for first, last in spans) == period.days
        assert len(spans) <= 140


class TestFigures:
    def test_questions_are_counted(self, insight: Insight, catalogue: Catalogue, shipped: list[Practice]) -> None:
        first, second = shipped[0].id, shipped[1].id
        catalogue.add(shipped[:1], by="tests")
        catalogue.asked.keep(
            [
                asked("Bees?", language="fr", countries=("IE",), regions=("africa",)),
                asked("Bees?", 3, language="fr", countries=("IE", "ZA")),
                asked("Fairs?", 3, answered=True, reason="", countries=("IE",), practices=(first, second)),
                asked("Fairs!", 27, answered=True, reason="", practices=(first, "xx-withdrawn")),
                asked("Too old", 28),
            ]
        )
        catalogue.keep_feedback("Why?", practice_id=first, helpful=False, comment="No costs", language="en")
        catalogue.keep_feedback("Why?", practice_id=None, helpful=True, comment=None, language="en")
        figures = insight.figures(insight.period("weeks"))
        assert (figures.asked, figures.answered, figures.refused) == (4, 2, 2)
        assert [(one.code, one.answered, one.refused) for one in figures.languages] == [("en", 2, 0), ("fr", 0, 2)]
        assert [(one.code, one.asked, one.refused) for one in figures.countries] == [("IE", 3, 2), ("ZA", 1, 1)]
        assert [one.code for one in figures.regions] == ["africa"]
        assert [(one.code, one.refused) for one in figures.reasons] == [("no_match", 2)]
        assert [(one.practice_id, one.times) for one in figures.shown] == [(first, 2), (second, 1)]
        assert len(figures.never) == len(shipped) - 2
        assert (figures.helped, figures.helped_not) == (1, 1)
        assert [one.comment for one in figures.complaints] == ["No costs"]
        counted = {str(span.first): (span.answered, span.refused) for span in figures.spans if span.asked}
        assert counted == {"2026-06-03": (1, 0), "2026-06-27": (1, 1), "2026-06-30": (0, 1)}

    def test_nothing_asked_is_no_fault(self, insight: Insight) -> None:
        for code in ("weeks", "months", "all"):
            figures = insight.figures(insight.period(code))
            assert (figures.asked, figures.languages, figures.shown) == (0, (), ())
            assert len(figures.spans) > 10


class TestGroups:
    def test_they_are_read_in_the_background_and_then_there(self, insight: Insight, catalogue: Catalogue) -> None:
        catalogue.asked.keep(
            [
                asked("Chess clubs for prisoners", countries=("IE",)),
                asked("teaching chess in prison", 1),
                asked("Échecs en prison", 2, language="fr"),
                asked("What is the weather tomorrow?", reason="out_of_scope"),
                asked("Answered", answered=True, reason=""),
            ]
        )
        period = insight.period("weeks")
        before = insight.grouped(period)
        assert (before.ready, before.groups, before.coverage) == (False, (), None)
        assert before.read < before.total
        after = insight.grouped(period, 60)
        assert (after.ready, after.left_out) == (True, False)
        (chess,), (weather,) = after.scope(inside=True), after.scope(inside=False)
        assert (chess.askings, chess.languages, weather.askings) == (3, ("en", "fr"), 1)
        assert after.group(chess.key) is chess
        assert after.group("0" * 16) is None
        assert after.coverage is not None
        region = after.coverage.regions.index("europe-north-america")
        assert sum(row[region].refused for row in after.coverage.cells) == 1
        assert sum(row[-1].refused for row in after.coverage.cells) == 2  # no place named; the weather is left out
        assert insight.grouped(period) is after
        catalogue.asked.keep([asked("teaching chess in prison")])
        assert insight.grouped(period).scope(inside=True)[0].askings == 4

    def test_nothing_asked_in_vain(self, insight: Insight) -> None:
        grouped = insight.grouped(insight.period("all"), 60)
        assert (grouped.ready, grouped.groups) == (True, ())
        assert grouped.coverage is not None
        assert grouped.coverage.thinnest() == []


class TestCoverage:
    def test_it_is_thin_where_more_is_asked_than_there_is(self) -> None:
        practices = [("a", ("arts-heritage", "financing"), "africa"), ("b", ("financing",), "africa")]
        shown = [ShownTogether(2, ("gone", "a", "b"), ("GH",), ()), ShownTogether(5, ("b",), (), ())]
        refused = [
            (Phrasing("?", "en", 3, "no_match", ("KE", "FR"), ()), "financing"),
            (Phrasing("?", "en", 1, "no_match", (), ("arab-states", "nowhere")), "sport-outdoor"),
        ]
        regions = {"GH": "africa", "KE": "africa", "FR": "europe-north-america"}
        coverage = coverage_of(practices, shown, refused, regions)
        cells = {
            (cell.theme, cell.region): (cell.practices, cell.answered, cell.refused)
            for row in coverage.cells
            for cell in row
            if cell.practices or cell.asked
        }
        assert cells == {
            ("arts-heritage", "africa"): (1, 2, 0),
            ("financing", "africa"): (2, 2, 3),
            ("financing", "europe-north-america"): (0, 0, 3),
            ("financing", ANYWHERE): (0, 5, 0),
            ("sport-outdoor", "arab-states"): (0, 0, 1),
        }
        thin = [(cell.theme, cell.region) for cell in coverage.thinnest(3)]
        assert thin == [
            ("financing", "europe-north-america"),
            ("financing", "africa"),
            ("sport-outdoor", "arab-states"),
        ]


class TestVectors:
    @staticmethod
    def embed(sizes: list[int], gate: threading.Event | None = None) -> Callable[[list[str]], np.ndarray]:
        def embed(texts: list[str]) -> np.ndarray:
            assert gate is None or gate.wait(10)
            sizes.append(len(texts))
            return np.array([[float(text)] for text in texts], dtype=np.float32)

        return embed

    def test_they_are_made_in_portions_and_only_once(self) -> None:
        sizes: list[int] = []
        vectors = QuestionVectors(self.embed(sizes))
        texts = [str(number) for number in range(50)]
        assert vectors.want(texts)[1] == 50
        assert vectors.wait(10)
        assert vectors.want(texts) == (50, 50)
        assert (sum(sizes), max(sizes)) == (50, PORTION)
        found = vectors.get(texts[::-1])
        assert found is not None
        assert found[:, 0].tolist() == list(range(49, -1, -1))
        assert vectors.get(["7", "unknown"]) is None
        assert vectors.get([]) is None

    def test_no_more_are_held_than_there_is_room_for(self) -> None:
        vectors = QuestionVectors(self.embed([]), most=30)
        for start in (0, 25):
            vectors.want([str(number) for number in range(start, start + 25)])
            assert vectors.wait(10)
        assert vectors.get(["49"]) is not None
        assert vectors.get(["0"]) is None
        assert vectors.want([str(number) for number in range(100)])[1] == 30

    def test_they_stop_when_told_to(self) -> None:
        gate = threading.Event()
        sizes: list[int] = []
        vectors = QuestionVectors(self.embed(sizes, gate))
        vectors.want([str(number) for number in range(1_000)])
        assert not vectors.wait(0.01)
        threading.Timer(0.05, gate.set).start()
        vectors.close()
        assert sum(sizes) <= 2 * PORTION

    def test_a_model_that_fails_holds_nobody_up(self, capsys: pytest.CaptureFixture[str]) -> None:
        def fail(_: list[str]) -> np.ndarray:
            raise RuntimeError("private matter")

        vectors = QuestionVectors(fail)
        vectors.want(["1"])
        assert vectors.wait(10)
        assert vectors.get(["1"]) is None
        assert "private" not in "".join(capsys.readouterr())


class TestExport:
    def test_what_looks_like_a_formula_is_harmless(self) -> None:
        rows = [
            ['=HYPERLINK("https://evil.example")', "+1", "-2", "@x", " =1", "\t=1", "＝1", -5, None, "5 = 5", "é,\n"]
        ]
        written = csv_of(["a"] * 11, rows)
        assert written.startswith(b"\xef\xbb\xbf")
        _, read = csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))
        assert all(cell.startswith("'") for cell in read[:7])
        assert read[7:] == ["-5", "", "5 = 5", "é,"]

    @pytest.mark.parametrize("cell", ["a;=1+1", "a; @SUM(1)", "a\n=1+1;", "\ufeff=1", "\u3000+1", '"=1', "a;'=1"])
    def test_nor_does_a_formula_begin_within_a_cell(self, cell: str) -> None:
        """Programs of many countries part cells at semicolons and lines, whatever quotation marks say."""
        _, row = csv_of(["a"], [["x", cell]]).decode("utf-8-sig").splitlines()
        parts = [part.lstrip('"\ufeff \u3000') for part in re.split("[;,]", row)]
        assert not any(part.startswith(("=", "+", "-", "@")) for part in parts)

    @given(st.lists(st.lists(st.text(max_size=20), min_size=3, max_size=3), max_size=5))
    def test_any_text_is_written(self, rows: list[list[str]]) -> None:
        rows = [[cell.replace("\0", "") for cell in row] for row in rows]
        read = list(csv.reader(io.StringIO(csv_of(["a", "b", "c"], rows).decode("utf-8-sig"), newline="")))
        assert len(read) == len(rows) + 1
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in read for cell in row)


def test_periods_begin_at_midnight() -> None:
    assert Period.of("weeks", TODAY, KEEP_DAYS).start == datetime(2026, 6, 3, tzinfo=UTC)
