"""Measures whether the sentences shown of a practice are those that answer a question best, on judged sentences."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from assistant.assistant import Assistant
from assistant.evaluation.errors import JudgedQuestionError
from assistant.evidence import choose_sentences, rank_sentences
from assistant.language import answer_language
from assistant.telling import as_hit
from corpus.practice import Practice
from corpus.sentences import split_sentences

_RESAMPLES: Final = 2000
_INTERVAL: Final = (0.025, 0.975)


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class JudgedSentences:
    """A question to a practice that answers it, with the sentences of its record that answer best.

    Args:
        id: Its name.
        language: Language that the question is asked in.
        intent: What it asks for (what, how, results, cost, who, whom, why).
        split: Whether the choosing of sentences was tuned with it in view, or only tested on it.
        question: The question.
        practice: Id of the practice.
        best: The sentences that answer it best, word for word, in every language in which the record has them.
        good: Others that answer it in part.
    """

    id: str
    language: str
    intent: str
    split: Literal["tune", "test"]
    question: str
    practice: str
    best: list[str]
    good: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Showing:
    """What one judged question was shown of its practice.

    Args:
        judged: The question.
        heaviest: The sentence that is held to answer best of those that may be shown.
        shown: The sentences, in the order shown.
        possible: Whether the record has a sentence that answers best in a language that the answer may show.
    """

    judged: JudgedSentences
    heaviest: str
    shown: list[str]
    possible: bool


@dataclass(frozen=True, slots=True)
class EvidenceFigures:
    """Figures of a group of questions; rates are shares from 0 to 1.

    Args:
        questions: How many.
        precision_1: Share for which the sentence that is held to answer best does so.
        precision_1_interval: 95 % bootstrap interval of that share.
        first: Share for which the first sentence shown answers best; what a city did is told before what was asked for.
        shown: Share for which one of the sentences shown (there are one or two) answers best.
        shown_interval: 95 % bootstrap interval of that share.
        shown_good: Share for which one of them answers at least in part.
        possible: Share for which a sentence that answers best stands in a language that may be shown.
    """

    questions: int
    precision_1: float
    precision_1_interval: tuple[float, float]
    first: float
    shown: float
    shown_interval: tuple[float, float]
    shown_good: float
    possible: float


_JUDGED: Final = TypeAdapter(JudgedSentences)


def read_judged_sentences(path: Path) -> list[JudgedSentences]:
    """Read judged sentences from a JSON Lines file.

    Raises:
        JudgedQuestionError: A line is malformed.
        FileNotFoundError: There is no such file.
    """
    judged = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            judged.append(_JUDGED.validate_json(line))
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]["msg"]
            raise JudgedQuestionError(f"{path}:{number}: not a judged sentence: {fault}") from error
    return judged


def record_sentences(practice: Practice, languages: Iterable[str]) -> set[str]:
    """All sentences of a record: those of its body, and those of its summary in these languages."""
    texts = [section.text for section in practice.sections]
    texts += [practice.summary_in(language) for language in languages]
    return {" ".join(sentence.split()) for text in texts for sentence in split_sentences(text)}


def show_all(
    assistant: Assistant,
    judged: Sequence[JudgedSentences],
    progress: Callable[[int], None] = lambda done: None,
) -> list[Showing]:
    """Ask every question and note what an answer that holds the practice shows of it.

    Whether the practice is found is another matter, measured apart; so it is looked at in any case.

    Raises:
        JudgedQuestionError: A practice is not in the index.
    """
    showings = []
    for number, each in enumerate(judged, 1):
        searcher = assistant.live.served.searcher
        if each.practice not in searcher.contents.number_of:
            raise JudgedQuestionError(f"{each.id}: the index holds no practice {each.practice}.")
        understanding, evidence = assistant.consider(each.question)
        vector = evidence.background.vector
        hit = as_hit(searcher, searcher.contents.number_of[each.practice], vector)
        language = answer_language(understanding.language)
        shown = choose_sentences(searcher, hit, vector, language, understanding.searched)
        allowed = _showable(hit.practice, language)
        possible = any(" ".join(sentence.split()) in allowed for sentence in each.best)
        heaviest = rank_sentences(searcher, hit, vector, language, understanding.searched)[0].text
        showings.append(Showing(each, heaviest, shown, possible))
        progress(number)
    return showings


def _showable(practice: Practice, language: str) -> set[str]:
    if language == "en" or language not in practice.languages():
        return record_sentences(practice, ["en"])
    return {" ".join(sentence.split()) for sentence in split_sentences(practice.summary_in(language))}


def evidence_figures(showings: Sequence[Showing]) -> EvidenceFigures:
    """The figures of a group of questions, which must not be empty."""
    heaviest = [float(holds_best(each)) for each in showings]
    firsts = [float(bool(_among(each.shown[:1], each.judged.best))) for each in showings]
    shown = [float(answers_best(each)) for each in showings]
    good = [float(bool(_among(each.shown, each.judged.best + each.judged.good))) for each in showings]
    return EvidenceFigures(
        questions=len(showings),
        precision_1=_mean(heaviest),
        precision_1_interval=bootstrap_interval(heaviest),
        first=_mean(firsts),
        shown=_mean(shown),
        shown_interval=bootstrap_interval(shown),
        shown_good=_mean(good),
        possible=_mean([float(each.possible) for each in showings]),
    )


def bootstrap_interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % percentile interval of the mean over resamples (Efron, 1979); the same each time it is asked for."""
    draw = random.Random(0)  # noqa: S311  (nothing secret hangs on it)
    means = sorted(_mean(draw.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    low, high = (means[min(int(share * _RESAMPLES), _RESAMPLES - 1)] for share in _INTERVAL)
    return low, high


def evidence_report(showings: Sequence[Showing]) -> dict[str, Any]:
    """All figures: overall, for each half, language and intent."""

    def by(key: Callable[[JudgedSentences], str]) -> Mapping[str, Any]:
        groups: dict[str, list[Showing]] = defaultdict(list)
        for each in showings:
            groups[key(each.judged)].append(each)
        ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        return {name: asdict(evidence_figures(group)) for name, group in ordered}

    return {
        "all": asdict(evidence_figures(showings)) if showings else None,
        "splits": by(lambda judged: judged.split),
        "languages": by(lambda judged: judged.language),
        "intents": by(lambda judged: judged.intent),
    }


def answers_best(showing: Showing) -> bool:
    """Whether one of the sentences shown is among those that answer best."""
    return bool(_among(showing.shown, showing.judged.best))


def holds_best(showing: Showing) -> bool:
    """Whether the sentence that is held to answer best does so."""
    return bool(_among([showing.heaviest], showing.judged.best))


def _among(shown: Sequence[str], wanted: Sequence[str]) -> list[str]:
    known = {" ".join(sentence.split()) for sentence in wanted}
    return [sentence for sentence in shown if " ".join(sentence.split()) in known]


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)
