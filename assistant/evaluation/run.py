"""Asks judged questions as a person would, and reports what came of it."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.compose import lead
from assistant.evaluation.judged import JudgedQuestion
from assistant.evaluation.metrics import ndcg, recall_at, reciprocal_rank
from assistant.question import QuestionError
from assistant.telling import lead_of_one
from assistant.wording import Wording
from corpus.practice import Practice

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one judged question gave.

    Args:
        judged: The question.
        answered: Whether it was answered.
        reason: Why not.
        ranked: Practices in the order found, whether answered or not.
        took_ms: Time of the answer.
        uncited: Sentences that stand neither in the practice they cite nor among the fixed phrases.
    """

    judged: JudgedQuestion
    answered: bool
    reason: str | None
    ranked: list[str]
    took_ms: float
    uncited: list[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a group of questions. Rates are shares from 0 to 1; None where no question bears on them.

    Args:
        questions: How many.
        recall_1, recall_5: Share with a practice that answers as the first, or among the first five.
        mrr_10, ndcg_10: Means over answerable questions.
        refused_answerable: Share of answerable questions that were refused.
        refused_unanswerable: Share of questions without an answer that were refused.
    """

    questions: int
    recall_1: float | None
    recall_5: float | None
    mrr_10: float | None
    ndcg_10: float | None
    refused_answerable: float | None
    refused_unanswerable: float | None


def run(
    assistant: Assistant,
    questions: Sequence[JudgedQuestion],
    progress: Callable[[int], None] = lambda done: None,
) -> list[Outcome]:
    """Ask every question, follow-ups after the question that they follow."""
    outcomes = []
    for number, judged in enumerate(questions, 1):
        outcomes.append(_ask(assistant, judged))
        progress(number)
    return outcomes


def _ask(assistant: Assistant, judged: JudgedQuestion) -> Outcome:
    conversation = None
    if judged.previous:
        conversation = assistant.ask(judged.previous, keep=False).conversation
    try:
        answer = assistant.ask(
            judged.question, filters=judged.filters, conversation=conversation, limit=DEPTH, keep=False
        )
    except QuestionError:
        return Outcome(judged, False, "out_of_scope", [], 0.0, [])
    # A refusal shows less than was found; the ranking is measured apart from the decision to show it.
    _, evidence = assistant.consider(judged.question, filters=judged.filters, conversation=conversation)
    ranked = [hit.practice.id for hit in evidence.found.hits[:DEPTH]]
    return Outcome(judged, answer.answered, answer.reason, ranked, answer.took_ms, uncited(answer, assistant))


def uncited(answer: Answer, assistant: Assistant) -> list[str]:
    """Sentences of an answer that stand neither word for word in what they cite nor among the fixed phrases."""
    wrong = []
    for sentence in answer.answer:
        if not sentence.citations:
            wrong += [] if sentence.text == _lead_of(answer) else [sentence.text]
        for number in sentence.citations:
            cited = next((practice for practice in answer.practices if practice.number == number), None)
            record = assistant.practice(cited.id) if cited else None
            if record is None or not _stands_in(sentence.text, record):
                wrong.append(sentence.text)
    return wrong


def _lead_of(answer: Answer) -> str:
    wording = Wording(answer.language)
    if answer.understood.about:
        return lead_of_one(wording)
    return lead([(cited.country, cited.city) for cited in answer.practices], wording, answer.understood.wish)


def _stands_in(text: str, practice: Practice) -> bool:
    texts = [section.text for section in practice.sections]
    texts += [practice.summary_in(language) for language in practice.languages()]
    return any(text in " ".join(whole.split()) or text in whole for whole in texts)


def figures(outcomes: Iterable[Outcome]) -> Figures:
    """Figures of a group of outcomes."""
    every = list(outcomes)
    answerable = [outcome for outcome in every if outcome.judged.answerable]
    unanswerable = [outcome for outcome in every if not outcome.judged.answerable]

    def mean(values: Iterable[float]) -> float | None:
        known = list(values)
        return round(statistics.fmean(known), 4) if known else None

    return Figures(
        questions=len(every),
        recall_1=mean(recall_at(o.ranked, o.judged.relevant, 1) for o in answerable),
        recall_5=mean(recall_at(o.ranked, o.judged.relevant, 5) for o in answerable),
        mrr_10=mean(reciprocal_rank(o.ranked, o.judged.relevant) for o in answerable),
        ndcg_10=mean(ndcg(o.ranked, o.judged.relevant) for o in answerable),
        refused_answerable=mean(float(not o.answered) for o in answerable),
        refused_unanswerable=mean(float(not o.answered) for o in unanswerable),
    )


def report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All figures: overall, per language and per kind of question, citations and time."""
    times = sorted(outcome.took_ms for outcome in outcomes)
    by_language: dict[str, list[Outcome]] = defaultdict(list)
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_language[outcome.judged.language].append(outcome)
        by_kind[outcome.judged.kind].append(outcome)
    return {
        "all": asdict(figures(outcomes)),
        "languages": {name: asdict(figures(group)) for name, group in sorted(by_language.items(), key=_by_size)},
        "kinds": {name: asdict(figures(group)) for name, group in sorted(by_kind.items(), key=_by_size)},
        "uncited_sentences": sum(len(outcome.uncited) for outcome in outcomes),
        "milliseconds": {"p50": _quantile(times, 0.5), "p99": _quantile(times, 0.99)},
    }


def _by_size(pair: tuple[str, list[Outcome]]) -> tuple[int, str]:
    return -len(pair[1]), pair[0]


def _quantile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)], 2) if ordered else 0.0
