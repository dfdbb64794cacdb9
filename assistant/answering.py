"""Makes an answer: to a question, or to a follow-up that asks for one of the practices shown, or for others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import Answer, AnswerSentence, Reason, Understood, UnderstoodPlace
from assistant.compose import cite, compose
from assistant.confidence import Calibration
from assistant.conversation import MAX_SHOWN, Turn
from assistant.follow_ups import LAST
from assistant.language import answer_language
from assistant.live import Served
from assistant.question import Understanding, narrow, understand
from assistant.suggestions import suggest
from assistant.telling import as_hit, tell
from assistant.weighing import FITS_WITHIN, Evidence, weigh
from assistant.wishes import grant
from assistant.wording import Wording
from index.filters import Filters
from index.search import Found, Hit, Scores

_NEAREST = 3
"""Practices shown beside a refusal at most."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with all that its answer depends on, beside the snapshot.

    Args:
        text: The question, cleaned.
        language: Language of the answer, where the asker has chosen one.
        chosen: Filters chosen with the question.
        standing: What the asker always narrows to.
        previous: What was asked before it in the same conversation.
        limit: How many practices to show at most.
        ignore: Words of the question that are not to narrow the search.
        expected_language: The asker's likely language.
    """

    text: str
    language: str | None = None
    chosen: Filters = field(default_factory=Filters)
    standing: Filters = field(default_factory=Filters)
    previous: Turn | None = None
    limit: int = 5
    ignore: tuple[str, ...] = ()
    expected_language: str | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """A question at work: the snapshot it is put to, how it was understood, and what it is narrowed to."""

    served: Served
    asked: Asked
    understood: Understanding
    filters: Filters
    standing: bool

    @classmethod
    def of(cls, served: Served, asked: Asked) -> "_Case":
        previous = asked.previous
        understood = understand(
            asked.text,
            served.finder,
            expected_language=asked.language or asked.expected_language,
            previous=previous,
            cities=[_city(served, identifier) for identifier in previous.practices] if previous else (),
            ignore=asked.ignore,
        )
        return cls(served, asked, understood, *narrow(asked.chosen, understood.filters, asked.standing))

    @property
    def language(self) -> str:
        """The answer's language."""
        return answer_language(self.asked.language or self.understood.language)

    @property
    def wording(self) -> Wording:
        """Its fixed phrases."""
        return Wording(self.language)


class Answerer:
    """Makes answers from whatever snapshot it is given. Safe to use from several threads.

    Args:
        calibration: Decides whether evidence is good enough.
        embed: Gives a text's vector.
        base: Address of the site, before `/practices/…`.
    """

    def __init__(self, calibration: Calibration, embed: Callable[[str], Scores], base: str) -> None:
        self._calibration = calibration
        self._embed = embed
        self._base = base

    def consider(self, served: Served, asked: Asked) -> tuple[Understanding, Evidence]:
        """How a question is understood and what is found for it, whether or not that is good enough to answer."""
        case = _Case.of(served, asked)
        return case.understood, self._weigh(case)

    def answer(self, served: Served, asked: Asked) -> tuple[Answer, Turn | None]:
        """An answer, and the turn that a follow-up goes on from; None where there is nothing to go on from."""
        case = _Case.of(served, asked)
        kind = case.understood.asks.kind if case.understood.asks else None
        if kind not in ("one", "others"):
            return self._new(case)
        if asked.previous is None or not asked.previous.practices:
            said = case.wording("No practices were shown that this could mean. Please ask the whole question.")
            return self._made(case, note=said), asked.previous
        return self._one(case, asked.previous) if kind == "one" else self._others(case, asked.previous)

    def _weigh(self, case: _Case) -> Evidence:
        return weigh(case.served.searcher, case.understood, case.filters, self._embed, self._calibration)

    def _new(self, case: _Case) -> tuple[Answer, Turn]:
        """Answer with what is found, or refuse."""
        evidence = self._weigh(case)
        if evidence.reason is None:
            found = self._granted(case, evidence)
            return self._with_practices(case, evidence, found.hits, found.vector)
        hits, vector = evidence.nearest[: min(case.asked.limit, _NEAREST)], evidence.background.vector
        answer = self._made(
            case,
            hits,
            vector,
            reason=evidence.reason,
            suggestions=self._suggested(case, evidence.background.hits, vector),
            confidence=evidence.probability,
        )
        return answer, _turn(case, hits)

    def _others(self, case: _Case, previous: Turn) -> tuple[Answer, Turn]:
        """Answer with practices that fit the question before and were not shown for it yet."""
        evidence = self._weigh(case)
        found = self._granted(case, evidence) if evidence.reason is None else evidence.found
        seen = previous.practices + previous.before
        unseen = [hit for hit in found.hits if hit.practice.id not in seen]
        fitting = [hit for hit in unseen if hit.score >= found.scores[0] - FITS_WITHIN]
        if evidence.reason is None and fitting and len(seen) < MAX_SHOWN:
            return self._with_practices(case, evidence, fitting, found.vector, seen)
        said = case.wording(
            "The practices that fit best have been shown. To see others, ask in other words or about another place."
        )
        return self._made(case, note=said, suggestions=self._suggested(case, unseen, found.vector)), previous

    def _one(self, case: _Case, previous: Turn) -> tuple[Answer, Turn | None]:
        """Answer with one of the practices shown before; where it was not, show those once more."""
        contents, searcher = case.served.contents, case.served.searcher
        vector = self._embed(previous.question)
        pointed = _pointed_at(case, previous.practices)
        if pointed is not None and pointed in contents.number_of:
            number = contents.number_of[pointed]
            answer = self._made(
                case,
                [as_hit(searcher, number, vector)],
                vector,
                sentences=tell(searcher, number, vector, case.wording),
                suggestions=self._suggested(case, searcher.similar(pointed), vector),
                confidence=1.0,
                about=pointed,
            )
            return answer, previous
        there = tuple(identifier for identifier in previous.practices if identifier in contents.number_of)
        hits = [as_hit(searcher, contents.number_of[identifier], vector) for identifier in there]
        said = case.wording("That is none of the practices shown, which were these:")
        return self._made(case, hits, vector, note=said), replace(previous, practices=there)

    def _granted(self, case: _Case, evidence: Evidence) -> Found:
        searcher, understood = case.served.searcher, case.understood
        return grant(searcher, understood, case.filters, evidence.found, self._embed, case.asked.limit)

    def _with_practices(
        self, case: _Case, evidence: Evidence, hits: list[Hit], vector: Scores, before: tuple[str, ...] = ()
    ) -> tuple[Answer, Turn]:
        """Answer with the first of these, and suggest questions that those after them answer."""
        limit = min(case.asked.limit, MAX_SHOWN - len(before))
        shown = hits[:limit]
        answer = self._made(
            case,
            shown,
            vector,
            sentences=compose(
                case.served.searcher, shown, vector, case.wording, case.understood.wish, case.understood.searched
            ),
            suggestions=self._suggested(case, hits[limit:], vector),
            confidence=evidence.probability,
        )
        return answer, _turn(case, shown, before)

    def _suggested(self, case: _Case, hits: list[Hit], vector: Scores) -> list[str]:
        return suggest(case.served.searcher, hits, vector, case.language, case.asked.text)

    def _made(
        self,
        case: _Case,
        hits: Sequence[Hit] = (),
        vector: Scores | None = None,
        *,
        sentences: Sequence[AnswerSentence] = (),
        suggestions: Sequence[str] = (),
        reason: Reason | None = None,
        note: str | None = None,
        confidence: float = 0.0,
        about: str | None = None,
    ) -> Answer:
        searcher, language = case.served.searcher, case.language
        return Answer(
            question=case.asked.text,
            language=language,
            answered=bool(sentences),
            reason="no_match" if note else reason,
            note=note,
            answer=list(sentences),
            practices=[
                cite(searcher, hit, vector, number, language, self._base)
                for number, hit in enumerate(hits, 1)
                if vector is not None
            ],
            understood=_shown(case, about),
            suggestions=list(suggestions),
            confidence=round(confidence, 4),
            conversation="",
            snapshot=case.served.snapshot,
            took_ms=0,
        )


def _city(served: Served, identifier: str) -> tuple[str, str]:
    """Country and city of a practice that was shown; empty where it was withdrawn since."""
    number = served.contents.number_of.get(identifier)
    return ("", "") if number is None else served.contents.cities[number]


def _pointed_at(case: _Case, shown: tuple[str, ...]) -> str | None:
    position = case.understood.asks.position if case.understood.asks else 0
    wanted = len(shown) if position == LAST else position
    return shown[wanted - 1] if 0 < wanted <= len(shown) else None


def _turn(case: _Case, hits: Sequence[Hit], before: tuple[str, ...] = ()) -> Turn:
    understood = case.understood
    shown = tuple(hit.practice.id for hit in hits)
    return Turn(understood.searched, understood.searched_in, understood.places_from, shown, before, understood.wish)


def _shown(case: _Case, about: str | None) -> Understood:
    understood = case.understood
    return Understood(
        language=understood.language,
        countries=sorted(understood.filters.countries),
        regions=understood.regions,
        cities=sorted(understood.filters.cities),
        audiences=understood.audiences,
        places=[
            UnderstoodPlace(
                text=understood.places_from[place.start : place.end],
                label=place.label(case.language),
                countries=sorted(place.countries),
                city=place.city,
            )
            for place in understood.places
        ],
        follows=understood.follows,
        about=about,
        wish=None if about else understood.wish,
        standing=case.standing and not about,
    )
